package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/go-text/typesetting/segmenter"

	"shifu/app/theme"
)

// Run is a piece of a paragraph with one look. The zero look is that of the
// paragraph.
type Run struct {
	Text   string
	Bold   bool
	Strike bool        // only in "what changed"
	Tone   theme.Token // colour of the text; the paragraph's if 0
	Tint   theme.Token // a tinted ground behind the run; none if 0
}

// Plain makes a run without a look of its own.
func Plain(s string) Run { return Run{Text: s} }

// Bold makes a bold run.
func Bold(s string) Run { return Run{Text: s, Bold: true} }

// Tinted makes a run on a tinted ground.
func Tinted(s string, tint, tone theme.Token) Run { return Run{Text: s, Tint: tint, Tone: tone} }

const tintPad = 4 // room of a tinted ground left and right of its text

// Paragraph is text of several looks that breaks by UAX 14: no ，。 or ” at a
// line's start, no “ at its end, numbers and Latin words whole unless a line
// cannot hold one. Its height follows from its width.
type Paragraph struct {
	widget.BaseWidget
	runs    []Run
	role    theme.Role
	tone    theme.Token
	align   fyne.TextAlign
	most    int // lines; 0 is no limit
	room    *fyne.Container
	atoms   []atom
	ready   bool
	lines   []line
	width   float32 // that the lines were broken for
	natural float32
}

// NewParagraph makes a paragraph of one look.
func NewParagraph(s string, role theme.Role, tone theme.Token) *Paragraph {
	return NewRuns(role, tone, Plain(s))
}

// NewRuns makes a paragraph of several looks.
func NewRuns(role theme.Role, tone theme.Token, runs ...Run) *Paragraph {
	p := &Paragraph{runs: runs, role: role, tone: tone, room: &fyne.Container{}}
	p.ExtendBaseWidget(p)
	return p
}

// Centred sets the lines in the middle.
func (p *Paragraph) Centred() *Paragraph { p.align = fyne.TextAlignCenter; return p }

// Most limits the lines; the last one ends with … if there is more.
func (p *Paragraph) Most(lines int) *Paragraph { p.most = lines; return p }

// SetText shows another text in the paragraph's own look.
func (p *Paragraph) SetText(s string) { p.SetRuns(Plain(s)) }

// SetRuns shows other runs.
func (p *Paragraph) SetRuns(runs ...Run) {
	if len(runs) == len(p.runs) {
		same := true
		for i := range runs {
			same = same && runs[i] == p.runs[i]
		}
		if same {
			return
		}
	}
	p.runs, p.ready, p.width = runs, false, 0
	p.Refresh()
}

// SetTone changes the colour of the runs without one.
func (p *Paragraph) SetTone(tone theme.Token) {
	if p.tone != tone {
		p.tone, p.width = tone, 0
		p.Refresh()
	}
}

// Text is the text without looks.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for _, r := range p.runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Lines answers the lines as they are broken at a width.
func (p *Paragraph) Lines(width float32) []string {
	var out []string
	for _, l := range p.breakAt(width) {
		var b strings.Builder
		for _, s := range l.pieces {
			b.WriteString(s.text)
		}
		out = append(out, b.String())
	}
	return out
}

// fullStops are full-width signs after which a line may end; closing are those
// that never begin one.
const (
	fullStops = "，。；：、！？"
	closing   = fullStops + "”’）》」』】…～〜—‥％%℃"
)

// atom is a piece of text that is never broken, in one or several runs.
type atom struct {
	pieces []piece
	width  float32 // without the spaces at its end
	spaces float32
	hard   bool // the line ends after it
}

type piece struct {
	run   int
	text  string
	width float32
	first bool // begins its run: a tinted ground opens here
	last  bool // ends its run
}

type line struct {
	pieces []piece
	width  float32
}

func (p *Paragraph) roleOf(run int) theme.Role {
	r := p.role
	r.Bold = r.Bold || p.runs[run].Bold
	return r
}

// prepare cuts the text at its break opportunities and measures the pieces.
func (p *Paragraph) prepare() {
	if p.ready {
		return
	}
	p.ready = true
	p.atoms, p.natural = nil, 0
	var all []rune
	var owner []int
	for i, r := range p.runs {
		for _, c := range r.Text {
			if c == '\r' {
				continue
			}
			if c == '\t' {
				c = ' '
			}
			all = append(all, c)
			owner = append(owner, i)
		}
	}
	if len(all) == 0 {
		return
	}
	var seg segmenter.Segmenter
	seg.Init(all)
	it := seg.LineIterator()
	var open *atom
	lineWidth := float32(0)
	for it.Next() {
		l := it.Line()
		text := l.Text
		from := l.Offset
		a := atom{hard: l.IsMandatoryBreak && from+len(text) < len(all) || len(text) > 0 && text[len(text)-1] == '\n'}
		end := len(text)
		for end > 0 && (text[end-1] == '\n' || text[end-1] == '\u2028' || text[end-1] == '\u2029') {
			end--
		}
		body := end
		for body > 0 && text[body-1] == ' ' {
			body--
		}
		// Numbers keep together across a full-width comma by UAX 14 ("2026，¥1"):
		// that is right for a decimal comma and wrong for ours.
		for i := 1; i < body; i++ {
			if strings.ContainsRune(fullStops, text[i-1]) && !strings.ContainsRune(closing, text[i]) {
				part := atom{}
				part.pieces, part.width = p.pieces(all, owner, from, from+i)
				p.atoms = append(p.atoms, part)
				lineWidth += part.width
				from, text, end, body = from+i, text[i:], end-i, body-i
				i, open = 0, &p.atoms[len(p.atoms)-1]
			}
		}
		a.pieces, a.width = p.pieces(all, owner, from, from+body)
		if body < end {
			spaced, w := p.pieces(all, owner, from+body, from+end)
			a.pieces = append(a.pieces, spaced...)
			a.spaces = w
		}
		lineWidth += a.width + a.spaces
		if a.hard {
			p.natural = max(p.natural, lineWidth)
			lineWidth = 0
		}
		// A break that UAX 14 allows before a wave or a dash reads badly.
		if open != nil && !open.hard && len(text) > 0 && strings.ContainsRune(closing, text[0]) {
			open.pieces = append(open.pieces, a.pieces...)
			open.width += open.spaces + a.width
			open.spaces, open.hard = a.spaces, a.hard
			continue
		}
		p.atoms = append(p.atoms, a)
		open = &p.atoms[len(p.atoms)-1]
	}
	p.natural = max(p.natural, lineWidth)
}

// pieces cuts a range of the text where its run changes.
func (p *Paragraph) pieces(all []rune, owner []int, from, to int) (out []piece, width float32) {
	for i := from; i < to; {
		j := i
		for j < to && owner[j] == owner[i] {
			j++
		}
		s := piece{run: owner[i], text: string(all[i:j])}
		s.width = measure(s.text, p.roleOf(s.run)).Width
		if p.runs[s.run].Tint != 0 {
			s.first = i == 0 || owner[i-1] != owner[i]
			s.last = j == len(all) || owner[j] != owner[i]
			if s.first {
				s.width += tintPad
			}
			if s.last {
				s.width += tintPad
			}
		}
		out = append(out, s)
		width += s.width
		i = j
	}
	return out, width
}

// breakAt fills lines of a width.
func (p *Paragraph) breakAt(width float32) []line {
	p.prepare()
	var lines []line
	var cur line
	pending := float32(0) // spaces that stand only if something follows
	flush := func() {
		trim(&cur)
		lines = append(lines, cur)
		cur, pending = line{}, 0
	}
	for _, a := range p.atoms {
		if len(cur.pieces) > 0 && cur.width+pending+a.width > width+0.5 {
			flush()
		}
		if a.width > width+0.5 {
			// Longer than a line: broken anywhere, as a last resort.
			for _, s := range a.pieces {
				for _, part := range p.shatter(s, width) {
					if len(cur.pieces) > 0 && cur.width+part.width > width+0.5 {
						flush()
					}
					cur.pieces = append(cur.pieces, part)
					cur.width += part.width
				}
			}
		} else {
			cur.pieces = append(cur.pieces, a.pieces...)
			cur.width += pending + a.width
			pending = a.spaces
		}
		if a.hard {
			flush()
		}
	}
	if len(cur.pieces) > 0 || len(lines) == 0 {
		flush()
	}
	if p.most > 0 && len(lines) > p.most {
		last := &lines[p.most-1]
		lines = lines[:p.most]
		p.elideLine(last, width)
	}
	return lines
}

// trim drops the spaces at a line's end.
func trim(l *line) {
	for n := len(l.pieces); n > 0; n = len(l.pieces) {
		t := strings.TrimRight(l.pieces[n-1].text, " ")
		if t != "" {
			return
		}
		l.pieces = l.pieces[:n-1]
	}
}

// elideLine ends a line with … because there is more.
func (p *Paragraph) elideLine(l *line, width float32) {
	for len(l.pieces) > 0 {
		n := len(l.pieces) - 1
		s := &l.pieces[n]
		role := p.roleOf(s.run)
		rest := l.width - s.width
		runes := []rune(strings.TrimRight(s.text, " "))
		for k := len(runes); k > 0; k-- {
			t := strings.TrimRight(string(runes[:k]), " ，。；：、,.;:") + "…"
			if w := measure(t, role).Width; rest+w <= width+0.5 {
				l.width = rest + w
				s.text, s.width = t, w
				return
			}
		}
		l.width = rest
		l.pieces = l.pieces[:n]
	}
}

// shatter breaks a piece into parts that fit a line.
func (p *Paragraph) shatter(s piece, width float32) []piece {
	role := p.roleOf(s.run)
	var out []piece
	runes := []rune(s.text)
	for len(runes) > 0 {
		n := len(runes)
		for n > 1 && measure(string(runes[:n]), role).Width > width {
			n--
		}
		for k := n; k > 1 && n < len(runes); k-- {
			if !strings.ContainsRune(closing, runes[k]) {
				n = k
				break
			}
		}
		part := string(runes[:n])
		out = append(out, piece{run: s.run, text: part, width: measure(part, role).Width})
		runes = runes[n:]
	}
	return out
}

// HeightFor is the height at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	if width <= 0 {
		return p.role.Line
	}
	if width == p.width {
		return float32(len(p.lines)) * p.role.Line
	}
	return float32(len(p.breakAt(width))) * p.role.Line
}

// Natural is the width that the text takes without breaking.
func (p *Paragraph) Natural() float32 { p.prepare(); return p.natural }

// MinWidth is as narrow as a paragraph may become.
func (p *Paragraph) MinWidth() float32 { p.prepare(); return min(p.natural, 6*p.role.Size) }

// MinSize is as narrow as a paragraph may become, and as high as it is now.
func (p *Paragraph) MinSize() fyne.Size {
	w := p.MinWidth()
	if have := p.Size().Width; have > 0 {
		return fyne.NewSize(w, p.HeightFor(max(have, w)))
	}
	return fyne.NewSize(w, p.role.Line)
}

// Resize breaks the lines for the new width.
func (p *Paragraph) Resize(size fyne.Size) {
	p.BaseWidget.Resize(size)
	p.set()
}

// Refresh breaks and draws the lines anew.
func (p *Paragraph) Refresh() {
	p.set()
	p.BaseWidget.Refresh()
}

// set makes the drawing of the lines, reusing what is there.
func (p *Paragraph) set() {
	width := p.Size().Width
	if width <= 0 || width == p.width {
		return
	}
	p.lines, p.width = p.breakAt(width), width
	var grounds, texts []fyne.CanvasObject
	slack := (p.role.Line - lineHeight(p.role)) / 2
	for n, l := range p.lines {
		x := float32(0)
		if p.align == fyne.TextAlignCenter {
			x = max((width-l.width)/2, 0)
		}
		y := float32(n) * p.role.Line
		for i := 0; i < len(l.pieces); {
			// Neighbours of one run are one text: fewer objects to draw.
			j, text, w := i, "", float32(0)
			first, last := l.pieces[i].first, false
			for j < len(l.pieces) && l.pieces[j].run == l.pieces[i].run {
				text += l.pieces[j].text
				w += l.pieces[j].width
				last = l.pieces[j].last
				j++
			}
			run := p.runs[l.pieces[i].run]
			i = j
			role, tone := p.role, p.tone
			role.Bold = role.Bold || run.Bold
			if run.Tone != 0 {
				tone = run.Tone
			}
			t := Text(text, role, tone)
			t.Move(fyne.NewPos(x, y+slack))
			if run.Tint != 0 {
				if first {
					t.Move(fyne.NewPos(x+tintPad, y+slack))
				}
				g := canvas.NewRectangle(run.Tint.Colour())
				g.CornerRadius = theme.RadiusKeyCap
				gw := w
				if !last {
					gw = measure(strings.TrimRight(text, " "), role).Width
					if first {
						gw += tintPad
					}
				}
				g.Move(fyne.NewPos(x, y+1))
				g.Resize(fyne.NewSize(gw, p.role.Line-2))
				grounds = append(grounds, g)
			}
			if run.Strike {
				t.TextStyle.Strikethrough = true
			}
			t.Resize(t.MinSize())
			texts = append(texts, t)
			x += w
		}
	}
	p.room.Objects = append(grounds, texts...)
	p.room.Refresh()
}

// CreateRenderer is Fyne's.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.room) }
