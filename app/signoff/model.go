// Package signoff is where a module is signed: the evidence, the mentor's
// signature, then the apprentice's or a dispute.
package signoff

import (
	"context"
	"strings"
	"time"

	"shifu/app/kit"
	"shifu/app/signing"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Modules is what the page asks of training.
type Modules interface {
	ModuleEvidence(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (training.Evidence, error)
	SignOff(ctx context.Context, actor op.Actor, id string) (training.SignOff, error)
	MentorSign(ctx context.Context, actor op.Actor, cmd training.MentorSign, signer *staff.Signer) (training.SignOff, error)
	CounterSign(ctx context.Context, actor op.Actor, cmd training.CounterSign, signer *staff.Signer) (training.SignOff, error)
	Dispute(ctx context.Context, actor op.Actor, cmd training.Dispute) (training.SignOff, error)
	AnswerDispute(ctx context.Context, actor op.Actor, cmd training.AnswerDispute) (training.SignOff, error)
	WithdrawDispute(ctx context.Context, actor op.Actor, cmd training.WithdrawDispute) (training.SignOff, error)
	OfferAgain(ctx context.Context, actor op.Actor, cmd training.OfferAgain, signer *staff.Signer) (training.SignOff, error)
	RuleDispute(ctx context.Context, actor op.Actor, cmd training.RuleDispute, signer *staff.Signer) (training.SignOff, error)
	Reopen(ctx context.Context, actor op.Actor, cmd training.Reopen, signer *staff.Signer) (training.SignOff, error)
}

// Certificates issues what the last signature made due.
type Certificates interface {
	IssueDue(ctx context.Context, actor op.Actor, cmd certificate.IssueDue) (certificate.Issued, error)
}

// Services is what the page needs.
type Services struct {
	Modules      Modules
	Keys         signing.Keys
	Certificates Certificates
}

// Stage is where the signing stands: the step that is now.
type Stage int

const (
	Gathering  Stage = iota // evidence is missing
	MentorTurn              // complete, not signed
	ApprenticeTurn
	InDispute
	Settled // locked, or ruled
)

// Model is what the page shows, in words.
type Model struct {
	words    *i18n.Printer
	actor    op.Actor
	now      time.Time
	evidence training.Evidence
	hasKey   bool
	ready    bool
}

// NewModel makes an empty page.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words} }

// Set takes the evidence with its latest sign-off, as the actor sees it.
func (m *Model) Set(actor op.Actor, e training.Evidence, hasKey bool, now time.Time) {
	m.actor, m.evidence, m.hasKey, m.now, m.ready = actor, e, hasKey, now, true
}

// Ready says whether anything is known.
func (m *Model) Ready() bool { return m.ready }

// Evidence is the evidence as it was opened.
func (m *Model) Evidence() training.Evidence { return m.evidence }

// Title heads the page.
func (m *Model) Title() string {
	return m.words.T("signoff.title", "Module", m.words.Text(m.evidence.Title))
}

// Line is below it: who, and the number once there is one.
func (m *Model) Line() string {
	name := m.evidence.Name
	if s := m.evidence.SignOff; s != nil {
		return m.words.T("signoff.line", "Name", name, "Number", s.Number, "Version", s.Version)
	}
	return name
}

// Stage is where the signing stands.
func (m *Model) Stage() Stage {
	s := m.evidence.SignOff
	if s != nil {
		switch s.State {
		case training.MentorSigned:
			return ApprenticeTurn
		case training.Disputed:
			return InDispute
		case training.Locked, training.RuledStands:
			return Settled
		}
	}
	if m.evidence.Complete {
		return MentorTurn
	}
	return Gathering
}

// Steps are the four steps at the top.
func (m *Model) Steps() []kit.WizardStep {
	at := map[Stage]int{Gathering: 0, MentorTurn: 1, ApprenticeTurn: 2, InDispute: 2, Settled: 4}[m.Stage()]
	var out []kit.WizardStep
	for i, key := range []string{"signoff.step_evidence", "signoff.step_mentor", "signoff.step_apprentice", "signoff.step_locked"} {
		out = append(out, kit.WizardStep{Title: m.words.T(key), Done: i < at, Now: i == at})
	}
	return out
}

// Row is a requirement with what it rests on.
type Row struct {
	Title, Count, Note string
	Met                bool
	Attempt            string // to open, "" for none
}

// days writes from which day to which, both in the same form.
func (m *Model) days(from, to time.Time) string {
	short := m.words.ShortDay
	if short(from, m.now) == m.words.Date(from) { // it is of another year
		return m.words.Range(m.words.Date(from), m.words.Date(to))
	}
	return m.words.Range(short(from, m.now), short(to, m.now))
}

// Rows lists the requirements.
func (m *Model) Rows() []Row {
	var out []Row
	for _, r := range m.evidence.Rows {
		row := Row{Title: m.words.Text(r.Title), Count: m.words.T("signoff.count", "Have", r.Have, "Need", r.Need), Met: r.Met}
		switch {
		case len(r.Versions) > 0:
			row.Note = m.words.N("signoff.versions", len(r.Versions))
		case !r.Since.IsZero() && m.words.Date(r.Since) != m.words.Date(r.Until):
			row.Note = m.days(r.Since, r.Until)
		case !r.Since.IsZero():
			row.Note = m.words.ShortDay(r.Since, m.now)
		case !r.Met:
			row.Note = m.words.T("signoff.missing")
		}
		if n := len(r.Attempts); n > 0 {
			row.Attempt = r.Attempts[n-1]
		}
		out = append(out, row)
	}
	return out
}

// Groups are the conditions passed and not assessed.
func (m *Model) Groups() []training.ConditionGroup { return m.evidence.Groups }

// Mine says whether the actor is the apprentice, and Mentors whether the mentor.
func (m *Model) Mine() bool { return m.evidence.Body.Apprentice == m.actor.ID }

// Signature is one that was given.
type Signature struct {
	Who, Name, At, Meaning string
	Outline                bool // disputed: the seal is an outline
}

// Signatures lists those given, the mentor's first.
func (m *Model) Signatures() []Signature {
	s := m.evidence.SignOff
	if s == nil {
		return nil
	}
	var out []Signature
	for _, sig := range s.Signatures {
		switch sig.PersonID {
		case s.MentorID:
			out = append(out, Signature{m.words.T("signoff.mentor"), s.Mentor, m.words.Moment(time.UnixMilli(sig.At), m.now), m.words.Text(s.Meaning), s.State == training.Disputed})
		case s.ApprenticeID:
			out = append(out, Signature{m.words.T("signoff.apprentice"), s.Apprentice, m.words.Moment(time.UnixMilli(sig.At), m.now), m.words.Text(s.Statement), false})
		}
	}
	return out
}

// Turn is what the actor may do now.
type Turn int

const (
	Watch         Turn = iota // somebody else's turn, or nothing to do
	SignAsMentor              //
	SignOrDispute             // the apprentice
	AnswerOrOffer             // the mentor, in a dispute
	WithdrawOnly              // the apprentice, in one's own dispute
	RuleIt                    // the owner
	ReopenIt                  // the owner, settled
)

// Turn answers what the actor may do now.
func (m *Model) Turn() Turn {
	s := m.evidence.SignOff
	owner := m.actor.Has(op.Owner)
	switch m.Stage() {
	case MentorTurn:
		if m.evidence.MaySign {
			return SignAsMentor
		}
	case ApprenticeTurn:
		if m.Mine() {
			return SignOrDispute
		}
	case InDispute:
		switch {
		case m.Mine():
			return WithdrawOnly
		case s.MentorID == m.actor.ID:
			return AnswerOrOffer
		case owner:
			return RuleIt
		}
	case Settled:
		if owner && !m.Mine() {
			return ReopenIt
		}
	}
	return Watch
}

// NeedsKey says that the actor has to make a signing key first.
func (m *Model) NeedsKey() bool { return !m.hasKey && m.Turn() != Watch && m.Turn() != WithdrawOnly }

// Waiting says whose turn it is when it is not the actor's.
func (m *Model) Waiting() string {
	s := m.evidence.SignOff
	switch m.Stage() {
	case Gathering:
		return m.words.T("signoff.wait_evidence")
	case MentorTurn:
		if m.evidence.WhyNot != "" {
			return m.words.T(m.evidence.WhyNot)
		}
		return m.words.T("signoff.wait_mentor")
	case ApprenticeTurn:
		return m.words.T("signoff.wait_apprentice", "Name", s.Apprentice)
	case InDispute:
		return m.words.T("signoff.wait_dispute", "Name", s.Mentor)
	}
	return m.words.T("signoff.locked")
}

// Event is one thing that happened.
type Event struct{ Line, Note string }

// Events lists what happened besides the signatures.
func (m *Model) Events() []Event {
	s := m.evidence.SignOff
	if s == nil {
		return nil
	}
	var out []Event
	for _, e := range s.Events {
		if e.Verb == training.VerbSign || e.Verb == training.VerbCounterSign {
			continue
		}
		line := m.words.T("signoff.event."+string(e.Verb), "Name", e.Name, "At", m.words.Moment(e.At, m.now))
		note := e.Note
		if e.Reason != "" {
			note = strings.TrimSuffix(m.words.T("signoff.reason."+string(e.Reason))+"\n"+note, "\n")
		}
		out = append(out, Event{line, note})
	}
	return out
}

// Meaning is the sentence that the mentor signs, Statement the apprentice's.
func (m *Model) Meaning() string   { return m.words.Text(m.evidence.Meaning) }
func (m *Model) Statement() string { return m.words.Text(m.evidence.Statement) }

// Commands, each with an id of its own.

func (m *Model) mentorSign(id string, witnessed bool) training.MentorSign {
	return training.MentorSign{Command: op.Command{ID: id}, ApprenticeID: m.evidence.Body.Apprentice, ModuleID: m.evidence.Body.Module, EvidenceHash: m.evidence.Hash, Meaning: m.evidence.Meaning.ZH, Witnessed: witnessed}
}

func (m *Model) counterSign(id string) training.CounterSign {
	return training.CounterSign{Command: op.Command{ID: id}, SignOffID: m.evidence.SignOff.ID, EvidenceHash: m.evidence.SignOff.EvidenceHash, Statement: m.evidence.Statement.ZH}
}

func (m *Model) offer(id, note string) training.OfferAgain {
	return training.OfferAgain{Command: op.Command{ID: id}, SignOffID: m.evidence.SignOff.ID, EvidenceHash: m.evidence.Hash, Meaning: m.evidence.Meaning.ZH, Witnessed: true, Note: note}
}
