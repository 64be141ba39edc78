package editor

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	pages "shifu/app/page"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
)

// Files reads and writes models as files: workbooks (.xlsx) and YAML.
type Files interface {
	// ExportFolder is where files go unless another place is named.
	ExportFolder() string
	ReadModels(ctx context.Context, path string) ([]*model.Model, []model.Finding, error)
	WriteModels(ctx context.Context, path string, models []*model.Model) error
}

// Names answers the names of people by their ids.
type Names func(ctx context.Context, actor op.Actor, id string) (string, error)

// Services is what the pages of this area need.
type Services struct {
	Drafts Drafts
	Files  Files
	Names  Names
}

// tick is how often the page looks whether the typing has paused; it checks after
// one quiet tick and saves after keepAfter of them.
const (
	tick      = 250 * time.Millisecond
	keepAfter = 4
)

// page is the editor of one draft.
type page struct {
	host  pages.Host
	svc   Services
	id    string // a draft's, or a model's in use
	ctx   context.Context
	model *Model
	view  *view

	stop     func() // the ticker, while something is to be done
	seen     int    // the text that the last tick saw
	quiet    int    // ticks without a change
	checking bool
	keeping  bool
	leaving  bool // the draft is about to be no more: nothing of it is read again
	row      int  // of the grid, for the example
}

// fresh is the route's ID that asks for a new model.
const fresh = "new"

// New makes the page: of a draft or of a model in use by its id, the list of drafts
// without one. "new" asks at once what the new model is to be.
func New(svc Services) pages.Factory {
	return func(h pages.Host, r pages.Route) pages.Page {
		switch r.ID {
		case "":
			return newList(h, svc)
		case fresh:
			l := newList(h, svc)
			l.asking = true
			return l
		}
		return &page{host: h, svc: svc, id: r.ID, model: NewModel(h.Words())}
	}
}

func (p *page) Title() string      { return p.host.Words().T("editor.title") }
func (p *page) Frame() pages.Frame { return pages.Focus }

// At is the sheet that is shown, and how far the page is with its text.
func (p *page) At() string { return p.model.Place() }

// Leave keeps what was written; a draft is never lost by going away.
func (p *page) Leave(func()) bool {
	if p.view != nil && p.model.Ready() {
		p.view.grid.Commit()
		if p.model.Dirty() {
			p.keep(nil)
		}
	}
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	return true
}

func (p *page) Content() fyne.CanvasObject {
	if p.view == nil {
		p.view = newView(p)
	}
	return p.view.root
}

// First is the grid: the arrows move in it at once.
func (p *page) First() fyne.Focusable { return p.view.grid.Focus() }

func (p *page) Keys() []kit.Key {
	w, m := p.host.Words(), p.model
	sheet := func() bool { return m.Writable() && m.Sheet(m.Current()) != nil && m.Sheet(m.Current()).Adds }
	return []kit.Key{
		kit.Ctrl(fyne.KeyReturn, w.T("editor.key_main"), p.main),
		kit.Ctrl(fyne.KeyN, w.T("editor.add_row"), p.add).If(sheet),
		kit.Ctrl(fyne.KeyD, w.T("editor.key_copy"), p.copy).If(sheet),
		kit.Ctrl(fyne.KeyBackspace, w.T("editor.delete_row"), p.delete).If(sheet),
		kit.Ctrl(fyne.KeyDelete, "", p.delete).If(sheet),
		kit.Ctrl(fyne.KeyC, "", p.copyCell).If(p.inGrid),
		kit.Ctrl(fyne.KeyV, w.T("editor.key_paste"), p.paste).If(func() bool { return m.Writable() && p.inGrid() }),
		kit.Alt(fyne.KeyReturn, w.T("editor.key_repair"), p.first).If(func() bool { return len(m.Rows()) > 0 || m.Draft().State == quiz.DraftDisputed }),
		kit.Ctrl(fyne.KeyZ, w.T("editor.undo"), p.undo).If(m.Writable),
		kit.Ctrl(fyne.KeyR, w.T("editor.another"), p.another),
		kit.Ctrl(fyne.KeyT, w.T("editor.try"), p.try),
		kit.Ctrl(fyne.KeyE, w.T("editor.export"), p.export),
		kit.Alt(fyne.KeyDown, w.T("editor.key_sheet"), func() { p.turn(1) }),
		kit.Alt(fyne.KeyUp, "", func() { p.turn(-1) }),
		kit.Named(fyne.KeyDown, "", p.focus), // with the focus nowhere
		kit.Named(fyne.KeyReturn, "", p.focus),
	}
}

// Changed reloads when the second reader went on.
func (p *page) Changed(c op.Change) bool {
	return c.Topic == quiz.TopicDraft && c.ID == p.model.Draft().ID && !p.model.Dirty() && !p.leaving
}

func (p *page) Load(ctx context.Context) {
	p.ctx = ctx
	actor := p.host.Person().Actor
	pages.Load(p.host, ctx, func(ctx context.Context) (quiz.Workbench, error) {
		return p.svc.Drafts.Workbench(ctx, actor, p.id)
	}, func(b quiz.Workbench) {
		p.model.SetBench(b)
		p.view.render()
		if row, _, ok := p.view.grid.Current(); !ok && row < 0 {
			p.view.grid.SetCurrent(0, 0)
		}
		if c := p.host.Window().Canvas(); c.Focused() == nil && p.model.Current() != TextSheet {
			c.Focus(p.view.grid.Focus())
		}
		p.wake()
	})
}

// wake starts the ticker.
func (p *page) wake() {
	p.quiet = 0
	if p.stop == nil {
		p.stop = p.host.Every(p.ctx, tick, p.tick)
	}
}

// tick checks once the typing pauses, and keeps the text a second later. Only one
// check runs at a time; what it finds of an older text is dropped.
func (p *page) tick() {
	n, _ := p.model.Asked()
	if n != p.seen {
		p.seen, p.quiet = n, 0
		return
	}
	p.quiet++
	_, fresh := p.model.Checked()
	if !fresh && !p.checking {
		p.check()
	}
	dirty := p.model.Dirty() && p.model.Writable()
	if dirty && p.quiet >= keepAfter && !p.keeping {
		p.keep(nil)
	}
	if fresh && !dirty && p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// checkResult is what comes back of a check: with the example of the row.
type checkResult struct {
	checked *quiz.Checked
	trial   *quiz.Trial
}

func (p *page) check() {
	n, text := p.model.Asked()
	bench, seed, row := *p.model.Bench(), p.model.Seed(), p.model.RowID(p.row)
	var r checkResult
	p.checking = true
	p.host.Do(p.ctx, func(context.Context) error {
		r.checked = bench.Check(text)
		if r.checked.Drawable() {
			r.trial, _ = r.checked.Draw(seed, row)
		}
		return nil
	}, func(err error) {
		p.checking = false
		if err != nil {
			p.host.Report(err)
			return
		}
		if p.model.SetChecked(n, r.checked) {
			p.model.SetTrial(r.trial)
			p.view.renderChecked()
		}
	})
}

// keep saves the text; a model in use becomes a draft with its first change. then is
// told whether it is kept; nil asks for nothing.
func (p *page) keep(then func(kept bool)) {
	text, id, actor := p.model.Text(), p.model.Draft().ID, p.host.Person().Actor
	start := quiz.StartDraft{Command: op.Command{ID: op.NewID()}, Model: p.model.Draft().Model}
	save := quiz.SaveDraft{Command: op.Command{ID: op.NewID()}, Text: text}
	p.keeping = true
	pages.Send(p.host, p.ctx, func(ctx context.Context) (at time.Time, err error) {
		if id == "" {
			if id, err = p.svc.Drafts.StartDraft(ctx, actor, start); err != nil {
				return at, err
			}
		}
		save.Draft = id
		return p.svc.Drafts.SaveDraft(ctx, actor, save)
	}, func(at time.Time, err error) {
		p.keeping = false
		if begun := p.model.Draft().ID == "" && id != ""; begun {
			p.model.Begun(id)
			p.id = id
			p.view.renderSheet() // what can be done with a draft
		}
		if err != nil {
			p.model.NotSaved(p.host.Say(err))
			p.host.Report(err)
		} else {
			p.model.Saved(text, at)
		}
		p.host.Saved(p.model.Saving())
		p.view.renderHead()
		if then != nil {
			then(err == nil)
		}
	})
}

// changed shows a changed text and lets it be checked and kept.
func (p *page) changed() {
	p.view.renderSheet()
	p.view.renderHead()
	p.view.renderSummary()
	p.wake()
}

func (p *page) write(row, col int, text string) {
	if p.model.Write(row, col, text) {
		p.changed()
	}
}

func (p *page) typed(text string) {
	if p.model.WriteText(text) {
		p.view.renderHead()
		p.view.renderSummary()
		p.wake()
	}
}

// inGrid says that the keys are the grid's: nothing is being written in a cell.
func (p *page) inGrid() bool {
	return p.host.Window().Canvas().Focused() == p.view.grid.Focus() && !p.view.grid.Editing()
}

// copyCell copies what stands in the current cell, as it is written.
func (p *page) copyCell() {
	row, col, ok := p.view.grid.Current()
	if s := p.model.Sheet(p.model.Current()); ok && s != nil && row < len(s.Rows) && col < len(s.Rows[row].Cells) {
		p.host.Copy(s.Rows[row].Cells[col].Text)
	}
}

// paste writes what was copied into the current cell.
func (p *page) paste() {
	if row, col, ok := p.view.grid.Current(); ok {
		p.write(row, col, strings.Join(strings.Fields(fyne.CurrentApp().Clipboard().Content()), " "))
	}
}

func (p *page) add() {
	p.view.grid.Commit()
	row, _, _ := p.view.grid.Current()
	if s := p.model.Sheet(p.model.Current()); s != nil && p.model.AddRow(row) {
		p.changed()
		p.view.grid.SetCurrent(min(row+1, p.rows()-1), 0)
		p.focus()
	}
}

// copy copies the row, and goes to the copy: one condition is changed in it.
func (p *page) copy() {
	p.view.grid.Commit()
	row, col, ok := p.view.grid.Current()
	if ok && p.model.CopyRow(row) {
		p.changed()
		p.view.grid.SetCurrent(row+1, col)
		p.focus()
	}
}

func (p *page) delete() {
	row, col, ok := p.view.grid.Current()
	if ok && p.model.DeleteRow(row) {
		p.changed()
		p.view.grid.SetCurrent(min(row, p.rows()-1), col)
		p.focus()
	}
}

func (p *page) undo() {
	if p.model.Undo() {
		p.changed()
		p.view.renderText()
	}
}

func (p *page) rows() int {
	if s := p.model.Sheet(p.model.Current()); s != nil {
		return len(s.Rows)
	}
	return 0
}

// narrow says that there is no room for what can be had otherwise.
func (p *page) narrow() bool { return p.host.Window().Canvas().Size().Width < 1100 }

func (p *page) focus() { p.host.Window().Canvas().Focus(p.view.grid.Focus()) }

// show shows another sheet.
func (p *page) show(key string) {
	p.view.grid.Commit()
	p.model.Show(key)
	p.view.render()
	if key == TextSheet {
		p.view.text.Focus()
		return
	}
	col := 0
	if s := p.model.Sheet(key); s != nil && len(s.Rows) > 0 && s.Rows[0].Cells[0].Locked && len(s.Columns) > 1 {
		col = 1 // the first column only names what stands beside it
	}
	p.view.grid.SetCurrent(0, col)
	p.focus()
}

func (p *page) turn(by int) {
	sheets := p.model.Sheets()
	for i, c := range sheets {
		if c.Value == p.model.Current() {
			p.show(sheets[(i+by+len(sheets))%len(sheets)].Value)
			return
		}
	}
}

// moved draws an example of the row that became the current one.
func (p *page) moved(row, col int) {
	p.view.renderHelp()
	if row != p.row {
		p.row = row
		p.draw()
	}
}

func (p *page) another() {
	p.model.Another()
	p.draw()
}

// draw draws an example of the current row with the seed.
func (p *page) draw() {
	c, fresh := p.model.Checked()
	if !fresh || !c.Drawable() {
		return
	}
	n, _ := p.model.Asked()
	seed, row := p.model.Seed(), p.model.RowID(p.row)
	pages.Load(p.host, p.ctx, func(context.Context) (*quiz.Trial, error) { return c.Draw(seed, row) }, func(t *quiz.Trial) {
		if now, _ := p.model.Asked(); now == n && p.model.Seed() == seed {
			p.model.SetTrial(t)
			p.view.renderTrial()
		}
	})
}

// first sees to what stands in the way first: the disagreements of the second reader,
// or the first finding in the list.
func (p *page) first() {
	if p.model.Draft().State == quiz.DraftDisputed {
		p.disputes()
		return
	}
	p.view.grid.Commit()
	if rows := p.model.Rows(); len(rows) > 0 {
		p.repair(rows[0])
	}
}

// repair does the one thing that can be done about a finding.
func (p *page) repair(r Row) {
	switch {
	case p.model.Repair(r):
		p.changed()
		p.goTo(r.Finding)
	case r.Repair.Kind == acceptKind && p.model.Writable():
		p.accept(r)
	default:
		p.goTo(r.Finding)
	}
}

// goTo goes to the place of a finding.
func (p *page) goTo(f model.Finding) {
	at := p.model.Locate(f)
	if at.Sheet != p.model.Current() {
		p.show(at.Sheet)
	}
	if at.Sheet == TextSheet {
		p.view.text.Entry.CursorRow, p.view.text.Entry.CursorColumn = max(at.Line-1, 0), 0
		p.view.text.Focus()
		p.view.text.Entry.Refresh()
		return
	}
	if at.Row == 0 && f.Code == "E202" { // the row that was added
		at.Row = p.rows() - 1
	}
	p.view.grid.SetCurrent(at.Row, at.Col)
	p.focus()
	p.view.renderHelp()
}
