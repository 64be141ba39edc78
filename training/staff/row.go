package staff

import (
	"context"
	"slices"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// personRecord is the payload of a person.recorded entry: what the person's row
// holds from that entry on, all but the last visit. The entry is written with
// the row, so that a row that was changed by hand differs from its last entry.
// It is not signed, like the head of an attempt: it makes a change evident, and
// stops nobody whose program can write row and ledger together.
type personRecord struct {
	Person   string    `json:"person"`
	Name     string    `json:"name"`
	Ordinal  int       `json:"ordinal"`
	Roles    []op.Role `json:"roles"`
	State    State     `json:"state"`
	JoinedAt int64     `json:"joined_at"`
	// PIN and Claim are hashes of the verifiers, which hold salts of their own:
	// SHA-256("shifu-verifier/1" 00 verifier); empty where there is none.
	PIN         string `json:"pin"`
	Claim       string `json:"claim"`
	ClaimEndsAt int64  `json:"claim_ends_at"`
	// Erased are the earlier entries that were erased with the person. An empty
	// entry that no later one names was emptied by hand.
	Erased []int64 `json:"erased,omitempty"`
}

func recordOf(s AccountState) personRecord {
	verifier := func(phc string) string {
		if phc == "" {
			return ""
		}
		return ledger.Sum("shifu-verifier/1", []byte(phc)).String()
	}
	moment := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.UnixMilli()
	}
	return personRecord{
		Person: s.ID, Name: s.Name, Ordinal: s.Ordinal, Roles: s.Roles, State: s.State, JoinedAt: moment(s.JoinedAt),
		PIN: verifier(s.PIN), Claim: verifier(s.Claim), ClaimEndsAt: moment(s.ClaimEndsAt),
	}
}

// record writes into the ledger what an account's row now holds, if that has
// changed. The first record of a shop that is older than these entries takes
// everybody else in, too.
func record(ctx context.Context, tx Tx, a *Account) error {
	if len(differences(recordOf(a.was), recordOf(a.is))) == 0 {
		return nil
	}
	some, err := tx.LedgerEntries(ctx, 0, 1, ledger.PersonRecorded)
	if err != nil {
		return err
	}
	if len(some) == 0 {
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.ID == a.is.ID {
				continue
			}
			other, err := tx.Account(ctx, p.ID)
			if err != nil {
				return err
			}
			if _, err := tx.AppendEntry(ctx, ledger.PersonRecorded, recordOf(other.is)); err != nil {
				return err
			}
		}
	}
	r := recordOf(a.is)
	r.Erased = a.forgot
	_, err = tx.AppendEntry(ctx, ledger.PersonRecorded, r)
	a.was, a.forgot = a.is, nil
	return err
}

// What a doctor's finding calls roles and states.
var (
	roleWords  = map[op.Role]string{op.Owner: "店主", op.Supervisor: "主管", op.Mentor: "师傅", op.Apprentice: "学徒"}
	stateWords = map[State]string{Invited: "已邀请", Active: "在店", Left: "已离店"}
)

// difference is a column of a row that is not as the ledger has it.
type difference struct {
	column  string
	was, is lang.Text
}

// differences compares what the ledger has with what a row holds.
func differences(was, is personRecord) []difference {
	var out []difference
	add := func(column string, same bool, was, is lang.Text) {
		if !same {
			out = append(out, difference{column, was, is})
		}
	}
	roles := func(all []op.Role) (t lang.Text) {
		for _, r := range all {
			t.ZH, t.EN = strings.TrimPrefix(t.ZH+"、"+roleWords[r], "、"), strings.TrimPrefix(t.EN+", "+string(r), ", ")
		}
		return t
	}
	state := func(s State) lang.Text { return lang.Text{ZH: stateWords[s], EN: string(s)} }
	add("name", was.Name == is.Name && was.Ordinal == is.Ordinal, lang.Text{ZH: was.Name, EN: was.Name}, lang.Text{ZH: is.Name, EN: is.Name})
	add("roles", slices.Equal(was.Roles, is.Roles), roles(was.Roles), roles(is.Roles))
	add("state", was.State == is.State && was.JoinedAt == is.JoinedAt, state(was.State), state(is.State))
	add("pin", was.PIN == is.PIN, lang.Text{}, lang.Text{})
	add("claim", was.Claim == is.Claim && was.ClaimEndsAt == is.ClaimEndsAt, lang.Text{}, lang.Text{})
	return out
}

// People compares everyone's row with what the ledger last recorded of it, and
// answers what differs, a finding for each column, by the person's name
// (fault.staff.row.name, roles, state, pin, claim, unreadable, added, removed).
// In a shop that is older than these entries there is nothing to compare with
// before the next change to a person.
func (a *Auditor) People(ctx context.Context, tx Tx) ([]RowFinding, error) {
	if len(a.people) == 0 {
		return nil, nil
	}
	var out []RowFinding
	found := func(r personRecord, column string, params ...any) {
		params = append([]any{"Name", r.Name}, params...)
		out = append(out, RowFinding{Name: r.Name, Err: fault.New(fault.Corrupt, "fault.staff.row."+column, params...)})
	}
	for _, id := range a.order {
		known := a.people[id]
		switch account, err := tx.Account(ctx, id); {
		case fault.Is(err, fault.NotFound):
			found(known, "removed")
		case fault.Is(err, fault.Corrupt):
			found(known, "unreadable")
		case err != nil:
			return nil, err
		default:
			for _, d := range differences(known, recordOf(account.is)) {
				found(known, d.column, "Was", d.was, "Is", d.is)
			}
		}
	}
	people, err := tx.People(ctx)
	if fault.Is(err, fault.Corrupt) {
		return out, nil // a row that cannot be read is told above
	}
	for _, p := range people {
		if _, known := a.people[p.ID]; !known {
			found(personRecord{Name: p.Label()}, "added")
		}
	}
	return out, err
}

// keep follows who keeps the shop key.
func (a *Auditor) keep(e ledger.Entry) error {
	switch {
	case e.Kind == ledger.KeyEnrolled && a.keeper == "": // the owner's, with the shop
		var r keyEnrolled
		_, err := content(e, &r)
		a.keeper = r.Person
		return err
	case e.Kind == ledger.ShopHandedOver:
		var r shopHandedOver
		if _, err := content(e, &r); err != nil {
			return err
		}
		if r.From != a.keeper {
			return broken(e.Index, nil)
		}
		a.keeper = r.To
	}
	return nil
}

// Recorded is how many people the ledger has a record of.
func (a *Auditor) Recorded() int { return len(a.people) }

// RowFinding is a person's row that is not as the ledger has it.
type RowFinding struct {
	Name string // as the ledger has it
	Err  error
}

// note keeps the newest record of each person.
func (a *Auditor) note(e ledger.Entry) error {
	var r personRecord
	if err := ledger.Read(e.Payload, &r); err != nil || r.Person == "" {
		return fault.Wrap(err, fault.Corrupt, "fault.ledger.altered", "Index", e.Index)
	}
	for _, index := range r.Erased {
		delete(a.emptied, index)
	}
	if _, known := a.people[r.Person]; !known {
		a.order = append(a.order, r.Person)
	}
	a.people[r.Person] = r
	return nil
}
