package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// cellView can draw every kind of cell; what is not used is hidden.
type cellView struct {
	box
	text   *Label
	avatar *fyne.Container
	disc   *canvas.Circle
	letter *canvas.Text
	seal   fyne.CanvasObject
	ring   *Ring
	tag    *TagView
	row    *fyne.Container
	shown  Cell
	filled bool
}

func newCellView(right bool) *cellView {
	c := &cellView{text: NewLabel("", theme.Body, theme.Ink).Least(0), letter: Text("", theme.CaptionTop, theme.PrimaryInk)}
	if right {
		c.text.Right()
	}
	c.disc = canvas.NewCircle(theme.PrimarySoft.Colour())
	c.avatar = Fixed(28, 28, Stack(c.disc, Middle(c.letter)))
	c.avatar.Hide()
	c.tag = NewTagView()
	c.tag.Hide()
	c.row = Row(8, c.avatar, c.tag, Fill(c.text))
	c.root = &fyne.Container{Layout: &cellLayout{}, Objects: []fyne.CanvasObject{c.row}}
	c.ExtendBaseWidget(c)
	return c
}

func (c *cellView) set(v Cell) {
	if c.filled && v == c.shown {
		return
	}
	c.shown, c.filled = v, true
	role, tone := theme.Body, theme.Ink
	role.Bold = v.Bold
	if v.Tone != 0 {
		tone = v.Tone
	}
	c.text.SetRole(role)
	c.text.SetTone(tone)
	c.text.SetText(v.Text)
	c.avatar.Hidden = v.Avatar == ""
	c.disc.FillColor = theme.PrimarySoft.Colour()
	if v.current {
		c.disc.FillColor = theme.Surface.Colour() // the row is tinted itself
	}
	for _, r := range v.Avatar {
		c.letter.Text = string(r)
		break
	}
	c.tag.Hidden = v.Tag == ""
	if v.Tag != "" {
		c.tag.Set(v.Tag, v.TagTone)
	}
	if v.Seal && c.seal == nil { // rare: made when first needed
		c.seal = SealMark(20)
		c.row.Objects = append([]fyne.CanvasObject{c.seal}, c.row.Objects...)
	}
	if c.seal != nil {
		if v.Seal {
			c.seal.Show()
		} else {
			c.seal.Hide()
		}
	}
	if v.HasRing && c.ring == nil {
		c.ring = NewRing(18, v.Ring)
		c.row.Objects = append([]fyne.CanvasObject{c.ring}, c.row.Objects...)
	}
	if c.ring != nil {
		c.ring.Hidden = !v.HasRing
		if v.HasRing {
			c.ring.Set(v.Ring)
		}
	}
	c.relay()
}

// TagView is a Tag whose words change: in rows that are used again and again.
type TagView struct {
	box
	ground *canvas.Rectangle
	text   *canvas.Text
}

// NewTagView makes a tag without words.
func NewTagView() *TagView {
	t := &TagView{ground: canvas.NewRectangle(theme.Clear), text: Text("", theme.Caption, theme.Ink)}
	t.ground.CornerRadius = 11
	t.root = AtLeast(22, 22, Stack(t.ground, Pad(Sides(0, 8), Middle(t.text))))
	t.ExtendBaseWidget(t)
	return t
}

// Set shows words in a tone; "" hides the tag.
func (t *TagView) Set(words string, tone ChipTone) {
	t.Hidden = words == ""
	fill, ink := tone.tokens()
	t.ground.FillColor, t.text.Color, t.text.Text = fill.Colour(), ink.Colour(), words
	t.relay()
}
