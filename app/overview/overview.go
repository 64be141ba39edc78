// Package overview is the owner's first page: who is ready, what needs a
// decision, which certificates run out.
package overview

import (
	"context"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Staff is what the page asks of staff.
type Staff interface {
	People(ctx context.Context, actor op.Actor) ([]staff.Person, error)
}

// Training is what the page asks of training.
type Training interface {
	Desk(ctx context.Context, actor op.Actor, q training.DeskQuery) (training.Desk, error)
	Forecast(ctx context.Context, actor op.Actor, day string) (training.Forecast, error)
}

// Certificates is what the page asks of certificate.
type Certificates interface {
	List(ctx context.Context, actor op.Actor, f certificate.Filter) (certificate.Listing, error)
	Corrections(ctx context.Context, actor op.Actor) ([]certificate.Correction, error)
	DoubtedSignOffs(ctx context.Context, actor op.Actor) ([]certificate.DoubtedSignOff, error)
}

// sight is all that the page shows.
type sight struct {
	people  []staff.Person
	desk    training.Desk
	listing certificate.Listing
	doubted []certificate.DoubtedSignOff
	fading  training.Forecast // in a week
	items   int               // whose earlier answers are marked by an old key
}

// Numbers are the four tiles.
type Numbers struct{ Certified, Apprentices, Waiting, Expiring, Unclaimed int }

// Count counts for the tiles: a person counts once however many certificates
// are in force.
func Count(people []staff.Person, d training.Desk, l certificate.Listing) Numbers {
	var n Numbers
	holders := map[string]bool{}
	for _, r := range l.Rows {
		switch r.State {
		case certificate.Valid, certificate.Expiring, certificate.ReVerify:
			holders[r.HolderID] = true
		}
		if r.State == certificate.Expiring {
			n.Expiring++
		}
	}
	n.Certified, n.Waiting = len(holders), len(d.Queue)
	for _, p := range people {
		if p.State != staff.Left && p.Has(op.Apprentice) {
			n.Apprentices++
		}
		if p.State == staff.Invited {
			n.Unclaimed++
		}
	}
	return n
}

// Exception is something that needs a decision of the owner's.
type Exception struct {
	Words, Action string
	Route         pages.Route
}

// Exceptions lists what needs a decision: disputes that were not settled in
// time, apprentices without a mentor, people who never came in.
func Exceptions(w *i18n.Printer, people []staff.Person, d training.Desk) []Exception {
	var out []Exception
	for _, q := range d.Queue {
		if q.Kind == training.QueueDispute && q.Overdue {
			out = append(out, Exception{w.T("overview.dispute", "Name", q.Name, "Module", w.Text(q.Title)), w.T("overview.dispute_do"), pages.Route{Page: "sign-off", ID: q.ID}})
		}
	}
	for _, r := range d.Rows {
		if r.MentorID == "" && !finished(r) {
			out = append(out, Exception{w.T("overview.no_mentor", "Name", r.Name), w.T("overview.people_do"), pages.Route{Page: "people", ID: r.PersonID}})
		}
	}
	for _, p := range people {
		if p.State == staff.Invited {
			out = append(out, Exception{w.T("overview.unclaimed", "Name", p.Label()), w.T("overview.people_do"), pages.Route{Page: "people", ID: p.ID}})
		}
	}
	return out
}

// Doubts lists what regrades ask of the owner: certificates that they put in
// doubt, sign-offs likewise, and items whose earlier answers are still marked by
// an old key.
func Doubts(w *i18n.Printer, l certificate.Listing, signed []certificate.DoubtedSignOff, items int) []Exception {
	var out []Exception
	for _, r := range l.Rows {
		if r.Doubt != nil {
			out = append(out, Exception{w.T("regrade.doubt", "Name", r.Holder, "Number", r.Number), w.T("regrade.doubt_do"), pages.Route{Page: "certificate", ID: r.ID}})
		}
	}
	for _, o := range signed {
		out = append(out, Exception{w.T("regrade.doubt_sign_off", "Name", o.Name, "Module", w.Text(o.Title)), w.T("regrade.doubt_do"), pages.Route{Page: "sign-off", ID: o.SignOff}})
	}
	if items > 0 {
		out = append(out, Exception{w.N("regrade.exception", items), w.T("regrade.exception_do"), pages.Route{Page: "regrade"}})
	}
	return out
}

// finished says that every module of an apprentice is signed by both: then no
// mentor is missed.
func finished(r training.DeskRow) bool {
	for _, c := range r.Cells {
		if c.State != training.CellSigned && c.State != training.CellRecheck {
			return false
		}
	}
	return len(r.Cells) > 0
}

type page struct {
	host   pages.Host
	staff  Staff
	group  Training
	papers Certificates
	root   fyne.CanvasObject
	header *kit.PageHeader
	body   *fyne.Container
	scroll *kit.Scroll
}

// New makes the page.
func New(s Staff, t Training, c Certificates) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page { return &page{host: h, staff: s, group: t, papers: c} }
}

func (p *page) Title() string          { return p.host.Words().T("overview.title") }
func (p *page) Frame() pages.Frame     { return pages.Full }
func (p *page) Changed(op.Change) bool { return true }

func (p *page) Content() fyne.CanvasObject {
	if p.root == nil {
		p.header = kit.NewPageHeader(p.Title(), " ", nil, kit.NewButton(kit.Usual, p.host.Words().T("overview.export"), p.export).WithIcon("export").Cap("Ctrl E"))
		p.body = kit.Column(theme.Gap)
		p.scroll = kit.NewScroll(p.body)
		p.root = kit.NewPageBody(p.header, p.scroll, nil)
	}
	return p.root
}

func (p *page) Keys() []kit.Key {
	return []kit.Key{
		kit.Ctrl(fyne.KeyE, p.host.Words().T("overview.export"), p.export),
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
}

func (p *page) export() { p.host.Go(pages.Route{Page: "certificates"}) }

func (p *page) Load(ctx context.Context) {
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (s sight, err error) {
		if s.people, err = p.staff.People(ctx, actor); err != nil {
			return s, err
		}
		if s.desk, err = p.group.Desk(ctx, actor, training.DeskQuery{}); err != nil {
			return s, err
		}
		if s.fading, err = p.group.Forecast(ctx, actor, training.DayOf(p.host.Now().AddDate(0, 0, ahead))); err != nil {
			return s, err
		}
		if s.doubted, err = p.papers.DoubtedSignOffs(ctx, actor); err != nil {
			return s, err
		}
		corrected, err := p.papers.Corrections(ctx, actor)
		if err != nil {
			return s, err
		}
		for _, c := range corrected {
			if !c.Regraded {
				s.items++
			}
		}
		s.listing, err = p.papers.List(ctx, actor, certificate.Filter{})
		return s, err
	}, p.render)
}

func (p *page) render(s sight) {
	w := p.host.Words()
	now := p.host.Now()
	p.header.Set(w.T("overview.greeting", "Part", w.Greeting(now), "Name", p.host.Person().Name), w.FullDay(now))
	n := Count(s.people, s.desk, s.listing)
	tile := func(title string, figure int, unit, note string, tone kit.ChipTone, to string) fyne.CanvasObject {
		return kit.NewStatTile(kit.Stat{Title: w.T(title), Figure: w.Number(int64(figure)), Unit: unit, Note: note, Tone: tone}, func() { p.host.Go(pages.Route{Page: to}) })
	}
	waiting, expiring := kit.GoodTone, kit.GoodTone
	if n.Waiting > 0 {
		waiting = kit.WatchTone
	}
	if n.Expiring > 0 {
		expiring = kit.WatchTone
	}
	p.body.Objects = []fyne.CanvasObject{kit.Equal(theme.Gap,
		tile("overview.certified", n.Certified, w.N("overview.people_unit", n.Certified), w.N("overview.of_apprentices", n.Apprentices), kit.NeutralTone, "certificates"),
		tile("overview.apprentices", n.Apprentices, w.N("overview.people_unit", n.Apprentices), w.N("overview.unclaimed_note", n.Unclaimed), kit.NeutralTone, "people"),
		tile("overview.waiting", n.Waiting, w.N("overview.things_unit", n.Waiting), w.T("overview.waiting_note"), waiting, "desk"),
		tile("overview.expiring", n.Expiring, w.N("overview.papers_unit", n.Expiring), w.T("overview.expiring_note"), expiring, "certificates"))}
	p.body.Add(kit.TwoColumns(380, kit.Column(theme.Gap, p.exceptions(s), p.fading(s.fading)), kit.Column(theme.Gap, p.expiring(s))))
	kit.Relay(p.body)
	p.scroll.Refresh()
}

func (p *page) exceptions(s sight) fyne.CanvasObject {
	w := p.host.Words()
	list := append(Doubts(w, s.listing, s.doubted, s.items), Exceptions(w, s.people, s.desk)...)
	head := kit.CardHead(w.T("overview.exceptions"), w.T("overview.exceptions_note"), nil)
	if len(list) == 0 {
		return kit.NewCard(kit.PlainCard, kit.Column(12, head, kit.Pad(kit.Sides(24, 0), kit.EmptyState("check", w.T("overview.calm"), w.T("overview.calm_hint"), nil))))
	}
	var rows []fyne.CanvasObject
	for _, e := range list {
		rows = append(rows, kit.AtLeast(0, 50, kit.Pad(kit.Sides(8, 18), kit.Row(10, kit.IconBox("alert", 16, theme.Ochre), kit.Fill(kit.NewParagraph(e.Words, theme.Body, theme.Ink)), kit.NewButton(kit.Soft, e.Action, func() { p.host.Go(e.Route) }).Small()))))
	}
	return kit.ListCard(head, rows...)
}

// ahead is how many days the overview looks ahead.
const ahead = 7

// mostFading is how many people the overview's forecast names.
const mostFading = 5

// fading names who will have forgotten most in a week.
func (p *page) fading(f training.Forecast) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for i, x := range f.People {
		if i == mostFading {
			break
		}
		first := w.Text(x.Points[0].Title)
		line := kit.Row(10, kit.Avatar(x.Name, 28, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(x.Name, theme.BodyBold, theme.Ink), kit.NewLabel(w.T("forecast.first", "Point", first), theme.Caption, theme.Ink3))),
			kit.Tag(w.T("forecast.of", "Count", len(x.Points), "Known", x.Known), kit.WatchTone))
		rows = append(rows, kit.AtLeast(0, 52, kit.Pad(kit.Sides(6, 18), line)))
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Pad(kit.Sides(14, 18), kit.NewParagraph(w.T("forecast.none"), theme.Secondary, theme.Ink3)))
	}
	more := kit.NewLink(w.T("forecast.all"), "", func() { p.host.Go(pages.Route{Page: "forecast"}) })
	return kit.ListCard(kit.CardHead(w.T("forecast.title"), w.T("forecast.week"), more), rows...)
}

func (p *page) expiring(s sight) fyne.CanvasObject {
	w := p.host.Words()
	var rows []fyne.CanvasObject
	for _, r := range s.listing.Rows {
		if r.State != certificate.Expiring && r.State != certificate.ReVerify {
			continue
		}
		note := w.T("certificate.state." + string(r.State))
		if r.State == certificate.Expiring {
			note = w.N("certificates.days_left", r.DaysLeft)
		}
		line := kit.Row(10, kit.Avatar(r.Holder, 28, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.Column(0, kit.NewLabel(r.Holder, theme.BodyBold, theme.Ink), kit.NewLabel(r.ValidTo, theme.Caption, theme.Ink3))), kit.Tag(note, kit.WatchTone))
		rows = append(rows, kit.NewPressable(kit.PressLook{Quiet: true}, kit.AtLeast(0, 52, kit.Pad(kit.Sides(6, 18), line)), func() { p.host.Go(pages.Route{Page: "certificate", ID: r.ID}) }))
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Pad(kit.Sides(14, 18), kit.NewParagraph(w.T("overview.no_expiring"), theme.Secondary, theme.Ink3)))
	}
	return kit.ListCard(kit.CardHead(w.T("overview.expiring_title"), "", nil), rows...)
}
