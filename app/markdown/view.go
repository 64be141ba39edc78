package markdown

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/kit"
	"shifu/app/theme"
)

// Pictures brings a picture of the pack by its name: it calls show at once or
// later, on the UI goroutine, or never, and then the picture's words stand in its
// place. nil brings none.
type Pictures func(name string, show func(image.Image))

// View sets blocks one under the other in the reading size.
func View(blocks []Block, pictures Pictures) fyne.CanvasObject {
	return set(blocks, pictures, theme.Ink)
}

func set(blocks []Block, pictures Pictures, tone theme.Token) fyne.CanvasObject {
	column := kit.Column(12)
	for i, b := range blocks {
		o := block(b, pictures, tone)
		if b.Kind == Heading && i > 0 {
			o = kit.Pad(kit.Insets{Top: 10}, o)
		}
		column.Add(o)
	}
	return column
}

func block(b Block, pictures Pictures, tone theme.Token) fyne.CanvasObject {
	switch b.Kind {
	case Heading:
		role := theme.Dialog
		if b.Level > 2 {
			role = theme.Reading.Strong()
		}
		return kit.NewRuns(role, tone, runs(b.Spans)...)
	case Item:
		marker := kit.Text(b.Marker, theme.Reading, theme.Ink2)
		return kit.Pad(kit.Insets{Left: float32(b.Level) * 22}, kit.RowTop(8, kit.Fixed(22, theme.Reading.Line, kit.Middle(marker)), kit.Fill(kit.NewRuns(theme.Reading, tone, runs(b.Spans)...))))
	case Table:
		return table(b)
	case Picture:
		return picture(b, pictures)
	case Callout:
		return callout(b, pictures)
	case Quote:
		bar := canvas.NewRectangle(theme.LineStrong.Colour())
		bar.SetMinSize(fyne.NewSize(3, 1))
		return kit.RowTall(12, bar, kit.Fill(set(b.Inside, pictures, theme.Ink2)))
	case Rule:
		return kit.Pad(kit.Sides(6, 0), kit.Rule())
	}
	return kit.NewRuns(theme.Reading, tone, runs(b.Spans)...)
}

func callout(b Block, pictures Pictures) fyne.CanvasObject {
	look := map[Tone]struct {
		icon      string
		fill, ink theme.Token
	}{
		Tip:     {"bulb", theme.PrimarySoft, theme.PrimaryInk},
		Caution: {"alert", theme.OchreSoft, theme.OchreInk},
		RedLine: {"alert", theme.DangerSoft, theme.DangerInk},
	}[b.Tone]
	ground := canvas.NewRectangle(look.fill.Colour())
	ground.CornerRadius = theme.RadiusCard
	icon := kit.Fixed(18, theme.Reading.Line, kit.Middle(kit.IconBox(look.icon, 18, look.ink)))
	return kit.Stack(ground, kit.Pad(kit.Sides(12, 14), kit.RowTop(10, icon, kit.Fill(set(b.Inside, pictures, look.ink)))))
}

// PictureHeight is kept free for a picture that is on its way, so that the text
// below does not jump when it comes.
const PictureHeight = 240

func picture(b Block, pictures Pictures) fyne.CanvasObject {
	room := kit.Fixed(0, PictureHeight, kit.NewCard(kit.QuietCard, kit.Row(10, kit.IconBox("doc", 18, theme.Ink3), kit.Fill(kit.NewParagraph(b.Words, theme.Secondary, theme.Ink3)))))
	if pictures != nil {
		pictures(b.Picture, func(p image.Image) {
			img := canvas.NewImageFromImage(p)
			img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest // it has its size: what is left to do is quick
			room.Objects = []fyne.CanvasObject{img}
			kit.Relay(room)
		})
	}
	parts := kit.Column(6, room)
	if b.Words != "" {
		parts.Add(kit.NewParagraph(b.Words, theme.Caption, theme.Ink3).Centred())
	}
	return parts
}

// table sets the rows with equal columns; feature, benefit and proof get room
// as 2, 3 and 3 and an arrow's tint from one to the next.
func table(b Block) fyne.CanvasObject {
	weights := make([]float32, len(b.Head))
	for i := range weights {
		weights[i] = 1
	}
	if b.Proof {
		weights = []float32{2, 3, 3}
	}
	rows := kit.Column(0, row(b.Head, weights, theme.Label, theme.Ink2, theme.Sunken, false))
	for _, r := range b.Rows {
		rows.Add(kit.Rule())
		rows.Add(row(r, weights, theme.Body, theme.Ink, 0, b.Proof))
	}
	return kit.NewCardWith(kit.PlainCard, kit.All(1), rows)
}

func row(cells [][]Span, weights []float32, role theme.Role, tone, fill theme.Token, proof bool) fyne.CanvasObject {
	line := kit.RowTop(14)
	for i, w := range weights {
		var spans []Span
		if i < len(cells) {
			spans = cells[i]
		}
		r, t := role, tone
		if proof && i == 0 {
			r = role.Strong()
		}
		if proof && i == 2 {
			t = theme.QingInk
		}
		line.Add(kit.FillBy(w, kit.NewRuns(r, t, runs(spans)...)))
	}
	padded := kit.Pad(kit.Sides(9, 14), line)
	if fill == 0 {
		return padded
	}
	ground := canvas.NewRectangle(fill.Colour())
	ground.TopLeftCornerRadius, ground.TopRightCornerRadius = theme.RadiusCard-1, theme.RadiusCard-1
	return kit.Stack(ground, padded)
}

func runs(spans []Span) []kit.Run {
	out := make([]kit.Run, len(spans))
	for i, s := range spans {
		out[i] = kit.Run{Text: s.Text, Bold: s.Bold}
	}
	return out
}
