package certificate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/staff"
)

// What regrades left in the ledger: it is the only place that says so.

// recorded writes changed answers for the record.
func recorded(answers []quiz.Rekeyed) []RegradedAnswer {
	out := make([]RegradedAnswer, len(answers))
	for i, a := range answers {
		out[i] = RegradedAnswer{Attempt: a.Attempt, Slot: a.Slot, Learner: a.Learner, Was: a.Was.Score, Is: a.Is.Score, From: a.From, To: a.To,
			WasRight: a.Was.Right, IsRight: a.Is.Right, WasRedLine: a.Was.RedLine, IsRedLine: a.Is.RedLine}
	}
	return out
}

// answers reads them back.
func (r RegradeRecord) answers() []quiz.Rekeyed {
	out := make([]quiz.Rekeyed, len(r.Answers))
	for i, a := range r.Answers {
		out[i] = quiz.Rekeyed{Attempt: a.Attempt, Slot: a.Slot, Learner: a.Learner, From: a.From, To: a.To,
			Was: quiz.Mark{Score: a.Was, Right: a.WasRight, RedLine: a.WasRedLine}, Is: quiz.Mark{Score: a.Is, Right: a.IsRight, RedLine: a.IsRedLine}}
	}
	return out
}

// regradeEntry is a record with the entry that holds it.
type regradeEntry struct {
	RegradeRecord
	entry int64
}

// regrades reads all records of regrades, the oldest first.
func regrades(ctx context.Context, tx Tx) ([]regradeEntry, error) {
	entries, err := readAll(ctx, tx, ledger.AttemptsRegraded)
	if err != nil {
		return nil, err
	}
	var out []regradeEntry
	for _, e := range entries {
		if e.Erased() {
			continue
		}
		r, err := readRegrade(e)
		if err != nil {
			return nil, err
		}
		out = append(out, regradeEntry{r, e.Index})
	}
	return out, nil
}

// regradeAt reads the record of one entry (fault.regrade.none).
func regradeAt(ctx context.Context, tx Tx, entry int64) (RegradeRecord, error) {
	e, err := tx.LedgerEntry(ctx, entry)
	if fault.Is(err, fault.NotFound) || err == nil && (e.Kind != ledger.AttemptsRegraded || e.Erased()) {
		return RegradeRecord{}, fault.New(fault.NotFound, "fault.regrade.none", "Entry", entry)
	}
	if err != nil {
		return RegradeRecord{}, err
	}
	return readRegrade(e)
}

func readRegrade(e ledger.Entry) (r RegradeRecord, err error) {
	signed, err := staff.ReadSigned(e)
	if err != nil {
		return r, err
	}
	return r, ledger.Read(signed.Record, &r)
}

// doubtful is what regrades put in doubt: certificates by number, sign-offs by id.
type doubtful struct {
	papers   map[string]Doubt
	signOffs map[string]Doubt
}

// openDoubts answers what a regrade put in doubt and what neither a later one
// restored nor, of a certificate, the owner stood by. Nothing but the ledger says
// so.
func openDoubts(ctx context.Context, tx Tx) (doubtful, error) {
	entries, err := readAll(ctx, tx, ledger.AttemptsRegraded, ledger.CertificateKept)
	doubts := doubtful{map[string]Doubt{}, map[string]Doubt{}}
	if err != nil {
		return doubts, err
	}
	for _, e := range entries {
		if e.Erased() {
			continue
		}
		if e.Kind == ledger.CertificateKept {
			signed, err := staff.ReadSigned(e)
			if err != nil {
				return doubts, err
			}
			var kept KeepRecord
			if err := ledger.Read(signed.Record, &kept); err != nil {
				return doubts, err
			}
			delete(doubts.papers, kept.Number)
			continue
		}
		r, err := readRegrade(e)
		if err != nil {
			return doubts, err
		}
		doubt := Doubt{Entry: e.Index, Reason: r.Reason, At: time.UnixMilli(r.At).UTC()}
		for _, n := range r.Doubted {
			doubts.papers[n] = doubt
		}
		for _, n := range r.Restored {
			delete(doubts.papers, n)
		}
		for _, id := range r.DoubtedSignOffs {
			doubts.signOffs[id] = doubt
		}
		for _, id := range r.RestoredSignOffs {
			delete(doubts.signOffs, id)
		}
	}
	return doubts, nil
}

// DoubtedSignOff is a sign-off in force whose evidence a regrade left too little
// of.
type DoubtedSignOff struct {
	SignOff string    `json:"sign_off"`
	Number  int       `json:"number"`
	Person  string    `json:"person"`
	Name    string    `json:"name"`
	Title   lang.Text `json:"title"` // of the module
	Doubt   Doubt     `json:"doubt"`
}

// DoubtedSignOffs lists the sign-offs in force that a regrade put in doubt, the
// oldest doubt first: to a mentor those that the mentor signed, to supervisors
// and owners all. One goes from the list when it is reopened, replaced by a new
// version, ruled void, or restored by a later regrade.
func (s *Service) DoubtedSignOffs(ctx context.Context, actor op.Actor) ([]DoubtedSignOff, error) {
	return op.Query(ctx, s.Store, "certificate.DoubtedSignOffs", func(tx Tx) ([]DoubtedSignOff, error) {
		if err := allow(ctx, tx, "DoubtedSignOffs", actor, ""); err != nil {
			return nil, err
		}
		doubts, err := openDoubts(ctx, tx)
		if err != nil {
			return nil, err
		}
		list := []DoubtedSignOff{}
		for id, doubt := range doubts.signOffs {
			o, err := tx.StoredSignOff(ctx, id)
			if fault.Is(err, fault.NotFound) { // erased with its person
				continue
			}
			if err != nil {
				return nil, err
			}
			if !o.State.Signed() || o.MentorID != actor.ID && !actor.Has(seniors...) {
				continue
			}
			who, err := tx.Person(ctx, o.ApprenticeID)
			if err != nil {
				return nil, err
			}
			list = append(list, DoubtedSignOff{id, o.Number, o.ApprenticeID, who.Name, o.Title, doubt})
		}
		slices.SortFunc(list, func(a, b DoubtedSignOff) int {
			return cmp.Or(cmp.Compare(a.Doubt.Entry, b.Doubt.Entry), cmp.Compare(a.Number, b.Number))
		})
		return list, nil
	})
}
