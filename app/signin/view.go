package signin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/op"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page   *page
	root   fyne.CanvasObject
	shop   *kit.Label
	search *kit.SearchField
	grid   *fyne.Container
	more   *kit.Label
	panel  *fyne.Container
	pin    *kit.PINBoxes
	wrong  *kit.Paragraph
	field  *kit.Field
	again  [3]*kit.Field
	way    Way
	shown  string
	first  fyne.Focusable // where the panel begins

	stopped bool // the panel takes nothing until a time is over
}

func newView(p *page) *view {
	w := p.host.Words()
	v := &view{page: p, way: -1}
	v.shop = kit.NewLabel(" ", theme.Caption, theme.Ink3).Least(200)
	v.search = kit.NewSearchField(w.T("signin.search"), "Ctrl F", p.search)
	v.search.OnDown = func() { p.move(0) }
	v.search.Entry.OnEnter = v.begin
	v.grid = kit.Column(14)
	v.more = kit.NewLabel("", theme.Secondary, theme.Ink3)
	v.panel = kit.Stack()
	v.pin = kit.NewPINBoxes(p.pin)
	brand := kit.Row(10, kit.Logo(34), kit.Column(0, kit.NewLabel(w.T("signin.brand"), theme.CardTitle, theme.Ink), v.shop), kit.Spacer())
	who := kit.Row(14, kit.Fill(kit.NewLabel(w.T("signin.who"), theme.PageTitle, theme.Ink)), kit.Fixed(270, 40, v.search))
	left := kit.Column(16, who, v.grid, v.more)
	foot := kit.Row(8, kit.IconBox("lock", 14, theme.Ink3), kit.Fill(kit.NewLabel(w.T("signin.foot"), theme.Caption, theme.Ink3)))
	middle := kit.TwoColumns(364, kit.NewScroll(left), kit.NewScroll(kit.Pad(kit.Insets{Top: 56}, v.panel)))
	v.root = container.New(doorLayout{}, brand, middle, foot)
	return v
}

// doorLayout lays out the page: the brand, the names and the panel, the foot. A low
// window gives up the space around them, so that the keypad stays whole.
type doorLayout struct{}

func (doorLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 400) }

func (doorLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x, y, gap := float32(56), float32(26), float32(34)
	if size.Height < 720 {
		x, y, gap = 32, 12, 8
	}
	w := size.Width - 2*x
	brand, foot := kit.HeightFor(o[0], w), kit.HeightFor(o[2], w)
	o[0].Move(fyne.NewPos(x, y))
	o[0].Resize(fyne.NewSize(w, brand))
	o[2].Move(fyne.NewPos(x, size.Height-y-foot))
	o[2].Resize(fyne.NewSize(w, foot))
	top := y + brand + gap
	o[1].Move(fyne.NewPos(x, top))
	o[1].Resize(fyne.NewSize(w, max(size.Height-y-foot-10-top, 0)))
}

// render shows who was found. The panel of the person who is coming in is left as
// it is: digits are typed faster than a name is searched for, and people change
// while somebody types.
func (v *view) render() {
	m := v.page.model
	v.shop.SetText(m.Shop())
	v.renderTiles()
	v.more.SetText(m.More())
	if over := v.stopped && v.page.waiting() == ""; over || v.way != m.Way() || v.shown != m.ChosenID() {
		v.renderPanel()
		return
	}
	v.page.countDown()
}

// renderChoice shows another choice among those found; the panel begins anew.
func (v *view) renderChoice() {
	v.renderTiles()
	v.renderPanel()
}

func (v *view) renderTiles() {
	m, w := v.page.model, v.page.host.Words()
	v.grid.Objects = nil
	list := m.Tiles()
	if len(list) == 0 {
		v.grid.Objects = []fyne.CanvasObject{kit.Pad(kit.Sides(60, 0), kit.EmptyState("search", w.T("signin.none"), w.T("signin.none_hint"), nil))}
	}
	for at := 0; at < len(list); at += 3 {
		row := make([]fyne.CanvasObject, 3)
		for k := range row {
			row[k] = kit.Spacer()
			if at+k < len(list) {
				row[k] = v.tile(at+k, list[at+k])
			}
		}
		v.grid.Add(kit.Equal(14, row...))
	}
	kit.Relay(v.grid)
}

// discs are the colours of an avatar by what the person is first of all.
func discs(roles []op.Role) (fill, ink theme.Token) {
	a := op.Actor{Roles: roles}
	switch {
	case a.Has(op.Owner):
		return theme.OchreSoft, theme.OchreInk
	case a.Has(op.Mentor, op.Supervisor):
		return theme.QingSoft, theme.QingInk
	}
	return theme.PrimarySoft, theme.PrimaryInk
}

func (v *view) tile(i int, t Tile) fyne.CanvasObject {
	fill, ink := discs(t.Roles)
	content := kit.AtLeast(0, 132, kit.Pad(kit.Sides(16, 10), kit.Column(4, kit.Middle(kit.Avatar(t.Name, 48, fill, ink)), kit.NewLabel(t.Name, theme.CardTitle, theme.Ink).Centred(), kit.NewLabel(t.Note, theme.Caption, theme.Ink3).Centred())))
	tile := kit.NewPressable(kit.PressLook{Radius: theme.RadiusCard, Edge: true}, content, func() { v.page.choose(i) })
	tile.SetCurrent(t.Chosen)
	return tile
}

// renderPanel builds the panel anew: for another person, another way in, or to say
// what was wrong. A code that was typed stays; PINs and passphrases do not.
func (v *view) renderPanel() {
	m, w := v.page.model, v.page.host.Words()
	person := m.Chosen()
	waiting := v.page.waiting()
	v.stopped = waiting != ""
	v.wrong = kit.NewParagraph(m.Error(), theme.Secondary, theme.OchreInk)
	if waiting != "" {
		v.wrong.SetText(waiting)
		v.page.countDown()
	}
	wrong := v.wrong
	if person == nil {
		v.way, v.shown, v.first = Nobody, "", nil
		v.panel.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, kit.Pad(kit.Sides(60, 8), kit.EmptyState("user", w.T("signin.choose"), w.T("signin.ask_nobody"), nil)))}
		kit.Relay(v.panel)
		if c := v.page.host.Window().Canvas(); c.Focused() == nil {
			c.Focus(v.search.Entry) // typing finds a person at once, also in a window that has just opened
		}
		return
	}
	same := v.way == m.Way() && v.shown == person.ID
	v.way, v.shown = m.Way(), person.ID
	fill, ink := discs(person.Roles)
	name := person.Label()
	head := kit.Row(14, kit.Avatar(name, 48, fill, ink), kit.Fill(kit.Column(0, kit.NewLabel(name, theme.Dialog, theme.Ink), kit.NewParagraph(m.Ask(), theme.Secondary, theme.Ink2))))
	body := kit.Column(16, head)
	var first fyne.Focusable
	switch m.Way() {
	case ByPIN, NewPIN, AgainPIN:
		v.pin.Clear(m.Error() != "" && waiting == "")
		if waiting != "" {
			v.pin.Disable()
		} else {
			v.pin.Enable()
		}
		body.Add(v.pin)
		body.Add(wrong)
		body.Add(v.pin.Keypad(w.T("signin.backspace")))
		first = v.pin
	case ByCode:
		if !same {
			v.field = kit.NewField(w.T("signin.code"), w.T("signin.code_help"))
		}
		body.Add(v.field)
		body.Add(wrong)
		body.Add(kit.NewButton(kit.Main, w.T("signin.code_do"), v.page.enter).Cap("Enter"))
		first = v.field.Entry
	case ByPassphrase:
		if !same {
			v.field = kit.NewSecret(w.T("signin.passphrase"), w.T("signin.passphrase_help"))
		}
		v.field.SetText("")
		body.Add(v.field)
		body.Add(wrong)
		body.Add(kit.NewButton(kit.Main, w.T("signin.enter"), v.page.enter).Cap("Enter"))
		first = v.field.Entry
	case ByRecovery:
		if !same {
			v.again = [3]*kit.Field{kit.NewField(w.T("signin.recovery"), ""), kit.NewSecret(w.T("signin.new_pin"), ""), kit.NewSecret(w.T("signin.new_passphrase"), w.T("signin.new_passphrase_help"))}
		}
		for _, f := range v.again {
			body.Add(f)
		}
		body.Add(wrong)
		body.Add(kit.NewButton(kit.Main, w.T("signin.recover"), v.page.enter).Cap("Ctrl Enter"))
		first = v.again[0].Entry
	}
	body.Add(v.links())
	v.panel.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, body)}
	kit.Relay(v.panel)
	v.first = first
	if !v.searching() {
		v.begin()
	}
}

// searching says that somebody still types a name: the panel then waits for
// Enter and takes no letter of it.
func (v *view) searching() bool {
	return v.page.text != "" && v.page.host.Window().Canvas().Focused() == fyne.Focusable(v.search.Entry)
}

// begin goes to the first control of the panel.
func (v *view) begin() {
	if v.first != nil {
		v.page.host.Window().Canvas().Focus(v.first)
	}
}

// searchFor goes on with a search that was begun outside the field.
func (v *view) searchFor(text string) {
	v.search.Focus()
	v.search.SetText(text)
	v.search.Entry.CursorColumn = len([]rune(text))
	v.search.Entry.Refresh()
}

func (v *view) links() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	link := func(key string, way Way) *kit.Link {
		return kit.NewLink(w.T(key), "", func() { m.Take(way); v.renderPanel() })
	}
	row := kit.Row(8)
	switch m.Way() {
	case ByPIN:
		if m.Owner() {
			row.Add(link("signin.lost_all", ByRecovery))
		} else {
			row.Add(link("signin.forgot", ByCode))
		}
		row.Add(kit.Spacer())
		if m.Chosen().HasKey {
			row.Add(link("signin.use_passphrase", ByPassphrase))
		}
	case NewPIN, AgainPIN:
	default:
		if !m.Chosen().FirstTime {
			row.Add(link("signin.use_pin", ByPIN))
		}
	}
	return row
}
