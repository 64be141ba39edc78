package quiz_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// kept is what package quiz keeps itself.
type kept interface {
	op.Tx
	quiz.BankTx
	quiz.AttemptTx
	quiz.HistoryTx
	quiz.DraftTx
}

// ports answers for the rest of the shop.
type ports struct {
	mentors map[string]string
	heads   map[string][]string // by attempt, as they were recorded
	days    []string
	tamper  func(keys map[int][]byte)
	// of an author's screen
	facts    map[string]model.Facts
	donts    map[string]*wording.Donts
	synonyms map[string][]wording.Synonym
	teachers []string
}

func (p *ports) PolicyFacts(context.Context) (map[string]model.Facts, error) { return p.facts, nil }

func (p *ports) DontLists(context.Context) (map[string]*wording.Donts, error) { return p.donts, nil }

func (p *ports) Synonyms(context.Context) (map[string][]wording.Synonym, error) {
	return p.synonyms, nil
}

func (p *ports) ScriptTexts(context.Context) (map[string]response.ScriptText, error) {
	return map[string]response.ScriptText{}, nil
}

func (p *ports) Teachers(context.Context) ([]string, error) { return p.teachers, nil }

func (p *ports) MentorOf(_ context.Context, learner string) (string, error) {
	return p.mentors[learner], nil
}

func (p *ports) ScriptText(_ context.Context, code string) (lang.Text, int, error) {
	return lang.Text{}, 0, fault.New(fault.NotFound, "fault.quiz.no_model", "Model", code)
}

func (p *ports) ShopSecret(context.Context) ([]byte, error) { return []byte("secret"), nil }

func (p *ports) RecordHead(_ context.Context, attempt, head string) error {
	p.heads[attempt] = append(p.heads[attempt], head)
	return nil
}

func (p *ports) RecordHeads(_ context.Context, day string) error {
	if len(p.days) == 0 || p.days[len(p.days)-1] != day {
		p.days = append(p.days, day)
	}
	return nil
}

type joined struct {
	kept
	*ports
}

// AttemptKeys are the stored ones, altered when a test says so.
func (j joined) AttemptKeys(ctx context.Context, attempt string) (map[int][]byte, error) {
	keys, err := j.kept.AttemptKeys(ctx, attempt)
	if j.tamper != nil {
		j.tamper(keys)
	}
	return keys, err
}

type store struct {
	db    *tempdb.Fixture
	ports *ports
}

func (s store) Update(ctx context.Context, fn func(quiz.Tx) error) error {
	return data.StoreOf[kept](s.db.DB).Update(ctx, func(tx kept) error { return fn(joined{tx, s.ports}) })
}

func (s store) View(ctx context.Context, fn func(quiz.Tx) error) error {
	return data.StoreOf[kept](s.db.DB).View(ctx, func(tx kept) error { return fn(joined{tx, s.ports}) })
}

// shop is a shop with a bank: lin learns from zhou; he is another mentor, shen
// the owner.
type shop struct {
	*quiz.Service
	t     testing.TB
	db    *tempdb.Fixture
	ports *ports
	clock *testkit.Clock
}

var (
	lin  = op.Actor{ID: "lin", Roles: []op.Role{op.Apprentice}}
	wu   = op.Actor{ID: "wu", Roles: []op.Role{op.Apprentice}}
	zhou = op.Actor{ID: "zhou", Roles: []op.Role{op.Mentor}}
	he   = op.Actor{ID: "he", Roles: []op.Role{op.Mentor}}
	shen = op.Actor{ID: "shen", Roles: []op.Role{op.Owner}}
	ctx  = context.Background()
)

func points() []quiz.Point {
	return []quiz.Point{
		{ID: "t.returns", Title: lang.Text{ZH: "退货", EN: "Returns"}, Position: 1},
		{ID: "t.amounts", Title: lang.Text{ZH: "金额", EN: "Amounts"}, Position: 2},
		{ID: "t.words", Title: lang.Text{ZH: "措辞", EN: "Words"}, Position: 3},
		{ID: "t.claims", Title: lang.Text{ZH: "理赔", EN: "Claims"}, Position: 4},
		{ID: "t.tiny", Title: lang.Text{ZH: "太少", EN: "Too few"}, Position: 5},
	}
}

func blueprints() []quiz.Blueprint {
	section := func(count int, points ...string) []quiz.Section {
		return []quiz.Section{{Points: points, Count: count}}
	}
	return []quiz.Blueprint{
		{ID: "exam", Title: lang.Text{ZH: "售后考核", EN: "Aftersale exam"}, Purpose: quiz.Exam, Minutes: 10,
			Sections: section(4, "t.returns"), Pass: quiz.Pass{Percent: 75, NoRedLine: true}},
		{ID: "mixed", Purpose: quiz.Exam, Minutes: 10, Sections: section(4, "t.returns", "t.amounts", "t.words", "t.claims"),
			Pass: quiz.Pass{Percent: 80, NoRedLine: true}},
		{ID: "strict", Purpose: quiz.Exam, Minutes: 10, Sections: section(1, "t.returns"), MaxInterruptions: 1, Pass: quiz.Pass{Percent: 60}},
		{ID: "tiny", Purpose: quiz.Exam, Sections: section(1, "t.tiny"), Pass: quiz.Pass{Percent: 60}},
	}
}

func models(t testing.TB) []*model.Model {
	t.Helper()
	src, err := os.ReadFile("testdata/shop.model.yaml")
	require.NoError(t, err)
	list, findings := model.Parse("shop.model.yaml", src)
	require.False(t, model.Blocking(findings), "%v", findings)
	require.Len(t, list, 5)
	return list
}

func newShop(t testing.TB) *shop {
	t.Helper()
	db := tempdb.SQLite(t)
	s := &shop{t: t, db: db, clock: db.Clock, ports: &ports{teachers: []string{"zhou", "he", "shen"}, mentors: map[string]string{"lin": "zhou"}, heads: map[string][]string{}}}
	s.restart()
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: points(), Models: models(t), Blueprints: blueprints()})
		return err
	}))
	return s
}

// restart is what a crash does: the data stay, the process and its running
// time are gone.
func (s *shop) restart() {
	s.Service = &quiz.Service{Store: store{s.db, s.ports}, Clock: s.clock, IDs: s.db.IDs, Entropy: testkit.Entropy(7)}
}

func cmd() op.Command { return op.Command{ID: op.NewID()} }

func (s *shop) start(who op.Actor, c quiz.Start) quiz.Sitting {
	s.t.Helper()
	c.Command = cmd()
	sitting, err := s.Start(ctx, who, c)
	require.NoError(s.t, err)
	return sitting
}

func (s *shop) answer(who op.Actor, attempt string, slot int, response string) quiz.Answered {
	s.t.Helper()
	out, err := s.Answer(ctx, who, quiz.Reply{Command: cmd(), Attempt: attempt, Slot: slot, Response: json.RawMessage(response)})
	require.NoError(s.t, err)
	return out
}

func (s *shop) sitting(who op.Actor, attempt string) quiz.Sitting {
	s.t.Helper()
	sitting, err := s.Sitting(ctx, who, attempt)
	require.NoError(s.t, err)
	return sitting
}

func (s *shop) handIn(who op.Actor, attempt string) quiz.Result {
	s.t.Helper()
	r, err := s.HandIn(ctx, who, quiz.HandIn{Command: cmd(), Attempt: attempt})
	require.NoError(s.t, err)
	return r
}

// level reads a condition of a slot.
func level(sl quiz.SlotView, radical string) string {
	for _, c := range sl.Chips {
		if c.ID == radical {
			return c.LevelID
		}
	}
	return ""
}

// right answers a slot of t.window, as a person who knows the rules does.
func right(sl quiz.SlotView) string {
	choice := "late"
	switch days := level(sl, "days"); {
	case level(sl, "status") == "moving":
		choice = "intercept"
	case days == "8" || days == "15":
	case level(sl, "intact") == "cut":
		choice = "damaged"
	default:
		choice = "agree"
	}
	return `{"choice":"` + choice + `"}`
}

// wrong is another of the options shown.
func wrong(sl quiz.SlotView) string {
	for _, o := range sl.Shown.Options {
		if r := `{"choice":"` + o.ID + `"}`; r != right(sl) {
			return r
		}
	}
	return ""
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// practise answers n situations of a point, right or wrong by the pattern
// ("rrw"), and hands in.
func (s *shop) practise(who op.Actor, point, pattern string) quiz.Result {
	s.t.Helper()
	sitting := s.start(who, quiz.Start{Points: []string{point}, Purpose: quiz.Practice, Count: len(pattern)})
	for n, c := range pattern {
		sl := s.sitting(who, sitting.Attempt).Slots[n]
		response := right(sl)
		if c == 'w' {
			response = wrong(sl)
		}
		s.clock.Advance(10 * time.Second)
		out := s.answer(who, sitting.Attempt, n, response)
		require.True(s.t, out.Saved)
		require.Equal(s.t, c == 'r', out.Feedback.Mark.Right, strings.TrimSpace(asJSON(s.t, out)))
	}
	return s.handIn(who, sitting.Attempt)
}
