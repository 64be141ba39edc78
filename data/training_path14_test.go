package data_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
)

// longPath is an apprentice who knows everything, on the path of fourteen days.
type longPath struct {
	*classroom
	certificates *certificate.Service
	programme    training.Programme
	issued       []string
}

// inShop is the id of something of the pack as the shop knows it.
func inShop(id string) string { return "footwear/" + id }

// known is the right response to a slot of any type.
func (p *longPath) known(attempt string, slot int) json.RawMessage {
	p.t.Helper()
	ctx, v := context.Background(), new(response.Variant)
	require.NoError(p.t, p.Store.View(ctx, func(tx training.Tx) error {
		keys, err := tx.AttemptKeys(ctx, attempt)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(keys[slot], v); err != nil {
			return err
		}
		steps, err := tx.AttemptSteps(ctx, attempt)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(steps, func(s quiz.Step) bool { return s.Kind == quiz.StepGiven && s.Slot == slot })
		var given quiz.Frozen
		if err := json.Unmarshal(steps[at].Body, &given); err != nil {
			return err
		}
		return json.Unmarshal(given.Shown, &v.Shown)
	}))
	return response.SelfTest(v).Right
}

// know sits an attempt with the right answer to everything; false when nothing is
// left to draw.
func (p *longPath) know(start quiz.Start) (string, bool) {
	p.t.Helper()
	ctx := context.Background()
	start.Command = command()
	s, err := p.quiz.Start(ctx, p.lin, start)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unavailable) {
		return "", false
	}
	require.NoError(p.t, err)
	for n := range s.Slots {
		p.db.Clock.Advance(20 * time.Second)
		a, err := p.quiz.Answer(ctx, p.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: n, Response: p.known(s.Attempt, n)})
		require.NoError(p.t, err)
		require.Equal(p.t, quiz.Complete, a.Status, "%v", a.Problem)
	}
	_, err = p.quiz.HandIn(ctx, p.lin, quiz.HandIn{Command: command(), Attempt: s.Attempt})
	require.NoError(p.t, err)
	return s.Attempt, true
}

// act does what the home page says is next; false when it is somebody else's turn.
func (p *longPath) act(next training.Next) bool {
	p.t.Helper()
	ctx := context.Background()
	switch next.Kind {
	case training.NextLesson, training.NextRuleChange:
		v, err := p.Lesson(ctx, p.lin, next.ID, 0)
		require.NoError(p.t, err)
		attempt, _ := p.know(quiz.Start{Points: v.CheckPoints, Purpose: quiz.Check, Count: v.CheckCount})
		_, err = p.Acknowledge(ctx, p.lin, training.Acknowledge{Command: command(), LessonID: next.ID, Version: v.Version, AttemptID: attempt})
		require.NoError(p.t, err)
		return true
	case training.NextPractice:
		_, more := p.know(quiz.Start{Points: next.Points, Purpose: quiz.Practice, Count: 6})
		return more
	case training.NextReview:
		_, more := p.know(quiz.Start{Purpose: quiz.Review})
		return more
	case training.NextExam:
		_, more := p.know(quiz.Start{Blueprint: next.ID})
		return more
	case training.NextSignature:
		o, err := p.SignOff(ctx, p.lin, next.ID)
		require.NoError(p.t, err)
		_, err = p.counterSign(o)
		require.NoError(p.t, err)
		return true
	}
	return false
}

// mentor is the mentor's evening: replies are marked, everything is observed,
// what is complete is signed.
func (p *longPath) mentor() {
	p.t.Helper()
	ctx := context.Background()
	queue, err := p.quiz.ReplyQueue(ctx, p.zhou)
	require.NoError(p.t, err)
	for _, q := range queue {
		_, err = p.quiz.MarkReply(ctx, p.zhou, quiz.MarkReply{Command: command(), Attempt: q.Attempt, Slot: q.Slot, Levels: map[string]int{"empathy": 3, "remedy": 3, "authority": 1}})
		require.NoError(p.t, err)
	}
	for _, stage := range p.programme.Stages {
		for _, m := range stage.Modules {
			e, err := p.ModuleEvidence(ctx, p.zhou, p.lin.ID, inShop(m.ID))
			require.NoError(p.t, err)
			if e.SignOff != nil && e.SignOff.State.Signed() || e.WhyNot == "fault.training.signed_already" {
				continue
			}
			for i, r := range m.Requirements {
				if r.Kind != training.KindObservation || e.Rows[i].Met {
					continue
				}
				list := p.programme.Checklists[slices.IndexFunc(p.programme.Checklists, func(c training.Checklist) bool { return c.ID == r.Checklist })]
				var lines []string
				for _, l := range list.Lines {
					lines = append(lines, l.ID)
				}
				p.observe(inShop(list.ID), lines...)
			}
			if e, err = p.ModuleEvidence(ctx, p.zhou, p.lin.ID, inShop(m.ID)); err == nil && e.Complete && e.MaySign {
				_, err = p.signModule(inShop(m.ID))
				require.NoError(p.t, err)
			}
		}
	}
}

// due issues what is due and answers the titles of everything issued so far.
func (p *longPath) due() []string {
	p.t.Helper()
	out, err := p.certificates.IssueDue(context.Background(), p.lin, certificate.IssueDue{Command: command(), ApprenticeID: p.lin.ID})
	require.NoError(p.t, err)
	for _, c := range out.Certificates {
		p.issued = append(p.issued, c.Title[0])
	}
	return p.issued
}

// goOn practises what a certificate still waits for when all its modules are
// signed.
func (p *longPath) goOn() {
	p.t.Helper()
	prospects, err := p.certificates.Prospects(context.Background(), p.lin, p.lin.ID)
	require.NoError(p.t, err)
	for _, prospect := range prospects {
		if slices.ContainsFunc(prospect.Lacks, func(l certificate.Lack) bool { return l.Kind != certificate.LackPoint }) {
			continue
		}
		for _, lack := range prospect.Lacks {
			p.know(quiz.Start{Points: []string{lack.ID}, Purpose: quiz.Practice, Count: 4})
		}
	}
}

// TestTheLongPathLeadsToBothCertificates: an apprentice who knows everything gets
// the certificate of the desk within the fourteen days of the plan, and that of
// the advanced presale no sooner than a month of desk later.
func TestTheLongPathLeadsToBothCertificates(t *testing.T) {
	c, ctx := newClassroom(t, tempdb.SQLite(t)), context.Background()
	if press == nil {
		var err error
		press, err = pdf.NewPress(assets.FontRegular, assets.FontBold)
		require.NoError(t, err)
	}
	p := &longPath{classroom: c, certificates: &certificate.Service{Store: data.StoreOf[certificate.Tx](c.db.DB), Clock: c.db.Clock, IDs: c.db.IDs, Quiz: c.quiz, Press: press}}
	at := slices.IndexFunc(c.pack.Programmes, func(pr training.Programme) bool { return pr.ID == "path-14" })
	require.GreaterOrEqual(t, at, 0)
	p.programme = c.pack.Programmes[at]
	_, err := c.AssignProgramme(ctx, c.shen, training.AssignProgramme{Command: command(), PersonID: c.lin.ID, ProgrammeID: inShop(p.programme.ID)})
	require.NoError(t, err)
	_, err = c.Pair(ctx, c.shen, training.Pair{Command: command(), MentorID: c.zhou.ID, ApprenticeID: c.lin.ID})
	require.NoError(t, err)
	began := training.DayOf(c.db.Clock.Now())

	var desk, advanced string // the days of the certificates
	for day := 0; day < 90 && advanced == ""; day++ {
		practised := false
		for range 12 { // a working day has room for so much, and no exam follows practice on the same day
			next := c.next()
			if next.Kind == training.NextExam && practised {
				break
			}
			practised = practised || next.Kind == training.NextPractice
			if !p.act(next) {
				break
			}
		}
		p.mentor()
		for c.next().Kind == training.NextSignature {
			require.True(t, p.act(c.next()))
		}
		p.goOn()
		titles := p.due()
		today := training.DayOf(c.db.Clock.Now())
		if desk == "" && slices.Contains(titles, "客服上岗") {
			desk = today
		}
		if slices.Contains(titles, "售前进阶") {
			advanced = today
		}
		c.db.Clock.Advance(24 * time.Hour)
	}
	lacks, err := p.certificates.Prospects(ctx, c.lin, c.lin.ID)
	require.NoError(t, err)
	require.NotEmpty(t, desk, "%+v", lacks)
	require.NotEmpty(t, advanced, "%+v", lacks)
	assert.LessOrEqual(t, training.WorkingDays(began, desk), p.programme.Days)
	signed := training.WorkingDays(desk, advanced)
	assert.GreaterOrEqual(t, signed, 20, "the month at the desk has to pass")
	assert.Equal(t, []string{"客服上岗", "售前进阶"}, p.issued)
	t.Logf("began %s, desk %s, advanced %s", began, desk, advanced)
}
