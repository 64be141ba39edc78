package staff

import (
	"context"
	"time"

	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Tx is what the use cases of staff need of a transaction. Reads of what does
// not exist answer fault.NotFound with the key that is named, or found false.
type Tx interface {
	op.Tx
	ledger.Log

	// Person reads a person as others see it; fault.staff.no_person.
	Person(ctx context.Context, id string) (Person, error)
	// People reads everyone, those who left included, in the order they joined.
	People(ctx context.Context) ([]Person, error)

	// Account reads a person with what only the sign-in may know;
	// fault.staff.no_person. SaveAccount writes it, a new one or a known one.
	Account(ctx context.Context, id string) (*Account, error)
	SaveAccount(ctx context.Context, a *Account) error
	// LastOrdinal is the largest place among those who carry a name, 0 when
	// nobody does.
	LastOrdinal(ctx context.Context, name string) (int, error)

	// ForgetPerson takes out what is kept beside the account of a person who is
	// erased: the wraps of the keys, the throttles, and the stored answers of
	// commands that hold the id or the name.
	ForgetPerson(ctx context.Context, id, name string) error
	// EraseEntry takes content and salt out of an entry of the ledger.
	EraseEntry(ctx context.Context, index int64) error

	// ShopState reads the shop and the wraps of its keys; SaveShop writes it.
	ShopState(ctx context.Context) (s ShopState, found bool, err error)
	SaveShop(ctx context.Context, s ShopState) error
	// ShopSecret is 32 random bytes of this shop, for draws that nobody may
	// foresee; fault.staff.no_shop.
	ShopSecret(ctx context.Context) ([]byte, error)
	// FolderKey is the 32 bytes that the data folder keeps beside the
	// database and that no backup of the database holds.
	FolderKey(ctx context.Context) ([]byte, error)

	// CurrentKey reads the key with which a person signs now. Keys reads all
	// that a person ever had, oldest first. SaveKey writes a new or a known one.
	CurrentKey(ctx context.Context, person string) (k KeyState, found bool, err error)
	Keys(ctx context.Context, person string) ([]KeyState, error)
	SaveKeyState(ctx context.Context, k KeyState) error

	// Throttle reads how often something was tried wrongly; the zero value
	// when never. SaveThrottle writes it.
	Throttle(ctx context.Context, bucket string) (Throttle, error)
	SaveThrottle(ctx context.Context, bucket string, t Throttle) error
}

// ShopState is what a store keeps of the shop.
type ShopState struct {
	ID       string
	Name     string
	Language lang.Tag
	OpenedAt time.Time
	Demo     bool
	OwnerID  string     // whose passphrase wraps the shop key
	Key      ledger.Hex // the shop's public key
	// Wrapped is the shop's seed under the owner's passphrase, Recovery and
	// RecoveryOwner the seeds of shop and owner under the recovery code.
	Wrapped, Recovery, RecoveryOwner Sealed
	IssuingKey                       string // fingerprint of the delegated key; empty before a delegation
	Issuing                          Sealed // its seed under the folder key
	Secret                           ledger.Hex
}

// KeyState is what a store keeps of a person's key.
type KeyState struct {
	ID         string // Fingerprint
	PersonID   string
	Public     ledger.Hex
	Wrapped    Sealed // the seed under the passphrase
	EnrolledAt int64  // index of the entry that enrolled it
	EndedAt    int64  // index of the entry that ended it; -1 while it is good
}
