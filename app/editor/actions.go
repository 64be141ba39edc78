package editor

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"shifu/app/answer"
	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// main is the page's main act: send, withdraw or publish.
func (p *page) main() {
	p.view.grid.Commit()
	switch p.model.Draft().State {
	case quiz.DraftSent, quiz.DraftDisputed:
		p.withdraw()
	case quiz.DraftAgreed:
		p.publish()
	default:
		p.send()
	}
}

func (p *page) step() quiz.DraftCommand {
	return quiz.DraftCommand{Command: op.Command{ID: op.NewID()}, Draft: p.model.Draft().ID}
}

// send keeps the text and sends it for approval.
func (p *page) send() {
	if !p.model.CanSend() {
		return
	}
	p.view.main.SetBusy(true)
	p.keep(func(kept bool) {
		if !kept {
			p.view.main.SetBusy(false)
			return
		}
		cmd, actor := p.step(), p.host.Person().Actor
		pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Sent, error) { return p.svc.Drafts.SendDraft(ctx, actor, cmd) }, func(s quiz.Sent, err error) {
			p.view.main.SetBusy(false)
			if err != nil {
				p.host.Report(err)
				return
			}
			p.host.Toast(kit.Message{Words: p.host.Words().N("editor.sent", s.Situations), Icon: "check"})
			p.Load(p.ctx)
		})
	})
}

// withdraw takes the draft back to be written on.
func (p *page) withdraw() {
	cmd, actor := p.step(), p.host.Person().Actor
	pages.Send(p.host, p.ctx, func(ctx context.Context) (bool, error) { return p.svc.Drafts.WithdrawDraft(ctx, actor, cmd) }, func(_ bool, err error) {
		p.host.Report(err)
		p.Load(p.ctx)
	})
}

// drop throws the draft away, once it was confirmed.
func (p *page) drop() {
	w, cmd, actor := p.host.Words(), p.step(), p.host.Person().Actor
	p.host.Confirm(kit.Question{Title: w.T("editor.drop_title"), Words: w.T("editor.drop_words"), Yes: w.T("editor.drop_yes"), No: w.T("editor.drop_no"), Danger: true, OnYes: func() {
		p.model.Saved(p.model.Text(), p.host.Now())
		p.leaving = true
		pages.Send(p.host, p.ctx, func(ctx context.Context) (bool, error) { return p.svc.Drafts.DropDraft(ctx, actor, cmd) }, func(_ bool, err error) {
			p.host.Report(err)
			if p.leaving = err == nil; p.leaving {
				p.host.Back()
			}
		})
	}})
}

// publish shows what changes, and publishes.
func (p *page) publish() {
	publishing{host: p.host, drafts: p.svc.Drafts, ctx: p.ctx, begin: func() { p.leaving = true }, reload: func() {
		p.leaving = false
		p.Load(p.ctx)
	}, done: p.host.Back}.of(p.model.Draft().ID)
}

// Changes puts a difference into words: the answers that change, then the parts
// before and after.
func Changes(w *i18n.Printer, d quiz.Difference) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if d.New {
		return append(out, kit.NewParagraph(w.N("editor.change_new", d.Added), theme.Body, theme.Ink))
	}
	before := func(was, is string) fyne.CanvasObject {
		if was == "" {
			was = w.T("editor.nothing")
		}
		if is == "" {
			is = w.T("editor.nothing")
		}
		return kit.Column(2, kit.NewParagraph(w.T("editor.before", "Words", was), theme.Secondary, theme.Ink3).Most(4), kit.NewParagraph(w.T("editor.after", "Words", is), theme.Secondary, theme.Ink).Most(4))
	}
	switch {
	case d.KeysChanged > 0:
		out = append(out, kit.NewBanner(kit.WatchTone, "alert", w.N("editor.keys_changed", d.KeysChanged), "", nil))
		for _, k := range d.Keys {
			var chips []kit.Condition
			for _, c := range k.Chips {
				chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
			}
			out = append(out, kit.NewCard(kit.QuietCard, kit.Column(6, kit.Conditions(chips...), before(w.Text(k.Before), w.Text(k.After)))))
		}
		if n := d.KeysChanged - len(d.Keys); n > 0 {
			out = append(out, kit.NewParagraph(w.N("editor.more_keys", n), theme.Secondary, theme.Ink3))
		}
	default:
		out = append(out, kit.NewBanner(kit.GoodTone, "check", w.T("editor.keys_same"), "", nil))
	}
	if d.Added > 0 {
		out = append(out, kit.NewParagraph(w.N("editor.added", d.Added), theme.Secondary, theme.Ink2))
	}
	if d.Removed > 0 {
		out = append(out, kit.NewParagraph(w.N("editor.removed", d.Removed), theme.Secondary, theme.Ink2))
	}
	for i, c := range d.Parts {
		if i == 40 {
			out = append(out, kit.NewParagraph(w.N("editor.more_parts", len(d.Parts)-i), theme.Secondary, theme.Ink3))
			break
		}
		name := c.Part
		for _, prefix := range []string{"editor.sheet.", "editor.field."} {
			if w.Has(prefix + c.Part) {
				name = w.T(prefix + c.Part)
				break
			}
		}
		if c.Where != "" {
			name += " · " + c.Where
		}
		out = append(out, kit.NewCard(kit.PlainCard, kit.Column(2, kit.NewLabel(name, theme.Label, theme.Ink), before(c.Before, c.After))))
	}
	return out
}

// disputes shows the situations on which the second reader disagrees, with both
// answers.
func (p *page) disputes() {
	w := p.host.Words()
	rows := kit.Column(12)
	for _, d := range p.model.Bench().Disputes {
		col := kit.Column(8, asked(w, d.Chips, d.Shown, false)...)
		col.Add(kit.NewParagraph(w.T("editor.model_says", "Words", w.Text(d.Key.RightText)), theme.Body, theme.QingInk))
		col.Add(kit.NewParagraph(w.T("editor.reader_says", "Words", answerWords(w, d.Shown, d.Response)), theme.Body, theme.OchreInk))
		if d.Said != "" {
			col.Add(kit.NewParagraph(w.T("editor.reader_note", "Words", d.Said), theme.Secondary, theme.Ink2))
		}
		for _, o := range offered(w, d.Shown) {
			col.Add(o)
		}
		rows.Add(kit.NewCard(kit.PlainCard, col))
	}
	var closeIt func()
	scroll := kit.NewScroll(rows)
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.disputes"), Wide: true, Main: kit.NewButton(kit.Main, w.T("shell.understood"), func() { closeIt() }).Cap("Enter"), Keys: paged(scroll),
		Content: kit.Fixed(572, 400, scroll)})
}

// paged turns the pages of what is longer than its dialog.
func paged(s *kit.Scroll) []kit.Key {
	return []kit.Key{
		kit.Named(fyne.KeyPageDown, "", func() { s.Page(1) }), kit.Named(fyne.KeyPageUp, "", func() { s.Page(-1) }),
		kit.Named(fyne.KeyDown, "", func() { s.By(60) }), kit.Named(fyne.KeyUp, "", func() { s.By(-60) }),
	}
}

// answerWords is an answer as far as it can be said in words.
func answerWords(w *i18n.Printer, p response.Presentation, raw json.RawMessage) string {
	var r struct {
		Choice  any      `json:"choice"`
		Choices []string `json:"choices"`
		Order   []string `json:"order"`
		Text    string   `json:"text"`
		None    bool     `json:"none"`
	}
	_ = json.Unmarshal(raw, &r)
	name := func(id string) string {
		for _, list := range [][]response.Choice{p.Options, p.Steps} {
			for _, o := range list {
				if o.ID == id {
					return w.Text(o.Text)
				}
			}
		}
		return id
	}
	var out []string
	switch c := r.Choice.(type) {
	case string:
		out = append(out, name(c))
	case bool:
		if c {
			out = append(out, w.T("editor.true"))
		} else {
			out = append(out, w.T("editor.false"))
		}
	}
	for _, id := range append(r.Choices, r.Order...) {
		out = append(out, name(id))
	}
	switch {
	case r.Text != "":
		out = append(out, r.Text)
	case r.None:
		out = append(out, w.T("editor.none"))
	}
	if len(out) == 0 {
		return string(raw)
	}
	return strings.Join(out, " → ")
}

// accept asks for the reason why a warning may stay.
func (p *page) accept(r Row) {
	w := p.host.Words()
	why := kit.NewField(w.T("editor.why_accept"), "")
	var closeIt func()
	do := kit.NewButton(kit.Main, w.T("editor.repair.accept_warning"), nil)
	do = kit.NewButton(kit.Main, w.T("editor.repair.accept_warning"), func() {
		if strings.TrimSpace(why.Text()) == "" {
			why.SetError(w.T("editor.why_missing"))
			return
		}
		closeIt()
		if p.model.Accept(r.Finding, why.Text()) {
			p.changed()
		}
	}).Cap("Ctrl Enter")
	look := kit.NewButton(kit.Usual, w.T("editor.repair.go_there"), func() {
		closeIt()
		p.goTo(r.Finding)
	})
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.accept_title"), Wide: true, Main: do, Other: look, First: why.Entry, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)},
		Content: kit.Column(12, kit.NewParagraph(r.Words, theme.Body, theme.Ink), kit.NewParagraph(w.Text(r.Finding.Repair), theme.Secondary, theme.Ink2), why)})
}

// try lets the author answer the drawn example as a learner would; it is marked by
// the engine and nothing is kept.
func (p *page) try() {
	t := p.model.Trial()
	if t == nil {
		return
	}
	w := p.host.Words()
	var closeIt func()
	var given answer.Answer
	var do *kit.Button
	body := kit.Column(12)
	scroll := kit.NewScroll(kit.Pad(kit.Insets{Right: 4}, body))
	problem := kit.NewParagraph("", theme.Secondary, theme.OchreInk)
	done := false
	show := func(objects ...fyne.CanvasObject) {
		body.Objects = objects
		kit.Relay(body)
		scroll.Refresh()
	}
	var head []fyne.CanvasObject
	shown := t.Shown
	given = answer.New(w, shown, p.host.Monotonic, func() { problem.SetText("") })
	ask := func() []fyne.CanvasObject {
		head = nil
		var chips []kit.Condition
		for _, c := range t.Chips {
			chips = append(chips, kit.Condition{Name: w.Text(c.Label), Level: w.Text(c.Level)})
		}
		if len(chips) > 0 {
			head = append(head, kit.Conditions(chips...))
		}
		if talk, ok := given.(answer.Talker); ok {
			for _, b := range talk.Chat(w.Text(shown.Stem)) {
				head = append(head, kit.NewBubble(b))
			}
		} else {
			head = append(head, kit.NewBubble(kit.Bubble{Kind: kit.Theirs, Who: w.T("quizzes.who_case"), Words: w.Text(shown.Stem)}))
		}
		return append(head, given.Object(), problem)
	}
	press := func() {
		if done {
			closeIt()
			return
		}
		if st, ok := given.(answer.Stepper); ok && !st.Over() {
			if next := st.Step(); next != nil {
				shown = t.Present(next)
				st.Goes(next, shown)
				show(ask()...)
			}
			return
		}
		raw := given.Response()
		status, why, feedback := t.Answer(raw)
		if status != quiz.Complete {
			problem.SetText(w.Text(why))
			kit.RelayAll(body)
			return
		}
		done = true
		given.Judge(feedback)
		verdict := kit.Tag(w.T("editor.try_right"), kit.GoodTone)
		switch {
		case feedback.Mark.Pending:
			verdict = kit.Tag(w.T("editor.try_pending"), kit.NeutralTone)
		case !feedback.Mark.Right:
			verdict = kit.Tag(w.T("editor.try_wrong", "Score", feedback.Mark.Score), kit.WatchTone)
		}
		do.SetLabel(w.T("shell.understood"))
		show(append(append(append([]fyne.CanvasObject{kit.AtLeft(verdict)}, head...), given.Object()), answer.Explain(w, feedback)...)...)
		scroll.Top()
	}
	cap := "Enter"
	if given.Typed() {
		cap = "Ctrl Enter"
	}
	do = kit.NewButton(kit.Main, w.T("editor.try_send"), press).Cap(cap)
	keys := append(given.Keys(), kit.Ctrl(fyne.KeyReturn, "", press))
	if !given.Typed() {
		keys = append(keys, kit.Named(fyne.KeyReturn, "", press))
	}
	show(ask()...)
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.try_title"), Wide: true, Main: do, First: given.First(), Keys: keys, Content: kit.Fixed(572, 420, scroll)})
	if given.First() == nil {
		p.host.Window().Canvas().Unfocus()
	}
}

// export writes the model into a workbook or a YAML file.
func (p *page) export() {
	w := p.host.Words()
	p.view.grid.Commit()
	name := "model"
	if src := p.model.Source(); src != nil {
		name = strings.NewReplacer("/", "-", "\\", "-").Replace(src.ID)
	}
	file := kit.NewPath(w.T("editor.file"), w.T("editor.file_help"))
	file.SetText(filepath.Join(p.svc.Files.ExportFolder(), name+".xlsx"))
	kinds := kit.NewSegments(0, func(i int) {
		path := strings.TrimSuffix(strings.TrimSuffix(file.Text(), ".xlsx"), ".yaml")
		file.SetText(path + []string{".xlsx", ".yaml"}[i])
	}, []string{"Excel", "YAML"}, nil)
	var closeIt func()
	var do *kit.Button
	do = kit.NewButton(kit.Main, w.T("editor.export_do"), func() {
		m, path := p.model.Source(), file.Text()
		if m == nil {
			file.SetError(w.T("editor.help.text"))
			return
		}
		do.SetBusy(true)
		p.host.Do(p.ctx, func(ctx context.Context) error { return p.svc.Files.WriteModels(ctx, path, []*model.Model{m}) }, func(err error) {
			do.SetBusy(false)
			if err != nil {
				file.SetError(p.host.Say(err))
				return
			}
			closeIt()
			p.host.Toast(kit.Message{Words: w.T("editor.exported", "File", path), Icon: "check"})
		})
	}).Cap("Ctrl Enter")
	closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.export_title"), Wide: true, Main: do, First: file.Entry, Keys: []kit.Key{kit.Ctrl(fyne.KeyReturn, "", do.Press)},
		Content: kit.Column(14, kinds, file)})
}
