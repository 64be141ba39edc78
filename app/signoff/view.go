package signoff

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/training"
)

// view is the widgets of the page. render is the only thing that touches them.
type view struct {
	page     *page
	root     fyne.CanvasObject
	header   *kit.PageHeader
	steps    *fyne.Container
	left     *fyne.Container
	right    *fyne.Container
	scroll   *kit.Scroll
	beside   *kit.Scroll
	phrase   *kit.Field
	seen     *kit.Checkbox
	note     *kit.Field
	agree    bool // the apprentice agrees; otherwise disputes
	reason   training.DisputeReason
	problem  *kit.Paragraph
	act      *kit.Button
	typedFor string // what the fields of the panel were made for
	at       string // the stage whose panel was brought into sight
	fresh    bool   // the person has just signed: the seal is seen being pressed on
}

func newView(p *page) *view {
	v := &view{page: p, agree: true, reason: training.ItemMarkedWrong}
	v.header = kit.NewPageHeader(" ", " ", p.host.Back)
	v.steps = kit.Column(0)
	v.left, v.right = kit.Column(theme.Gap), kit.Column(theme.Gap)
	v.scroll, v.beside = kit.NewScroll(v.left), kit.NewScroll(v.right)
	v.root = kit.NewPageBody(v.header, container.NewBorder(kit.Pad(kit.Insets{Bottom: 14}, v.steps), nil, nil, nil, kit.TwoColumns(428, v.scroll, v.beside)), nil)
	return v
}

func (v *view) render() {
	m := v.page.model
	if !m.Ready() {
		return
	}
	v.header.Set(m.Title(), m.Line())
	v.steps.Objects = []fyne.CanvasObject{kit.StepRow(m.Steps()...)}
	kit.Relay(v.steps)
	v.left.Objects = []fyne.CanvasObject{v.evidence()}
	if len(m.Groups()) > 0 {
		v.left.Add(v.conditions())
	}
	v.scroll.Refresh()
	v.right.Objects = nil
	for _, s := range m.Signatures() {
		v.right.Add(v.signature(s))
	}
	for _, e := range m.Events() {
		col := kit.Column(4, kit.NewParagraph(e.Line, theme.Label, theme.Ink2))
		if e.Note != "" {
			col.Add(kit.NewParagraph(e.Note, theme.Body, theme.Ink))
		}
		v.right.Add(kit.NewCard(kit.WatchCard, col))
	}
	turn := v.turn()
	v.right.Add(turn)
	v.beside.Refresh()
	if at := v.page.At(); at != v.at { // what there is to do is in sight, however much was said before
		v.at = at
		top := turn.Position().Y
		v.beside.ShowRange(top, top+min(turn.Size().Height, v.beside.Size().Height))
	}
}

// refuse says on the page why there is nothing to be seen.
func (v *view) refuse(words string) {
	w := v.page.host.Words()
	v.header.Set(w.T("signoff.page"), "")
	v.left.Objects = []fyne.CanvasObject{kit.NewCard(kit.PlainCard, kit.Pad(kit.Sides(60, 8), kit.EmptyState("lock", w.T("signoff.refused"), words, kit.NewButton(kit.Soft, w.T("signoff.back"), v.page.host.Back))))}
	v.right.Objects = nil
	v.scroll.Refresh()
	v.beside.Refresh()
}

func (v *view) evidence() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	var rows []fyne.CanvasObject
	for _, r := range m.Rows() {
		icon, tone := "circle", theme.Ink3
		if r.Met {
			icon, tone = "check", theme.Qing
		}
		line := kit.Row(12, kit.IconBox(icon, 16, tone), kit.FillBy(3, kit.NewLabel(r.Title, theme.Body, theme.Ink)), kit.FillBy(2, kit.NewLabel(r.Count, theme.BodyBold, theme.Ink)), kit.FillBy(3, kit.NewParagraph(r.Note, theme.Secondary, theme.Ink2).Most(2)))
		look := kit.Stack()
		if r.Attempt != "" {
			look.Add(kit.NewLink(w.T("signoff.look"), "", func() { v.page.look(r.Attempt) }))
		}
		line.Add(kit.Fixed(56, 30, look)) // also where there is nothing to look at: the columns line up
		rows = append(rows, kit.AtLeast(0, 42, kit.Pad(kit.Sides(6, 18), line)))
	}
	return kit.ListCard(kit.CardHead(w.T("signoff.evidence"), w.T("signoff.evidence_note"), nil), rows...)
}

func (v *view) conditions() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	var rows []fyne.CanvasObject
	for _, g := range m.Groups() {
		levels := kit.Flow(18, 6)
		for _, l := range g.Levels {
			icon, tone, count := "check", theme.Qing, w.T("signoff.of", "Right", l.Right, "Done", l.Done)
			if l.Done == 0 {
				icon, tone, count = "minus", theme.Ink3, w.T("signoff.not_assessed")
			} else if l.Right*2 < l.Done {
				icon, tone = "alert", theme.Ochre
			}
			levels.Add(kit.Row(6, kit.IconBox(icon, 14, tone), kit.Text(w.Text(l.Label), theme.Secondary, theme.Ink), kit.Text(count, theme.Caption, theme.Ink3)))
		}
		rows = append(rows, kit.AtLeast(0, 46, kit.Pad(kit.Sides(10, 18), kit.RowTop(12, kit.Fixed(110, 20, kit.NewLabel(w.Text(g.Label), theme.Label, theme.Ink)), kit.Fill(levels)))))
	}
	return kit.ListCard(kit.CardHead(w.T("signoff.conditions"), w.T("signoff.conditions_note"), nil), rows...)
}

func (v *view) signature(s Signature) fyne.CanvasObject {
	seal := kit.Seal(s.Name, 66)
	if s.Outline {
		seal = kit.SealOutline(s.Name, 66)
	}
	if v.fresh && s.Name == v.page.host.Person().Name {
		v.fresh = false
		seal.Press()
	}
	words := kit.Column(2, kit.NewLabel(s.Who+" · "+s.At, theme.Caption, theme.Ink3), kit.NewLabel(s.Name, theme.Stem, theme.Ink), kit.NewParagraph(v.page.host.Words().T("signoff.quote", "Text", s.Meaning), theme.Body, theme.Ink2))
	return kit.NewCard(kit.PlainCard, kit.RowTop(16, kit.Fill(words), seal))
}

// turn is the panel of what the actor may do now.
func (v *view) turn() fyne.CanvasObject {
	m, w := v.page.model, v.page.host.Words()
	v.problem = kit.NewParagraph("", theme.Body, theme.DangerInk)
	turn := m.Turn()
	if turn == Watch {
		icon := "clock"
		if m.Stage() == Settled {
			icon = "lock"
		}
		return kit.NewCard(kit.QuietCard, kit.Row(10, kit.IconBox(icon, 18, theme.Ink2), kit.Fill(kit.NewParagraph(m.Waiting(), theme.Body, theme.Ink2))))
	}
	if m.NeedsKey() {
		v.act = kit.NewButton(kit.Main, w.T("signoff.make_key"), v.page.enrol).WithIcon("key").Cap("Ctrl Enter")
		return kit.NewCard(kit.CurrentCard, kit.Column(14, kit.NewParagraph(w.T("signoff.no_key"), theme.Stem, theme.Ink), kit.NewParagraph(w.T("signoff.no_key_words"), theme.Body, theme.Ink2), kit.AtLeft(v.act)))
	}
	// What was typed and ticked stays while there is the same to do about the same.
	if about := v.page.At() + " " + m.Evidence().Hash; about != v.typedFor {
		v.typedFor = about
		v.phrase = kit.NewSecret(w.T("signing.passphrase"), w.T("signing.passphrase_help"))
		v.note = kit.NewTextArea(w.T("signoff.reason_field"), "", 3)
		v.seen = kit.NewCheckbox(w.T("signoff.witnessed"), false, func(bool) { v.enable() })
	}
	name := v.page.host.Person().Name
	head := kit.Row(12, kit.Avatar(name, 34, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(w.T("signoff.your_turn", "Name", name), theme.Stem, theme.Ink), kit.NewLabel(w.T("signoff.in_person"), theme.Caption, theme.Ink3))))
	body := kit.Column(14, head)
	seal := func(key string) *kit.Button {
		return kit.NewButton(kit.SealRed, w.T(key), v.page.act).WithIcon("stamp").Large().Cap("Ctrl Enter")
	}
	switch turn {
	case SignAsMentor:
		v.act = seal("signoff.seal")
		body.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(w.T("signoff.means", "Text", m.Meaning()), theme.Body, theme.Ink)))
		body.Add(v.seen)
		body.Add(v.phrase)
	case SignOrDispute:
		current := 0
		if !v.agree {
			current = 1
		}
		body.Add(kit.NewCard(kit.QuietCard, kit.NewParagraph(w.T("signoff.means", "Text", m.Statement()), theme.Body, theme.Ink)))
		body.Add(kit.NewSegments(current, v.page.agree, []string{w.T("signoff.agree"), w.T("signoff.disagree")}, []string{"1", "2"}))
		if v.agree {
			v.act = seal("signoff.seal_mine")
			body.Add(v.phrase)
		} else {
			v.act = kit.NewButton(kit.Main, w.T("signoff.dispute"), v.page.act).Large().Cap("Ctrl Enter")
			body.Add(v.reasons())
			body.Add(v.note)
		}
	case AnswerOrOffer:
		v.act = kit.NewButton(kit.Main, w.T("signoff.answer"), v.page.act).Cap("Ctrl Enter")
		body.Add(v.note)
		body.Add(kit.Flow(10, 8, v.act, kit.NewButton(kit.Usual, w.T("signoff.offer"), v.page.offer).WithIcon("stamp")))
	case WithdrawOnly:
		v.act = kit.NewButton(kit.Main, w.T("signoff.withdraw"), v.page.act).Cap("Ctrl Enter")
		body.Add(kit.NewParagraph(m.Waiting(), theme.Body, theme.Ink2))
		body.Add(v.note)
	case RuleIt:
		v.act = kit.NewButton(kit.SealRed, w.T("signoff.rule_stands"), v.page.act).WithIcon("stamp").Cap("Ctrl Enter")
		body.Add(v.note)
		body.Add(kit.Flow(10, 8, v.act, kit.NewButton(kit.Usual, w.T("signoff.rule_void"), v.page.ruleVoid)))
	case ReopenIt:
		body = kit.Column(14, kit.Row(10, kit.IconBox("lock", 18, theme.Ink2), kit.Fill(kit.NewParagraph(m.Waiting(), theme.Body, theme.Ink2))))
		v.act = kit.NewButton(kit.Bare, w.T("signoff.reopen"), v.page.act)
	}
	body.Add(v.problem)
	if turn != AnswerOrOffer && turn != RuleIt {
		body.Add(kit.AtLeft(v.act))
	}
	if turn == SignAsMentor || turn == SignOrDispute && v.agree {
		body.Add(kit.NewParagraph(w.T("signoff.final"), theme.Caption, theme.Ink3))
	}
	v.enable()
	kind := kit.CurrentCard
	if turn == ReopenIt {
		kind = kit.PlainCard
	}
	return kit.NewCard(kind, body)
}

func (v *view) reasons() fyne.CanvasObject {
	w := v.page.host.Words()
	var choices []kit.Choice
	for _, r := range []training.DisputeReason{training.ItemMarkedWrong, training.NotObserved, training.WrongConditions, training.OtherDisagreement} {
		choices = append(choices, kit.Choice{Value: string(r), Words: w.T("signoff.reason." + string(r))})
	}
	return kit.NewChipGroup(string(v.reason), func(s string) { v.reason = training.DisputeReason(s) }, choices...)
}

// takesNote says whether the panel asks for words of one's own.
func (v *view) takesNote() bool {
	switch v.page.model.Turn() {
	case AnswerOrOffer, WithdrawOnly, RuleIt:
		return true
	case SignOrDispute:
		return !v.agree
	}
	return false
}

// enable lets the mentor sign only after the declaration.
func (v *view) enable() {
	if v.page.model.Turn() == SignAsMentor && v.act != nil {
		v.act.SetEnabled(v.seen.On())
	}
}

func (v *view) fail(words string) {
	v.problem.SetText(words)
	if v.phrase != nil {
		v.phrase.SetText("")
	}
	v.beside.Refresh()
}
