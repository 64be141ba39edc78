package training

import (
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training/staff"
)

// evidenceFormat is the version of the form in which evidence is hashed.
const evidenceFormat = 1

// Evidence is what the requirements of a module rest on, for one apprentice at
// one time. Hash covers everything in it but the words; who signs signs the hash.
type Evidence struct {
	Body      EvidenceBody     `json:"body"`
	Hash      string           `json:"hash"` // SHA-256 of the canonical JSON of Body, hex
	Complete  bool             `json:"complete"`
	Name      string           `json:"name"`               // the apprentice's
	Title     lang.Text        `json:"title"`              // the module's
	Meaning   lang.Text        `json:"meaning"`            // what the mentor's signature will say
	Statement lang.Text        `json:"statement"`          // what the apprentice's will say
	Rows      []EvidenceRow    `json:"rows"`               // one for each requirement, in order
	Groups    []ConditionGroup `json:"groups"`             // conditions passed and not assessed
	SignOff   *SignOff         `json:"sign_off,omitempty"` // the latest of this module
	MaySign   bool             `json:"may_sign"`           // the actor, now
	WhyNot    string           `json:"why_not,omitempty"`  // a message key when not
}

// EvidenceRow is a requirement in words: what it is, how far, and what to open.
type EvidenceRow struct {
	RequirementRow
	Versions []string  `json:"versions,omitempty"` // lesson versions: id@n
	Attempts []string  `json:"attempts,omitempty"`
	Since    time.Time `json:"since,omitzero"` // the first and the last thing it rests on
	Until    time.Time `json:"until,omitzero"`
}

// EvidenceBody is what is hashed: ids, versions, hashes and counts, no names.
type EvidenceBody struct {
	Format       int                   `json:"format"`
	Apprentice   string                `json:"apprentice"`
	Programme    string                `json:"programme"`
	Module       string                `json:"module"`
	ModuleHash   string                `json:"module_hash"` // of its definition
	Requirements []RequirementEvidence `json:"requirements"`
	Conditions   []ConditionEvidence   `json:"conditions"`
	Content      []ContentVersion      `json:"content"` // versions of all content that it rests on
}

// RequirementEvidence is what one requirement rests on.
type RequirementEvidence struct {
	ID           string                `json:"id"`
	Kind         Kind                  `json:"kind"`
	Met          bool                  `json:"met"`
	Have         int                   `json:"have"`
	Need         int                   `json:"need"`
	Lessons      []LessonEvidence      `json:"lessons,omitempty"`
	Attempts     []AttemptEvidence     `json:"attempts,omitempty"`
	Situations   []SituationEvidence   `json:"situations,omitempty"`
	Observations []ObservationEvidence `json:"observations,omitempty"`
}

// LessonEvidence is an acknowledged version.
type LessonEvidence struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
	At      int64  `json:"at"` // milliseconds
	Attempt string `json:"attempt,omitempty"`
}

// AttemptEvidence is a closed attempt and the head of its chain of steps.
type AttemptEvidence struct {
	ID            string `json:"id"`
	Head          string `json:"head"`
	Blueprint     string `json:"blueprint,omitempty"`
	Verdict       string `json:"verdict"`
	Earned        int    `json:"earned"`
	Total         int    `json:"total"`
	Interruptions int    `json:"interruptions"`
	ClosedAt      int64  `json:"closed_at"`
}

// SituationEvidence is one situation that was answered.
type SituationEvidence struct {
	Point     string `json:"point"`
	Model     string `json:"model"`
	Content   string `json:"content"` // hash of the model's version
	Situation string `json:"situation"`
	Attempt   string `json:"attempt"`
	Slot      int    `json:"slot"`
	Exam      bool   `json:"exam"`
	Right     bool   `json:"right"`
	Score     int    `json:"score"`
	MarkedBy  string `json:"marked_by,omitempty"` // free replies
	At        int64  `json:"at"`
}

// ObservationEvidence is a filled checklist.
type ObservationEvidence struct {
	ID    string   `json:"id"`
	Hash  string   `json:"hash"`
	By    string   `json:"by"`
	On    string   `json:"on"`
	Lines []string `json:"lines"` // seen
}

// ConditionEvidence is a level of a radical over all situations of the module.
type ConditionEvidence struct {
	Point   string `json:"point"`
	Model   string `json:"model"`
	Radical string `json:"radical"`
	Level   string `json:"level"`
	Right   int    `json:"right"`
	Done    int    `json:"done"` // 0: not assessed
}

// ContentVersion names a version of a piece of content.
type ContentVersion struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int    `json:"version,omitempty"`
	Hash    string `json:"hash"`
}

// SignOffState is where a sign-off stands.
type SignOffState string

const (
	MentorSigned SignOffState = "mentor_signed" // waits for the apprentice
	Locked       SignOffState = "locked"        // counter-signed
	Disputed     SignOffState = "disputed"      // the apprentice objects
	Superseded   SignOffState = "superseded"    // a new version was offered in its place
	RuledStands  SignOffState = "ruled_stands"  // the owner ruled that it stands
	RuledVoid    SignOffState = "ruled_void"    // the owner ruled that it does not
	Reopened     SignOffState = "reopened"      // the owner reopened what was locked or ruled
)

// SignOff is one version of the signing of a module.
type SignOff struct {
	ID           string            `json:"id"`
	Number       int               `json:"number"`  // of the shop, counted from 1
	Version      int               `json:"version"` // of this module and apprentice, counted from 1
	ApprenticeID string            `json:"apprentice"`
	Apprentice   string            `json:"apprentice_name"`
	MentorID     string            `json:"mentor"`
	Mentor       string            `json:"mentor_name"`
	ProgrammeID  string            `json:"programme"`
	ModuleID     string            `json:"module"`
	Title        lang.Text         `json:"title"`
	Meaning      lang.Text         `json:"meaning"`   // what the mentor's signature says
	Statement    lang.Text         `json:"statement"` // what the apprentice's says
	State        SignOffState      `json:"state"`
	EvidenceHash string            `json:"evidence_hash"`
	Body         EvidenceBody      `json:"body"`      // as signed
	Witnessed    bool              `json:"witnessed"` // the mentor saw the real work
	Signatures   []staff.Signature `json:"signatures"`
	Events       []SignOffEvent    `json:"events"` // the oldest first
	LedgerIndex  int64             `json:"ledger"` // of the latest entry
}

// SignOffEvent is one thing that happened to a sign-off.
type SignOffEvent struct {
	Verb    Verb          `json:"verb"`
	By      string        `json:"by"`
	Name    string        `json:"name,omitempty"`
	At      time.Time     `json:"at"`
	Reason  DisputeReason `json:"reason,omitempty"`
	Note    string        `json:"note,omitempty"`
	Attempt string        `json:"attempt,omitempty"` // the disputed question
	Slot    int           `json:"slot,omitempty"`
	Entry   int64         `json:"entry"` // index in the ledger
}

// Verb is what is done to a sign-off.
type Verb string

const (
	VerbSign        Verb = "sign"         // mentor
	VerbCounterSign Verb = "counter_sign" // apprentice
	VerbDispute     Verb = "dispute"      // apprentice
	VerbAnswer      Verb = "answer"       // mentor: explains, the dispute stays open
	VerbWithdraw    Verb = "withdraw"     // apprentice
	VerbOfferAgain  Verb = "offer_again"  // mentor: signs a new version, this one is superseded
	VerbRuleStands  Verb = "rule_stands"  // owner
	VerbRuleVoid    Verb = "rule_void"    // owner
	VerbReopen      Verb = "reopen"       // owner
)

// DisputeReason is why an apprentice objects.
type DisputeReason string

const (
	ItemMarkedWrong   DisputeReason = "item"        // 某题判错: Attempt and Slot name it
	NotObserved       DisputeReason = "observation" // 观察没看到
	WrongConditions   DisputeReason = "conditions"  // 条件不对
	OtherDisagreement DisputeReason = "other"       // 其他
)

// MentorSign signs the evidence that the mentor opened. EvidenceHash is what
// was shown; if the evidence is another now, nothing is signed
// (fault.training.evidence_changed).
type MentorSign struct {
	op.Command
	ApprenticeID string `json:"apprentice"`
	ModuleID     string `json:"module"`
	EvidenceHash string `json:"evidence"`
	Meaning      string `json:"meaning"`   // the sentence that is signed, as it was shown
	Witnessed    bool   `json:"witnessed"` // must be true: the mentor saw the real work
}

// CounterSign signs as the apprentice.
type CounterSign struct {
	op.Command
	SignOffID    string `json:"sign_off"`
	EvidenceHash string `json:"evidence"`
	Statement    string `json:"statement"`
}

// Dispute objects to a sign-off, with a reason.
type Dispute struct {
	op.Command
	SignOffID string        `json:"sign_off"`
	Reason    DisputeReason `json:"reason"`
	Note      string        `json:"note"`
	Attempt   string        `json:"attempt,omitempty"`
	Slot      int           `json:"slot,omitempty"`
}

// AnswerDispute explains the mentor's side; the dispute stays open.
type AnswerDispute struct {
	op.Command
	SignOffID string `json:"sign_off"`
	Note      string `json:"note"`
}

// WithdrawDispute takes the objection back; the sign-off waits for the
// apprentice's counter-signature again.
type WithdrawDispute struct {
	op.Command
	SignOffID string `json:"sign_off"`
	Note      string `json:"note"`
}

// OfferAgain signs a new version of a disputed or ruled-void sign-off over the
// evidence as it is now.
type OfferAgain struct {
	op.Command
	SignOffID    string `json:"sign_off"`
	EvidenceHash string `json:"evidence"`
	Meaning      string `json:"meaning"`
	Witnessed    bool   `json:"witnessed"`
	Note         string `json:"note"`
}

// RuleDispute is the owner's signed decision of a dispute.
type RuleDispute struct {
	op.Command
	SignOffID string `json:"sign_off"`
	Stands    bool   `json:"stands"`
	Note      string `json:"note"`
}

// Reopen takes a locked or ruled sign-off back, by the owner's signature.
type Reopen struct {
	op.Command
	SignOffID string `json:"sign_off"`
	Note      string `json:"note"`
}
