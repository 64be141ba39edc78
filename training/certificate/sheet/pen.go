package sheet

import (
	"slices"
	"strings"
	"unicode"
)

// Substitute stands where no face has the character (the printer's geta mark).
const Substitute = '〓'

// Pen writes a sheet. It measures, shrinks, wraps and replaces, so that no
// text leaves its place and no character turns into an empty box.
type Pen struct {
	Metrics Metrics
	sheet   Sheet
}

// NewPen takes an empty page in hand.
func NewPen(m Metrics, width, height int) *Pen {
	return &Pen{Metrics: m, sheet: Sheet{Width: width, Height: height}}
}

// Sheet answers what was drawn so far.
func (p *Pen) Sheet() Sheet { return p.sheet }

// Replaced lists the characters replaced so far.
func (p *Pen) Replaced() []string { return p.sheet.Replaced }

// Rect draws a rectangle.
func (p *Pen) Rect(r Rect) { p.sheet.Ops = append(p.sheet.Ops, Op{Rect: &r}) }

// Line draws a line.
func (p *Pen) Line(l Line) { p.sheet.Ops = append(p.sheet.Ops, Op{Line: &l}) }

// Modules draws a QR code.
func (p *Pen) Modules(m Modules) { p.sheet.Ops = append(p.sheet.Ops, Op{Modules: &m}) }

// Text draws a text as it is told to. Characters that the face lacks are
// drawn in the other face if that one has them, else they are replaced.
func (p *Pen) Text(t Text) {
	t.Face, t.Text = p.Clean(t.Face, t.Text)
	if t.Text != "" {
		p.sheet.Ops = append(p.sheet.Ops, Op{Text: &t})
	}
}

// Clean answers the text as it can be drawn and the face that draws it: line
// breaks and other control characters become spaces, and a character that
// neither face has becomes Substitute and is listed in the sheet. A text that
// only the regular face can draw whole is drawn in it.
func (p *Pen) Clean(face Face, text string) (Face, string) {
	plain := strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Zs, r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r): // joiners and direction marks have no picture
			return -1
		}
		return r
	}, text))
	if strings.IndexFunc(plain, func(r rune) bool { return !p.Metrics.Has(face, r) && p.Metrics.Has(Regular, r) }) >= 0 {
		face = Regular
	}
	clean := strings.Map(func(r rune) rune {
		if p.Metrics.Has(face, r) {
			return r
		}
		if c := string(r); !slices.Contains(p.sheet.Replaced, c) {
			p.sheet.Replaced = append(p.sheet.Replaced, c)
		}
		return Substitute
	}, plain)
	return face, clean
}

// Width measures a text as Text would draw it, without drawing it.
func (p *Pen) Width(face Face, size int, text string) int {
	face, text = p.Clean(face, text)
	return Width(p.Metrics, face, size, text)
}

// Fit draws a text at the largest size from t.Size downwards at which it is
// no wider than width, and answers that size.
func (p *Pen) Fit(t Text, width int) int {
	t.Size = p.FitSize(t.Face, t.Size, t.Text, width)
	p.Text(t)
	return t.Size
}

// FitSize answers the largest size up to size at which the text is no wider
// than width.
func (p *Pen) FitSize(face Face, size int, text string, width int) int {
	w := p.Width(face, size, text)
	if w <= width {
		return size
	}
	return max(1, size*width/w-1)
}

// Run is a piece of a line with a face of its own.
type Run struct {
	Text  string
	Face  Face
	Color Color
	Size  int
}

// RunsWidth measures runs that stand side by side.
func (p *Pen) RunsWidth(runs []Run) int {
	w := 0
	for _, r := range runs {
		w += p.spaced(r)
	}
	return w
}

// Runs draws runs side by side on one baseline, the whole line anchored at x,
// made smaller together where they would be wider than width.
func (p *Pen) Runs(x, y, width int, anchor Anchor, runs ...Run) {
	if w := p.RunsWidth(runs); w > width {
		runs = slices.Clone(runs)
		for i := range runs {
			runs[i].Size = max(1, runs[i].Size*width/w-1)
		}
	}
	switch anchor {
	case Middle:
		x -= p.RunsWidth(runs) / 2
	case End:
		x -= p.RunsWidth(runs)
	}
	for _, r := range runs {
		lead := 0
		if strings.HasPrefix(r.Text, " ") {
			lead = Width(p.Metrics, r.Face, r.Size, " ")
		}
		p.Text(Text{X: x + lead, Y: y, Size: r.Size, Face: r.Face, Color: r.Color, Anchor: Start, Text: r.Text})
		x += p.spaced(r)
	}
}

// spaced measures a run with the spaces at its ends, which keep runs apart.
func (p *Pen) spaced(r Run) int {
	face, text := p.Clean(r.Face, r.Text)
	w := Width(p.Metrics, face, r.Size, text)
	space := Width(p.Metrics, r.Face, r.Size, " ")
	if strings.HasPrefix(r.Text, " ") {
		w += space
	}
	if len(r.Text) > 1 && strings.HasSuffix(r.Text, " ") {
		w += space
	}
	return w
}

// Wrap breaks a text into lines no wider than width: between Han characters
// (never before closing or after opening punctuation) and at spaces; a word
// wider than the line is broken inside.
func (p *Pen) Wrap(face Face, size int, text string, width int) []string {
	face, text = p.Clean(face, text)
	var lines []string
	var line, word []rune
	fits := func(rs ...rune) bool {
		return Width(p.Metrics, face, size, strings.TrimRight(string(rs), " ")) <= width
	}
	flush := func() {
		if s := strings.TrimSpace(string(line)); s != "" {
			lines = append(lines, s)
		}
		line = nil
	}
	place := func() {
		if !fits(append(slices.Clone(line), word...)...) {
			flush()
		}
		for _, r := range word {
			if !fits(append(slices.Clone(line), r)...) {
				flush()
			}
			line = append(line, r)
		}
		word = nil
	}
	runes := []rune(text)
	for i, r := range runes {
		word = append(word, r)
		if i+1 == len(runes) || breakable(r, runes[i+1]) {
			place()
		}
	}
	flush()
	return lines
}

const (
	closing = "，。、；：？！）》」』】”’…—,.;:?!)%"
	opening = "（《「『【“‘(¥"
)

func breakable(before, after rune) bool {
	if before == ' ' {
		return after != ' '
	}
	if after == ' ' || strings.ContainsRune(closing, after) || strings.ContainsRune(opening, before) {
		return false
	}
	return wide(before) || wide(after)
}

func wide(r rune) bool { return r >= 0x2E80 && r <= 0xFFEF || r > 0xFFFF }
