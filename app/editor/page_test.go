package editor_test

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/editor"
	"shifu/app/kit"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/internal/testkit"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// kept is what quiz keeps itself; ports answers for the rest of the shop.
type kept interface {
	op.Tx
	quiz.BankTx
	quiz.AttemptTx
	quiz.HistoryTx
	quiz.DraftTx
}

type ports struct{ quiz.Ports }

func (ports) PolicyFacts(context.Context) (map[string]model.Facts, error) { return nil, nil }
func (ports) ScriptTexts(context.Context) (map[string]response.ScriptText, error) {
	return nil, nil
}
func (ports) DontLists(context.Context) (map[string]*wording.Donts, error) { return nil, nil }
func (ports) Synonyms(context.Context) (map[string][]wording.Synonym, error) {
	return nil, nil
}
func (ports) Teachers(context.Context) ([]string, error) { return []string{"me", "he"}, nil }

type joined struct {
	kept
	ports
}

type store struct{ db *data.DB }

func (s store) Update(ctx context.Context, fn func(quiz.Tx) error) error {
	return data.StoreOf[kept](s.db).Update(ctx, func(tx kept) error { return fn(joined{tx, ports{}}) })
}

func (s store) View(ctx context.Context, fn func(quiz.Tx) error) error {
	return data.StoreOf[kept](s.db).View(ctx, func(tx kept) error { return fn(joined{tx, ports{}}) })
}

// files keeps what is written, and reads it again.
type files struct {
	models   []*model.Model
	findings []model.Finding
	path     string
}

func (f *files) ExportFolder() string { return "out" }
func (f *files) ReadModels(context.Context, string) ([]*model.Model, []model.Finding, error) {
	return f.models, f.findings, nil
}
func (f *files) WriteModels(_ context.Context, path string, models []*model.Model) error {
	f.path, f.models = path, models
	return nil
}

const returns = `format: 1
models:
- id: shop/returns
  kp: t.returns
  title: {zh: 退货怎么答, en: Answering a return}
  type: single
  stem: {zh: "订单{status}，第{days}天，客户要退货。", en: "The order {status}, day {days}; a return is asked for."}
  radicals:
  - {id: status, zh: 订单状态, en: Status, levels: [{id: moving, zh: 运输中, en: is on its way}, {id: signed, zh: 已签收, en: was received}]}
  - {id: days, zh: 天数, en: Days, kind: int, levels: [3, 7, 8]}
  rules:
  - {if: {status: 运输中}, key: stop, why: {zh: 先拦截, en: stop it first}}
  - {if: {status: 已签收, days: ≤7}, key: agree, why: {zh: 期限内, en: in time}}
  - {if: {status: 已签收, days: 超过7}, key: late, why: {zh: 过期了, en: too late}}
  options:
  - {id: stop, text: {zh: 联系快递拦截, en: Have it stopped}}
  - {id: agree, text: {zh: 同意退货, en: Accept it}}
  - {id: late, text: {zh: 说明过了期限, en: Say that the time is over}}
`

// office is a bank of one question with its pages.
type office struct {
	t     testing.TB
	quiz  *quiz.Service
	files *files
	svc   editor.Services
}

func newOffice(t testing.TB) *office {
	t.Helper()
	db := tempdb.SQLite(t)
	o := &office{t: t, files: &files{}, quiz: &quiz.Service{Store: store{db.DB}, Clock: db.Clock, IDs: db.IDs, Entropy: testkit.Entropy(3)}}
	models, findings := model.Parse("", []byte(returns))
	require.Empty(t, findings)
	require.NoError(t, o.quiz.Store.Update(context.Background(), func(tx quiz.Tx) error {
		_, err := quiz.PutBank(context.Background(), tx, quiz.Bank{Points: []quiz.Point{{ID: "t.returns", Title: lang.Text{ZH: "退货", EN: "Returns"}}}, Models: models})
		return err
	}))
	o.svc = editor.Services{Drafts: o.quiz, Files: o.files, Names: func(_ context.Context, _ op.Actor, id string) (string, error) { return "何" + id, nil }}
	return o
}

func (o *office) host(id string, roles ...op.Role) *pagetest.Host {
	h := pagetest.NewHost(o.t, lang.ZhHans, roles...)
	h.Who.ID = id
	return h
}

func ctrl(h *pagetest.Host, name fyne.KeyName) {
	kit.RouterOf(h.Window().Canvas()).Shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault})
}

// pause lets the typing rest until everything was checked and kept.
func pause(h *pagetest.Host) {
	for range 8 {
		h.Tick()
	}
}

func (o *office) drafts() []quiz.DraftRow {
	o.t.Helper()
	rows, err := o.quiz.Drafts(context.Background(), op.Actor{ID: "me", Roles: []op.Role{op.Owner}})
	require.NoError(o.t, err)
	return rows
}

func sees(t *testing.T, h *pagetest.Host, words string) {
	t.Helper()
	assert.Contains(t, strings.Join(h.Texts(), "\n"), words)
}

func TestAQuestionIsChangedReadAndPublishedByKeyboard(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(h)
	sees(t, h, "退货怎么答")
	sees(t, h, "没有要改的")
	assert.Empty(t, o.drafts(), "looking leaves nothing behind")

	// Copy the second row and change one condition: the eighth day is agreed to, too.
	h.Press(fyne.KeyDown)
	ctrl(h, fyne.KeyD)
	h.Press(fyne.KeyRight)
	h.Type("8")
	h.Press(fyne.KeyReturn)
	pause(h)
	sees(t, h, "1 处要改")
	require.Len(t, o.drafts(), 1, "kept without being asked")
	ctrl(h, fyne.KeyReturn)
	assert.Equal(t, quiz.DraftOpen, o.drafts()[0].State, "with an error it is not sent")

	// The last row gives way.
	h.Press(fyne.KeyDown)
	ctrl(h, fyne.KeyBackspace)
	pause(h)
	for range 3 { // what is left are warnings: each gets its reason
		if o.drafts()[0].State != quiz.DraftOpen {
			break
		}
		b, err := o.quiz.Workbench(context.Background(), h.Who.Actor, o.drafts()[0].ID)
		require.NoError(t, err)
		c := b.Check(b.Draft.Text)
		require.Zero(t, c.Errors, "%v", c.Findings)
		ctrl(h, fyne.KeyReturn)
		if c.Warnings == 0 {
			break
		}
		d := model.OpenDocument(b.Draft.Text)
		for _, f := range c.Findings {
			if f.Severity == model.Warning {
				d.Change(func(item *model.Piece) {
					list := model.NewList(model.Place{})
					if was := item.Field("accept"); was != nil {
						list = was
					}
					e := model.NewMap(model.Place{})
					for k, v := range map[string]string{"code": f.Code, "where": f.Where, "why": "known"} {
						e.Put(k, model.NewText(v, model.Place{}))
					}
					list.Add(e)
					item.Put("accept", list)
				})
			}
		}
		_, err = o.quiz.SaveDraft(context.Background(), h.Who.Actor, quiz.SaveDraft{Command: op.Command{ID: op.NewID()}, Draft: b.Draft.ID, Text: d.Text()})
		require.NoError(t, err)
		h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: b.Draft.ID}))
		pause(h)
	}
	require.Equal(t, quiz.DraftSent, o.drafts()[0].State, "%v", h.Texts())
	id := o.drafts()[0].ID

	// Another answers every situation, without a key in sight.
	he := o.host("he", op.Mentor)
	he.Open(editor.NewList(o.svc)(he, page.Route{Page: "drafts"}))
	he.Press(fyne.KeyReturn)
	require.Equal(t, []page.Route{{Page: "reading", ID: id}}, he.Went)
	he.Open(editor.NewReading(o.svc)(he, page.Route{Page: "reading", ID: id}))
	for range 40 {
		if len(he.Toasts) > 0 {
			break
		}
		texts := strings.Join(he.Texts(), "\n")
		assert.NotContains(t, texts, "先拦截", "no reason is shown")
		want := "同意退货"
		if strings.Contains(texts, "运输中") {
			want = "联系快递拦截"
		}
		he.Type(number(t, he, want))
		he.Press(fyne.KeyReturn)
	}
	require.NotEmpty(t, he.Toasts)
	require.Equal(t, quiz.DraftAgreed, o.drafts()[0].State)

	// From the drafts another may publish, and is asked the same.
	boss := o.host("boss", op.Supervisor)
	boss.Open(editor.NewList(o.svc)(boss, page.Route{Page: "drafts"}))
	boss.Press(fyne.KeyReturn)
	require.Len(t, boss.Sheets, 1, "what changes is shown first")

	// The author publishes, and is asked about those who answered by the old keys.
	p, moved := editor.New(o.svc)(h, page.Route{Page: "editor", ID: id}), op.Change{Topic: quiz.TopicDraft, ID: id}
	h.Open(p)
	assert.True(t, p.(page.Watcher).Changed(moved))
	ctrl(h, fyne.KeyReturn)
	require.NotEmpty(t, h.Sheets)
	h.Sheets[len(h.Sheets)-1].Main.Press()
	require.NotEmpty(t, h.Questions)
	h.Questions[len(h.Questions)-1].OnYes()
	assert.Equal(t, []page.Route{{Page: "regrade", ID: "model:shop/returns"}}, h.Replaced)
	assert.Empty(t, o.drafts())
	assert.False(t, p.(page.Watcher).Changed(moved), "there is nothing to read any more")

	view, err := o.quiz.Bank(context.Background(), h.Who.Actor)
	require.NoError(t, err)
	approval := view.Points[0].Models[0].Approval
	require.NotNil(t, approval, "the bank shows who read it")
	assert.Equal(t, "he", approval.Reader)
	assert.Positive(t, approval.Situations)
	assert.Empty(t, h.Reported)
}

// number is the digit of an option that is shown.
func number(t *testing.T, h *pagetest.Host, words string) string {
	t.Helper()
	texts := h.Texts()
	for i, s := range texts {
		if strings.HasPrefix(s, words) && i > 0 {
			for k := i - 1; k >= 0; k-- {
				if len(texts[k]) == 1 && texts[k][0] >= '1' && texts[k][0] <= '9' {
					return texts[k]
				}
			}
		}
	}
	require.Fail(t, "no option "+words, "%v", texts)
	return ""
}

func TestHalfAThoughtIsKeptAndThereAgain(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Supervisor)
	p := editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"})
	h.Open(p)
	pause(h)
	h.Press(fyne.KeyRight)
	h.Press(fyne.KeyRight)
	h.Type("sto")
	assert.True(t, p.(page.Leaver).Leave(nil), "going away keeps what was being written")
	require.Len(t, o.drafts(), 1)

	again := o.host("me", op.Supervisor)
	again.Open(editor.New(o.svc)(again, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(again)
	sees(t, again, "sto")
	sees(t, again, "1 处要改")
}

func TestTheEditorFitsBothWindowsInBothLanguages(t *testing.T) {
	for _, tag := range []lang.Tag{lang.ZhHans, lang.En} {
		o := newOffice(t)
		h := pagetest.NewHost(t, tag, op.Owner)
		h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
		pause(h)
		for _, size := range [][2]float32{{1216, 800}, {960, 680}} {
			h.Resize(size[0], size[1])
			assert.Empty(t, h.CutOff(), "%s %v", tag, size)
		}
		h.Picture(t, "editor-"+string(tag))
		l := pagetest.NewHost(t, tag, op.Owner)
		l.Open(editor.New(o.svc)(l, page.Route{Page: "editor"}))
		l.Resize(840, 680)
		assert.Empty(t, l.CutOff())
	}
}

func TestTryingAnExampleKeepsNothing(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(h)
	ctrl(h, fyne.KeyT)
	require.NotEmpty(t, h.Sheets)
	for _, k := range h.Sheets[0].Keys {
		if k.Rune == '1' {
			k.Do()
		}
	}
	h.Sheets[0].Main.Press()
	assert.Equal(t, h.Words().T("shell.understood"), h.Sheets[0].Main.Label(), "it was marked")
	assert.Empty(t, o.drafts())
}

func TestWhatAWorkbookHoldsBecomesADraftAndItsFindingsNameTheCell(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	o.files.models, _ = model.Parse("", []byte(strings.Replace(returns, "shop/returns", "other", 1)))
	o.files.findings = []model.Finding{{Code: "E105", Severity: model.Error, Model: "another", Sheet: "规则", Cell: "D7", Message: lang.Text{ZH: "这一格不对", EN: "wrong"}}}
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor"}))
	ctrl(h, fyne.KeyO)
	require.NotEmpty(t, h.Sheets)
	h.Sheets[0].Main.Press()
	rows := o.drafts()
	require.Len(t, rows, 1)
	assert.Equal(t, "shop/other", rows[0].Model)
	require.Len(t, h.Sheets, 2, "the findings are told")
}

func TestAQuestionIsExportedAsItStands(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(h)
	ctrl(h, fyne.KeyE)
	require.NotEmpty(t, h.Sheets)
	h.Sheets[0].Main.Press()
	assert.True(t, strings.HasSuffix(o.files.path, "shop-returns.xlsx"), o.files.path)
	require.Len(t, o.files.models, 1)
	assert.Equal(t, "shop/returns", o.files.models[0].ID)
}

func TestACellIsCopiedAndPasted(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(h)
	ctrl(h, fyne.KeyC)
	assert.Equal(t, "运输中", h.Copied)
	fyne.CurrentApp().Clipboard().SetContent(" 已签收\n")
	ctrl(h, fyne.KeyV)
	pause(h)
	require.Len(t, o.drafts(), 1)
	b, err := o.quiz.Workbench(context.Background(), h.Who.Actor, o.drafts()[0].ID)
	require.NoError(t, err)
	assert.Contains(t, b.Draft.Text, "{status: 已签收}, key: stop")
}

func TestWhatStandsInTheWayIsSeenToByOneKey(t *testing.T) {
	o := newOffice(t)
	h := o.host("me", op.Owner)
	h.Open(editor.New(o.svc)(h, page.Route{Page: "editor", ID: "shop/returns"}))
	pause(h)
	ctrl(h, fyne.KeyBackspace)
	pause(h)
	sees(t, h, "补一行")
	h.Shortcut(fyne.KeyReturn, fyne.KeyModifierAlt)
	pause(h)
	sees(t, h, "这一行还没有答案")
}
