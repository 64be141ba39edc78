package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
	"shifu/app/theme"
)

func press(w fyne.Window, names ...fyne.KeyName) {
	for _, n := range names {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: n})
		} else {
			w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: n})
		}
	}
}

func typed(w fyne.Window, text string) {
	if f := w.Canvas().Focused(); f != nil {
		test.Type(f, text)
		return
	}
	test.TypeOnCanvas(w.Canvas(), text)
}

func TestAButtonIsPressedByEnterAndSpaceAndHandsOnTheRest(t *testing.T) {
	n, heard := 0, 0
	b := kit.NewButton(kit.Main, "就这样回", func() { n++ })
	w, r := show(t, b, 300, 100)
	r.Push(&kit.Layer{Keys: []kit.Key{kit.Press('1', "", func() { heard++ }), kit.Named(fyne.KeyEscape, "", func() { heard += 10 })}})
	w.Canvas().Focus(b)
	press(w, fyne.KeyReturn, fyne.KeySpace, fyne.KeyEnter)
	assert.Equal(t, 3, n)
	typed(w, "1")
	press(w, fyne.KeyEscape)
	assert.Equal(t, 11, heard, "what the button does not want reaches the page")
	b.SetBusy(true)
	press(w, fyne.KeyReturn)
	assert.Equal(t, 3, n, "a busy button is not pressed twice")
}

func TestAButtonTakesItsWordsLater(t *testing.T) {
	b := kit.NewButton(kit.Main, "", nil).Cap("Enter")
	narrow := b.MinSize().Width
	b.SetLabel("读完了，答 2 题确认")
	assert.Greater(t, b.MinSize().Width, narrow+100)
}

func TestAFieldHandsOnEveryShortcutThatIsNotItsOwn(t *testing.T) {
	f := kit.NewField("回复", "")
	heard := map[string]int{}
	w, r := show(t, f, 300, 100)
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyE, fyne.KeyF, fyne.KeyV, fyne.KeyA, fyne.KeyZ, fyne.KeyC} {
		r.Push(&kit.Layer{Keys: []kit.Key{kit.Ctrl(k, "", func() { heard[string(k)]++ })}})
	}
	f.Focus()
	e := f.Entry
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyE, fyne.KeyF} {
		e.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierControl})
		assert.Equal(t, 1, heard[string(k)], "Ctrl+%s", k)
	}
	f.SetText("别人的话")
	clip := test.NewClipboard()
	clip.SetContent("贴")
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
	assert.Zero(t, heard["V"]+heard["A"]+heard["C"]+heard["Z"], "paste, select all and copy of a selection are the field's")
	assert.Contains(t, clip.Content(), "贴")
	_ = w
}

func TestCopyWithoutASelectionIsThePages(t *testing.T) {
	f := kit.NewField("", "")
	n := 0
	_, r := show(t, f, 300, 100)
	r.Push(&kit.Layer{Keys: []kit.Key{kit.Ctrl(fyne.KeyC, "", func() { n++ })}})
	f.Focus()
	f.Entry.TypedShortcut(&fyne.ShortcutCopy{Clipboard: test.NewClipboard()})
	assert.Equal(t, 1, n)
}

func TestEnterGoesThroughTheFieldsAndIsThePagesAfterTheLast(t *testing.T) {
	a, b := kit.NewField("一", ""), kit.NewField("二", "")
	n := 0
	w, r := show(t, kit.Column(8, a, b, kit.NewButton(kit.Usual, "换一份", nil)), 300, 200)
	page := &kit.Layer{Keys: []kit.Key{kit.Named(fyne.KeyReturn, "", func() { n++ })}}
	r.Push(page)
	a.Focus()
	press(w, fyne.KeyReturn)
	assert.Same(t, b.Entry, w.Canvas().Focused())
	assert.Zero(t, n)
	press(w, fyne.KeyReturn)
	assert.Equal(t, 1, n)
	assert.Same(t, b.Entry, w.Canvas().Focused())

	r.Drop(page)
	press(w, fyne.KeyReturn)
	assert.NotSame(t, b.Entry, w.Canvas().Focused(), "a page without a use for Enter: the next control")
	assert.Equal(t, 1, n)

	area := kit.NewTextArea("说一句", "", 3)
	w, r = show(t, area, 300, 200)
	r.Push(page)
	area.Focus()
	typed(w, "一")
	press(w, fyne.KeyReturn)
	typed(w, "二")
	assert.Equal(t, "一\n二", area.Text())
	assert.Equal(t, 1, n, "a person's own words are never handed in by Enter")
}

func TestEnterOnAChoiceThatIsTakenIsThePages(t *testing.T) {
	chosen, gone := 0, 0
	tile := kit.NewPressable(kit.PressLook{Edge: true}, kit.Text("鞋服箱包", theme.Body, theme.Ink), func() { chosen++ })
	w, r := show(t, tile, 300, 200)
	r.Push(&kit.Layer{Keys: []kit.Key{kit.Named(fyne.KeyReturn, "", func() { gone++ })}})
	w.Canvas().Focus(tile)
	press(w, fyne.KeyReturn)
	assert.Equal(t, 1, chosen)
	tile.SetCurrent(true)
	press(w, fyne.KeyReturn)
	assert.Equal(t, 1, chosen)
	assert.Equal(t, 1, gone)
}

func TestSixDigitsOpenAndLettersDoNot(t *testing.T) {
	var got []string
	var p *kit.PINBoxes
	p = kit.NewPINBoxes(func(s string) { got = append(got, s) })
	w, _ := show(t, p, 400, 100)
	w.Canvas().Focus(p)
	typed(w, "12a34")
	press(w, fyne.KeyBackspace)
	typed(w, "956")
	assert.Equal(t, []string{"123956"}, got)
	typed(w, "7")
	assert.Len(t, got, 1, "full boxes take no more")
	p.Clear(true)
	typed(w, "000000")
	assert.Equal(t, "000000", got[1])
}

func TestOptionsAreChosenByDigitLetterAndArrow(t *testing.T) {
	var chosen []int
	l := kit.NewOptionList(false, func(c []int) { chosen = c }, kit.Option{Words: "一"}, kit.Option{Words: "二"}, kit.Option{Words: "三"})
	w, r := show(t, l, 400, 400)
	r.Push(&kit.Layer{Keys: l.Keys("选")})
	typed(w, "2")
	assert.Equal(t, []int{1}, chosen)
	press(w, fyne.KeyDown)
	assert.Equal(t, []int{2}, chosen)
	press(w, fyne.KeyDown)
	assert.Equal(t, []int{2}, chosen, "the last is the last")
	typed(w, "a")
	assert.Equal(t, []int{0}, chosen)
	typed(w, "9")
	assert.Equal(t, []int{0}, chosen, "there is no ninth")
	l.Judge(kit.Option{Words: "一", Mark: kit.Yours, Note: "你选的"}, kit.Option{Words: "二", Mark: kit.Better, Note: "更好"})
	typed(w, "2")
	assert.Equal(t, []int{0}, l.Chosen(), "a judged question takes no answer")
}

func TestSeveralOptionsAreTickedAndTakenBack(t *testing.T) {
	var chosen []int
	l := kit.NewOptionList(true, func(c []int) { chosen = c }, kit.Option{Words: "一"}, kit.Option{Words: "二"}, kit.Option{Words: "三"})
	w, r := show(t, l, 400, 400)
	r.Push(&kit.Layer{Keys: l.Keys("选")})
	typed(w, "31")
	assert.Equal(t, []int{0, 2}, chosen)
	typed(w, "3")
	assert.Equal(t, []int{0}, chosen)
	press(w, fyne.KeyUp)
	typed(w, " ")
	assert.Equal(t, []int{0, 1}, chosen)
}

func TestAQuestionHasExactlyOneAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		danger bool
		do     func(fyne.Window)
		want   string
	}{
		"EnterIsYes":            {false, func(w fyne.Window) { press(w, fyne.KeyReturn) }, "yes"},
		"EscapeIsNo":            {false, func(w fyne.Window) { press(w, fyne.KeyEscape) }, "no"},
		"DangerIsSafeByDefault": {true, func(w fyne.Window) { press(w, fyne.KeyReturn) }, "no"},
		"DangerNeedsCtrl": {true, func(w fyne.Window) {
			kit.RouterOf(w.Canvas()).Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
		}, "yes"},
		"KeysBelowAreNotReached":  {false, func(w fyne.Window) { typed(w, "r"); press(w, fyne.KeyEscape) }, "no"},
		"TheSecondAnswerIsNoMore": {false, func(w fyne.Window) { press(w, fyne.KeyReturn); press(w, fyne.KeyEscape) }, "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			w, r := show(t, kit.NewButton(kit.Usual, "撤销", nil), 900, 600)
			below := 0
			r.Push(&kit.Layer{Keys: []kit.Key{kit.Press('r', "", func() { below++ })}})
			got := ""
			kit.Confirm(w.Canvas(), kit.Question{Title: "撤销？", Yes: "撤销", No: "不撤销", Danger: c.danger, OnYes: func() { got += "yes" }, OnNo: func() { got += "no" }})
			require.Len(t, w.Canvas().Overlays().List(), 1)
			c.do(w)
			assert.Equal(t, c.want, got)
			assert.Empty(t, w.Canvas().Overlays().List())
			assert.Zero(t, below)
			typed(w, "r")
			assert.Equal(t, 1, below, "afterwards the page hears its keys again")
		})
	}
}

func TestALongListIsWalkedByKeysAndKeepsFewRows(t *testing.T) {
	made := 0
	var opened, marked []int
	rows := kit.NewRows(42, func() fyne.CanvasObject { made++; return kit.NewLabel("", theme.Body, theme.Ink) },
		func(i int, o fyne.CanvasObject, _ kit.State) { o.(*kit.Label).SetText(fmt.Sprint(i)) })
	rows.OnOpen = func(i int) { opened = append(opened, i) }
	rows.OnMark = func(i int) { marked = append(marked, i) }
	w, _ := show(t, rows, 300, 420)
	rows.SetCount(50000)
	w.Canvas().Focus(rows)
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyUp, fyne.KeySpace, fyne.KeyHome, fyne.KeyPageDown, fyne.KeyReturn)
	assert.Equal(t, []int{2, 49999, 9}, opened)
	assert.Equal(t, []int{49998}, marked)
	assert.Less(t, made, 20, "only the rows in sight exist")
}

type person struct {
	name string
	days int
}

func people() *kit.Table[person] {
	return kit.NewTable(kit.TableOptions{Checks: true},
		kit.TableColumn[person]{Title: "姓名", Width: 120, Grow: 1, Text: func(p person) string { return p.name }, Less: func(a, b person) bool { return a.name < b.name }},
		kit.TableColumn[person]{Title: "天", Width: 60, Right: true, Text: func(p person) string { return fmt.Sprint(p.days) }, Less: func(a, b person) bool { return a.days < b.days }})
}

func TestATableChoosesOpensAndExportsFromItsColumns(t *testing.T) {
	tb := people()
	var current, opened string
	tb.OnCurrent = func(p person) { current = p.name }
	tb.OnOpen = func(p person) { opened = p.name }
	w, _ := show(t, tb, 600, 300)
	tb.SetRows([]person{{"乙", 2}, {"甲", 9}, {"丙", 5}})
	w.Canvas().Focus(tb.Focus())
	press(w, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyReturn)
	assert.Equal(t, "丙", current)
	assert.Equal(t, "丙", opened)
	assert.Equal(t, []person{{"甲", 9}, {"丙", 5}}, tb.Checked())
	typed(w, "乙")
	assert.Equal(t, "乙", current, "a character goes to the first row that begins with it")
	assert.Equal(t, [][]string{{"姓名", "天"}, {"乙", "2"}, {"甲", "9"}, {"丙", "5"}}, tb.Records())
}

func TestTheRubricScoresAndGoesDown(t *testing.T) {
	var got [][2]int
	g := kit.NewRubricGrid(func(r, l int) { got = append(got, [2]int{r, l}) }, kit.Criterion{Title: "态度", Levels: []string{"a", "b", "c", "d"}}, kit.Criterion{Title: "说理", Levels: []string{"a", "b", "c"}})
	w, r := show(t, g, 400, 300)
	r.Push(&kit.Layer{Keys: g.Keys("给分")})
	assert.False(t, g.Complete())
	typed(w, "39")
	assert.Equal(t, [][2]int{{0, 3}}, got, "there is no ninth level")
	typed(w, "1")
	press(w, fyne.KeyUp)
	typed(w, "0")
	assert.Equal(t, []int{0, 1}, g.Scores())
	assert.True(t, g.Complete())
}

func TestTheMatrixIsWalkedByArrowsAlsoBeyondWhatIsInSight(t *testing.T) {
	m := kit.NewMatrix("学徒")
	cols := []string{}
	for i := range 20 {
		cols = append(cols, fmt.Sprint("模块", i))
	}
	cells := make([]kit.MatrixCell, 20)
	opened := ""
	m.OnOpen = func(r, c int) { opened = fmt.Sprint(r, c) }
	w, _ := show(t, m, 500, 300)
	m.Set([]kit.MatrixGroup{{Title: "入门", Columns: cols}}, []kit.MatrixRow{{Name: "林小满", Cells: cells}, {Name: "陈宇航", Cells: cells}})
	w.Canvas().Focus(m.Focus())
	press(w, fyne.KeyDown)
	for range 25 {
		press(w, fyne.KeyRight)
	}
	press(w, fyne.KeyReturn)
	assert.Equal(t, "1 19", opened)
}

func TestChipsMoveAndChoose(t *testing.T) {
	chosen := ""
	g := kit.NewChipGroup("a", func(v string) { chosen = v }, kit.Choice{Value: "a", Words: "全部 37"}, kit.Choice{Value: "b", Words: "有效 31"})
	w, _ := show(t, g, 400, 60)
	w.Canvas().FocusNext()
	press(w, fyne.KeyRight, fyne.KeySpace)
	assert.Equal(t, "b", chosen)
	assert.Equal(t, "b", g.Current())
}

func TestKeysAreNamedAsTheyStandOnAButton(t *testing.T) {
	assert.Equal(t, "Ctrl E", kit.Ctrl(fyne.KeyE, "", nil).Cap())
	assert.Equal(t, "Ctrl Enter", kit.Ctrl(fyne.KeyReturn, "", nil).Cap())
	assert.Equal(t, "R", kit.Press('r', "", nil).Cap())
	assert.Equal(t, "Alt ←", kit.Alt(fyne.KeyLeft, "", nil).Cap())
	assert.Equal(t, "Enter", kit.Named(fyne.KeyReturn, "", nil).Cap())
}

func TestSealsAreReadAsTheyAreCut(t *testing.T) {
	for name, want := range map[string]string{"周敏": "周敏之印", "孙一诺": "孙一诺印", "欧阳修文": "欧阳修文", "Zhou Min": "ZM", "阿卜杜拉·买买提": "阿买", "沈": "沈印"} {
		assert.Equal(t, want, kit.SealText(name))
	}
}

func TestASearchFieldCanBeGivenTheFocusOnceItStands(t *testing.T) {
	f := kit.NewSearchField("姓名", "Ctrl F", nil)
	w := test.NewWindow(kit.Column(0, f))
	defer w.Close()
	w.Resize(fyne.NewSize(300, 100))
	w.Canvas().Focus(f.Entry)
	assert.Equal(t, fyne.Focusable(f.Entry), w.Canvas().Focused())
}

func TestAButtonIsLargeInWhateverOrderItWasAskedTo(t *testing.T) {
	before := kit.NewButton(kit.Usual, "稍后", nil).Large().WithIcon("flag").Cap("F")
	after := kit.NewButton(kit.Usual, "稍后", nil).WithIcon("flag").Cap("F").Large()
	for _, b := range []*kit.Button{before, after} {
		assert.Equal(t, float32(44), b.MinSize().Height)
	}
	assert.Equal(t, before.MinSize(), after.MinSize())
}

func TestAFieldInAScrollCanBeGivenTheFocusBeforeTheWindowIsShown(t *testing.T) {
	f := kit.NewField("店名", "")
	root := kit.Stack(kit.NewScroll(kit.Column(0, f)))
	w := test.NewWindow(nil)
	defer w.Close()
	w.Resize(fyne.NewSize(0, 0))
	w.SetContent(root)
	root.Resize(fyne.Size{})
	root.Refresh()
	w.Canvas().Focus(f.Entry)
	assert.Equal(t, fyne.Focusable(f.Entry), w.Canvas().Focused())
}

func TestADialogGivesTheFocusBackOnlyToWhatIsOnTheScreen(t *testing.T) {
	a, b := kit.NewButton(kit.Usual, "甲", nil), kit.NewButton(kit.Usual, "乙", nil)
	page := kit.Column(8, kit.NewLabel("页", theme.Body, theme.Ink), a, b)
	w, _ := show(t, page, 400, 300)
	w.Canvas().Focus(b)
	shut := kit.Show(w.Canvas(), kit.Sheet{Title: "问", Main: kit.NewButton(kit.Main, "好", nil)})
	shut()
	assert.Equal(t, fyne.Focusable(b), w.Canvas().Focused())
	shut = kit.Show(w.Canvas(), kit.Sheet{Title: "问", Main: kit.NewButton(kit.Main, "好", nil)})
	page.Objects = page.Objects[:2] // the page was drawn anew without it
	page.Refresh()
	shut()
	assert.Nil(t, w.Canvas().Focused())
}

func TestTheRailKeepsThePersonInALowWindow(t *testing.T) {
	for _, wide := range []float32{kit.RailWide, kit.RailMini} {
		r := kit.NewRail("师", "师傅", nil)
		r.SetMini(wide == kit.RailMini)
		items := make([]kit.RailItem, 9)
		for i := range items {
			items[i] = kit.RailItem{Key: fmt.Sprint(i), Icon: "home", Label: "今天"}
		}
		r.Set("青禾鞋履旗舰店", kit.RailPerson{Name: "沈岚", Role: "店主", Fill: theme.Surface, Ink: theme.PrimaryInk}, func() {}, items...)
		for _, high := range []float32{800, 533, 480} {
			show(t, r, wide, high)
			r.Resize(fyne.NewSize(wide, high))
			assert.LessOrEqual(t, r.MinSize().Height, high, "%v wide, %v high", wide, high)
		}
	}
}
