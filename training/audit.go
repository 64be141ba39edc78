package training

import (
	"context"
	"maps"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/staff"
)

// Flaw is a sign-off that is not as the ledger has it.
type Flaw struct {
	Number int // of the sign-off
	Err    error
}

// signOffKinds are the entries that say what happened to sign-offs.
var signOffKinds = []ledger.Kind{ledger.ModuleSigned, ledger.ModuleCountersigned, ledger.ModuleDisputed, ledger.DisputeAnswered,
	ledger.DisputeWithdrawn, ledger.DisputeRuled, ledger.ModuleReopened}

// Audit compares every sign-off with the entries that the ledger has of it: what
// was signed, by whom, what happened since and where it stands now. The evidence
// must make the hash that was signed, and the readings and observations that it
// names must still be what they were. It changes nothing. Flaws are faults of
// code corrupt; an error means that it could not look. Not in the ledger, and
// so not compared, are the words beside the signed sentence (title, English) and
// the times of what needs no signature.
func Audit(ctx context.Context, tx Tx) ([]Flaw, error) {
	expected, err := signOffsOfLedger(ctx, tx)
	if err != nil {
		return nil, err
	}
	stored, err := tx.StoredSignOffs(ctx, true)
	if err != nil {
		return nil, err
	}
	done, err := keptDeeds(ctx, tx)
	if err != nil {
		return nil, err
	}
	var flaws []Flaw
	for _, o := range slices.Backward(stored) {
		want, known := expected[o.ID]
		delete(expected, o.ID)
		if !known || !want.same(o) {
			flaws = append(flaws, Flaw{o.Number, fault.New(fault.Corrupt, "fault.training.sign_off_differs", "Number", o.Number)})
		} else if what := done.changed(o.Body); what != "" {
			flaws = append(flaws, Flaw{o.Number, fault.New(fault.Corrupt, "fault.training.evidence_differs", "Number", o.Number, "What", what)})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(expected)) {
		n := expected[id].Number
		flaws = append(flaws, Flaw{n, fault.New(fault.Corrupt, "fault.training.sign_off_removed", "Number", n)})
	}
	return flaws, nil
}

// signOffsOfLedger builds every sign-off again from its entries. What cannot be
// read is left out: the entry is checked as a whole elsewhere, and the sign-off
// differs then.
func signOffsOfLedger(ctx context.Context, tx Tx) (map[string]*SignOff, error) {
	const some = 500
	out := map[string]*SignOff{}
	for from := int64(0); ; {
		entries, err := tx.LedgerEntries(ctx, from, some, signOffKinds...)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			from = e.Index + 1
			var r SignRecord
			signed, err := staff.ReadSigned(e)
			if err != nil || ledger.Read(signed.Record, &r) != nil {
				continue
			}
			o, known := out[r.SignOff]
			switch {
			case r.Verb == VerbSign && !known:
				o = &SignOff{ID: r.SignOff, Number: r.Number, Version: r.Version, ApprenticeID: r.Apprentice, MentorID: r.Mentor, ProgrammeID: r.Programme,
					ModuleID: r.Module, State: MentorSigned, EvidenceHash: r.Evidence, Witnessed: r.Witnessed, Signatures: []staff.Signature{}}
				o.Meaning.ZH = r.Meaning
				out[r.SignOff] = o
			case known && o.record(r.Verb, r.By) == r.frame():
				o.State = transitions[o.State][r.Verb].to
			default:
				continue // no verb of ours
			}
			if r.Verb == VerbCounterSign {
				o.Statement.ZH = r.Meaning
			}
			o.Events = append(o.Events, SignOffEvent{Verb: r.Verb, By: r.By, Reason: r.Reason, Note: r.Note, Attempt: r.Attempt, Slot: r.Slot, Entry: e.Index})
			o.Signatures, o.LedgerIndex = append(o.Signatures, signed.Signatures...), e.Index
		}
		if len(entries) < some {
			return out, nil
		}
	}
}

// frame is the part of a record that every verb repeats.
func (r SignRecord) frame() SignRecord {
	return SignRecord{Format: r.Format, SignOff: r.SignOff, Number: r.Number, Version: r.Version, Verb: r.Verb, By: r.By, Apprentice: r.Apprentice,
		Mentor: r.Mentor, Programme: r.Programme, Module: r.Module, Evidence: r.Evidence}
}

// same says whether what is kept is what the ledger says.
func (o *SignOff) same(kept SignOff) bool {
	hash, err := hashOf(kept.Body)
	if err != nil || hash != o.EvidenceHash {
		return false
	}
	want := *o
	if want.Statement.ZH == "" {
		want.Statement.ZH = kept.Statement.ZH // nobody has signed it yet
	}
	want.Title, want.Meaning.EN, want.Statement.EN, want.Body = kept.Title, kept.Meaning.EN, kept.Statement.EN, kept.Body
	if len(want.Events) != len(kept.Events) {
		return false
	}
	want.Events = slices.Clone(want.Events)
	signed := 0
	for i, e := range kept.Events {
		// A signature holds the time of what was signed.
		if s := want.Signatures; signed < len(s) && s[signed].Head.Size == want.Events[i].Entry {
			if e.At.UnixMilli() != s[signed].At {
				return false
			}
			signed++
		}
		want.Events[i].At = e.At
	}
	a, errA := hashOf(want)
	b, errB := hashOf(kept)
	return errA == nil && errB == nil && a == b
}

// deeds are what evidence names beside answers.
type deeds struct {
	readings     map[string]LessonEvidence // by person and lesson@version
	observations map[string]ObservationEvidence
}

func keptDeeds(ctx context.Context, tx Tx) (deeds, error) {
	w := deeds{readings: map[string]LessonEvidence{}, observations: map[string]ObservationEvidence{}}
	read, err := tx.Acknowledgements(ctx)
	if err != nil {
		return w, err
	}
	for _, a := range read {
		l := a.evidence()
		w.readings[a.PersonID+" "+l.name()] = l
	}
	seen, err := tx.Observations(ctx)
	if err != nil {
		return w, err
	}
	for _, o := range seen {
		w.observations[o.ApprenticeID+" "+o.ID] = o.evidence()
	}
	return w, nil
}

// changed names the first reading or observation that is not as the evidence has
// it, "" when all are.
func (w deeds) changed(b EvidenceBody) string {
	for _, r := range b.Requirements {
		for _, l := range r.Lessons {
			if w.readings[b.Apprentice+" "+l.name()] != l {
				return l.name()
			}
		}
		for _, o := range r.Observations {
			kept := w.observations[b.Apprentice+" "+o.ID]
			if kept.ID != o.ID || kept.Hash != o.Hash || kept.By != o.By || kept.On != o.On || !slices.Equal(kept.Lines, o.Lines) {
				return o.On
			}
		}
	}
	return ""
}
