package training

import (
	"context"

	"shifu/internal/op"
	"shifu/training/staff"
)

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
func (s *Service) MentorSign(ctx context.Context, actor op.Actor, cmd MentorSign, signer *staff.Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) CounterSign(ctx context.Context, actor op.Actor, cmd CounterSign, signer *staff.Signer) (SignOff, error) {
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
func (s *Service) OfferAgain(ctx context.Context, actor op.Actor, cmd OfferAgain, signer *staff.Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) RuleDispute(ctx context.Context, actor op.Actor, cmd RuleDispute, signer *staff.Signer) (SignOff, error) {
	panic("not yet")
}
func (s *Service) Reopen(ctx context.Context, actor op.Actor, cmd Reopen, signer *staff.Signer) (SignOff, error) {
	panic("not yet")
}
