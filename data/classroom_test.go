package data_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/data/pack"
	"shifu/data/tempdb"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/staff"
)

// classroom is a shop with the footwear pack: Lin learns from Zhou, He is
// another mentor, Shen the owner.
type classroom struct {
	t     testing.TB
	db    *tempdb.Fixture
	staff *staff.Service
	quiz  *quiz.Service
	*training.Service
	shen, zhou, he, lin op.Actor
	pack                *training.Pack // as it was imported; nil over a copy
}

func footwear(t testing.TB) *training.Pack {
	t.Helper()
	files, err := assets.Pack("footwear")
	require.NoError(t, err)
	p, findings, err := pack.ReadFS(files)
	require.NoError(t, err)
	require.False(t, model.Blocking(findings), "%v", findings)
	return p
}

// schoolhouse is the folder of a classroom in which nothing has happened yet.
var schoolhouse tempdb.Template

// classroomOf is a classroom of the test's own, over a copy of the schoolhouse.
func classroomOf(t testing.TB) *classroom {
	t.Helper()
	ctx := context.Background()
	db := schoolhouse.SQLite(t, func(db *tempdb.Fixture) { newClassroom(t, db) })
	people := newStaff(db)
	people.Entropy = testkit.Entropy(17) // not what the schoolhouse was made with
	c := openClassroom(t, db, people)
	var everyone []staff.Person
	require.NoError(t, people.Store.View(ctx, func(tx staff.Tx) (err error) {
		everyone, err = tx.People(ctx)
		return err
	}))
	for _, p := range everyone {
		switch p.Name {
		case "沈岚":
			c.shen = p.Actor()
		case "周敏":
			c.zhou = p.Actor()
		case "何俊":
			c.he = p.Actor()
		case "林小满":
			c.lin = p.Actor()
		}
	}
	return c
}

func openClassroom(t testing.TB, db *tempdb.Fixture, people *staff.Service) *classroom {
	c := &classroom{t: t, db: db, staff: people}
	c.quiz = &quiz.Service{Store: data.StoreOf[quiz.Tx](db.DB), Clock: db.Clock, IDs: db.IDs, Entropy: testkit.Entropy(11)}
	c.Service = &training.Service{Store: data.StoreOf[training.Tx](db.DB), Clock: db.Clock, IDs: db.IDs, Quiz: c.quiz}
	return c
}

func newClassroom(t testing.TB, db *tempdb.Fixture) *classroom {
	t.Helper()
	ctx := context.Background()
	people, opened := openShop(t, db)
	c := openClassroom(t, db, people)
	c.shen, c.pack = opened.Owner.Actor(), footwear(t)
	c.zhou = join(t, people, c.shen, "周敏", true, op.Mentor).Actor()
	c.he = join(t, people, c.shen, "何俊", true, op.Mentor).Actor()
	c.lin = join(t, people, c.shen, "林小满", true, op.Apprentice).Actor()
	_, err := c.ImportPack(ctx, c.shen, training.ImportPack{Command: command()}, c.pack)
	require.NoError(t, err)
	return c
}

// enrol assigns the programme and makes the pair.
func (c *classroom) enrol() {
	c.t.Helper()
	ctx := context.Background()
	_, err := c.AssignProgramme(ctx, c.shen, training.AssignProgramme{Command: command(), PersonID: c.lin.ID, ProgrammeID: "footwear/frontline"})
	require.NoError(c.t, err)
	_, err = c.Pair(ctx, c.shen, training.Pair{Command: command(), MentorID: c.zhou.ID, ApprenticeID: c.lin.ID})
	require.NoError(c.t, err)
}

// response answers a slot: the key, or anything else that is complete.
func (c *classroom) response(attempt string, slot int, right bool) json.RawMessage {
	c.t.Helper()
	var secret struct {
		Key model.Key `json:"key"`
	}
	require.NoError(c.t, c.Store.View(context.Background(), func(tx training.Tx) error {
		keys, err := tx.AttemptKeys(context.Background(), attempt)
		if err != nil {
			return err
		}
		return json.Unmarshal(keys[slot], &secret)
	}))
	var out any
	switch k := secret.Key; k.Type {
	case model.Single, model.Script:
		choice := k.Choice
		if !right {
			choice = c.otherOption(attempt, slot, k.Choice)
		}
		out = map[string]string{"choice": choice}
	case model.TrueFalse:
		out = map[string]bool{"choice": k.Yes == right}
	case model.Multiple:
		out = map[string]any{"choices": k.Choices}
		if len(k.Choices) == 0 {
			out = map[string]any{"none": true}
		}
	case model.Numeric:
		kind, _ := formula.ParseKind(k.Kind)
		n := k.Number
		if !right {
			n += 12345
		}
		out = map[string]string{"text": formula.Format(kind, n, lang.ZhHans)}
	case model.Free:
		out = map[string]string{"text": "来问又没人应，是我们让您空等。我现在就去盯，六点前来回您，成不成都给您准话。"}
	default:
		c.t.Fatalf("no answer for type %s", k.Type)
	}
	raw, err := json.Marshal(out)
	require.NoError(c.t, err)
	return raw
}

// otherOption is an option that is shown and is not the key.
func (c *classroom) otherOption(attempt string, slot int, key string) string {
	c.t.Helper()
	s, err := c.quiz.Sitting(context.Background(), c.lin, attempt)
	require.NoError(c.t, err)
	for _, o := range s.Slots[slot].Shown.Options {
		if o.ID != key {
			return o.ID
		}
	}
	c.t.Fatal("no other option")
	return ""
}

// sit starts an attempt, answers everything right, and closes it.
func (c *classroom) sit(start quiz.Start) string { return c.sitAs(start, true) }

func (c *classroom) sitAs(start quiz.Start, right bool) string {
	c.t.Helper()
	ctx := context.Background()
	start.Command = command()
	s, err := c.quiz.Start(ctx, c.lin, start)
	require.NoError(c.t, err)
	for n := range s.Slots {
		c.db.Clock.Advance(20 * time.Second)
		if _, err := c.quiz.Sitting(ctx, c.lin, s.Attempt); err != nil {
			require.NoError(c.t, err)
		}
		a, err := c.quiz.Answer(ctx, c.lin, quiz.Reply{Command: command(), Attempt: s.Attempt, Slot: n, Response: c.response(s.Attempt, n, right)})
		require.NoError(c.t, err)
		require.Equal(c.t, quiz.Complete, a.Status, "%v", a.Problem)
	}
	_, err = c.quiz.HandIn(ctx, c.lin, quiz.HandIn{Command: command(), Attempt: s.Attempt})
	require.NoError(c.t, err)
	return s.Attempt
}

// study reads a lesson and passes its quick check.
func (c *classroom) study(lesson string) {
	c.t.Helper()
	ctx := context.Background()
	v, err := c.Lesson(ctx, c.lin, lesson, 0)
	require.NoError(c.t, err)
	attempt := c.sit(quiz.Start{Points: v.CheckPoints, Purpose: quiz.Check, Count: v.CheckCount})
	_, err = c.Acknowledge(ctx, c.lin, training.Acknowledge{Command: command(), LessonID: lesson, Version: v.Version, AttemptID: attempt})
	require.NoError(c.t, err)
}

func (c *classroom) next() training.Next {
	c.t.Helper()
	h, err := c.Home(context.Background(), c.lin)
	require.NoError(c.t, err)
	return h.Next
}

func (c *classroom) observe(checklist string, lines ...string) {
	c.t.Helper()
	seen := map[string]bool{}
	for _, l := range lines {
		seen[l] = true
	}
	_, err := c.Observe(context.Background(), c.zhou, training.Observe{Command: command(), ApprenticeID: c.lin.ID, ChecklistID: checklist, Seen: seen})
	require.NoError(c.t, err)
}

// finishFirstModule does everything that the first module asks for.
func (c *classroom) finishFirstModule() {
	c.study("footwear/sizing")
	c.study("footwear/recommend")
	c.sit(quiz.Start{Points: []string{"footwear/product.width"}, Purpose: quiz.Practice, Count: 8})
	c.sit(quiz.Start{Blueprint: "footwear/presale-exam"})
	c.observe("footwear/presale-desk", "ask", "why", "late")
}

func (c *classroom) sign() (training.SignOff, error) { return c.signModule("footwear/presale-size") }

func (c *classroom) signModule(module string) (training.SignOff, error) {
	c.t.Helper()
	ctx := context.Background()
	e, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, module)
	require.NoError(c.t, err)
	signer := unlock(c.t, c.staff, c.zhou, otherPhrase)
	defer signer.Close()
	return c.MentorSign(ctx, c.zhou, training.MentorSign{Command: command(), ApprenticeID: c.lin.ID, ModuleID: module, EvidenceHash: e.Hash,
		Meaning: e.Meaning.ZH, Witnessed: true}, signer)
}

func (c *classroom) counterSign(o training.SignOff) (training.SignOff, error) {
	c.t.Helper()
	signer := unlock(c.t, c.staff, c.lin, otherPhrase)
	defer signer.Close()
	return c.CounterSign(context.Background(), c.lin, training.CounterSign{Command: command(), SignOffID: o.ID, EvidenceHash: o.EvidenceHash,
		Statement: o.Statement.ZH}, signer)
}

// finishSecondModule does everything that the second module asks for; the mentor
// marks the reply.
func (c *classroom) finishSecondModule() {
	c.t.Helper()
	ctx := context.Background()
	c.study("footwear/returns")
	c.study("footwear/calm")
	c.sit(quiz.Start{Points: []string{"footwear/rule.no-reason-return"}, Purpose: quiz.Practice, Count: 10})
	c.sit(quiz.Start{Points: []string{"footwear/rule.privacy"}, Purpose: quiz.Practice, Count: 2})
	c.sit(quiz.Start{Points: []string{"footwear/talk.empathy"}, Purpose: quiz.Practice, Count: 1})
	queue, err := c.quiz.ReplyQueue(ctx, c.zhou)
	require.NoError(c.t, err)
	require.Len(c.t, queue, 1)
	_, err = c.quiz.MarkReply(ctx, c.zhou, quiz.MarkReply{Command: command(), Attempt: queue[0].Attempt, Slot: queue[0].Slot,
		Levels: map[string]int{"empathy": 3, "remedy": 2, "authority": 1}})
	require.NoError(c.t, err)
	c.sit(quiz.Start{Blueprint: "footwear/aftersale-exam"})
	c.observe("footwear/aftersale-desk", "listen", "detail", "report")
}
