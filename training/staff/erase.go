package staff

import (
	"context"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Erase forgets who a person was who has left and asks for it. What was done
// stays under the id, which says nothing about anybody.
type Erase struct {
	op.Command
	PersonID string `json:"personId"`
}

// nobody is the name of who was erased. It has no letter, so nobody can be given
// it (Name).
const nobody = "—"

// Erase takes a person's name and the last visit out of the row, the name out of
// every ledger entry that records the row (content and salt: what is left of it
// is a leaf that tells nothing), the wraps of the person's keys, and the stored
// answers of commands that name the person; PIN and claim code went when the
// person left (fault.staff.erase_leave_first). Records, marks, signatures and
// public keys stay under the person's id, so that every chain and the whole
// ledger still verify, and a certificate that was issued keeps the name that was
// signed. Nobody can undo it: who comes back is a new person
// (fault.staff.erased).
func (s *Service) Erase(ctx context.Context, actor op.Actor, cmd Erase) (Person, error) {
	return op.Run(ctx, s.Store, "staff.Erase", cmd.Command, acting{actor.ID, cmd}, func(tx Tx) (Person, error) {
		return s.change(ctx, tx, actor, "Erase", cmd.PersonID, func(a *Account) error {
			name := a.is.Name
			last, err := tx.LastOrdinal(ctx, nobody)
			if err != nil {
				return err
			}
			if err := a.erase(last + 1); err != nil {
				return err
			}
			if a.forgot, err = forgetRecords(ctx, tx, a.is.ID); err != nil {
				return err
			}
			return tx.ForgetPerson(ctx, a.is.ID, name)
		})
	})
}

// forgetRecords erases the entries that record a person's row and answers their
// indexes. The change that follows records the row as it is then, and them.
func forgetRecords(ctx context.Context, tx Tx, person string) (forgot []int64, err error) {
	const some = 500
	for from := int64(0); ; {
		entries, err := tx.LedgerEntries(ctx, from, some, ledger.PersonRecorded)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			from = e.Index + 1
			var r personRecord
			if e.Erased() {
				continue
			}
			if err := ledger.Read(e.Payload, &r); err != nil {
				return nil, fault.Wrap(err, fault.Corrupt, "fault.ledger.altered", "Index", e.Index)
			}
			if r.Person != person {
				continue
			}
			if err := tx.EraseEntry(ctx, e.Index); err != nil {
				return nil, err
			}
			forgot = append(forgot, e.Index)
		}
		if len(entries) < some {
			return forgot, nil
		}
	}
}

// erase takes what says who the person was (fault.staff.erase_leave_first).
func (a *Account) erase(ordinal int) error {
	if a.is.State != Left {
		return fault.New(fault.Conflict, "fault.staff.erase_leave_first", "Name", a.is.Name)
	}
	a.is = AccountState{ID: a.is.ID, Name: nobody, Ordinal: ordinal, Roles: a.is.Roles, State: Left, JoinedAt: a.is.JoinedAt}
	return nil
}

// erased says whether the person was erased.
func (a *Account) erased() bool { return a.is.Name == nobody }

// Erased says whether the person was erased on request: nobody knows the name
// any more.
func (p Person) Erased() bool { return p.Name == nobody }
