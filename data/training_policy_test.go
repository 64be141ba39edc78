package data_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/training"
)

func TestWhoMayDoWhatOfAnotherPersonsTraining(t *testing.T) {
	c, ctx := classroomOf(t), context.Background()
	c.enrol()
	wu := join(t, c.staff, c.shen, "吴思雨", false, op.Apprentice).Actor()
	tang := join(t, c.staff, c.shen, "唐悦", false, op.Supervisor).Actor()
	actors := []struct {
		name  string
		actor op.Actor
	}{{"the apprentice", c.lin}, {"another apprentice", wu}, {"her mentor", c.zhou}, {"another mentor", c.he}, {"a supervisor", tang}, {"the owner", c.shen}, {"nobody", op.Actor{}}}
	module := training.MentorSign{ApprenticeID: c.lin.ID, ModuleID: "footwear/presale-size"}
	for _, m := range []struct {
		name string
		may  string // one letter for each actor, in order
		do   func(a op.Actor) error
	}{
		{"Path", "y.y.yy.", func(a op.Actor) error { _, err := c.Path(ctx, a, c.lin.ID); return err }},
		{"CellDetail", "y.y.yy.", func(a op.Actor) error { _, err := c.CellDetail(ctx, a, c.lin.ID, "footwear/presale-size"); return err }},
		{"ModuleEvidence", "y.y.yy.", func(a op.Actor) error {
			_, err := c.ModuleEvidence(ctx, a, c.lin.ID, "footwear/presale-size")
			return err
		}},
		{"SignOffs", "y.y.yy.", func(a op.Actor) error { _, err := c.SignOffs(ctx, a, c.lin.ID); return err }},
		{"SignOffs of everyone", "....yy.", func(a op.Actor) error { _, err := c.SignOffs(ctx, a, ""); return err }},
		{"ObservationForm", "y.y.yy.", func(a op.Actor) error {
			_, err := c.ObservationForm(ctx, a, c.lin.ID, "footwear/presale-desk")
			return err
		}},
		{"Observe", "..y....", func(a op.Actor) error {
			_, err := c.Observe(ctx, a, training.Observe{Command: command(), ApprenticeID: c.lin.ID, ChecklistID: "footwear/presale-desk"})
			return err
		}},
		{"MentorSign", "..y....", func(a op.Actor) error {
			cmd := module
			cmd.Command = command()
			_, err := c.MentorSign(ctx, a, cmd, nil)
			return err
		}},
		{"Desk", "..yyyy.", func(a op.Actor) error { _, err := c.Desk(ctx, a, training.DeskQuery{}); return err }},
		{"Mentorships", "..yyyy.", func(a op.Actor) error { _, err := c.Mentorships(ctx, a); return err }},
		{"Lessons", "yyyyyy.", func(a op.Actor) error { _, err := c.Lessons(ctx, a); return err }},
		{"Scripts", "yyyyyy.", func(a op.Actor) error { _, err := c.Scripts(ctx, a, training.ScriptQuery{}); return err }},
		{"PreviewImport", "....yy.", func(a op.Actor) error { _, err := c.PreviewImport(ctx, a, footwear(t)); return err }},
		{"AssignProgramme", "....yy.", func(a op.Actor) error {
			_, err := c.AssignProgramme(ctx, a, training.AssignProgramme{Command: command(), PersonID: wu.ID, ProgrammeID: "footwear/frontline"})
			return err
		}},
		{"Pair", "....yy.", func(a op.Actor) error {
			_, err := c.Pair(ctx, a, training.Pair{Command: command(), MentorID: c.he.ID, ApprenticeID: wu.ID})
			return err
		}},
	} {
		for i, who := range actors {
			err := m.do(who.actor)
			if m.may[i] == 'y' {
				// Other refusals (nothing to sign yet, paired already) are not the policy's.
				assert.False(t, fault.Is(err, fault.Forbidden), fmt.Sprintf("%s by %s: %v", m.name, who.name, err))
			} else {
				assert.True(t, fault.Is(err, fault.Forbidden), fmt.Sprintf("%s by %s: %v", m.name, who.name, err))
			}
		}
	}
}
