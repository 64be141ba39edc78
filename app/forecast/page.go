// Package forecast shows whose recall of which knowledge points falls below
// 80 % by a day that is chosen, if nothing is reviewed until then.
package forecast

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
)

// Group is what the page asks of training.
type Group interface {
	Forecast(ctx context.Context, actor op.Actor, day string) (training.Forecast, error)
}

// Days are the days ahead that can be chosen.
var Days = []int{0, 7, 14, 30}

// Model is what the page shows, in words.
type Model struct {
	words *i18n.Printer
	now   time.Time
	ahead int
	fore  training.Forecast
	ready bool
}

// NewModel makes an empty forecast for a week ahead.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words, ahead: 7} }

// Choose takes how many days to look ahead.
func (m *Model) Choose(days int) { m.ahead = days }

// Day is the day to ask for.
func (m *Model) Day(now time.Time) string { return training.DayOf(now.AddDate(0, 0, m.ahead)) }

// Set takes the forecast.
func (m *Model) Set(f training.Forecast, now time.Time) { m.fore, m.now, m.ready = f, now, true }

// Line is below the title: how many people and points of how many, by when.
func (m *Model) Line() string {
	points := 0
	for _, p := range m.fore.People {
		points += len(p.Points)
	}
	day := m.words.Coming(m.fore.Day, m.now)
	if points == 0 {
		return m.words.T("forecast.line_none", "Day", day)
	}
	return m.words.T("forecast.line", "Day", day, "People", len(m.fore.People), "Points", points, "Known", m.fore.Known)
}

// Row is a person with the points that will have faded.
type Row struct {
	Name, Count string
	Percent     int // of what the person knows, that will still be remembered
	Mine        bool
	Points      []Point
}

// Point is a faded point with how well it will be remembered.
type Point struct {
	Title, Recall string
	Low           bool // less than half
}

// Rows lists the people, the actor's own apprentice first.
func (m *Model) Rows() []Row {
	rows := make([]Row, len(m.fore.People))
	for i, p := range m.fore.People {
		rows[i] = Row{Name: p.Name, Mine: p.Mine, Count: m.words.T("forecast.of", "Count", len(p.Points), "Known", p.Known)}
		if p.Known > 0 {
			rows[i].Percent = 100 * (p.Known - len(p.Points)) / p.Known
		}
		for _, x := range p.Points {
			rows[i].Points = append(rows[i].Points, Point{m.words.Text(x.Title), m.words.T("forecast.percent", "Percent", x.Recall/100), x.Recall < 5000})
		}
	}
	return rows
}

type page struct {
	host   pages.Host
	group  Group
	model  *Model
	ctx    context.Context
	asked  int
	root   fyne.CanvasObject
	header *kit.PageHeader
	body   *fyne.Container
	scroll *kit.Scroll
	days   *kit.ChipGroup
}

// New makes the page.
func New(group Group) pages.Factory {
	return func(h pages.Host, _ pages.Route) pages.Page {
		return &page{host: h, group: group, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string            { return p.host.Words().T("forecast.title") }
func (p *page) Frame() pages.Frame       { return pages.Full }
func (p *page) Changed(c op.Change) bool { return c.Topic == "mastery" }

func (p *page) Content() fyne.CanvasObject {
	if p.root != nil {
		return p.root
	}
	w := p.host.Words()
	var choices []kit.Choice
	for _, d := range Days {
		words := w.T("time.today")
		if d > 0 {
			words = w.N("forecast.in_days", d)
		}
		choices = append(choices, kit.Choice{Value: strconv.Itoa(d), Words: words})
	}
	p.days = kit.NewChipGroup("7", func(s string) {
		if d, err := strconv.Atoi(s); err == nil {
			p.model.Choose(d)
			p.Load(p.ctx)
		}
	}, choices...)
	p.header = kit.NewPageHeader(p.Title(), " ", p.host.Back, p.days)
	p.body = kit.Column(theme.Gap)
	p.scroll = kit.NewScroll(p.body)
	p.root = kit.NewPageBody(p.header, p.scroll, nil)
	return p.root
}

func (p *page) Keys() []kit.Key {
	w := p.host.Words()
	keys := []kit.Key{
		kit.Named(fyne.KeyPageDown, "", func() { p.scroll.Page(1) }),
		kit.Named(fyne.KeyPageUp, "", func() { p.scroll.Page(-1) }),
	}
	for i, d := range Days {
		words := w.T("time.today")
		if d > 0 {
			words = w.N("forecast.in_days", d)
		}
		keys = append(keys, kit.Press(rune('1'+i), words, func() {
			p.days.SetCurrent(strconv.Itoa(d))
			p.model.Choose(d)
			p.Load(p.ctx)
		}))
	}
	return keys
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	p.asked++
	asked, actor, day := p.asked, p.host.Person().Actor, p.model.Day(p.host.Now())
	pages.Load(p.host, ctx, func(ctx context.Context) (training.Forecast, error) {
		return p.group.Forecast(ctx, actor, day)
	}, func(f training.Forecast) {
		if asked == p.asked { // an older choice that came late is dropped
			p.model.Set(f, p.host.Now())
			p.render()
		}
	})
}

func (p *page) render() {
	w, m := p.host.Words(), p.model
	p.header.Set(p.Title(), m.Line())
	p.body.Objects = []fyne.CanvasObject{kit.NewParagraph(w.T("forecast.words"), theme.Secondary, theme.Ink2)}
	rows := m.Rows()
	if len(rows) == 0 {
		p.body.Add(kit.NewCard(kit.PlainCard, kit.EmptyState("check", w.T("forecast.none"), w.T("forecast.none_hint"), nil)))
	}
	var cards []fyne.CanvasObject
	for _, r := range rows {
		head := kit.Row(10, kit.Avatar(r.Name, 28, theme.PrimarySoft, theme.PrimaryInk), kit.Fill(kit.NewLabel(r.Name, theme.CardTitle, theme.Ink)))
		if r.Mine {
			head.Add(kit.Tag(w.T("forecast.mine"), kit.PrimaryTone))
		}
		head.Add(kit.Text(r.Count, theme.Secondary, theme.Ink2))
		chips := kit.Flow(6, 6)
		for _, x := range r.Points {
			state := kit.PlainCondition
			if x.Low {
				state = kit.FailedOn
			}
			chips.Add(kit.SmallConditionChip(x.Title, x.Recall, state))
		}
		cards = append(cards, kit.Pad(kit.Sides(12, 18), kit.Column(8, head, kit.NewMeter(r.Percent, theme.Qing), chips)))
	}
	if len(cards) > 0 {
		p.body.Add(kit.ListCard(kit.CardHead(w.T("forecast.list"), w.T("forecast.list_note"), nil), cards...))
	}
	kit.Relay(p.body)
	p.scroll.Refresh()
}
