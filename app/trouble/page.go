// Package trouble is the page that stands in the place of all others when the
// data cannot be opened: what is wrong, what is kept, and the way out.
package trouble

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
)

// WayOut is the one thing that can be done about the trouble.
type WayOut struct {
	Label string    // message key of the button
	Words string    // message key of what it does and costs; {{.At}} is At
	At    time.Time // of the backup that would be used
	Do    func(context.Context) error
}

// Model is what the page shows.
type Model struct {
	words *i18n.Printer
	err   error
	way   *WayOut
	done  bool
}

// NewModel tells of an error; way is nil when there is nothing to do but what
// the words say.
func NewModel(words *i18n.Printer, err error, way *WayOut) *Model {
	return &Model{words: words, err: err, way: way}
}

// Title says that the shop is not open: because it could not be opened, or because
// it was mended since.
func (m *Model) Title() string {
	if m.done {
		return m.words.T("trouble.mended")
	}
	return m.words.T("trouble.title")
}

// Words says what is wrong, and once it was mended what to do next.
func (m *Model) Words() string {
	if m.done {
		return m.words.T("trouble.done")
	}
	return m.words.Fault(m.err)
}

// CanMend says whether there is a way out that has not been gone yet.
func (m *Model) CanMend() bool { return m.way != nil && !m.done }

// Offer says what the way out does and costs.
func (m *Model) Offer() string {
	if !m.CanMend() {
		return ""
	}
	return m.words.T(m.way.Words, "At", m.words.Stamp(m.way.At))
}

// Label is the word of the button.
func (m *Model) Label() string {
	if m.way == nil {
		return ""
	}
	return m.words.T(m.way.Label)
}

// Mended is told how the way out ended.
func (m *Model) Mended(err error) {
	if err != nil {
		m.err = err
		return
	}
	m.done = true
}

type page struct {
	host  pages.Host
	model *Model
	way   *WayOut
	root  fyne.CanvasObject
	title *kit.Label
	words *kit.Paragraph
	offer *kit.Paragraph
	mend  *kit.Button
	ctx   context.Context
}

// New makes the page of an error and its way out.
func New(err error, way *WayOut) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, model: NewModel(h.Words(), err, way), way: way}
	}
}

func (p *page) Title() string          { return p.model.Title() }
func (p *page) Frame() pages.Frame     { return pages.Bare }
func (p *page) Changed(op.Change) bool { return false }

func (p *page) Content() fyne.CanvasObject {
	if p.root == nil {
		w := p.host.Words()
		p.title = kit.NewLabel("", theme.PageTitle, theme.Ink)
		p.words = kit.NewParagraph("", theme.Body, theme.Ink)
		p.offer = kit.NewParagraph("", theme.Body, theme.Ink2)
		p.mend = kit.NewButton(kit.Main, p.model.Label(), p.act).Cap("Ctrl Enter")
		leave := kit.NewButton(kit.Usual, w.T("trouble.close"), func() { p.host.Window().Close() })
		body := kit.Column(18, kit.Logo(40), p.title, p.words, p.offer,
			kit.Row(12, p.mend, leave, kit.Spacer()))
		p.root = kit.Pad(kit.Sides(120, 160), kit.NewScroll(body))
		p.render()
	}
	return p.root
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	p.render()
}

func (p *page) Keys() []kit.Key {
	return []kit.Key{kit.Ctrl(fyne.KeyReturn, p.model.Label(), p.act).If(p.model.CanMend)}
}

func (p *page) render() {
	p.title.SetText(p.model.Title())
	p.words.SetText(p.model.Words())
	p.offer.SetText(p.model.Offer())
	if p.model.CanMend() {
		p.mend.Show()
	} else {
		p.mend.Hide()
	}
	p.root.Refresh()
}

func (p *page) act() {
	if !p.model.CanMend() {
		return
	}
	p.mend.SetBusy(true)
	p.host.Do(context.WithoutCancel(p.ctx), p.way.Do, func(err error) {
		p.mend.SetBusy(false)
		p.model.Mended(err)
		p.render()
	})
}
