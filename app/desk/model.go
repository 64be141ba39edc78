// Package desk is the mentor's place: the group by modules, what waits, and the
// marking of free replies.
package desk

import (
	"context"
	"time"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
)

// Group is what the desk asks of training.
type Group interface {
	Desk(ctx context.Context, actor op.Actor, q training.DeskQuery) (training.Desk, error)
	CellDetail(ctx context.Context, actor op.Actor, apprenticeID, moduleID string) (training.CellDetail, error)
	ObservationForm(ctx context.Context, actor op.Actor, apprenticeID, checklistID string) (training.ObservationForm, error)
	Observe(ctx context.Context, actor op.Actor, cmd training.Observe) (training.Observation, error)
}

// Papers is what the desk asks of certificate.
type Papers interface {
	DoubtedSignOffs(ctx context.Context, actor op.Actor) ([]certificate.DoubtedSignOff, error)
}

// Model is what the desk shows, in words.
type Model struct {
	words  *i18n.Printer
	now    time.Time
	desk   training.Desk
	doubts []certificate.DoubtedSignOff
	mine   bool
	row    int
	col    int
	detail *training.CellDetail
	ready  bool
}

// NewModel makes an empty desk.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words, col: -1, row: -1} }

// Query is what to ask for.
func (m *Model) Query() training.DeskQuery { return training.DeskQuery{Mine: m.mine} }

// SetMine narrows the matrix to one's own apprentice.
func (m *Model) SetMine(on bool) { m.mine = on }

// Set takes the desk, and the sign-offs that a regrade put in doubt.
func (m *Model) Set(d training.Desk, doubts []certificate.DoubtedSignOff, now time.Time) {
	m.desk, m.doubts, m.now, m.ready = d, doubts, now, true
}

// Ready says whether anything is known.
func (m *Model) Ready() bool { return m.ready }

// Line is below the title.
func (m *Model) Line() string { return m.words.N("desk.people", len(m.desk.Rows)) }

// Groups are the heads of the matrix: stages with their modules.
func (m *Model) Groups() []kit.MatrixGroup {
	var out []kit.MatrixGroup
	for _, s := range m.desk.Stages {
		g := kit.MatrixGroup{Title: m.words.Text(s.Title)}
		for _, c := range s.Modules {
			g.Columns = append(g.Columns, m.words.Text(c.Title))
		}
		out = append(out, g)
	}
	return out
}

// modules lists the columns' modules.
func (m *Model) modules() (ids []string) {
	for _, s := range m.desk.Stages {
		for _, c := range s.Modules {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Rows are the people of the matrix.
func (m *Model) Rows() []kit.MatrixRow {
	rows := make([]kit.MatrixRow, len(m.desk.Rows))
	for i, r := range m.desk.Rows {
		rows[i] = kit.MatrixRow{Name: r.Name, Note: m.words.T("desk.day", "Day", r.Day), Own: r.Mine}
		for _, c := range r.Cells {
			rows[i].Cells = append(rows[i].Cells, m.cell(c))
		}
	}
	return rows
}

func (m *Model) cell(c training.Cell) kit.MatrixCell {
	switch c.State {
	case training.CellSigned:
		return kit.MatrixCell{Seal: true}
	case training.CellWaiting:
		return kit.MatrixCell{Tag: m.words.T("desk.waiting"), TagTone: kit.PrimaryTone}
	case training.CellReady:
		return kit.MatrixCell{Tag: m.words.T("desk.ready"), TagTone: kit.GoodTone}
	case training.CellDisputed:
		return kit.MatrixCell{Tag: m.words.T("desk.disputed"), TagTone: kit.DangerTone}
	case training.CellRecheck:
		return kit.MatrixCell{Tag: m.words.T("desk.recheck"), TagTone: kit.WatchTone}
	case training.CellTooFew:
		return kit.MatrixCell{Words: m.words.T("desk.too_few")}
	case training.CellShare:
		if c.Done > 0 {
			return kit.MatrixCell{HasRing: true, Ring: 100 * c.Right / c.Done}
		}
	}
	return kit.MatrixCell{}
}

// Choose makes a cell the current one and answers whose and which.
func (m *Model) Choose(row, col int) (person, module string, ok bool) {
	ids := m.modules()
	if row < 0 || row >= len(m.desk.Rows) || col < 0 || col >= len(ids) {
		return "", "", false
	}
	m.row, m.col = row, col
	return m.desk.Rows[row].PersonID, ids[col], true
}

// Current is the current cell's person and module.
func (m *Model) Current() (person, module string, ok bool) { return m.Choose(m.row, m.col) }

// MaySee says whether somebody with these roles may see the evidence of the
// current cell: the own mentor, and whoever looks after all.
func (m *Model) MaySee(who op.Actor) bool {
	return who.Has(op.Owner, op.Supervisor) || m.row < len(m.desk.Rows) && m.desk.Rows[m.row].Mine
}

// SetDetail takes the explanation of the current cell.
func (m *Model) SetDetail(d training.CellDetail) { m.detail = &d }

// Detail is the explanation of the current cell, nil while none is chosen.
func (m *Model) Detail() *training.CellDetail { return m.detail }

// Queued is a thing that waits.
type Queued struct {
	Name, Kind, Title, Since string
	Tone                     kit.ChipTone
	Route                    pages.Route
}

// MostQueued is how many things that wait a page shows; the rest follows when these
// are done.
const MostQueued = 20

// Queue lists what waits: first the sign-offs in doubt, whose certificates may be
// in use, then the rest, the oldest first.
func (m *Model) Queue() []Queued {
	var out []Queued
	for _, o := range m.doubts {
		out = append(out, Queued{Name: o.Name, Title: m.words.Text(o.Title), Since: m.words.Moment(o.Doubt.At, m.now), Kind: m.words.T("desk.kind.doubt"),
			Tone: kit.DangerTone, Route: pages.Route{Page: "sign-off", ID: o.SignOff}})
	}
	for _, q := range m.desk.Queue {
		item := Queued{Name: q.Name, Title: m.words.Text(q.Title), Since: m.words.Moment(q.Since, m.now), Kind: m.words.T("desk.kind." + string(q.Kind))}
		switch q.Kind {
		case training.QueueReply:
			item.Tone, item.Route = kit.PrimaryTone, MarkingRoute(q.ID, q.Slot)
		case training.QueueHelp:
			item.Tone, item.Route = kit.NeutralTone, InquiryRoute(q.ID)
		case training.QueueWrong:
			item.Tone, item.Route = kit.WatchTone, InquiryRoute(q.ID)
		case training.QueueSignOff:
			item.Tone, item.Route = kit.SealTone, pages.Route{Page: "sign-off", ID: q.PersonID + "/" + q.ModuleID}
		default:
			item.Tone, item.Route = kit.DangerTone, pages.Route{Page: "sign-off", ID: q.ID}
		}
		out = append(out, item)
	}
	return out
}
