package quizzes

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/i18n"
)

// pointList is the list of points to practise. A shop may have hundreds: only
// the rows in sight exist.
type pointList struct {
	card   *kit.Card
	rows   *kit.Rows
	offers []PointOffer
}

const (
	pointRowHeight = 58
	leastPointRows = 5 // in sight, however small the window is
)

// newPointList makes an empty list; practise is told the point to begin with.
func newPointList(w *i18n.Printer, practise func(point string)) *pointList {
	l := &pointList{}
	rows := map[fyne.CanvasObject]*pointRow{}
	l.rows = kit.NewRows(pointRowHeight, func() fyne.CanvasObject {
		r := newPointRow(w.T("quizzes.practise"), practise)
		rows[r.root] = r
		return r.root
	}, func(i int, o fyne.CanvasObject, _ kit.State) { rows[o].set(l.offers[i]) })
	l.rows.OnOpen = func(i int) { practise(l.offers[i].ID) }
	head := kit.Pad(kit.Sides(11, 17), kit.CardHead(w.T("quizzes.points_title"), w.T("quizzes.points_note"), nil))
	l.card = kit.NewCardWith(kit.PlainCard, kit.All(1), kit.Column(0, head, kit.Rule(), kit.Fill(kit.AtLeast(0, leastPointRows*pointRowHeight, l.rows))))
	return l
}

func (l *pointList) set(offers []PointOffer) {
	l.offers = offers
	l.rows.SetCount(len(offers))
}

// pointRow is a line of the list, used for one point after the other.
type pointRow struct {
	root  *fyne.Container
	title *kit.Label
	note  *kit.Label
	tally *canvas.Text
	point string
}

func newPointRow(act string, practise func(point string)) *pointRow {
	r := &pointRow{title: kit.NewLabel("", theme.ItemTitle, theme.Ink), note: kit.NewLabel("", theme.Caption, theme.Ink3), tally: kit.Text("", theme.Secondary, theme.Ink2)}
	begin := kit.NewButton(kit.Soft, act, func() { practise(r.point) }).Small().NoFocus()
	r.root = kit.Pad(kit.Sides(8, 18), kit.Row(12, kit.Fill(kit.Column(0, r.title, r.note)), r.tally, begin))
	return r
}

func (r *pointRow) set(o PointOffer) {
	r.point = o.ID
	r.title.SetText(o.Title)
	r.note.SetText(o.Note)
	r.tally.Text = o.Tally
	kit.RelayAll(r.root)
}
