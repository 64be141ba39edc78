package data

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training/staff"
)

var _ staff.Tx = (*tx)(nil)

// peopleColumns counts namesakes and looks for a good key beside each account.
const peopleColumns = `SELECT id, name, ordinal, roles, state, joined_at, last_seen_at, pin, claim, claim_ends_at,
	(SELECT COUNT(*) FROM people n WHERE n.name = people.name),
	(SELECT COUNT(*) FROM person_keys k WHERE k.person_id = people.id AND k.ended_at < 0)
	FROM people `

type accountRow struct {
	*staff.Account
	namesakes, keys int
}

func scanAccount(r row) (a accountRow, err error) {
	var (
		s                       staff.AccountState
		roles                   string
		joined, seen, claimEnds int64
	)
	if err := r.Scan(&s.ID, &s.Name, &s.Ordinal, &roles, &s.State, &joined, &seen, &s.PIN, &s.Claim, &claimEnds,
		&a.namesakes, &a.keys); err != nil {
		return a, err
	}
	for role := range strings.SplitSeq(roles, ",") {
		s.Roles = append(s.Roles, op.Role(role))
	}
	s.JoinedAt, s.LastSeenAt, s.ClaimEndsAt = atMillis(joined), atMillis(seen), atMillis(claimEnds)
	a.Account, err = staff.RestoreAccount(s)
	return a, err
}

func (a accountRow) person() staff.Person { return a.Person(a.namesakes, a.keys > 0) }

// Person reads a person as others see it.
func (t *tx) Person(ctx context.Context, id string) (staff.Person, error) {
	a, err := t.account(ctx, id)
	if err != nil {
		return staff.Person{}, err
	}
	return a.person(), nil
}

// People reads everyone in the order they joined.
func (t *tx) People(ctx context.Context) ([]staff.Person, error) {
	return many(ctx, t, func(r row) (staff.Person, error) {
		a, err := scanAccount(r)
		if err != nil {
			return staff.Person{}, err
		}
		return a.person(), nil
	}, peopleColumns+`ORDER BY joined_at, id`)
}

// Account reads a person with what only the sign-in may know.
func (t *tx) Account(ctx context.Context, id string) (*staff.Account, error) {
	a, err := t.account(ctx, id)
	return a.Account, err
}

func (t *tx) account(ctx context.Context, id string) (accountRow, error) {
	a, found, err := one(ctx, t, scanAccount, peopleColumns+`WHERE id = $1`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.staff.no_person")
	}
	return a, err
}

// SaveAccount writes a person.
func (t *tx) SaveAccount(ctx context.Context, a *staff.Account) error {
	s := a.State()
	roles := make([]string, len(s.Roles))
	for i, r := range s.Roles {
		roles[i] = string(r)
	}
	_, err := t.exec(ctx, `INSERT INTO people (id, name, ordinal, roles, state, joined_at, last_seen_at, pin, claim, claim_ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, ordinal = excluded.ordinal, roles = excluded.roles, state = excluded.state,
		last_seen_at = excluded.last_seen_at, pin = excluded.pin, claim = excluded.claim, claim_ends_at = excluded.claim_ends_at`,
		s.ID, s.Name, int64(s.Ordinal), strings.Join(roles, ","), string(s.State), millis(s.JoinedAt), millis(s.LastSeenAt),
		s.PIN, s.Claim, millis(s.ClaimEndsAt))
	return err
}

// LastOrdinal answers the largest place among namesakes.
func (t *tx) LastOrdinal(ctx context.Context, name string) (int, error) {
	n, _, err := one(ctx, t, scanInt, `SELECT COALESCE(MAX(ordinal), 0) FROM people WHERE name = $1`, name)
	return int(n), err
}

// ForgetPerson takes out what is kept beside the account of a person.
func (t *tx) ForgetPerson(ctx context.Context, id, name string) error {
	none, err := jsonText(staff.Sealed{})
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE person_keys SET wrapped = $2 WHERE person_id = $1`, id, none); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM throttles WHERE bucket LIKE $1 ESCAPE '!'`, holds(id)); err != nil {
		return err
	}
	written, err := jsonText(name) // as it stands in an answer
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM commands WHERE result LIKE $1 ESCAPE '!' OR result LIKE $2 ESCAPE '!'`, holds(id), holds(strings.Trim(written, `"`)))
	return err
}

// holds is a pattern for texts in which another one stands; the escape is "!".
func holds(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}

// ShopState reads the shop.
func (t *tx) ShopState(ctx context.Context) (staff.ShopState, bool, error) {
	return one(ctx, t, func(r row) (s staff.ShopState, err error) {
		var (
			opened, demo                           int64
			language, key, secret                  string
			wrapped, recovery, recoverOwn, issuing string
		)
		if err := r.Scan(&s.ID, &s.Name, &language, &opened, &demo, &s.OwnerID, &key, &wrapped, &recovery, &recoverOwn,
			&s.IssuingKey, &issuing, &secret); err != nil {
			return s, err
		}
		s.Language, s.OpenedAt, s.Demo = lang.Tag(language), atMillis(opened), demo != 0
		return s, errors.Join(s.Key.UnmarshalText([]byte(key)), s.Secret.UnmarshalText([]byte(secret)),
			fromJSON(wrapped, &s.Wrapped), fromJSON(recovery, &s.Recovery), fromJSON(recoverOwn, &s.RecoveryOwner),
			fromJSON(issuing, &s.Issuing))
	}, `SELECT id, name, language, opened_at, demo, owner_id, public_key, wrapped, recovery, recovery_owner, issuing_key, issuing, secret
		FROM shop`)
}

// SaveShop writes the shop.
func (t *tx) SaveShop(ctx context.Context, s staff.ShopState) error {
	var sealed [4]string
	for i, w := range []staff.Sealed{s.Wrapped, s.Recovery, s.RecoveryOwner, s.Issuing} {
		var err error
		if sealed[i], err = jsonText(w); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `INSERT INTO shop (id, name, language, opened_at, demo, owner_id, public_key, wrapped, recovery, recovery_owner,
		issuing_key, issuing, secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language, owner_id = excluded.owner_id,
		wrapped = excluded.wrapped, recovery = excluded.recovery, recovery_owner = excluded.recovery_owner,
		issuing_key = excluded.issuing_key, issuing = excluded.issuing`,
		s.ID, s.Name, string(s.Language), millis(s.OpenedAt), flag(s.Demo), s.OwnerID, s.Key.String(), sealed[0], sealed[1], sealed[2],
		s.IssuingKey, sealed[3], s.Secret.String())
	return err
}

// ShopSecret answers what draws of this shop are made from.
func (t *tx) ShopSecret(ctx context.Context) ([]byte, error) {
	secret, found, err := one(ctx, t, scanText, `SELECT secret FROM shop`)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "fault.staff.no_shop")
	}
	b, err := hex.DecodeString(secret)
	return b, mapped(err)
}

const keyColumns = `SELECT id, person_id, public_key, wrapped, enrolled_at, ended_at FROM person_keys `

func scanKey(r row) (k staff.KeyState, err error) {
	var public, wrapped string
	if err := r.Scan(&k.ID, &k.PersonID, &public, &wrapped, &k.EnrolledAt, &k.EndedAt); err != nil {
		return k, err
	}
	return k, errors.Join(k.Public.UnmarshalText([]byte(public)), fromJSON(wrapped, &k.Wrapped))
}

// CurrentKey reads the key with which a person signs now.
func (t *tx) CurrentKey(ctx context.Context, person string) (staff.KeyState, bool, error) {
	return one(ctx, t, scanKey, keyColumns+`WHERE person_id = $1 AND ended_at < 0`, person)
}

// Keys reads all keys that a person ever had.
func (t *tx) Keys(ctx context.Context, person string) ([]staff.KeyState, error) {
	return many(ctx, t, scanKey, keyColumns+`WHERE person_id = $1 ORDER BY enrolled_at`, person)
}

// SaveKeyState writes a key.
func (t *tx) SaveKeyState(ctx context.Context, k staff.KeyState) error {
	wrapped, err := jsonText(k.Wrapped)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO person_keys (id, person_id, public_key, wrapped, enrolled_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET wrapped = excluded.wrapped, ended_at = excluded.ended_at`,
		k.ID, k.PersonID, k.Public.String(), wrapped, k.EnrolledAt, k.EndedAt)
	return err
}

// Throttle reads how often something was tried wrongly.
func (t *tx) Throttle(ctx context.Context, bucket string) (staff.Throttle, error) {
	th, _, err := one(ctx, t, func(r row) (th staff.Throttle, err error) {
		var last int64
		err = r.Scan(&th.Failures, &last)
		th.LastAt = atMillis(last)
		return th, err
	}, `SELECT failures, last_at FROM throttles WHERE bucket = $1`, bucket)
	return th, err
}

// SaveThrottle writes it; without failures there is nothing to keep.
func (t *tx) SaveThrottle(ctx context.Context, bucket string, th staff.Throttle) error {
	if th.Failures == 0 {
		_, err := t.exec(ctx, `DELETE FROM throttles WHERE bucket = $1`, bucket)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO throttles (bucket, failures, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`,
		bucket, int64(th.Failures), millis(th.LastAt))
	return err
}

// folderKeyName is the file of the folder key. Backups leave it out.
const folderKeyName = "folder.key"

const folderKeySize = 32

// FolderKey reads the key of the data folder, and makes it the first time it is
// asked for in a transaction that may write. A PostgreSQL database without a
// folder keeps it in a table: there it protects nothing.
func (t *tx) FolderKey(ctx context.Context) ([]byte, error) {
	if t.db.folder == nil {
		return t.tableKey(ctx)
	}
	path := filepath.Join(t.db.folder.dir, folderKeyName)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if t.db.writer == nil || t.pool != t.db.writer {
			return nil, fault.Wrap(err, fault.Unavailable, "fault.staff.no_delegation")
		}
		key, err := t.newFolderKey()
		if err != nil {
			return nil, err
		}
		return key, writeOnce(path, []byte(hex.EncodeToString(key)+"\n"))
	}
	if err != nil {
		return nil, mapped(err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != folderKeySize {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.staff.no_delegation")
	}
	return key, nil
}

func (t *tx) tableKey(ctx context.Context) ([]byte, error) {
	text, found, err := one(ctx, t, scanText, `SELECT key FROM folder_key WHERE id = 1`)
	if err != nil {
		return nil, err
	}
	if found {
		key, err := hex.DecodeString(text)
		return key, mapped(err)
	}
	key, err := t.newFolderKey()
	if err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, `INSERT INTO folder_key (id, key) VALUES (1, $1)`, hex.EncodeToString(key))
	return key, err
}

// newFolderKey comes from the machine even where entropy is seeded: it never
// leaves the folder, so nothing that is compared depends on it.
func (t *tx) newFolderKey() ([]byte, error) {
	key := make([]byte, folderKeySize)
	_, err := io.ReadFull(rand.Reader, key)
	return key, mapped(err)
}

// writeOnce writes a small file whole or not at all, durably. The caller holds
// the folder, so nobody else writes it.
func writeOnce(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return mapped(err)
}
