package kit

import (
	"image/color"
	"strconv"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// Ring shows a share as a ring: qing from 80, primary from 50, ochre below.
// From 44 up the number stands in it.
type Ring struct {
	box
	size     float32
	track    *canvas.Arc
	arc      *canvas.Arc
	text     *canvas.Text
	onHero   bool
	asTimer  bool
	showText bool
}

// ringThickness is the thickness for a size of the design.
func ringThickness(size float32) float32 {
	switch {
	case size >= 92:
		return 9
	case size >= 64:
		return 7
	case size >= 44:
		return 5
	case size >= 26:
		return 4
	}
	return 3.5
}

// NewRing makes a ring of a size (18, 26, 44, 64, 92). percent is 0 to 100,
// below 0 for nothing yet.
func NewRing(size float32, percent int) *Ring {
	r := &Ring{size: size, showText: size >= 44}
	cut := 1 - 2*ringThickness(size)/size
	r.track = canvas.NewArc(0, 360, cut, theme.Sunken.Colour())
	r.arc = canvas.NewArc(0, 0, cut, theme.Primary.Colour())
	r.arc.CornerRadius = ringThickness(size) / 2
	role := theme.Role{Size: max(size*0.34, 12), Bold: true}
	switch {
	case size >= 92:
		role.Size = 30
	case size >= 64:
		role.Size = 20
	case size >= 44:
		role.Size = 15
	}
	r.text = Text("", role, theme.Ink)
	r.root = Fixed(size, size, container3(r.track, r.arc, Middle(r.text)))
	r.ExtendBaseWidget(r)
	r.Set(percent)
	return r
}

// OnHero draws the ring for the hero card.
func (r *Ring) OnHero() *Ring { r.onHero = true; return r }

// Set shows another share.
func (r *Ring) Set(percent int) {
	words := ""
	if percent >= 0 {
		words = strconv.Itoa(percent)
	}
	r.SetWords(percent, words)
}

// SetWords shows a share with words of its own in the ring: 7/12.
func (r *Ring) SetWords(percent int, words string) {
	tone := theme.Primary
	track := theme.PrimarySoft
	switch {
	case r.onHero:
		tone, track = theme.OnHero, theme.HeroRing
	case r.asTimer:
	case percent >= 80:
		tone, track = theme.Qing, theme.QingSoft
	case percent < 50:
		tone, track = theme.OchreMark, theme.OchreSoft
	}
	if percent < 0 {
		track = theme.Sunken
	}
	if r.size < 44 {
		track = theme.Sunken
		if r.asTimer {
			track = theme.PrimarySoft
		}
	}
	r.paint(percent, tone, track)
	if r.showText {
		r.text.Text = words
		r.text.Color = theme.Ink.Colour()
		if r.onHero {
			r.text.Color = theme.OnHero.Colour()
		} else if r.size < 64 {
			r.text.Color = tone.Colour()
		}
	}
	r.relay()
}

func (r *Ring) paint(percent int, tone, track theme.Token) {
	p := float32(min(max(percent, 0), 100))
	r.track.FillColor = track.Colour()
	r.arc.FillColor = tone.Colour()
	r.arc.StartAngle, r.arc.EndAngle = 0, 3.6*p
	r.arc.Hidden = p == 0
}

// container3 stacks drawings at the full size; arcs are placed by their corner
// like everything else.
func container3(objects ...fyne.CanvasObject) *fyne.Container { return Stack(objects...) }

// Seal is the stamp of a person who signed: four characters read down, the
// right column first. It is drawn only for signatures.
func Seal(name string, size float32) *SealView { return seal(SealText(name), size, true) }

// SealMark is the small stamp 签 in lists.
func SealMark(size float32) *SealView { return seal("签", size, true) }

// SealOutline is a seal whose signature is disputed: an outline.
func SealOutline(name string, size float32) *SealView {
	return seal(SealText(name), size, false)
}

// SealText is what stands on a person's seal: two characters of name and 之印,
// three and 印, four as they are; longer or Latin names by their initials.
func SealText(name string) string {
	han := true
	for _, r := range name {
		han = han && unicode.Is(unicode.Han, r)
	}
	if han {
		switch utf8.RuneCountInString(name) {
		case 1:
			return name + "印"
		case 2:
			return name + "之印"
		case 3:
			return name + "印"
		case 4:
			return name
		}
	}
	var initials []rune
	start := true
	for _, r := range name {
		if unicode.IsSpace(r) || r == '·' || r == '-' {
			start = true
			continue
		}
		if start && len(initials) < 3 {
			initials = append(initials, unicode.ToUpper(r))
		}
		start = false
	}
	return string(initials)
}

func seal(words string, size float32, solid bool) *SealView {
	v := &SealView{size: size}
	g := canvas.NewRectangle(theme.Seal.Colour())
	g.CornerRadius = size * 0.13
	ink := theme.OnSeal
	if !solid {
		g.FillColor = theme.Clear
		g.StrokeColor, g.StrokeWidth = theme.Seal.Colour(), theme.Marked
		ink = theme.Seal
	}
	runes := []rune(words)
	parts := []fyne.CanvasObject{g}
	switch {
	case len(runes) == 4 && unicode.Is(unicode.Han, runes[0]):
		role := theme.Role{Size: size * 0.36, Bold: true}
		quad := &fyne.Container{Layout: &sealQuad{}}
		for _, r := range runes {
			t := Text(string(r), role, ink)
			t.Alignment = fyne.TextAlignCenter
			v.texts = append(v.texts, t)
			quad.Add(t)
		}
		parts = append(parts, quad)
	default:
		role := theme.Role{Size: size * 0.55, Bold: true}
		if len(runes) > 1 {
			role.Size = size * 0.34
		}
		t := Text(words, role, ink)
		v.texts = append(v.texts, t)
		parts = append(parts, Middle(t))
	}
	for _, t := range v.texts {
		v.sizes = append(v.sizes, t.TextSize)
	}
	v.inner = Stack(parts...)
	v.root = Fixed(size, size, &fyne.Container{Layout: sealPlace{v}, Objects: []fyne.CanvasObject{v.inner}})
	v.ExtendBaseWidget(v)
	return v
}

// sealQuad sets four characters down two columns, the right one first.
type sealQuad struct{}

func (sealQuad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	cell := size.Width * 0.42
	left := (size.Width - 2*cell) / 2
	for i, o := range objects {
		m := o.MinSize()
		x := left + cell*float32(1-i/2)
		y := left + cell*float32(i%2)
		o.Resize(m)
		o.Move(fyne.NewPos(x+(cell-m.Width)/2, y+(cell-m.Height)/2))
	}
}

func (sealQuad) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Step is how far one question of an attempt is.
type Step int

const (
	StepOpen Step = iota
	StepNow
	StepRight
	StepWrong
	StepGiven // answered, and it is not told yet whether right
	StepFlagged
)

// Steps shows the questions of an attempt as dashes.
type Steps struct {
	box
	row *fyne.Container
}

// NewSteps makes the dashes.
func NewSteps(steps ...Step) *Steps {
	s := &Steps{row: Row(stepGap)}
	s.root = s.row
	s.ExtendBaseWidget(s)
	s.Set(steps...)
	return s
}

// The dashes of a long attempt are shorter, so that all have room in a head.
const stepWide, stepLeast, stepGap, stepRoom = 20, 3, 4, 260

// Set shows other steps.
func (s *Steps) Set(steps ...Step) {
	if len(s.row.Objects) != len(steps) {
		w := max(min(stepWide, stepRoom/float32(max(len(steps), 1))-stepGap), stepLeast)
		s.row.Objects = nil
		for range steps {
			r := canvas.NewRectangle(theme.Line.Colour())
			r.CornerRadius = 3
			s.row.Add(Fixed(w, 6, r))
		}
	}
	for i, st := range steps {
		tone := [...]theme.Token{theme.Line, theme.Primary, theme.Qing, theme.OchreMark, theme.HeroRing, theme.OchreMark}[st]
		r := s.row.Objects[i].(*fyne.Container).Objects[0].(*canvas.Rectangle)
		r.FillColor = tone.Colour()
		r.Refresh()
	}
	s.relay()
}

// Meter is a thin bar that shows a share.
type Meter struct {
	box
	tone  theme.Token
	fill  *canvas.Rectangle
	inner *fyne.Container
	share *meterLayout
}

type meterLayout struct{ percent float32 }

func (l *meterLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[1].Resize(fyne.NewSize(size.Width*l.percent/100, size.Height))
}

func (l *meterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(40, 6) }

// NewMeter makes a bar of 6 high; percent is 0 to 100.
func NewMeter(percent int, tone theme.Token) *Meter {
	m := &Meter{tone: tone, share: &meterLayout{}}
	track := canvas.NewRectangle(theme.Line.Colour())
	track.CornerRadius = 3
	m.fill = canvas.NewRectangle(tone.Colour())
	m.fill.CornerRadius = 3
	m.root = &fyne.Container{Layout: m.share, Objects: []fyne.CanvasObject{track, m.fill}}
	m.ExtendBaseWidget(m)
	m.Set(percent)
	return m
}

// Set shows another share.
func (m *Meter) Set(percent int) {
	m.share.percent = float32(min(max(percent, 0), 100))
	m.relay()
}

// StatTile is a figure with its unit and one line of what it means; words takes
// the figure's place where the sample is too small.
type StatTile struct{ Pressable }

// Stat is what a tile shows.
type Stat struct {
	Title, Figure, Unit, Note string
	Tone                      ChipTone // of the note
	TooFew                    string   // words in place of the figure
}

// NewStatTile makes a tile; act opens the list behind it and may be nil.
func NewStatTile(s Stat, act func()) *Pressable {
	_, ink := s.Tone.tokens()
	switch s.Tone {
	case NeutralTone:
		ink = theme.Ink3
	case GoodTone:
		ink = theme.Qing
	case WatchTone:
		ink = theme.Ochre
	}
	var figure fyne.CanvasObject
	if s.TooFew != "" {
		figure = &fyne.Container{Layout: cellLayout{}, Objects: []fyne.CanvasObject{NewLabel(s.TooFew, theme.Stem, theme.Ink3).Least(0)}}
	} else {
		figure = AtLeft(Figure(s.Figure, theme.FigureBig, theme.Ink, s.Unit))
	}
	body := AtLeast(0, 104, Pad(Sides(12, 18), Column(0,
		NewLabel(s.Title, theme.Secondary, theme.Ink2).Least(0), Fixed(0, 42, figure), NewLabel(s.Note, theme.Caption, ink).Least(0))))
	p := NewPressable(PressLook{Radius: theme.RadiusCard, Edge: true}, body, act)
	return p
}

// Saving is what is true about saving, with its words.
type Saving struct {
	State SaveState
	Words string // 已存好
	Note  string // 14:02:31
}

// SaveState is what is true about saving.
type SaveState int

const (
	SavedState SaveState = iota // on the disk of the PC that owns the data
	SavedHere                   // on this disk, waiting for the office
	NotSaved                    // neither, and something stands in the way
	OnItsWay                    // not yet, and nothing stands in the way
)

// SaveMark shows the state of saving: its shape differs as well as its colour.
type SaveMark struct {
	box
	mark  *fyne.Container
	words *Label
	note  *Label
	now   Saving
}

// NewSaveMark shows a state of saving; mini shows the mark alone.
func NewSaveMark(s Saving, mini bool) *SaveMark {
	m := &SaveMark{mark: Stack(), words: NewLabel("", theme.Caption, theme.Ink2).Least(160), note: NewLabel("", theme.Caption, theme.Ink3).Least(160)}
	if mini {
		m.root = Fixed(14, 14, m.mark)
	} else {
		m.root = RowTop(8, Pad(Insets{Top: 2}, Fixed(14, 14, m.mark)), Fill(Column(0, m.words, m.note)))
	}
	m.ExtendBaseWidget(m)
	m.Set(s)
	return m
}

// Now is what is shown.
func (m *SaveMark) Now() Saving { return m.now }

// Set shows another state.
func (m *SaveMark) Set(s Saving) {
	m.now = s
	m.words.SetText(s.Words)
	m.note.SetText(s.Note)
	m.note.Hidden = s.Note == ""
	switch s.State {
	case SavedState:
		disc := canvas.NewCircle(theme.Qing.Colour())
		m.mark.Objects = []fyne.CanvasObject{disc, Middle(IconBox("check", 10, theme.OnQing))}
	case SavedHere:
		ring := canvas.NewCircle(theme.Clear)
		ring.StrokeColor, ring.StrokeWidth = theme.OchreMark.Colour(), theme.Marked
		half := canvas.NewArc(180, 360, 0, theme.OchreMark.Colour())
		m.mark.Objects = []fyne.CanvasObject{ring, half}
	case OnItsWay:
		ring := canvas.NewCircle(theme.Clear)
		ring.StrokeColor, ring.StrokeWidth = theme.Ink3.Colour(), theme.Marked
		m.mark.Objects = []fyne.CanvasObject{ring}
	default:
		ring := canvas.NewCircle(theme.Clear)
		ring.StrokeColor, ring.StrokeWidth = theme.Danger.Colour(), theme.Marked
		m.mark.Objects = []fyne.CanvasObject{ring, Middle(Text("!", theme.CaptionTop, theme.Danger))}
	}
	m.relay()
}

// Timer shows time that runs: a ring and two lines. It repaints itself only
// when it is told to.
type Timer struct {
	box
	ring *Ring
	text *Label
	note *Label
}

// NewTimer makes a timer that shows nothing yet.
func NewTimer() *Timer {
	t := &Timer{ring: NewRing(26, 0), text: NewLabel("0:00", theme.Label, theme.Ink), note: NewLabel("", theme.Caption, theme.Ink3)}
	t.text.Least(120)
	t.note.Least(120)
	t.ring.asTimer = true
	t.root = Row(8, t.ring, Column(0, t.text, t.note))
	t.ExtendBaseWidget(t)
	return t
}

// Set shows a time in words, a note below and how much of the time has gone,
// 0 to 100. watch says that advice is past or the last minute runs: ochre, and
// never a flash.
func (t *Timer) Set(words, note string, percent int, watch bool) {
	tone := theme.Primary
	if watch {
		tone = theme.OchreMark
	}
	t.ring.paint(percent, tone, theme.PrimarySoft)
	t.ring.relay()
	t.text.SetText(words)
	t.note.SetText(note)
	if watch {
		t.note.SetTone(theme.Ochre)
	} else {
		t.note.SetTone(theme.Ink3)
	}
	t.relay()
}

// Interval is a bar from 0 to 100 with a range, the point in it and the mark to
// reach.
func Interval(low, high, point, pass int, tone theme.Token) fyne.CanvasObject {
	bar := func(c color.Color, r float32) *canvas.Rectangle {
		o := canvas.NewRectangle(c)
		o.CornerRadius = r
		return o
	}
	soft := theme.PrimarySoft
	switch tone {
	case theme.Qing:
		soft = theme.QingSoft
	case theme.Ochre, theme.OchreMark:
		soft = theme.OchreSoft
	}
	span := bar(soft.Colour(), 4)
	span.StrokeColor, span.StrokeWidth = tone.Colour(), theme.Edge
	return &fyne.Container{
		Layout:  &interval{low, high, point, pass},
		Objects: []fyne.CanvasObject{bar(theme.Line.Colour(), 1), span, bar(tone.Colour(), 1), bar(theme.Qing.Colour(), 1)},
	}
}

type interval struct{ low, high, point, pass int }

func (l *interval) Layout(o []fyne.CanvasObject, size fyne.Size) {
	at := func(p int) float32 { return size.Width * float32(p) / 100 }
	y := size.Height / 2
	set := func(o fyne.CanvasObject, x, w, h float32) {
		o.Move(fyne.NewPos(x, y-h/2))
		o.Resize(fyne.NewSize(w, h))
	}
	set(o[0], 0, size.Width, 2)
	set(o[1], at(l.low), max(at(l.high)-at(l.low), 2), 8)
	set(o[2], at(l.point)-1.5, 3, 14)
	set(o[3], at(l.pass)-1, 2, 14)
	if l.pass < 0 {
		o[3].Hide()
	}
}

func (l *interval) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(130, 16) }
