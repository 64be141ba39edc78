package demo

import (
	"context"
	"encoding/json"
	"time"

	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/certificate"
)

// actions is how many things an apprentice does on one day.
const actions = 4

// learn is an apprentice's day: what the program says is next, a few times.
func (w *world) learn(ctx context.Context, a *person) error {
	for range 1 + w.rng.IntN(actions) {
		home, err := w.Training.Home(ctx, a.Actor)
		if err != nil {
			return err
		}
		if err := w.graduate(ctx, a, home.Path); err != nil {
			return err
		}
		switch n := home.Next; n.Kind {
		case training.NextLesson, training.NextRuleChange:
			err = w.study(ctx, a, n.ID)
		case training.NextPractice:
			_, err = w.sit(ctx, a, quiz.Start{Points: n.Points, Purpose: quiz.Practice, Count: 5})
		case training.NextExam:
			_, err = w.sit(ctx, a, quiz.Start{Blueprint: n.ID})
		case training.NextAttempt:
			_, err = w.finish(ctx, a, n.ID)
		case training.NextSignature:
			err = w.counterSign(ctx, a, n.ID)
		default: // waits for the mentor, or is done
			return w.practise(ctx, a, home.Path)
		}
		if err = w.refused(err); err != nil {
			return err
		}
	}
	return nil
}

// practise works on what the stage in hand still asks for, and on anything at
// all now and then.
func (w *world) practise(ctx context.Context, a *person, path *training.Path) error {
	var points []string
	if path != nil && path.Now >= 0 {
		for _, m := range path.Stages[path.Now].Modules {
			detail, err := w.Training.CellDetail(ctx, a.Actor, a.ID, m.ID)
			if err != nil {
				return err
			}
			for _, r := range detail.Requirements {
				if !r.Met {
					points = append(points, w.asks[m.ID+"/"+r.ID]...)
				}
			}
		}
	}
	if len(points) == 0 && w.chance(0.3) {
		points = []string{w.points[w.rng.IntN(len(w.points))]}
	}
	for _, p := range points {
		_, err := w.sit(ctx, a, quiz.Start{Points: []string{p}, Purpose: quiz.Practice, Count: 3})
		if err = w.refused(err); err != nil {
			return err
		}
	}
	return nil
}

// study reads a lesson and answers its quick check.
func (w *world) study(ctx context.Context, a *person, id string) error {
	v, err := w.Training.Lesson(ctx, a.Actor, id, 0)
	if err != nil {
		return err
	}
	w.clock.Advance(2 * w.pace)
	ack := training.Acknowledge{Command: w.command(), LessonID: id, Version: v.Version}
	if v.CheckCount > 0 {
		if ack.AttemptID, err = w.sit(ctx, a, quiz.Start{Points: v.CheckPoints, Purpose: quiz.Check, Count: v.CheckCount}); err != nil {
			return err
		}
	}
	_, err = w.Training.Acknowledge(ctx, a.Actor, ack)
	return err
}

// sit starts an attempt and finishes it.
func (w *world) sit(ctx context.Context, a *person, start quiz.Start) (string, error) {
	start.Command = w.command()
	s, err := w.Quiz.Start(ctx, a.Actor, start)
	if err != nil {
		return "", err
	}
	w.report.Attempts++
	return w.finish(ctx, a, s.Attempt)
}

// finish answers what is not answered yet and hands in.
func (w *world) finish(ctx context.Context, a *person, attempt string) (string, error) {
	s, err := w.Quiz.Resume(ctx, a.Actor, quiz.Resume{Command: w.command(), Attempt: attempt})
	if err != nil {
		return "", err
	}
	for slot := s.At; slot >= 0; slot = s.At {
		w.clock.Advance(w.pace/2 + time.Duration(w.rng.Int64N(int64(w.pace))))
		raw, err := w.response(ctx, a, attempt, slot)
		if err != nil {
			return "", err
		}
		answered, err := w.Quiz.Answer(ctx, a.Actor, quiz.Reply{Command: w.command(), Attempt: attempt, Slot: slot, Response: raw})
		if err != nil {
			return "", err
		}
		if answered.Status != quiz.Complete {
			return "", fault.New(fault.Internal, "fault.internal", "Slot", slot, "Attempt", attempt)
		}
		w.report.Answers++
		a.skill = min(a.skill+0.001, 0.995)
		if s, err = w.Quiz.Sitting(ctx, a.Actor, attempt); err != nil {
			return "", err
		}
	}
	_, err = w.Quiz.HandIn(ctx, a.Actor, quiz.HandIn{Command: w.command(), Attempt: attempt})
	return attempt, err
}

// replies are what apprentices write to upset customers.
var replies = []string{
	"来问又没人应，是我们让您空等。我现在就去盯，六点前来回您，成不成都给您准话。",
	"鞋子开胶肯定扫兴，您刚穿三天就这样，换谁都急。麻烦拍一张鞋底给我，我十分钟内给您方案。",
	"您说的我都记下了：尺码偏小、脚背压得疼。我先给您换大半码，运费我们出，今天就寄。",
}

// response answers a slot: rightly, as often as the person's skill has it. The
// right answers are read where no learner can read them.
func (w *world) response(ctx context.Context, a *person, attempt string, slot int) (json.RawMessage, error) {
	v, err := w.Services.Variant(ctx, attempt, slot)
	if err != nil {
		return nil, err
	}
	if v.Type == "free" || v.Type == "rewrite" {
		if samples := response.SelfTest(v); v.Type == "rewrite" && samples.Right != nil {
			return samples.Right, nil
		}
		return json.Marshal(map[string]string{"text": replies[w.rng.IntN(len(replies))]})
	}
	samples := response.SelfTest(v)
	if samples.Wrong != nil && !w.chance(a.skill) {
		return samples.Wrong, nil
	}
	return samples.Right, nil
}

// counterSign signs what the mentor signed, or objects to it now and then.
func (w *world) counterSign(ctx context.Context, a *person, id string) error {
	o, err := w.Training.SignOff(ctx, a.Actor, id)
	if err != nil {
		return err
	}
	w.clock.Advance(w.pace)
	if o.Version == 1 && (w.chance(0.06) || w.report.Disputes == 0 && w.report.SignOffs >= 3) {
		_, err = w.Training.Dispute(ctx, a.Actor, training.Dispute{Command: w.command(), SignOffID: id, Reason: training.NotObserved,
			Note: "观察那天我接的是售后，不是售前，麻烦师傅再看一次。"})
		if err == nil {
			w.report.Disputes++
		}
		return err
	}
	if _, err = w.Training.CounterSign(ctx, a.Actor, training.CounterSign{Command: w.command(), SignOffID: id, EvidenceHash: o.EvidenceHash,
		Statement: o.Statement.ZH}, a.signer); err != nil {
		return err
	}
	w.report.SignOffs++
	_, err = w.Certificates.IssueDue(ctx, a.Actor, certificate.IssueDue{Command: w.command(), ApprenticeID: a.ID})
	return err
}
