package staff

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Cost is what one argon2id hash takes (RFC 9106).
type Cost struct {
	KiB     uint32 `json:"kib"`
	Passes  uint32 `json:"passes"`
	Threads uint8  `json:"threads"`
}

// The costs of the product. Tests and demonstrations set lower ones in the
// Service; what is stored carries its own.
var (
	PINCost        = Cost{KiB: 19 << 10, Passes: 2, Threads: 1}
	PassphraseCost = Cost{KiB: 64 << 10, Passes: 3, Threads: 1}
)

// limits keep a tampered database from asking for all memory.
func (c Cost) sane() bool {
	return c.KiB >= 8 && c.KiB <= 256<<10 && c.Passes >= 1 && c.Passes <= 16 && c.Threads >= 1 && c.Threads <= 8
}

// Sealed is a seed under a passphrase, a recovery code or the folder key:
// XChaCha20-Poly1305 under argon2id, or under HKDF-SHA256 where the secret is
// random already. What it is for and whose it is goes in as associated data, so
// that one wrap cannot be put in another's place.
type Sealed struct {
	Cost  Cost       `json:"cost"` // zero: no argon2id
	Salt  ledger.Hex `json:"salt"`
	Nonce ledger.Hex `json:"nonce"`
	Box   ledger.Hex `json:"box"`
}

// IsZero says whether nothing was sealed.
func (s Sealed) IsZero() bool { return len(s.Box) == 0 }

const saltSize = 16

// slots lets so many hashes run at once, so that 50 people at one door do not
// take all memory.
type slots chan struct{}

func (s slots) run(ctx context.Context, cost Cost, secret string, salt []byte, size uint32) ([]byte, error) {
	if !cost.sane() {
		return nil, fault.New(fault.Corrupt, "fault.staff.account_corrupt")
	}
	select {
	case s <- struct{}{}:
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Unavailable, "fault.staff.busy")
	}
	defer func() { <-s }()
	key := argon2.IDKey([]byte(secret), salt, cost.Passes, cost.KiB, cost.Threads, size)
	if cost.KiB >= 32<<10 { // a passphrase: the runtime would keep its memory for minutes
		debug.FreeOSMemory()
	}
	return key, nil
}

// hashes makes and checks PHC strings: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
type hashes struct {
	cost  Cost
	slots slots
}

func (h hashes) make(ctx context.Context, entropy op.Entropy, secret string) (string, error) {
	salt, err := random(entropy, saltSize)
	if err != nil {
		return "", err
	}
	return h.salted(ctx, salt, secret)
}

func (h hashes) salted(ctx context.Context, salt []byte, secret string) (string, error) {
	sum, err := h.slots.run(ctx, h.cost, secret, salt, 32)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.KiB, h.cost.Passes, h.cost.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

func (h hashes) check(ctx context.Context, phc, secret string) (bool, error) {
	corrupt := fault.New(fault.Corrupt, "fault.staff.account_corrupt")
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, corrupt
	}
	var cost Cost
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.KiB, &cost.Passes, &cost.Threads); err != nil || n != 3 {
		return false, corrupt
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) != 32 || len(salt) < 8 {
		return false, corrupt
	}
	got, err := h.slots.run(ctx, cost, secret, salt, 32)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// wrapKey is a key that seals and opens: derived once, used for several seeds.
type wrapKey struct {
	cost Cost
	salt []byte
	key  []byte
}

func (w wrapKey) seal(entropy op.Entropy, seed []byte, purpose, owner string) (Sealed, error) {
	a, err := aead(w.key)
	if err != nil {
		return Sealed{}, err
	}
	nonce, err := random(entropy, a.NonceSize())
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{Cost: w.cost, Salt: w.salt, Nonce: nonce, Box: a.Seal(nil, nonce, seed, label(purpose, owner))}, nil
}

func (w wrapKey) open(s Sealed, purpose, owner string) ([]byte, error) {
	return openWith(w.key, s, purpose, owner)
}

// errWrongKey says that a wrap does not open: a wrong secret, or altered bytes.
var errWrongKey = fault.New(fault.Forbidden, "fault.staff.wrong_secret")

func openWith(key []byte, s Sealed, purpose, owner string) ([]byte, error) {
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	if len(s.Nonce) != a.NonceSize() {
		return nil, errWrongKey
	}
	seed, err := a.Open(nil, s.Nonce, s.Box, label(purpose, owner))
	if err != nil || len(seed) != 32 {
		return nil, errWrongKey
	}
	return seed, nil
}

func aead(key []byte) (cipher.AEAD, error) {
	a, err := chacha20poly1305.NewX(key)
	return a, fault.In("staff.seal", err)
}

func label(purpose, owner string) []byte {
	return []byte("shifu-wrap/1\x00" + purpose + "\x00" + owner)
}

// stretch derives the wrap key of a passphrase.
func stretch(ctx context.Context, one slots, cost Cost, secret string, salt []byte) (wrapKey, error) {
	key, err := one.run(ctx, cost, secret, salt, chacha20poly1305.KeySize)
	return wrapKey{cost: cost, salt: salt, key: key}, err
}

// derive makes the wrap key of a secret that is random already.
func derive(secret string, salt []byte) (wrapKey, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), salt, "shifu-recovery/1", chacha20poly1305.KeySize)
	return wrapKey{salt: salt, key: key}, fault.In("staff.derive", err)
}

func random(entropy op.Entropy, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(entropy, b); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.staff.no_entropy")
	}
	return b, nil
}
