package training

import (
	"context"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

// SignRecord is what an entry of a sign-off says, and what is signed where the verb
// asks for a signature.
type SignRecord struct {
	Format     int           `json:"format"` // 1
	SignOff    string        `json:"sign_off"`
	Number     int           `json:"number"`
	Version    int           `json:"version"`
	Verb       Verb          `json:"verb"`
	By         string        `json:"by"`
	Apprentice string        `json:"apprentice"`
	Mentor     string        `json:"mentor"`
	Programme  string        `json:"programme"`
	Module     string        `json:"module"`
	Evidence   string        `json:"evidence"`             // hash
	Meaning    string        `json:"meaning,omitempty"`    // the sentence that is signed, in Chinese
	Witnessed  bool          `json:"witnessed,omitempty"`  // the mentor saw the real work
	Supersedes string        `json:"supersedes,omitempty"` // the sign-off in whose place this one stands
	Reason     DisputeReason `json:"reason,omitempty"`
	Note       string        `json:"note,omitempty"`
	Attempt    string        `json:"attempt,omitempty"`
	Slot       int           `json:"slot,omitempty"`
}

func (o SignOff) record(v Verb, by string) SignRecord {
	return SignRecord{Format: 1, SignOff: o.ID, Number: o.Number, Version: o.Version, Verb: v, By: by, Apprentice: o.ApprenticeID, Mentor: o.MentorID,
		Programme: o.ProgrammeID, Module: o.ModuleID, Evidence: o.EvidenceHash}
}

// MentorSign signs the evidence of a module as the apprentice's mentor. The
// evidence must be complete and what the mentor was shown
// (fault.training.evidence_changed).
func (s *Service) MentorSign(ctx context.Context, actor op.Actor, cmd MentorSign, signer *staff.Signer) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.MentorSign", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		if err := allow(ctx, tx, "MentorSign", actor, cmd.ApprenticeID); err != nil {
			return SignOff{}, err
		}
		return s.sign(ctx, tx, actor, cmd, nil, "", signer)
	})
}

// sign makes a sign-off over the evidence as it is now. before is the disputed one
// in whose place it stands, nil at first.
func (s *Service) sign(ctx context.Context, tx Tx, actor op.Actor, cmd MentorSign, before *SignOff, note string, signer *staff.Signer) (SignOff, error) {
	var none SignOff
	e, w, err := s.evidence(ctx, tx, actor, cmd.ApprenticeID, cmd.ModuleID)
	if err != nil {
		return none, err
	}
	_, stage, err := w.prog.module(cmd.ModuleID)
	if err != nil {
		return none, err
	}
	latest := w.work.signed[cmd.ApprenticeID][cmd.ModuleID]
	facts := SignFacts{Actor: actor.ID, Apprentice: cmd.ApprenticeID, Mentor: w.path.MentorID, IsMentor: actor.Has(op.Mentor), Complete: e.Complete,
		Open: w.open(stage.ID), Latest: latest.State, Witnessed: cmd.Witnessed}
	if before != nil {
		facts.Latest = Superseded
	}
	if err := facts.Decide(); err != nil {
		return none, err
	}
	if cmd.EvidenceHash != e.Hash {
		return none, fault.New(fault.Conflict, "fault.training.evidence_changed")
	}
	if !says(cmd.Meaning, e.Meaning) {
		return none, fault.New(fault.Conflict, "fault.training.meaning_changed")
	}
	number, err := tx.NextSignOffNumber(ctx)
	if err != nil {
		return none, err
	}
	o := SignOff{ID: s.IDs.New(), Number: number, Version: latest.Version + 1, ApprenticeID: cmd.ApprenticeID, MentorID: actor.ID, ProgrammeID: w.prog.ID,
		ModuleID: cmd.ModuleID, Title: e.Title, Meaning: e.Meaning, Statement: e.Statement, State: MentorSigned, EvidenceHash: e.Hash, Body: e.Body, Witnessed: cmd.Witnessed}
	record := o.record(VerbSign, actor.ID)
	record.Meaning, record.Witnessed, record.Note = e.Meaning.ZH, true, note
	if before != nil {
		record.Supersedes = before.ID
	}
	entry, signatures, err := staff.AppendSigned(ctx, tx, ledger.ModuleSigned, record, signer.Hand(actor, staff.Assessed))
	if err != nil {
		return none, err
	}
	o.LedgerIndex, o.Signatures = entry.Index, signatures
	o.Events = []SignOffEvent{{Verb: VerbSign, By: actor.ID, At: tx.Now(), Note: note, Entry: entry.Index}}
	if err := tx.CreateSignOff(ctx, o); err != nil {
		return none, err
	}
	if err := w.names.sign(ctx, tx, &o); err != nil {
		return none, err
	}
	announce(tx, o)
	return o, nil
}

// says compares the words that were shown with those that are signed, in either
// language.
func says(shown string, t lang.Text) bool {
	shown = strings.TrimSpace(shown)
	return shown != "" && (shown == strings.TrimSpace(t.ZH) || shown == strings.TrimSpace(t.EN))
}

func announce(tx Tx, o SignOff) {
	tx.Publish(op.Change{Topic: TopicSignOff, ID: o.ID})
	tx.Publish(op.Change{Topic: TopicPath, ID: o.ApprenticeID})
}

// sign puts names on a sign-off.
func (n names) sign(ctx context.Context, tx Tx, o *SignOff) error {
	known := []string{o.ApprenticeID, o.MentorID}
	for _, e := range o.Events {
		known = append(known, e.By)
	}
	if err := n.know(ctx, tx, known...); err != nil {
		return err
	}
	o.Apprentice, o.Mentor = n.of(o.ApprenticeID), n.of(o.MentorID)
	for i := range o.Events {
		o.Events[i].Name = n.of(o.Events[i].By)
	}
	return nil
}

// act does a verb on a sign-off: it asks the policy and the transition table,
// writes the ledger entry with the signature where there is a hand, and the event.
func (s *Service) act(ctx context.Context, tx Tx, method string, actor op.Actor, id string, v Verb, kind ledger.Kind, with func(*SignRecord, SignOff) error, hands ...staff.Hand) (SignOff, error) {
	var none SignOff
	o, err := tx.StoredSignOff(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return none, fault.New(fault.NotFound, "fault.training.no_sign_off")
	}
	if err != nil {
		return none, err
	}
	if err := allow(ctx, tx, method, actor, o.ApprenticeID); err != nil {
		return none, err
	}
	as, err := party(ctx, tx, actor, o)
	if err != nil {
		return none, err
	}
	next, err := o.State.Decide(v, as)
	if err != nil {
		return none, err
	}
	record := o.record(v, actor.ID)
	if err := with(&record, o); err != nil {
		return none, err
	}
	entry, signatures, err := staff.AppendSigned(ctx, tx, kind, record, hands...)
	if err != nil {
		return none, err
	}
	event := SignOffEvent{Verb: v, By: actor.ID, At: tx.Now(), Reason: record.Reason, Note: record.Note, Attempt: record.Attempt, Slot: record.Slot, Entry: entry.Index}
	var sig *staff.Signature
	if len(signatures) > 0 {
		sig = &signatures[0]
		o.Signatures = append(o.Signatures, signatures[0])
	}
	if err := tx.AppendSignOffEvent(ctx, o.ID, len(o.Events), next, event, sig); err != nil {
		return none, err
	}
	o.State, o.LedgerIndex, o.Events = next, entry.Index, append(o.Events, event)
	if err := (names{}).sign(ctx, tx, &o); err != nil {
		return none, err
	}
	announce(tx, o)
	return o, nil
}

// party says what the actor is to a sign-off. A new mentor after a hand-over may
// carry on what the old one signed.
func party(ctx context.Context, tx Tx, actor op.Actor, o SignOff) (Party, error) {
	switch {
	case actor.ID == o.ApprenticeID:
		return PartyApprentice, nil
	case actor.ID == o.MentorID:
		return PartyMentor, nil
	}
	mentor, err := tx.MentorOf(ctx, o.ApprenticeID)
	switch {
	case err != nil:
		return PartyNone, err
	case mentor == actor.ID:
		return PartyMentor, nil
	case actor.Has(op.Owner):
		return PartyOwner, nil
	}
	return PartyNone, nil
}

// CounterSign signs as the apprentice: the same evidence that the mentor signed.
// It is locked then.
func (s *Service) CounterSign(ctx context.Context, actor op.Actor, cmd CounterSign, signer *staff.Signer) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.CounterSign", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "CounterSign", actor, cmd.SignOffID, VerbCounterSign, ledger.ModuleCountersigned, func(r *SignRecord, o SignOff) error {
			hash, err := hashOf(o.Body)
			if err != nil {
				return err
			}
			if cmd.EvidenceHash != o.EvidenceHash || hash != o.EvidenceHash {
				return fault.New(fault.Conflict, "fault.training.evidence_changed")
			}
			if !says(cmd.Statement, o.Statement) {
				return fault.New(fault.Conflict, "fault.training.meaning_changed")
			}
			r.Meaning = o.Statement.ZH
			return nil
		}, signer.Hand(actor, staff.Confirmed))
	})
}

// Dispute objects to what the mentor signed, with a reason. It is an entry without
// a signature: refusing to sign needs none.
func (s *Service) Dispute(ctx context.Context, actor op.Actor, cmd Dispute) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.Dispute", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "Dispute", actor, cmd.SignOffID, VerbDispute, ledger.ModuleDisputed, func(r *SignRecord, _ SignOff) error {
			if !cmd.Reason.valid() || cmd.Reason == OtherDisagreement && strings.TrimSpace(cmd.Note) == "" {
				return fault.New(fault.Invalid, "fault.training.reason_needed")
			}
			r.Reason, r.Note, r.Attempt, r.Slot = cmd.Reason, cmd.Note, cmd.Attempt, cmd.Slot
			return nil
		})
	})
}

// noted asks for a note in words.
func noted(note string) func(*SignRecord, SignOff) error {
	return func(r *SignRecord, _ SignOff) error {
		if r.Note = strings.TrimSpace(note); r.Note == "" {
			return fault.New(fault.Invalid, "fault.training.reason_needed")
		}
		return nil
	}
}

// AnswerDispute explains the mentor's side. The dispute stays open: the apprentice
// may withdraw it, or the owner rules.
func (s *Service) AnswerDispute(ctx context.Context, actor op.Actor, cmd AnswerDispute) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.AnswerDispute", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "AnswerDispute", actor, cmd.SignOffID, VerbAnswer, ledger.DisputeAnswered, noted(cmd.Note))
	})
}

// WithdrawDispute takes the objection back. The mentor's signature stands and waits
// for the apprentice's again.
func (s *Service) WithdrawDispute(ctx context.Context, actor op.Actor, cmd WithdrawDispute) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.WithdrawDispute", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "WithdrawDispute", actor, cmd.SignOffID, VerbWithdraw, ledger.DisputeWithdrawn, func(r *SignRecord, _ SignOff) error {
			r.Note = strings.TrimSpace(cmd.Note)
			return nil
		})
	})
}

// OfferAgain answers a dispute with a new version: the mentor signs the evidence as
// it is now, and the disputed version is superseded.
func (s *Service) OfferAgain(ctx context.Context, actor op.Actor, cmd OfferAgain, signer *staff.Signer) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.OfferAgain", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		old, err := s.act(ctx, tx, "OfferAgain", actor, cmd.SignOffID, VerbOfferAgain, ledger.DisputeAnswered, noted(cmd.Note))
		if err != nil {
			return SignOff{}, err
		}
		return s.sign(ctx, tx, actor, MentorSign{ApprenticeID: old.ApprenticeID, ModuleID: old.ModuleID, EvidenceHash: cmd.EvidenceHash,
			Meaning: cmd.Meaning, Witnessed: cmd.Witnessed}, &old, cmd.Note, signer)
	})
}

// RuleDispute is the owner's signed decision of a dispute: the sign-off stands and
// counts as signed, or it is void and the module is open again.
func (s *Service) RuleDispute(ctx context.Context, actor op.Actor, cmd RuleDispute, signer *staff.Signer) (SignOff, error) {
	verb := VerbRuleVoid
	if cmd.Stands {
		verb = VerbRuleStands
	}
	return op.Run(ctx, s.Store, "training.RuleDispute", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "RuleDispute", actor, cmd.SignOffID, verb, ledger.DisputeRuled, noted(cmd.Note), signer.Hand(actor, staff.Ruled))
	})
}

// Reopen takes a locked or ruled sign-off back, by the owner's signature. The
// module is open again; the old version stays readable.
func (s *Service) Reopen(ctx context.Context, actor op.Actor, cmd Reopen, signer *staff.Signer) (SignOff, error) {
	return op.Run(ctx, s.Store, "training.Reopen", cmd.Command, asked(actor, cmd), func(tx Tx) (SignOff, error) {
		return s.act(ctx, tx, "Reopen", actor, cmd.SignOffID, VerbReopen, ledger.ModuleReopened, noted(cmd.Note), signer.Hand(actor, staff.Ruled))
	})
}

// SignOff answers one sign-off with everything that happened to it.
func (s *Service) SignOff(ctx context.Context, actor op.Actor, id string) (SignOff, error) {
	return op.Query(ctx, s.Store, "training.SignOff", func(tx Tx) (SignOff, error) {
		o, err := tx.StoredSignOff(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return SignOff{}, fault.New(fault.NotFound, "fault.training.no_sign_off")
		}
		if err != nil {
			return SignOff{}, err
		}
		// Who signed it may read it even after a hand-over.
		if err := allow(ctx, tx, "SignOff", actor, o.ApprenticeID); err != nil && actor.ID != o.MentorID {
			return SignOff{}, err
		}
		return o, (names{}).sign(ctx, tx, &o)
	})
}

// SignOffs lists an apprentice's sign-offs without their evidence, the latest
// first; of everyone when no apprentice is named.
func (s *Service) SignOffs(ctx context.Context, actor op.Actor, apprenticeID string) ([]SignOff, error) {
	return op.Query(ctx, s.Store, "training.SignOffs", func(tx Tx) ([]SignOff, error) {
		if err := allow(ctx, tx, "SignOffs", actor, apprenticeID); err != nil {
			return nil, err
		}
		var whose []string
		if apprenticeID != "" {
			whose = []string{apprenticeID}
		}
		list, err := tx.StoredSignOffs(ctx, false, whose...)
		if err != nil {
			return nil, err
		}
		people, err := readNames(ctx, tx)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if err := people.sign(ctx, tx, &list[i]); err != nil {
				return nil, err
			}
		}
		return slices.Clip(list), nil
	})
}
