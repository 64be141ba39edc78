package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// Criterion is one row of a rubric: its title, what it means, the words of its
// levels from the lowest up.
type Criterion struct {
	Title, Note string
	Levels      []string
}

// RubricGrid marks a free reply: ↑↓ choose the row, a digit gives the level and
// goes down. It takes the focus, and its digits are keys of the page, too
// (Keys), while no text field has the focus.
type RubricGrid struct {
	box
	criteria []Criterion
	scores   []int // -1: not yet
	rows     []*rubricRow
	current  int
	locked   bool
	// OnScore is told the row and level that were given.
	OnScore func(row, level int)
}

type rubricRow struct {
	ground *canvas.Rectangle
	score  *canvas.Text
	cells  []*rubricCell
}

type rubricCell struct {
	press
	ground *canvas.Rectangle
	text   *Paragraph
	words  string
}

// NewRubricGrid makes the grid, nothing scored.
func NewRubricGrid(onScore func(row, level int), criteria ...Criterion) *RubricGrid {
	g := &RubricGrid{criteria: criteria, OnScore: onScore}
	column := Column(0)
	for i, c := range criteria {
		g.scores = append(g.scores, -1)
		r := &rubricRow{ground: canvas.NewRectangle(theme.Surface.Colour()), score: Text("", theme.Label, theme.Ink)}
		cells := Equal(4)
		for n, words := range c.Levels {
			cell := &rubricCell{ground: canvas.NewRectangle(theme.Sunken.Colour()), text: NewParagraph(words, theme.Caption, theme.Ink2).Centred(), words: words}
			cell.ground.CornerRadius = theme.RadiusSmall
			cell.deaf = true
			cell.act = func() { g.current = i; g.Score(n) }
			cell.paint = func(s State) {
				fill, ink := theme.Sunken, theme.Ink2
				if s.Current {
					fill, ink = theme.Primary, theme.OnPrimary
				}
				cell.ground.FillColor = fill.Colour()
				cell.text.SetTone(ink)
				cell.text.SetRuns(Run{Text: cell.words, Bold: s.Current})
			}
			cell.init(cell, AtLeast(0, 30, Stack(cell.ground, Pad(Sides(5, 4), Row(0, Fill(cell.text))))))
			r.cells = append(r.cells, cell)
			cells.Add(cell)
		}
		words := Column(0, NewParagraph(c.Title, theme.BodyBold, theme.Ink))
		if c.Note != "" {
			words.Add(NewParagraph(c.Note, theme.Caption, theme.Ink3))
		}
		head := RowTop(8, Fill(words), r.score)
		if i > 0 {
			column.Add(hairline())
		}
		column.Add(Stack(r.ground, Pad(Insets{7, 14, 8, 14}, Column(5, AtLeast(0, 22, head), cells))))
		g.rows = append(g.rows, r)
	}
	g.root = column
	g.ExtendBaseWidget(g)
	g.paint()
	return g
}

func (g *RubricGrid) paint() {
	for i, r := range g.rows {
		r.ground.FillColor = theme.Clear
		if i == g.current && !g.locked {
			r.ground.FillColor = theme.PrimarySoft.Colour()
		}
		top := len(g.criteria[i].Levels) - 1
		r.score.Text = "– / " + strconv.Itoa(top)
		if g.scores[i] >= 0 {
			r.score.Text = strconv.Itoa(g.scores[i]) + " / " + strconv.Itoa(top)
		}
		r.score.Color = theme.Ink.Colour()
		for n, c := range r.cells {
			c.state.Current = n == g.scores[i]
			c.paint(c.state)
		}
	}
	g.relay()
}

// Score gives the current row a level and goes down.
func (g *RubricGrid) Score(level int) {
	if g.locked || g.current >= len(g.rows) || level >= len(g.criteria[g.current].Levels) {
		return
	}
	row := g.current
	g.scores[row] = level
	if g.current < len(g.rows)-1 {
		g.current++
	}
	g.paint()
	if g.OnScore != nil {
		g.OnScore(row, level)
	}
}

// Step goes up or down.
func (g *RubricGrid) Step(by int) {
	g.current = min(max(g.current+by, 0), max(len(g.rows)-1, 0))
	g.paint()
}

// Scores answers the level of each row, -1 where there is none yet.
func (g *RubricGrid) Scores() []int { return append([]int{}, g.scores...) }

// SetScores shows levels that were given before.
func (g *RubricGrid) SetScores(scores []int) {
	for i := range g.scores {
		if i < len(scores) {
			g.scores[i] = scores[i]
		}
	}
	g.paint()
}

// Lock shows the scores and takes no more.
func (g *RubricGrid) Lock() { g.locked = true; g.paint() }

// Complete says whether every row has a level.
func (g *RubricGrid) Complete() bool {
	for _, s := range g.scores {
		if s < 0 {
			return false
		}
	}
	return true
}

// Keys are the grid's keys for the page.
func (g *RubricGrid) Keys(says string) []Key {
	free := func() bool { return !g.locked }
	keys := []Key{
		Named(fyne.KeyUp, "", func() { g.Step(-1) }).If(free),
		Named(fyne.KeyDown, "", func() { g.Step(1) }).If(free),
	}
	for i := range 10 {
		k := Press(rune('0'+i), "", func() { g.Score(i) }).If(free)
		if i == 0 {
			k.Says = says
		}
		keys = append(keys, k)
	}
	return keys
}
