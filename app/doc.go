// Package app is the window: the shell around the pages, the history, the keys,
// the way to other goroutines and back, and how errors are told.
//
// # How to write a page
//
// A page lives in app/<area> and has three files. It imports page, kit, theme,
// i18n's keys through page.Host.Words, and the domain's plain values; never
// data, never another area, never this package.
//
//   - model.go: plain Go, no Fyne. What the page shows, already formatted (rows,
//     words, CanSubmit), the small interface of the services that it uses, and
//     commands that return errors.
//   - view.go: the widgets, built once, and render(model), which alone changes
//     them. Widgets report intentions (OnChoose), they call no service.
//   - page.go: the page.Page.
//
// A small one:
//
//	type Page struct {
//		host  page.Host
//		route page.Route
//		svc   Lessons // declared in model.go
//		view  *view
//		model model
//	}
//
//	// New answers the factory that main hands to the shell.
//	func New(svc Lessons) page.Factory {
//		return func(h page.Host, r page.Route) page.Page { return &Page{host: h, route: r, svc: svc} }
//	}
//
//	func (p *Page) Title() string     { return p.host.Words().T("lesson.title") }
//	func (p *Page) Frame() page.Frame { return page.Full }
//
//	func (p *Page) Content() fyne.CanvasObject {
//		if p.view == nil {
//			p.view = newView(p.host.Words(), p.finish)
//		}
//		return p.view.root // a kit.NewPageBody(header, body, actions)
//	}
//
//	func (p *Page) Load(ctx context.Context) {
//		actor := p.host.Person().Actor
//		page.Load(p.host, ctx, func(ctx context.Context) (Lesson, error) {
//			return p.svc.Lesson(ctx, actor, p.route.ID)
//		}, func(l Lesson) {
//			p.model = modelOf(p.host.Words(), l, p.host.Now())
//			p.view.render(p.model)
//		})
//	}
//
//	func (p *Page) Keys() []kit.Key {
//		w := p.host.Words()
//		return []kit.Key{
//			kit.Ctrl(fyne.KeyReturn, w.T("lesson.finish"), p.finish),
//			kit.Press('q', w.T("lesson.ask"), p.ask),
//		}
//	}
//
//	func (p *Page) finish() {
//		p.view.finish.SetBusy(true)
//		cmd := op.Command{ID: op.NewID()}
//		page.Send(p.host, p.ctx, func(ctx context.Context) (Receipt, error) {
//			return p.svc.Acknowledge(ctx, actor, cmd, p.route.ID)
//		}, func(r Receipt, err error) {
//			p.view.finish.SetBusy(false)
//			if err != nil {
//				p.host.Report(err) // or a place on the page: p.view.error(p.host.Say(err))
//				return
//			}
//			p.host.Go(page.Route{Page: "check", ID: r.Check})
//		})
//	}
//
// # Rules that keep a page quick and right
//
//   - Content builds, Load reads: nothing in a constructor reads a service.
//   - The UI goroutine reads no database. Everything slow goes through Host.Do,
//     page.Load or page.Send; what they hand back is shown in one swap.
//   - A page that is loaded again (history, a change by another page) must look
//     as it did: keep the selection, call render.
//   - The main button's key stands on it (Button.Keyed) and is the page's Key.
//     Digits and letters are kit.Press: they act only while no text field has
//     the focus. Enter in a text field goes to the next one; what hands in free
//     text or signs takes kit.Ctrl(fyne.KeyReturn, ...).
//   - Text that may be long is a kit.Paragraph (it breaks) or a kit.Label (it is
//     shortened); kit.Text keeps its width and is for what is always short.
//   - Paragraphs take their height from their width: put them into kit's layouts
//     (Column, Row, Pad, Stack, TwoColumns, Scroll), never into Fyne's boxes. In a
//     Row they need Fill.
//   - Lists of one row height are kit.Rows, Table or Matrix; never inside a
//     Scroll or a Column without Fill.
//   - All words come from Host.Words(); content of packs through
//     Words().Content or Words().Text, so that the traditional script is shown.
//   - No colours and sizes of one's own: theme tokens and roles.
//
// # Tests
//
// pagetest.NewHost(t, lang.ZhHans, op.Apprentice) is a host that does everything at
// once and remembers what it was told. Open(page) shows it; Type and Press drive
// it by keys; Texts lists what is to be seen, CutOff what does not fit (Resize
// to 1280/s x 800/s for the scales 1.25 and 1.5 and look again); Picture writes a
// PNG into the folder SHIFU_GALLERY.
package app
