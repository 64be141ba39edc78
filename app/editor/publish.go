package editor

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
)

// publishing brings a draft into use from any page: what changes is shown first, and
// when right answers changed, whom that concerns is offered after.
type publishing struct {
	host   pages.Host
	drafts Drafts
	ctx    context.Context
	begin  func() // before the draft is gone; may be nil
	reload func() // when the draft could not be published
	done   func() // when it is in use and nothing else is to be looked at
}

func (p publishing) of(draft string) {
	actor := p.host.Person().Actor
	pages.Load(p.host, p.ctx, func(ctx context.Context) (quiz.Difference, error) { return p.drafts.DraftChanges(ctx, actor, draft) }, func(d quiz.Difference) {
		w := p.host.Words()
		var closeIt func()
		var do *kit.Button
		do = kit.NewButton(kit.Main, w.T("editor.publish"), func() {
			do.SetBusy(true)
			if p.begin != nil {
				p.begin()
			}
			cmd := quiz.DraftCommand{Command: op.Command{ID: op.NewID()}, Draft: draft}
			pages.Send(p.host, p.ctx, func(ctx context.Context) (quiz.Published, error) { return p.drafts.PublishDraft(ctx, actor, cmd) }, func(out quiz.Published, err error) {
				do.SetBusy(false)
				closeIt()
				if err != nil {
					p.host.Report(err)
					p.reload()
					return
				}
				p.published(out)
			})
		}).Cap("Ctrl Enter")
		scroll := kit.NewScroll(kit.Column(10, Changes(w, d)...))
		closeIt = p.host.Dialog(kit.Sheet{Title: w.T("editor.publish_title"), Wide: true, Main: do, Keys: append(paged(scroll), kit.Ctrl(fyne.KeyReturn, "", do.Press)),
			Content: kit.Fixed(572, 360, scroll)})
	})
}

// published tells that the version is in use, and offers to look at who is
// concerned when right answers changed.
func (p publishing) published(out quiz.Published) {
	w := p.host.Words()
	p.host.Toast(kit.Message{Words: w.T("editor.published", "Rev", out.Rev), Icon: "check"})
	if out.KeysChanged == 0 {
		p.done()
		return
	}
	p.host.Confirm(kit.Question{Title: w.N("editor.regrade_title", out.KeysChanged), Words: w.T("editor.regrade_words"), Yes: w.T("editor.regrade_yes"), No: w.T("editor.regrade_no"),
		OnYes: func() { p.host.Replace(pages.Route{Page: "regrade", ID: "model:" + out.Model}) }, OnNo: p.done})
}
