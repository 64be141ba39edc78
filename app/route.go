package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/page"
)

// place is a page that was opened, as the history keeps it: going back shows
// the same widgets with what was typed and chosen, loaded anew.
type place struct {
	route page.Route
	page  page.Page
	focus fyne.Focusable
}

// deepest is how many places the history keeps with their widgets.
const deepest = 20

// Go opens a page and keeps this one in the history.
func (s *Shell) Go(r page.Route) {
	if r == s.route() {
		s.reload()
		return
	}
	if !s.leave(func() { s.Go(r) }) {
		return
	}
	s.enter(s.make(r))
}

// Replace opens a page in the place of this one.
func (s *Shell) Replace(r page.Route) {
	if !s.leave(func() { s.Replace(r) }) {
		return
	}
	if n := len(s.history); n > 0 {
		s.history = s.history[:n-1]
	}
	s.enter(s.make(r))
}

// Back returns to the page before; home if there is none.
func (s *Shell) Back() {
	if !s.leave(s.Back) {
		return
	}
	n := len(s.history)
	if n < 2 {
		s.history = nil
		s.enter(s.make(s.home()))
		return
	}
	before := s.history[n-2]
	s.history = s.history[:n-2]
	s.enter(before)
}

// jump opens a page of the rail: the history begins anew there.
func (s *Shell) jump(r page.Route) {
	if r == s.route() {
		s.reload()
		return
	}
	if !s.leave(func() { s.jump(r) }) {
		return
	}
	s.history = nil
	s.enter(s.make(r))
}

func (s *Shell) home() page.Route {
	if s.person.ID == "" {
		return s.cfg.Start
	}
	return s.cfg.Home(s.person)
}

func (s *Shell) route() page.Route {
	if n := len(s.history); n > 0 {
		return s.history[n-1].route
	}
	return page.Route{}
}

func (s *Shell) here() *place {
	if n := len(s.history); n > 0 {
		return s.history[n-1]
	}
	return nil
}

// leave asks the page whether it may be left, and ends its work. A page that has
// something to settle first calls onward when that is done.
func (s *Shell) leave(onward func()) bool {
	p := s.here()
	if p == nil {
		return true
	}
	if l, ok := p.page.(page.Leaver); ok && !l.Leave(onward) {
		return false
	}
	p.focus = s.cfg.Window.Canvas().Focused()
	s.turn()
	s.forget()
	return true
}

// forget takes the keys and the work of the shown page away.
func (s *Shell) forget() {
	if s.pageKeys != nil {
		s.router.Drop(s.pageKeys)
		s.pageKeys = nil
	}
	if s.pageEnd != nil {
		s.pageEnd()
		s.pageEnd = nil
	}
}

func (s *Shell) make(r page.Route) *place {
	factory, ok := s.cfg.Pages[r.Page]
	if !ok {
		s.cfg.Log.Error("no such page", "page", r.String())
		r = s.home()
		factory = s.cfg.Pages[r.Page]
	}
	return &place{route: r, page: factory(s, r)}
}

// enter shows a place: its widgets, its keys, its first control, and then what
// it reads.
func (s *Shell) enter(p *place) {
	s.timed("open "+p.route.Page, func() { s.open(p) })
}

func (s *Shell) open(p *place) {
	s.history = append(s.history, p)
	if n := len(s.history); n > deepest {
		s.history = s.history[n-deepest:]
	}
	s.hint("", fyne.Position{}) // what was under the pointer is gone
	content := p.page.Content()
	s.frame = p.page.Frame()
	s.rail.SetCurrent(s.areaOf(p.route))
	s.content.Objects = []fyne.CanvasObject{content}
	if s.root.Size().IsZero() {
		s.root.Refresh() // the window is not shown yet: only what was drawn once can have the focus
	}
	kit.Relay(s.root)
	kit.Relay(s.content) // it has the size that it had: only what was laid out can have the focus
	s.cfg.Window.SetTitle(s.title(p.page))
	s.pageKeys = &kit.Layer{Fresh: p.page.Keys}
	s.router.Push(s.pageKeys)
	c := s.cfg.Window.Canvas()
	c.Unfocus()
	s.reload()
	if p.focus != nil {
		if kit.OnScreen(p.focus) {
			c.Focus(p.focus)
		}
	} else if f, ok := p.page.(page.Starter); ok {
		if first := f.First(); first != nil {
			c.Focus(first)
		}
	}
	s.refreshBadges()
}

// reload lets the shown page read anew; what it was still reading is dropped.
func (s *Shell) reload() {
	p := s.here()
	if p == nil {
		return
	}
	if s.pageEnd != nil {
		s.pageEnd()
	}
	ctx, end := context.WithCancel(s.ctx)
	s.pageEnd = end
	s.loading = true
	p.page.Load(ctx)
	s.settled()
}

// settled notes in the log where the person is once nothing is being read any
// more: after each load, and when the place within the page changed.
func (s *Shell) settled() {
	if s.here() == nil || s.reading > 0 || s.timing || s.noting {
		return
	}
	s.noting = true
	s.afterPainting(func() {
		s.noting = false
		if s.reading == 0 {
			s.note()
		}
	})
}

// painted is how long after a change the window shows it: longer than a frame,
// and the clock stands still for us while it paints. On a busy machine the
// painting may wait for its turn among what was posted: each of the turns after
// that leaves it an even chance.
const (
	painted = 50 * time.Millisecond
	turns   = 8
)

// afterPainting does something once the window shows what was changed before.
func (s *Shell) afterPainting(do func()) {
	var stop func()
	stop = s.cfg.Runner.Every(s.ctx, painted, func() {
		stop()
		left := turns
		var turn func()
		turn = func() {
			if left--; left < 0 {
				do()
				return
			}
			s.cfg.Runner.Post(turn)
		}
		turn()
	})
}

func (s *Shell) note() {
	p := s.here()
	if p == nil {
		return
	}
	at := s.place()
	if here := p.route.String() + " " + at; s.loading || here != s.where {
		s.loading, s.where = false, here
		s.cfg.Log.Info("page", "page", p.route.Page, "id", p.route.ID, "at", at)
	}
}

// place is where the person is in the page, for the log; "" where it has no
// places.
func (s *Shell) place() string {
	if p := s.here(); p != nil {
		if l, ok := p.page.(page.Locator); ok {
			return l.At()
		}
	}
	return ""
}

// areaOf answers the item of the rail that a route belongs to: its own, or the
// last one that the history came through.
func (s *Shell) areaOf(r page.Route) string {
	for _, a := range s.cfg.Areas {
		if a.Page == r.Page || a.owns(r.Page) {
			s.area = a.Page
		}
	}
	return s.area
}

func (s *Shell) title(p page.Page) string {
	name := s.words.T("shell.product")
	if t := p.Title(); t != "" {
		return t + " · " + name
	}
	return name
}
