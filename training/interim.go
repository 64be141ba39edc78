package training

// The declarations of this file stand until the packages that own them have
// landed; then they become aliases (Blueprint = quiz.Blueprint, Signer and
// StaffSignature of training/staff) and the methods get their bodies.

import (
	"context"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/formula"
)

// Blueprint is quiz.Blueprint.
type Blueprint struct {
	ID       string             `yaml:"id" json:"id"`
	Title    lang.Text          `yaml:"title" json:"title"`
	Purpose  string             `yaml:"purpose" json:"purpose"`
	Sections []BlueprintSection `yaml:"sections" json:"sections"`
	Minutes  int                `yaml:"minutes" json:"minutes"`
	Pass     struct {
		Percent   int  `yaml:"percent" json:"percent"`
		NoRedLine bool `yaml:"no_red_line" json:"noRedLine"`
	} `yaml:"pass" json:"pass"`
	MaxInterruptions int `yaml:"max_interruptions" json:"maxInterruptions"`
}

// BlueprintSection is quiz.Section.
type BlueprintSection struct {
	Points []string `yaml:"points" json:"points"`
	Count  int      `yaml:"count" json:"count"`
	Types  []string `yaml:"types,omitempty" json:"types,omitempty"`
}

// Validate refuses a blueprint that cannot be drawn.
func (b Blueprint) Validate() error {
	if len(b.Sections) == 0 {
		return fault.New(fault.Invalid, "fault.internal")
	}
	return nil
}

// StaffSignature is staff.Signature.
type StaffSignature struct {
	PersonID, KeyID, Meaning, Hash string
	At                             time.Time
	Sig                            []byte
}

// Signer is staff.Signer.
type Signer struct{}

// Tx is one transaction as training sees it.
type Tx interface{ op.Tx }

type library struct{}

func factValue(kind formula.Kind, text string) (int64, bool) { return 0, text != "" }

func (s *Service) PreviewImport(ctx context.Context, actor op.Actor, p *Pack) (ImportReport, error) {
	panic("not yet")
}
func (s *Service) ImportPack(ctx context.Context, actor op.Actor, cmd ImportPack, p *Pack) (ImportReport, error) {
	panic("not yet")
}
func (s *Service) Packs(ctx context.Context, actor op.Actor) ([]PackSummary, error) { panic("not yet") }

// Lessons is the outline for the actor.
func (s *Service) Lessons(ctx context.Context, actor op.Actor) ([]LessonTopic, error) {
	panic("not yet")
}

// Lesson answers a lesson; version 0 is the one in force.
func (s *Service) Lesson(ctx context.Context, actor op.Actor, id string, version int) (LessonView, error) {
	panic("not yet")
}
func (s *Service) Acknowledge(ctx context.Context, actor op.Actor, cmd Acknowledge) (Acknowledgement, error) {
	panic("not yet")
}

// Picture answers a picture of a lesson by the name that the lesson writes.
func (s *Service) Picture(ctx context.Context, actor op.Actor, lessonID, name string) (Media, error) {
	panic("not yet")
}
func (s *Service) Scripts(ctx context.Context, actor op.Actor, q ScriptQuery) (ScriptResults, error) {
	panic("not yet")
}
func (s *Service) Script(ctx context.Context, actor op.Actor, code string) (ScriptView, error) {
	panic("not yet")
}
func (s *Service) Cases(ctx context.Context, actor op.Actor, q CaseQuery) ([]CaseRow, error) {
	panic("not yet")
}
func (s *Service) Case(ctx context.Context, actor op.Actor, id string) (CaseView, error) {
	panic("not yet")
}
func (s *Service) Programmes(ctx context.Context, actor op.Actor) ([]ProgrammeRow, error) {
	panic("not yet")
}
func (s *Service) AssignProgramme(ctx context.Context, actor op.Actor, cmd AssignProgramme) (Enrolment, error) {
	panic("not yet")
}
func (s *Service) Pair(ctx context.Context, actor op.Actor, cmd Pair) (Mentorship, error) {
	panic("not yet")
}
func (s *Service) HandOver(ctx context.Context, actor op.Actor, cmd HandOver) (Mentorship, error) {
	panic("not yet")
}
func (s *Service) EndMentorship(ctx context.Context, actor op.Actor, cmd EndMentorship) (Mentorship, error) {
	panic("not yet")
}

// Mentorships lists all pairs, those that last first.
func (s *Service) Mentorships(ctx context.Context, actor op.Actor) ([]Mentorship, error) {
	panic("not yet")
}
func (s *Service) Home(ctx context.Context, actor op.Actor) (Home, error) { panic("not yet") }
func (s *Service) Path(ctx context.Context, actor op.Actor, apprenticeID string) (Path, error) {
	panic("not yet")
}
func (s *Service) Desk(ctx context.Context, actor op.Actor, q DeskQuery) (Desk, error) {
	panic("not yet")
}
func (s *Service) CellDetail(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (CellDetail, error) {
	panic("not yet")
}
func (s *Service) ObservationForm(ctx context.Context, actor op.Actor, apprenticeID, checklistID string) (ObservationForm, error) {
	panic("not yet")
}
func (s *Service) Observe(ctx context.Context, actor op.Actor, cmd Observe) (Observation, error) {
	panic("not yet")
}
func (s *Service) ModuleEvidence(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (Evidence, error) {
	panic("not yet")
}
func (s *Service) SignOff(ctx context.Context, actor op.Actor, id string) (SignOff, error) {
	panic("not yet")
}

// SignOffs lists an apprentice's sign-offs, the latest first; of everyone when
// no apprentice is named.
func (s *Service) SignOffs(ctx context.Context, actor op.Actor, apprenticeID string) ([]SignOff, error) {
	panic("not yet")
}
func (s *Service) MentorSign(ctx context.Context, actor op.Actor, cmd MentorSign, signer *Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) CounterSign(ctx context.Context, actor op.Actor, cmd CounterSign, signer *Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) Dispute(ctx context.Context, actor op.Actor, cmd Dispute) (SignOff, error) {
	panic("not yet")
}
func (s *Service) AnswerDispute(ctx context.Context, actor op.Actor, cmd AnswerDispute) (SignOff, error) {
	panic("not yet")
}
func (s *Service) WithdrawDispute(ctx context.Context, actor op.Actor, cmd WithdrawDispute) (SignOff, error) {
	panic("not yet")
}
func (s *Service) OfferAgain(ctx context.Context, actor op.Actor, cmd OfferAgain, signer *Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) RuleDispute(ctx context.Context, actor op.Actor, cmd RuleDispute, signer *Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) Reopen(ctx context.Context, actor op.Actor, cmd Reopen, signer *Signer) (SignOff, error) {
	panic("not yet")
}
