package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
)

// sheet is a grid of two rows and columns in a window, which keeps what is written.
func sheet(t *testing.T) (*kit.Grid, fyne.Canvas, *[][]string) {
	t.Helper()
	cells := &[][]string{{"a1", "b1"}, {"a2", "b2"}}
	g := kit.NewGrid()
	show := func() {
		rows := make([]kit.GridRow, len(*cells))
		for i, r := range *cells {
			for k, c := range r {
				rows[i].Cells = append(rows[i].Cells, kit.GridCell{Text: c, Locked: i == 1 && k == 1})
			}
		}
		g.Set([]kit.GridColumn{{Title: "A", Width: 100}, {Title: "B", Width: 100, Grow: 1}}, rows)
	}
	g.OnEdit = func(row, col int, text string) { (*cells)[row][col] = text; show() }
	w := test.NewWindow(g)
	t.Cleanup(func() { kit.ForgetRouter(w.Canvas()); w.Close() })
	w.Resize(fyne.NewSize(500, 300))
	show()
	w.Canvas().Focus(g.Focus())
	g.SetCurrent(0, 0)
	return g, w.Canvas(), cells
}

func strike(c fyne.Canvas, names ...fyne.KeyName) {
	for _, n := range names {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func TestTypingReplacesACellAndEnterGoesDown(t *testing.T) {
	g, c, cells := sheet(t)
	test.Type(c.Focused(), "new")
	assert.True(t, g.Editing())
	strike(c, fyne.KeyReturn)
	assert.Equal(t, "new", (*cells)[0][0])
	row, col, ok := g.Current()
	require.True(t, ok)
	assert.Equal(t, []int{1, 0}, []int{row, col})
	assert.Equal(t, g.Focus(), c.Focused())
}

func TestF2EditsWhatStandsThereAndEscapeLeavesIt(t *testing.T) {
	g, c, cells := sheet(t)
	strike(c, fyne.KeyF2)
	test.Type(c.Focused(), "x")
	strike(c, fyne.KeyEscape)
	assert.Equal(t, "a1", (*cells)[0][0])
	strike(c, fyne.KeyReturn)
	test.Type(c.Focused(), "x")
	strike(c, fyne.KeyTab)
	assert.Equal(t, "a1x", (*cells)[0][0])
	_, col, _ := g.Current()
	assert.Equal(t, 1, col, "Tab goes on to the next cell")
}

func TestArrowsAndTabMoveAndDeleteEmpties(t *testing.T) {
	g, c, cells := sheet(t)
	strike(c, fyne.KeyRight, fyne.KeyTab)
	row, col, _ := g.Current()
	assert.Equal(t, []int{1, 0}, []int{row, col}, "over the end of the row")
	strike(c, fyne.KeyDelete)
	assert.Equal(t, "", (*cells)[1][0])
}

func TestALockedCellAndALockedGridAreNotWrittenIn(t *testing.T) {
	g, c, cells := sheet(t)
	g.SetCurrent(1, 1)
	test.Type(c.Focused(), "x")
	strike(c, fyne.KeyF2, fyne.KeyDelete)
	assert.False(t, g.Editing())
	g.SetCurrent(0, 0)
	g.Lock(true)
	test.Type(c.Focused(), "x")
	strike(c, fyne.KeyDelete)
	assert.Equal(t, [][]string{{"a1", "b1"}, {"a2", "b2"}}, *cells)
}

func TestLeavingTheCellKeepsWhatWasWritten(t *testing.T) {
	g, c, cells := sheet(t)
	strike(c, fyne.KeyF2)
	test.Type(c.Focused(), "y")
	c.Unfocus()
	assert.Equal(t, "a1y", (*cells)[0][0])
	assert.False(t, g.Editing())
}
