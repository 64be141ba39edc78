package quiz

import (
	"context"
	"encoding/json"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
)

var errInterim = fault.New(fault.Internal, "fault.internal")

type judged struct {
	status  Status
	problem lang.Text
	code    string
	mark    Mark
	blank   bool
}

func (s *Service) judge(sit *sitting, n int, response json.RawMessage) (judged, error) {
	return judged{}, errInterim
}
func (s *Service) freeze(ctx context.Context, p *paper, it *item, c draw.Choice, ordinal int) (Frozen, []byte, error) {
	return Frozen{}, nil, errInterim
}
func (s *Service) explain(ctx context.Context, sit *sitting, n int) (*Feedback, error) {
	return nil, errInterim
}
func presentation(f *Frozen) (Presentation, error)                               { return nil, errInterim }
func (s *Service) fillReply(sit *sitting, n int, v *ReplyView) error             { return errInterim }
func (s *Service) isRight(sit *sitting, n, score int) bool                       { return score == 100 }
func (s *Service) settleSlots(ctx context.Context, sit *sitting, n ...int) error { return errInterim }
func (s *Service) result(ctx context.Context, sit *sitting) (Result, error) {
	return Result{}, errInterim
}
func (s *Service) markByRubric(sit *sitting, n int, levels map[string]int) (MentorMark, error) {
	return MentorMark{}, errInterim
}
func (s *Service) mastery(ctx context.Context, tx Tx, learner string, m Measure, points ...string) ([]PointMastery, error) {
	return nil, errInterim
}

// Rebuild makes all that follows from steps anew.
func (s *Service) Rebuild(ctx context.Context, actor op.Actor) error { return errInterim }
