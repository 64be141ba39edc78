//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"shifu/data"
	"shifu/data/demo"
	"shifu/quiz"
	"shifu/quiz/response"
	"shifu/training/certificate"
)

// authors are what the people write who correct a question.
type authors struct {
	reason, undone, why string
}

// writing is one play of the way of a question: written, read blind, published,
// regraded, given back, carried to a workbook and home again.
type writing struct {
	*tour
	authors
}

// corrected is the question of the play; all apprentices of the shop have
// answered it.
const corrected = "footwear/product.width"

func TestTheEditorInChinese(t *testing.T) {
	edit(t, "zh", 1280, 800, authors{reason: "登山鞋宽脚要配半垫，原来的答案漏了。", undone: "半垫的规定还没有生效。", why: "宽脚大一码还要配半垫。"})
}

func TestTheEditorInEnglish(t *testing.T) {
	edit(t, "en", 1024, 680, authors{reason: "Wide feet need the half insole in hiking shoes too.", undone: "The rule about insoles does not hold yet.", why: "One size up with a half insole."})
}

func edit(t *testing.T, lang string, width, height int, a authors) {
	w := &writing{newTour(newScreen(t, "editor-"+lang, lang, width, height), cast{owner: "沈岚", mentor: "周敏", find: map[string]string{"沈岚": "shenlan", "周敏": "zhoumin"}}), a}
	w.seen["wrong-pin"] = true // the tour has its picture
	said, code := w.shifuctl("demo", "--data", w.folder, "--lang", lang, "--people", "12", "--days", "30", "--seed", "7")
	require.Equal(t, 0, code, said)
	w.start("sign-in")
	w.insight = newInsight(w.screen)
	w.enterAs(w.owner, string(demo.PIN), "overview", false)
	w.look()
	w.split()
	w.gap()
	w.swap()
	w.tryIt()
	book := w.toWorkbook()
	w.send()
	w.readBlind()
	w.settleDispute()
	w.publish()
	w.regrade()
	w.giveBack()
	w.fromWorkbook(book)
	w.figures()
	w.large()
	w.stop()
	w.pace()
	said, code = w.shifuctl("doctor", "--data", w.folder)
	assert.Equal(t, 0, code, said)
}

// area opens an area by Ctrl and its digit in the owner's rail.
func (w *writing) area(name string) {
	w.key("ctrl+" + map[string]string{"overview": "1", "desk": "2", "bank": "6", "certificates": "7", "drafts": "8"}[name])
}

// checked does something to the text and waits until the checker has read it.
func (w *writing) checked(state string, do func()) {
	w.t.Helper()
	w.await("the text with "+state, func(l logged) bool {
		return l.Msg == "page" && l.Page == "editor" && strings.Contains(l.At+" ", " "+state+" ")
	}, do)
}

// at does something and waits until the draft stands so.
func (w *writing) at(state string, do func()) {
	w.t.Helper()
	w.await("the draft "+state, func(l logged) bool {
		return l.Msg == "page" && l.Page == "editor" && strings.Contains(l.At, " "+state+" text ") && strings.Contains(l.At, sound)
	}, do)
}

// painted does something that only the screen tells of, and keeps its picture.
func (w *writing) painted(name string, do func()) {
	w.repainted(w.settle(), do)
	w.shot(name)
}

const sound = "errors 0 warnings 0"

// look finds the question in the bank and opens it.
func (w *writing) look() {
	w.expect("bank", "", func() { w.area("bank") })
	w.shot("bank")
	w.key("ctrl+f")
	w.typing("product.width")
	w.expect("bank", corrected, func() { w.key("Down", "Down", "Down") })
	w.shot("bank-found")
	w.checked(sound, func() { w.key("Return") })
	w.shot("in-use")
}

// split makes two rows of one: the row is copied and one condition changed in
// each, and the copy gets another answer.
func (w *writing) split() {
	w.checked("errors 0 warnings 1", func() { w.key("Down", "Down", "Down", "Down", "Down", "ctrl+d") })
	w.shot("copied-row-overlaps")
	w.key("Right")
	w.typing("wide")
	w.key("Return", "Up", "Up")
	w.typing("normal")
	w.shot("writing-in-a-cell")
	w.checked(sound, func() { w.key("Return") })
	w.key("Right", "Right")
	w.typing("up_pad")
	w.key("Return", "Up", "Right")
	w.paste(w.why)
	w.shot("pasted-why")
}

// swap gives two rows each other's answer, which were the wrong way round.
func (w *writing) swap() {
	w.key("Home", "Down")
	w.typing("usual_leather")
	w.key("Return")
	w.typing("loosen")
	w.checked(sound, func() { w.key("Return") })
	w.shot("swapped")
}

// gap limits a row to one condition, so that a situation is left without an answer,
// and repairs that by the one key that the finding offers.
func (w *writing) gap() {
	w.key("Down", "Left", "Left", "Left")
	w.typing("normal")
	w.checked("errors 1", func() { w.key("Return") })
	w.shot("gap")
	w.checked("errors 1", func() { w.key("alt+Return") })
	w.shot("gap-row-added")
	w.key("Right", "Right", "Right")
	w.typing("other")
	w.checked(sound, func() { w.key("Return") })
	w.shot("clean")
}

func (w *writing) tryIt() {
	w.await("another example", func(l logged) bool { return strings.HasSuffix(l.At, " seed 2") }, func() { w.key("ctrl+r") })
	w.shot("another-example")
	w.asked(func() { w.key("ctrl+t") })
	w.key("1")
	w.shot("try")
	w.painted("try-marked", func() { w.key("Return") })
	w.key("Return")
}

func (w *writing) toWorkbook() string {
	w.asked(func() { w.key("ctrl+e") })
	w.shot("export")
	w.told(func() { w.key("ctrl+Return") })
	book := w.exported("*.xlsx")
	said, code := w.shifuctl("check", "--json", "--lang", "en", book)
	assert.Equal(w.t, 0, code, said)
	return book
}

// draft is the one draft of the owner.
func (w *writing) draft() quiz.DraftRow {
	w.t.Helper()
	list, err := w.services.Quiz.Drafts(w.ctx, w.shopkeeper)
	require.NoError(w.t, err)
	require.Len(w.t, list, 1)
	return list[0]
}

func (w *writing) send() {
	w.at("sent", func() { w.key("ctrl+Return") })
	w.shot("sent")
	assert.Equal(w.t, quiz.DraftSent, w.draft().State)
}

// slots are the situations that the second reader answers, with their keys.
func (w *writing) slots() (out []*response.Variant) {
	w.t.Helper()
	require.NoError(w.t, data.StoreOf[quiz.Tx](w.services.DB).View(w.ctx, func(tx quiz.Tx) error {
		slots, err := tx.ReadingOf(w.ctx, w.draft().ID)
		for _, s := range slots {
			v := new(response.Variant)
			if err := json.Unmarshal(s.Variant, v); err != nil {
				return err
			}
			out = append(out, v)
		}
		return err
	}))
	return out
}

// digit is the key of the right answer, or of a wrong one.
func (w *writing) digit(v *response.Variant, right bool) string {
	w.t.Helper()
	samples := response.SelfTest(v)
	raw := samples.Right
	if !right {
		raw = samples.Wrong
	}
	var r struct{ Choice string }
	require.NoError(w.t, json.Unmarshal(raw, &r))
	at := slices.IndexFunc(response.Present(v, nil).Options, func(o response.Choice) bool { return o.ID == r.Choice })
	require.GreaterOrEqual(w.t, at, 0)
	return digits(at + 1)
}

func (w *writing) readBlind() {
	w.signIn(w.mentor, string(demo.PIN), "desk", false)
	w.expect("drafts", "", func() { w.key("ctrl+6") })
	w.shot("drafts-to-read")
	w.expect("reading", "1 sent", func() { w.key("Return") })
	w.shot("reading")
	slots := w.slots()
	for n, v := range slots {
		w.key(w.digit(v, n > 0))
		if n == 0 {
			w.shot("reading-chosen")
		}
		next := digits(n+2) + " sent"
		if n == len(slots)-1 {
			next = "1 disputed"
		}
		w.expect("reading", next, func() { w.key("Return") })
	}
	w.shot("reading-disputed")
}

// settleDispute lets the author look at the disagreement, and the reader think again.
func (w *writing) settleDispute() {
	w.signIn(w.owner, string(demo.PIN), "overview", false)
	w.expect("drafts", "", func() { w.area("drafts") })
	w.shot("drafts-disputed")
	w.at("disputed", func() { w.key("Return") })
	w.shot("disputed")
	w.asked(func() { w.key("alt+Return") })
	w.shot("disputes")
	w.key("Return")
	w.signIn(w.mentor, string(demo.PIN), "desk", false)
	w.expect("drafts", "", func() { w.key("ctrl+6") })
	w.expect("reading", "1 disputed", func() { w.key("Return") })
	w.key(w.digit(w.slots()[0], true))
	w.told(func() { w.key("Return") })
	w.shot("drafts-agreed")
	assert.Equal(w.t, quiz.DraftAgreed, w.draft().State)
}

// publish brings the draft into use and goes to whom the corrected answer concerns.
func (w *writing) publish() {
	w.signIn(w.owner, string(demo.PIN), "overview", false)
	w.expect("drafts", "", func() { w.area("drafts") })
	w.at("agreed", func() { w.key("Return") })
	w.shot("agreed")
	w.asked(func() { w.key("ctrl+Return") })
	w.shot("changes")
	w.asked(func() { w.key("ctrl+Return") })
	w.shot("published")
}

// regrades lists what was regraded, the latest first.
func (w *writing) regrades() []certificate.Regraded {
	w.t.Helper()
	list, err := w.services.Certificates.Regrades(w.ctx, w.shopkeeper)
	require.NoError(w.t, err)
	return list
}

// regrade looks at whom the corrected answer concerns, and signs.
func (w *writing) regrade() {
	preview, err := w.services.Certificates.PreviewRegrade(w.ctx, w.shopkeeper, certificate.RegradeQuery{Model: corrected})
	require.NoError(w.t, err)
	require.NotEmpty(w.t, preview.Answers, "the shop has answers by the old key")
	w.expect("regrade", digits(len(preview.Answers)), func() { w.key("Return") })
	w.shot("regrade-preview")
	w.key("Next", "Next")
	w.shot("regrade-preview-end")
	w.sign(w.reason, "regrade-sign")
	w.shot("regraded")
	done := w.regrades()
	require.Len(w.t, done, 1)
	assert.Equal(w.t, len(preview.Answers), done[0].Answers)
	assert.Equal(w.t, w.reason, done[0].Reason)
	var doubtful []string
	for _, c := range preview.Certificates {
		if !c.Holds {
			doubtful = append(doubtful, c.Number)
		}
	}
	assert.ElementsMatch(w.t, doubtful, done[0].Doubted, "what does not hold any more is flagged, and nothing else")
	w.t.Logf("%d answers changed in %d attempts; %d certificates and %d sign-offs touched, %d in doubt", done[0].Answers, done[0].Attempts, len(preview.Certificates), len(preview.SignOffs), len(doubtful))
	for _, row := range w.certificates() {
		if slices.Contains(doubtful, row.Number) && row.State.Holds() {
			assert.Equal(w.t, certificate.ReVerify, row.State, "%s is flagged, not changed", row.Number)
		}
	}
	w.expect("certificates", "", func() { w.area("certificates") })
	w.shot("certificates-after-regrade")
}

// sign gives the reason and the passphrase.
func (w *writing) sign(reason, name string) {
	w.asked(func() { w.key("ctrl+Return") })
	w.paste(reason)
	w.key("Tab")
	w.painted(name, func() { w.paste(string(demo.Passphrase)) })
	w.expect("regrade", "list", func() { w.key("ctrl+Return") })
}

// giveBack takes the regrade back by another one.
func (w *writing) giveBack() {
	w.expect("bank", "", func() { w.area("bank") })
	w.expect("regrade", "list", func() { w.key("g") })
	w.expect("regrade", digits(w.regrades()[0].Answers), func() { w.key("u") })
	w.shot("give-back")
	w.sign(w.undone, "give-back-sign")
	w.shot("given-back")
	done := w.regrades()
	require.Len(w.t, done, 2)
	assert.Equal(w.t, done[1].Entry, done[0].Undoes)
	assert.Equal(w.t, done[1].Answers, done[0].Answers)
	assert.ElementsMatch(w.t, done[1].Doubted, done[0].Restored)
}

// bring names a file to be read in.
func (w *writing) bring(file, picture string) {
	w.expect("drafts", "", func() { w.area("drafts") })
	w.asked(func() { w.key("ctrl+o") })
	w.painted(picture, func() { w.paste(file) })
}

// fromWorkbook changes a cell in the workbook, as a spreadsheet would, and reads it in
// again.
func (w *writing) fromWorkbook(book string) {
	w.cell(book, "rules", "why.zh", w.why)
	w.bring(book, "import")
	w.checked("errors 1", func() { w.key("ctrl+Return") })
	w.shot("imported") // another text than the version in use has, with the same number
	w.checked(sound, func() { w.key("alt+Return") })
	w.shot("imported-renumbered")
	bench, err := w.services.Quiz.Workbench(w.ctx, w.shopkeeper, w.draft().ID)
	require.NoError(w.t, err)
	assert.Contains(w.t, bench.Draft.Text, w.why)
}

// cell writes into the first row below the head of a column, wherever in the
// workbook it is.
func (w *writing) cell(book, page, head, value string) {
	w.t.Helper()
	f, err := excelize.OpenFile(book)
	require.NoError(w.t, err)
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(w.t, err)
		for y, row := range rows {
			if x := slices.IndexFunc(row, func(s string) bool { return strings.HasSuffix(s, "|"+head) }); x >= 0 && strings.HasSuffix(sheet, "|"+page) {
				name, err := excelize.CoordinatesToCellName(x+1, y+2)
				require.NoError(w.t, err)
				require.NoError(w.t, f.SetCellStr(sheet, name, value))
				require.NoError(w.t, f.Save())
				require.NoError(w.t, f.Close())
				return
			}
		}
	}
	require.Fail(w.t, "no such column", head)
}

// figures looks at what the answers say of the questions, and whose memory fades.
func (w *writing) figures() {
	w.expect("bank", "", func() { w.area("bank") })
	w.expect("statistics", "", func() { w.key("s") })
	w.shot("statistics")
	w.await("an item", func(l logged) bool { return l.Page == "statistics" && strings.HasPrefix(l.At, "item ") }, func() { w.key("Down") })
	w.shot("statistics-item")
	w.await("a quiz", func(l logged) bool { return l.Page == "statistics" && strings.HasPrefix(l.At, "quiz ") }, func() { w.key("2") })
	w.shot("statistics-quiz")
	w.told(func() { w.key("ctrl+e") })
	w.expect("desk", "", func() { w.area("desk") })
	w.expect("forecast", "", func() { w.key("f") })
	w.shot("forecast")
}

// size is how many situations the large question has.
const size = 2000

// largeQuestion is the text of a question of that size.
func largeQuestion() string {
	levels := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = digits(i)
		}
		return strings.Join(list, ", ")
	}
	src := "format: 1\nmodels:\n- id: shop/large\n  kp: " + corrected + "\n  title: {zh: 很大的一题, en: A large question}\n  type: single\n" +
		"  stem: {zh: \"{a} {b} {c} {d}\", en: \"{a} {b} {c} {d}\"}\n  radicals:\n"
	for i, n := range []int{10, 10, 4, size / 400} {
		id := string(rune('a' + i))
		src += "  - {id: " + id + ", zh: 条件" + id + ", en: " + id + ", kind: int, levels: [" + levels(n) + "]}\n"
	}
	return src + `  let:
  - {id: sum, kind: int, expr: a + b}
  - {id: big, kind: bool, expr: sum > c + 8}
  rules:
  - {if: {big: 是, d: ≤2}, key: x}
  - {if: {big: 是, d: ≥3}, key: y}
  - {if: {big: 否, c: ≤1}, key: y}
  - {if: {big: 否, c: ≥2, sum: ≤5}, key: x}
  - {if: {big: 否, c: ≥2, sum: ≥6}, key: z}
  options: [{id: x, text: {zh: 一号办法来办理, en: the first way}}, {id: y, text: {zh: 请走二号那条路, en: use number two}}, {id: z, text: {zh: 第三种处理方式, en: a third approach}}]
`
}

// large types in the text of a large question without a pause, and sees that the
// window keeps up: it is checked beside the typing, and what a check says of an
// older text is dropped.
func (w *writing) large() {
	file := filepath.Join(w.t.TempDir(), "large.yaml")
	require.NoError(w.t, os.WriteFile(file, []byte(largeQuestion()), 0o600))
	w.bring(file, "import-large")
	w.checked("errors 0", func() { w.key("ctrl+Return") })
	w.shot("large")
	w.checked("errors 0", func() { w.key("alt+Up") })
	w.shot("large-text")
	var slow []logged
	w.await("the text checked", func(l logged) bool {
		if l.Msg == "slow" {
			slow = append(slow, l)
		}
		return l.Msg == "page" && strings.HasPrefix(l.At, "text open text "+digits(1+len(remark+"\n"))+" errors 0 ")
	}, func() {
		w.typing(remark)
		w.key("Return")
	})
	w.shot("large-typed")
	for _, l := range slow {
		w.t.Logf("over 16 ms while typing in %d situations: %s, %.1f ms", size, l.What, l.MS)
	}
}

const remark = "# the window does not wait for the checker, however fast somebody types here"
