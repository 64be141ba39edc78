package certificate

import (
	"context"
	"time"

	"shifu/internal/fault"
	"shifu/internal/ledger"
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

// openDoubts answers the certificates that a regrade put in doubt, by number, and
// that neither a later one restored nor the owner stood by. Nothing but the
// ledger says so.
func openDoubts(ctx context.Context, tx Tx) (map[string]Doubt, error) {
	entries, err := readAll(ctx, tx, ledger.AttemptsRegraded, ledger.CertificateKept)
	if err != nil {
		return nil, err
	}
	doubts := map[string]Doubt{}
	for _, e := range entries {
		if e.Erased() {
			continue
		}
		if e.Kind == ledger.CertificateKept {
			signed, err := staff.ReadSigned(e)
			if err != nil {
				return nil, err
			}
			var kept KeepRecord
			if err := ledger.Read(signed.Record, &kept); err != nil {
				return nil, err
			}
			delete(doubts, kept.Number)
			continue
		}
		r, err := readRegrade(e)
		if err != nil {
			return nil, err
		}
		for _, n := range r.Doubted {
			doubts[n] = Doubt{Entry: e.Index, Reason: r.Reason, At: time.UnixMilli(r.At).UTC()}
		}
		for _, n := range r.Restored {
			delete(doubts, n)
		}
	}
	return doubts, nil
}
