package opening

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/signing"
	"shifu/app/theme"
	"shifu/internal/lang"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page    *page
	root    fyne.CanvasObject
	side    *fyne.Container
	form    *fyne.Container
	scroll  *kit.Scroll
	bar     *fyne.Container
	next    *kit.Button
	shop    *kit.Field
	owner   *kit.Field
	pin     *kit.Field
	phrase  *kit.Field
	again   *kit.Field
	typed   *kit.Field
	names   *kit.Field
	people  *fyne.Container
	packs   *fyne.Container
	problem *kit.Paragraph
	shown   Step
	asked   bool // the step was set for asking for the passphrase
}

func newView(p *page) *view {
	v := &view{page: p, shown: -1, side: kit.Column(0), form: kit.Column(20), bar: kit.Row(10)}
	v.scroll = kit.NewScroll(kit.Pad(kit.Sides(44, 56), v.form)).Within()
	ground := canvas.NewRectangle(theme.Hero.In(theme.Light))
	rings := newRings()
	left := kit.Fixed(400, 0, kit.Stack(ground, rings, kit.Pad(kit.All(44), v.side)))
	right := container.NewBorder(nil, kit.Pad(kit.Sides(20, 56), v.bar), nil, nil, v.scroll)
	v.root = container.NewBorder(nil, nil, left, nil, right)
	return v
}

// newRings is the decoration at the foot of the panel: growth rings from indigo
// to blue-green, clipped at the panel's edge.
func newRings() fyne.CanvasObject {
	room := container.New(&ringsLayout{})
	for _, alpha := range []uint8{22, 34, 48, 66} {
		c := canvas.NewCircle(theme.Clear)
		tone := theme.OnHero.In(theme.Light)
		tone.A = alpha
		c.StrokeColor, c.StrokeWidth = tone, 14
		room.Add(c)
	}
	core := canvas.NewCircle(theme.Qing.In(theme.Light))
	room.Add(core)
	return container.NewClip(room)
}

type ringsLayout struct{}

func (*ringsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (*ringsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, o := range objects {
		r := float32(262 - 48*i)
		if i == len(objects)-1 {
			r = 62
		}
		o.Resize(fyne.NewSquareSize(2 * r))
		o.Move(fyne.NewPos(size.Width+20-r, size.Height+4-r))
	}
}

func (v *view) render() {
	v.renderSide()
	m := v.page.model
	if v.shown != m.Step() || v.asked != m.NeedsCode() {
		v.shown, v.asked = m.Step(), m.NeedsCode()
		switch m.Step() {
		case AskShop:
			v.askShop()
		case AskSecrets:
			v.askSecrets()
		case AskRecovery:
			v.askRecovery()
		case AskPeople:
			v.askPeople()
		case ShowCodes:
			v.showCodes()
		}
		v.scroll.Top()
	}
	v.renderProblems()
}

func (v *view) renderSide() {
	w, step := v.page.host.Words(), v.page.model.Step()
	at := map[Step]int{AskShop: 0, AskSecrets: 1, AskRecovery: 1, AskPeople: 2, ShowCodes: 2}[step]
	steps := kit.Column(14)
	for i, key := range []string{"opening.step_1", "opening.step_2", "opening.step_3"} {
		tone, role := theme.OnHero2, theme.Body
		if i == at {
			tone, role = theme.OnHero, theme.BodyBold
		}
		steps.Add(kit.Row(12, kit.NumberDisc(i+1, i <= at), kit.Fill(kit.NewParagraph(w.T(key), role, tone))))
	}
	languages := kit.Row(12)
	for _, tag := range lang.Tags {
		if step > AskSecrets {
			break // the page would be built anew, and what it shows once would be gone
		}
		tone, role := theme.OnHero2, theme.Secondary
		if tag == w.Tag() {
			tone, role = theme.OnHero, theme.Label
		}
		languages.Add(kit.NewPressable(kit.PressLook{Quiet: true, Hover: theme.Hero, Focus: theme.OnHero, Radius: 6}, kit.Pad(kit.Sides(4, 2), kit.Text(w.T("language."+string(tag)), role, tone)), func() { v.page.speak(tag) }))
	}
	v.side.Objects = []fyne.CanvasObject{kit.AtLeft(kit.LogoIn(52, theme.OnHero, theme.Hero)), kit.Pad(kit.Insets{Top: 26, Bottom: 8}, kit.NewLabel(w.T("opening.product"), theme.FigureBig, theme.OnHero)),
		kit.NewParagraph(w.T("opening.claim"), theme.Stem, theme.OnHero2), kit.Pad(kit.Insets{Top: 44, Bottom: 14}, kit.NewLabel(w.T("opening.minutes"), theme.Body, theme.OnHero2)), steps, kit.Spacer(), languages}
	kit.Relay(v.side)
}

func (v *view) set(title, words string, bar []fyne.CanvasObject, content ...fyne.CanvasObject) {
	v.problem = kit.NewParagraph("", theme.Body, theme.DangerInk)
	v.form.Objects = append([]fyne.CanvasObject{kit.Column(2, kit.NewParagraph(title, theme.PageTitle, theme.Ink), kit.NewParagraph(words, theme.Body, theme.Ink2))}, content...)
	v.form.Add(v.problem)
	kit.Relay(v.form)
	v.bar.Objects = bar
	kit.Relay(v.bar)
	v.scroll.Refresh()
}

// setBusy shows that something is being done; a step may just be on its way.
func (v *view) setBusy(on bool) {
	if v.next != nil {
		v.next.SetBusy(on)
	}
}

// adding tells how far the work with many people has come, until it is done.
func (v *view) adding(people int) {
	p, w := v.page, v.page.host.Words()
	p.prepared.Store(0)
	say := func() {
		if n := int(p.prepared.Load()); n > 0 {
			v.next.SetLabel(w.T("opening.preparing", "Done", n, "Of", people))
		} else {
			v.next.SetLabel(w.N("opening.adding", people))
		}
	}
	say()
	var stop func()
	stop = p.host.Every(p.ctx, 200*time.Millisecond, func() {
		if !p.busy {
			stop()
			return
		}
		say()
	})
}

// offerAdding names the button again that told how far the work had come.
func (v *view) offerAdding() {
	if v.shown == AskPeople {
		v.next.SetLabel(v.page.host.Words().T("opening.people_do"))
	}
}

func (v *view) focus(f fyne.Focusable) { v.page.host.Window().Canvas().Focus(f) }

func (v *view) askShop() {
	w, m := v.page.host.Words(), v.page.model
	big := func(icon, title, note string, current bool) fyne.CanvasObject {
		card := kit.NewPressable(kit.PressLook{Radius: theme.RadiusCard, Edge: true}, kit.AtLeast(0, 72, kit.Pad(kit.Sides(12, 18), kit.Row(14, kit.IconBox(icon, 20, theme.Primary), kit.Fill(kit.Column(0, kit.NewLabel(title, theme.CardTitle, theme.Ink), kit.NewParagraph(note, theme.Caption, theme.Ink3)))))), nil)
		card.SetCurrent(current)
		if !current {
			card.Disable()
		}
		return card
	}
	v.shop = kit.NewField(w.T("opening.shop"), "")
	v.shop.SetText(m.Shop)
	v.shop.OnChanged(func(s string) { m.Shop = s })
	v.owner = kit.NewField(w.T("opening.owner"), "")
	v.owner.SetText(m.Owner)
	v.owner.OnChanged(func(s string) { m.Owner = s })
	v.packs = kit.Column(0)
	v.renderPacks()
	v.next = kit.NewButton(kit.Main, w.T("opening.next_secrets"), v.page.enter).Large().Cap("Enter")
	bar := []fyne.CanvasObject{kit.NewLabel(w.T("opening.look"), theme.Secondary, theme.Ink2).Least(120), kit.NewLink(w.T("opening.demo"), "", v.page.openDemo), kit.Spacer(), v.next}
	v.set(w.T("opening.title"), w.T("opening.words"), bar,
		kit.Equal(14, big("shop", w.T("opening.open"), w.T("opening.open_note"), true), big("pc", w.T("opening.join"), w.T("opening.join_note"), false)),
		kit.RowTop(14, kit.Fill(v.shop), kit.Fill(v.owner)),
		kit.Column(10, kit.Row(8, kit.Text(w.T("opening.packs"), theme.Label, theme.Ink), kit.Fill(kit.NewLabel(w.T("opening.packs_note"), theme.Caption, theme.Ink3))), v.packs))
	v.focus(v.shop.Entry)
}

func (v *view) renderPacks() {
	if v.packs == nil {
		return
	}
	cards := []fyne.CanvasObject{}
	for i, p := range v.page.model.Packs() {
		col := kit.Column(8, kit.Row(10, kit.NumberBox(i+1, p.Chosen), kit.Fill(kit.NewParagraph(p.Title, theme.CardTitle, theme.Ink).Most(2))))
		for _, line := range p.Lines {
			col.Add(kit.RowTop(8, kit.Fixed(16, 20, kit.Middle(kit.IconBox("check", 14, theme.Qing))), kit.Fill(kit.NewParagraph(line, theme.Secondary, theme.Ink2))))
		}
		card := kit.NewPressable(kit.PressLook{Radius: theme.RadiusCard, Edge: true, Chosen: theme.Surface}, kit.AtLeast(0, 150, kit.Pad(kit.All(18), col)), func() { v.page.choosePack(i) })
		card.SetCurrent(p.Chosen)
		cards = append(cards, card)
	}
	v.packs.Objects = []fyne.CanvasObject{kit.Equal(14, cards...)}
	kit.Relay(v.packs)
}

func (v *view) askSecrets() {
	w := v.page.host.Words()
	v.pin = kit.NewSecret(w.T("opening.pin"), w.T("opening.pin_help"))
	v.phrase = kit.NewSecret(w.T("opening.passphrase"), w.T("opening.passphrase_help"))
	v.phrase.OnChanged(func(s string) {
		help := v.page.model.Strength(s)
		if help == "" {
			help = w.T("opening.passphrase_help")
		}
		v.phrase.SetHelp(help)
	})
	v.again = kit.NewSecret(w.T("opening.again"), "")
	v.next = kit.NewButton(kit.Main, w.T("opening.open_do"), v.page.enter).Large().Cap("Ctrl Enter")
	bar := []fyne.CanvasObject{kit.NewButton(kit.Bare, w.T("opening.back"), v.page.back), kit.Spacer(), v.next}
	v.set(w.T("opening.secrets_title"), w.T("opening.secrets_words"), bar, kit.MostWide(460, kit.Column(18, v.pin, v.phrase, v.again)))
	v.focus(v.pin.Entry)
}

func (v *view) askRecovery() {
	w, m := v.page.host.Words(), v.page.model
	if m.NeedsCode() {
		v.phrase = kit.NewSecret(w.T("opening.passphrase"), "")
		v.next = kit.NewButton(kit.Main, w.T("opening.recovery_again_do"), v.page.enter).Large().Cap("Enter")
		v.set(w.T("opening.recovery_title"), w.T("opening.recovery_again"), []fyne.CanvasObject{kit.Spacer(), v.next}, kit.MostWide(460, v.phrase))
		v.focus(v.phrase.Entry)
		return
	}
	v.typed = kit.NewField(w.T("opening.recovery_typed"), "")
	v.next = kit.NewButton(kit.Main, w.T("opening.recovery_do"), v.page.enter).Large().Cap("Enter")
	v.set(w.T("opening.recovery_title"), w.T("opening.recovery_words"), []fyne.CanvasObject{kit.Spacer(), v.next},
		signing.RecoveryCode(v.page.host, m.RecoveryCode(), v.page.print), kit.MostWide(300, v.typed))
	v.focus(v.typed.Entry)
}

func (v *view) askPeople() {
	w, m := v.page.host.Words(), v.page.model
	v.names = kit.NewTextArea(w.T("opening.names"), w.T("opening.names_help"), 5)
	v.people = kit.Column(6)
	v.names.OnChanged(func(s string) { m.SetNames(s); v.renderPeople() })
	v.next = kit.NewButton(kit.Main, w.T("opening.people_do"), v.page.enter).Large().Cap("Ctrl Enter")
	v.set(w.T("opening.people_title"), w.T("opening.people_words"), []fyne.CanvasObject{kit.NewButton(kit.Bare, w.T("opening.people_later"), v.page.finish), kit.Spacer(), v.next},
		kit.MostWide(560, kit.Column(14, v.names, v.people)))
	v.renderPeople()
	v.focus(v.names.Entry)
}

func (v *view) renderPeople() {
	w, m := v.page.host.Words(), v.page.model
	v.people.Objects = nil
	for i, p := range m.People() {
		current := 0
		if p.Mentor {
			current = 1
		}
		v.people.Add(kit.Row(12, kit.Fill(kit.NewLabel(p.Name, theme.Body, theme.Ink)), kit.NewSegments(current, func(at int) { m.SetMentor(i, at == 1) }, []string{w.T("opening.apprentice"), w.T("opening.mentor")}, nil)))
	}
	kit.Relay(v.people)
	v.scroll.Refresh()
	v.next.SetEnabled(len(m.People()) > 0)
}

func (v *view) showCodes() {
	w, m := v.page.host.Words(), v.page.model
	rows := []fyne.CanvasObject{}
	for _, i := range m.Invitations() {
		rows = append(rows, kit.AtLeast(0, 46, kit.Pad(kit.Sides(8, 18), kit.Row(12, kit.Fill(kit.NewLabel(i.Person.Label(), theme.Body, theme.Ink)), kit.Text(string(i.ClaimCode), theme.Stem, theme.Primary)))))
	}
	v.next = kit.NewButton(kit.Main, w.T("opening.finish"), v.page.finish).Large().Cap("Enter")
	v.set(w.T("opening.codes_title"), w.T("opening.codes_words"), []fyne.CanvasObject{kit.NewButton(kit.Usual, w.T("opening.codes_copy"), v.page.copyCodes).WithIcon("copy").Cap("Ctrl C"), kit.Spacer(), v.next}, kit.MostWide(560, kit.ListCard(nil, rows...)))
	v.page.host.Window().Canvas().Unfocus()
}

// renderProblems says at each field what is wrong with it, and puts the focus
// into the first one, so that what is typed next mends it.
func (v *view) renderProblems() {
	p := v.page.model.Problems
	var first *kit.Field
	for _, at := range []struct {
		key   string
		field *kit.Field
	}{{"shop", v.shop}, {"owner", v.owner}, {"pin", v.pin}, {"passphrase", v.phrase}, {"again", v.again}, {"recovery", v.typed}, {"names", v.names}} {
		if at.field == nil {
			continue
		}
		if at.field.Error() != p[at.key] {
			at.field.SetError(p[at.key])
		}
		if first == nil && p[at.key] != "" {
			first = at.field
		}
	}
	v.problem.SetText(p[""])
	if first != nil {
		v.scroll.Top()
		v.focus(first.Entry)
	}
}
