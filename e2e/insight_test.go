//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// insight reads the data folder beside the running program, without writing:
// what the program has saved, and which answer is right.
type insight struct {
	test       *testing.T
	ctx        context.Context
	services   *data.Services
	shopkeeper op.Actor
	english    bool // free replies are written in English
}

func newInsight(s *screen) *insight {
	s.t.Helper()
	ctx := context.Background()
	db, err := data.Open(ctx, data.Options{Dir: s.folder, ReadOnly: true})
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = db.Close() })
	services := data.NewServices(db)
	owner, err := services.Owner(ctx)
	require.NoError(s.t, err)
	return &insight{test: s.t, ctx: ctx, services: services, shopkeeper: owner, english: s.lang == "en"}
}

func (i *insight) person(name string) staff.Person {
	i.test.Helper()
	people, err := i.services.Staff.People(i.ctx, i.shopkeeper)
	require.NoError(i.test, err)
	at := slices.IndexFunc(people, func(p staff.Person) bool { return p.Name == name })
	require.GreaterOrEqual(i.test, at, 0, "nobody is called %s", name)
	return people[at]
}

func (i *insight) home(actor op.Actor) training.Home {
	i.test.Helper()
	h, err := i.services.Training.Home(i.ctx, actor)
	require.NoError(i.test, err)
	return h
}

func (i *insight) desk(actor op.Actor) training.Desk {
	i.test.Helper()
	d, err := i.services.Training.Desk(i.ctx, actor, training.DeskQuery{})
	require.NoError(i.test, err)
	return d
}

func (i *insight) evidence(actor op.Actor, apprentice, module string) training.Evidence {
	i.test.Helper()
	e, err := i.services.Training.ModuleEvidence(i.ctx, actor, apprentice, module)
	require.NoError(i.test, err)
	return e
}

func (i *insight) sitting(actor op.Actor, attempt string) quiz.Sitting {
	i.test.Helper()
	s, err := i.services.Quiz.Sitting(i.ctx, actor, attempt)
	require.NoError(i.test, err)
	return s
}

func (i *insight) certificates() []certificate.Row {
	i.test.Helper()
	l, err := i.services.Certificates.List(i.ctx, i.shopkeeper, certificate.Filter{})
	require.NoError(i.test, err)
	return l.Rows
}

// variant is the question of a slot with its key.
func (i *insight) variant(attempt string, slot int) *response.Variant {
	i.test.Helper()
	v := new(response.Variant)
	require.NoError(i.test, data.StoreOf[quiz.Tx](i.services.DB).View(i.ctx, func(tx quiz.Tx) error {
		keys, err := tx.AttemptKeys(i.ctx, attempt)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(keys[slot], v); err != nil {
			return err
		}
		steps, err := tx.AttemptSteps(i.ctx, attempt)
		for _, st := range steps {
			if st.Kind == quiz.StepGiven && st.Slot == slot {
				var f quiz.Frozen
				if err := json.Unmarshal(st.Body, &f); err != nil {
					return err
				}
				return json.Unmarshal(f.Shown, &v.Shown)
			}
		}
		return err
	}))
	return v
}

// reply is how a question is answered by hand: digits to press, or words to
// write.
type reply struct {
	digits []string
	words  string
	typed  bool            // Ctrl+Enter sends
	choice json.RawMessage // what was chosen, as it is kept; nil for words
}

// replyTo tells the right answer to a question, or a wrong one.
func (i *insight) replyTo(view quiz.SlotView, attempt string, right bool) reply {
	i.test.Helper()
	samples := response.SelfTest(i.variant(attempt, view.Slot))
	raw := samples.Right
	if !right && len(samples.Wrong) > 0 {
		raw = samples.Wrong
	}
	var r struct {
		Choice  any      `json:"choice"`
		Choices []string `json:"choices"`
		None    bool     `json:"none"`
		Text    *string  `json:"text"`
	}
	require.NoError(i.test, json.Unmarshal(raw, &r), "%s", raw)
	digit := func(id string) string {
		at := slices.IndexFunc(view.Shown.Options, func(c response.Choice) bool { return c.ID == id })
		require.GreaterOrEqual(i.test, at, 0, "%s is not among the options", id)
		return string(rune('1' + at))
	}
	out := reply{choice: raw}
	switch c := r.Choice.(type) {
	case string:
		out.digits = []string{digit(c)}
	case bool:
		out.digits = []string{map[bool]string{true: "1", false: "2"}[c]}
	}
	for _, id := range r.Choices {
		out.digits = append(out.digits, digit(id))
	}
	if r.None {
		out.digits = []string{string(rune('1' + len(view.Shown.Options)))}
	}
	if r.Text != nil {
		out.words, out.choice = *r.Text, nil
		out.typed = strings.Contains("free short rewrite", view.Type)
		if reference := i.variant(attempt, view.Slot).Marking.Reference; view.Type == "free" && i.english {
			out.words = reference.EN
		}
	}
	require.True(i.test, len(out.digits) > 0 || out.words != "", "a %s cannot be answered: %s", view.Type, raw)
	return out
}
