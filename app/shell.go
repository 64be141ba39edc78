package app

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"shifu/app/kit"
	"shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// Area is one item of the rail.
type Area struct {
	Page  string    // the page that it opens
	Owns  []string  // other pages that belong to it
	Icon  string    // of kit.Icon
	Label string    // message key
	Roles []op.Role // who sees it; empty: everyone who is signed in
	// Badge counts what waits there for a person; nil for no count. It is
	// called off the UI goroutine.
	Badge func(context.Context, op.Actor) (int, error)
}

func (a Area) owns(name string) bool { return slices.Contains(a.Owns, name) }

// Settings keeps matters of taste.
type Settings interface {
	Get(name string) string
	Set(name, value string) error
}

// Config is what the shell is wired with. Window, Pages, Start, Home, Clock and
// Settings are needed.
type Config struct {
	Window fyne.Window
	Pages  map[string]page.Factory
	Areas  []Area
	// Start is the first page: first run, or sign-in.
	Start page.Route
	// SignIn is where Lock leads, with the person's id.
	SignIn string
	// Home is the first page of a person.
	Home func(page.Person) page.Route
	// Shop is the shop's name, "" before there is one. It is called off the UI
	// goroutine.
	Shop func(context.Context) (string, error)
	// System is the system's language, where none was chosen.
	System string
	// Demo marks every page as a demonstration; Passing says that its folder is
	// removed when the program ends.
	Demo, Passing bool
	IdleLock      time.Duration // 10 minutes if 0
	Clock         op.Clock
	Settings      Settings
	Runner        Runner
	Log           *slog.Logger
	// SignedOut is told that a session ended: keys in memory are forgotten.
	SignedOut func()
	// Raise brings the window to the front; nil where it cannot be done.
	Raise func()
}

// demoWords is the message that marks a demonstration, true to what becomes of it.
func (c Config) demoWords() string {
	if c.Passing {
		return "shell.demo_passing"
	}
	return "shell.demo"
}

// Shell draws what is around a page and is the host of all pages.
type Shell struct {
	cfg    Config
	ctx    context.Context
	end    context.CancelFunc
	words  *i18n.Printer
	person page.Person
	shop   string
	area   string

	root       *fyne.Container
	content    *fyne.Container
	rail       *kit.Rail
	demo       fyne.CanvasObject
	toastLayer *fyne.Container
	hintLayer  *fyne.Container
	router     *kit.Router
	frame      page.Frame

	history    []*place
	pageKeys   *kit.Layer
	pageEnd    context.CancelFunc
	toasts     []kit.Message
	toastKeys  *kit.Layer
	toastAway  func() // takes the message away that is shown
	toastSince time.Duration
	closeSheet func()
	saving     kit.Saving
	active     time.Duration // of the monotonic clock, when the person last did something
	stale      bool          // a reload is on its way
	ctrlDown   func()        // stops the wait for showing the digits
	pace       pace
	timing     bool
	reading    int    // pieces of work of pages that have not come back
	loading    bool   // the shown page was loaded and the log has not heard of it
	noting     bool   // the log is about to hear
	where      string // the place that the log heard of last
}

var _ page.Host = (*Shell)(nil)

// NewShell builds the shell into the window and opens the first page. The
// window has its size already: what is laid out before has to be laid out again.
func NewShell(cfg Config) *Shell {
	if cfg.Runner == nil {
		cfg.Runner = &Background{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.IdleLock == 0 {
		cfg.IdleLock = 10 * time.Minute
	}
	s := &Shell{cfg: cfg}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.words = i18n.For(page.Language(s, cfg.System))
	s.toolkitWords()
	s.router = kit.RouterOf(cfg.Window.Canvas())
	s.router.Push(&kit.Layer{Keys: s.keys()})
	s.nothingSaved()
	s.build()
	cfg.Window.SetContent(s.root)
	s.enter(s.make(cfg.Start))
	s.active = cfg.Clock.Monotonic()
	kit.Activity = func() { s.active = s.cfg.Clock.Monotonic() }
	cfg.Runner.Every(s.ctx, 15*time.Second, s.lockIdle)
	if d, ok := cfg.Window.Canvas().(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) { s.held(e.Name, true) })
		d.SetOnKeyUp(func(e *fyne.KeyEvent) { s.held(e.Name, false) })
	}
	kit.Held, kit.ShowHint = s.held, s.hint
	kit.Timed = func(what string, f func()) { s.timed(what+" "+s.route().Page, f) }
	return s
}

// Close ends the pages' work: at the end of the program.
func (s *Shell) Close() {
	s.forget()
	s.end()
	kit.Activity, kit.Held, kit.Timed, kit.ShowHint = nil, nil, nil, nil
	s.logPace()
	kit.ForgetRouter(s.cfg.Window.Canvas())
}

// Raise brings the window to the front because the program was started again on
// the same folder, and says so. It may be called from any goroutine.
func (s *Shell) Raise() {
	s.cfg.Runner.Post(func() {
		if s.cfg.Raise != nil {
			s.cfg.Raise()
		}
		s.Toast(kit.Message{Words: s.words.T("shell.started_again"), Icon: "info"})
	})
}

// Depart closes the window once the page may be left.
func (s *Shell) Depart() {
	if s.leave(s.Depart) {
		s.cfg.Window.Close()
	}
}

func (s *Shell) toolkitWords() {
	if err := speakToolkit(s.words); err != nil {
		s.log(fault.In("toolkit words", err))
	}
}

func (s *Shell) build() {
	kit.WholeWords = !s.words.Chinese()
	s.rail = kit.NewRail("师", s.words.T("shell.product"), func(key string) { s.jump(page.Route{Page: key}) })
	s.rail.OnHint = s.hint
	s.content = kit.Stack()
	s.toastLayer = &fyne.Container{Layout: kit.ToastPlace{}}
	s.hintLayer = &fyne.Container{}
	ground := canvas.NewRectangle(theme.Bg.Colour())
	s.demo = kit.Fixed(0, 30, kit.Stack(canvas.NewRectangle(theme.OchreSoft.Colour()),
		kit.Middle(kit.Text(s.words.T(s.cfg.demoWords()), theme.Caption, theme.OchreInk))))
	if !s.cfg.Demo {
		s.demo.Hide()
	}
	s.root = &fyne.Container{Layout: (*shellLayout)(s), Objects: []fyne.CanvasObject{ground, s.content, s.demo, s.rail, s.toastLayer, s.hintLayer}}
	s.fillRail()
}

// shellLayout sets the rail beside the page.
type shellLayout Shell

func (l *shellLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	x, y := float32(0), float32(0)
	bare := l.frame == page.Bare || l.person.ID == ""
	if bare {
		l.rail.Hide()
	} else {
		mini := l.frame == page.Focus || size.Width < 1200
		l.rail.SetMini(mini)
		x = kit.RailWide
		if mini {
			x = kit.RailMini
		}
		l.rail.Show()
		l.rail.Move(fyne.Position{})
		l.rail.Resize(fyne.NewSize(x, size.Height))
	}
	if l.demo.Visible() {
		y = 30
		l.demo.Move(fyne.NewPos(x, 0))
		l.demo.Resize(fyne.NewSize(size.Width-x, y))
	}
	l.content.Move(fyne.NewPos(x, y))
	l.content.Resize(fyne.NewSize(size.Width-x, size.Height-y))
	l.toastLayer.Move(fyne.NewPos(x, 0))
	l.toastLayer.Resize(fyne.NewSize(size.Width-x, size.Height))
	l.hintLayer.Resize(size)
}

// MinSize leaves the window as small as a small screen at a large scale needs.
func (l *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(800, 460) }

// keys are the keys that act everywhere.
func (s *Shell) keys() []kit.Key {
	signed := func() bool { return s.person.ID != "" }
	keys := []kit.Key{
		kit.Alt(fyne.KeyLeft, s.words.T("shell.key.back"), s.Back).If(func() bool { return len(s.history) > 1 }),
		kit.Ctrl(fyne.KeyL, s.words.T("shell.key.lock"), s.Lock).If(signed),
		kit.Named(fyne.KeyF1, s.words.T("shell.key.list"), s.listKeys),
		kit.Named(fyne.KeyF6, s.words.T("shell.key.cycle"), s.cycle).If(signed),
	}
	for i := range 9 {
		keys = append(keys, kit.Ctrl(fyne.KeyName(strconv.Itoa(i+1)), "", func() {
			if key := s.rail.Item(i); key != "" {
				s.jump(page.Route{Page: key})
			}
		}).If(signed))
	}
	return keys
}

// listKeys shows the keys that act now (F1).
func (s *Shell) listKeys() {
	rows := kit.Column(6)
	row := func(cap, says string) {
		rows.Add(kit.Row(12, kit.Fixed(110, 24, kit.AtLeft(kit.KeyCap(cap))), kit.Fill(kit.NewParagraph(says, theme.Body, theme.Ink))))
	}
	for _, k := range s.router.Visible() {
		row(k.Cap(), k.Says)
	}
	if s.person.ID != "" {
		row("Ctrl 1–9", s.words.T("shell.key.areas"))
	}
	s.Dialog(kit.Sheet{Title: s.words.T("shell.keys"), Content: kit.NewScroll(rows).Tall(),
		Main: kit.NewButton(kit.Main, s.words.T("shell.understood"), func() { s.closeSheet() }).Cap("Enter")})
}

// cycle moves the focus between the rail, the page and a toast (F6).
func (s *Shell) cycle() {
	c := s.cfg.Window.Canvas()
	focused := c.Focused()
	inRail := false
	if o, ok := focused.(fyne.CanvasObject); ok {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		inRail = s.rail.Visible() && at.X < s.rail.Size().Width
	}
	if inRail || !s.rail.Visible() {
		c.Unfocus()
		c.FocusNext() // the page's first control comes first in the tree
		return
	}
	if f := s.rail.Focus(); f != nil {
		c.Focus(f)
	}
}

// held waits while Ctrl alone is held and then shows the digits of the rail.
func (s *Shell) held(name fyne.KeyName, down bool) {
	ctrl := name == desktop.KeyControlLeft || name == desktop.KeyControlRight
	if s.ctrlDown != nil { // it went up, or it is part of another key
		s.ctrlDown()
		s.ctrlDown = nil
		s.rail.ShowDigits(false)
	}
	if ctrl && down && s.person.ID != "" {
		s.ctrlDown = s.cfg.Runner.Every(s.ctx, 400*time.Millisecond, func() { s.rail.ShowDigits(true) })
	}
}

func (s *Shell) hint(words string, at fyne.Position) {
	s.hintLayer.Objects = nil
	if words != "" {
		h := kit.Hint(words)
		m := h.MinSize()
		room := s.root.Size()
		h.Resize(m)
		h.Move(fyne.NewPos(min(at.X, room.Width-m.Width-4), min(at.Y, room.Height-m.Height-4)))
		s.hintLayer.Objects = []fyne.CanvasObject{h}
	}
	kit.Relay(s.hintLayer)
}

// fillRail builds the rail for the person.
func (s *Shell) fillRail() {
	var items []kit.RailItem
	for _, a := range s.cfg.Areas {
		if len(a.Roles) == 0 || s.person.Has(a.Roles...) {
			items = append(items, kit.RailItem{Key: a.Page, Icon: a.Icon, Label: s.words.T(a.Label)})
		}
	}
	person := kit.RailPerson{Name: s.person.Name, Fill: theme.Surface, Ink: theme.PrimaryInk}
	for _, r := range []op.Role{op.Owner, op.Supervisor, op.Mentor, op.Apprentice} {
		if s.person.Has(r) {
			person.Role = s.words.T("shell.role." + string(r))
			switch r {
			case op.Owner:
				person.Fill, person.Ink = theme.OchreSoft, theme.OchreInk
			case op.Mentor, op.Supervisor:
				person.Fill, person.Ink = theme.QingSoft, theme.QingInk
			}
			break
		}
	}
	s.rail.Set(s.shop, person, s.Lock, items...)
	s.rail.SetSaving(s.saving)
	s.rail.SetCurrent(s.area)
}

// refreshBadges counts what waits, off the UI goroutine.
func (s *Shell) refreshBadges() {
	if s.person.ID == "" {
		return
	}
	actor := s.person.Actor
	badges := map[string]string{}
	s.cfg.Runner.Run(func() error {
		for _, a := range s.cfg.Areas {
			if a.Badge == nil || len(a.Roles) > 0 && !actor.Has(a.Roles...) {
				continue
			}
			n, err := a.Badge(s.ctx, actor)
			if err != nil {
				return fault.In("badge "+a.Page, err)
			}
			if n > 0 {
				badges[a.Page] = strconv.Itoa(n)
			}
		}
		return nil
	}, func(err error) {
		if err != nil {
			s.log(err)
			return
		}
		if s.person.ID == actor.ID {
			s.rail.SetBadges(badges)
		}
	})
}

// Changed tells that a committed transaction changed something. It may be
// called from any goroutine; many calls at once load the page once.
func (s *Shell) Changed(c op.Change) {
	s.cfg.Runner.Post(func() {
		p := s.here()
		if p == nil || s.stale {
			return
		}
		if w, ok := p.page.(page.Watcher); ok && w.Changed(c) {
			s.stale = true
			s.cfg.Runner.Post(func() {
				s.stale = false
				if s.here() == p {
					s.reload()
				}
			})
		}
		s.refreshBadges()
	})
}

// lockIdle locks a session in which nothing was done for a while.
func (s *Shell) lockIdle() {
	if s.person.ID == "" || s.cfg.Clock.Monotonic()-s.active < s.cfg.IdleLock {
		return
	}
	if k, ok := s.here().page.(page.Keeper); ok && k.KeepsOpen() {
		return
	}
	s.Lock()
}

// nothingSaved is what is said about saving before anything was: the time of
// what somebody else saved is nobody's business.
func (s *Shell) nothingSaved() {
	s.saving = kit.Saving{State: kit.SavedState, Words: s.words.T("shell.saved")}
}

// SignedIn starts a session.
func (s *Shell) SignedIn(p page.Person) {
	s.person = p
	s.nothingSaved()
	s.hush()
	s.active = s.cfg.Clock.Monotonic()
	s.forget()
	s.history, s.area = nil, ""
	s.fillRail()
	if s.cfg.Shop != nil {
		shop := ""
		s.cfg.Runner.Run(func() (err error) {
			shop, err = s.cfg.Shop(s.ctx)
			return err
		}, func(err error) {
			if err != nil {
				s.log(err)
			}
			s.shop = shop
			s.fillRail()
			s.refreshBadges()
		})
	}
	s.enter(s.make(s.cfg.Home(p)))
}

// Lock ends the session.
func (s *Shell) Lock() {
	if s.person.ID == "" || !s.leave(s.Lock) {
		return
	}
	who := s.person.ID
	if s.closeSheet != nil {
		s.closeSheet() // what somebody wrote there is nobody else's business
	}
	s.person = page.Person{}
	s.hush()
	s.history, s.area = nil, ""
	if s.cfg.SignedOut != nil {
		s.cfg.SignedOut()
	}
	s.enter(s.make(page.Route{Page: s.cfg.SignIn, ID: who}))
}

// Words is the printer of the language in use.
func (s *Shell) Words() *i18n.Printer { return s.words }

// Person is who is signed in.
func (s *Shell) Person() page.Person { return s.person }

// Now is the wall's time.
func (s *Shell) Now() time.Time { return s.cfg.Clock.Now() }

// Monotonic is a time that never goes back.
func (s *Shell) Monotonic() time.Duration { return s.cfg.Clock.Monotonic() }

// Window is the window.
func (s *Shell) Window() fyne.Window { return s.cfg.Window }

// Do leaves the UI goroutine for work and comes back for done.
func (s *Shell) Do(ctx context.Context, work func(context.Context) error, done func(error)) {
	s.reading++
	s.cfg.Runner.Run(func() error { return work(ctx) }, func(err error) {
		s.reading--
		if ctx.Err() == nil && done != nil {
			s.timed("show "+s.route().Page, func() { done(err) })
		}
		s.settled()
	})
}

// Every calls tick again and again.
func (s *Shell) Every(ctx context.Context, d time.Duration, tick func()) func() {
	return s.cfg.Runner.Every(ctx, d, func() { s.timed("tick "+s.route().Page, tick) })
}

// Saved tells what is true about saving, on the screen and in the log.
func (s *Shell) Saved(v kit.Saving) {
	s.saving = v
	s.rail.SetSaving(v)
	if at := s.place(); v.State == kit.SavedState {
		s.cfg.Log.Info("saved", "page", s.route().Page, "id", s.route().ID, "at", at)
	}
}

// Copy puts text on the clipboard.
func (s *Shell) Copy(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }

// Setting reads a matter of taste.
func (s *Shell) Setting(name string) string { return s.cfg.Settings.Get(name) }

// SetSetting keeps a matter of taste; the language acts at once.
func (s *Shell) SetSetting(name, value string) {
	if err := s.cfg.Settings.Set(name, value); err != nil {
		s.Report(fault.Wrap(err, fault.Unavailable, "fault.shell.setting"))
	}
	if name == "language" && lang.Parse(value) != s.words.Tag() {
		s.speak(lang.Parse(value))
	}
}

// speak rebuilds shell and page in another language. The history is forgotten:
// its pages were built in the other one.
func (s *Shell) speak(tag lang.Tag) {
	here := s.route()
	s.forget()
	s.words = i18n.For(tag)
	s.toolkitWords()
	s.saving.Words = s.words.T("shell.saved")
	s.router.DropAll()
	s.toasts, s.toastKeys = nil, nil
	s.router.Push(&kit.Layer{Keys: s.keys()})
	s.build()
	s.cfg.Window.SetContent(s.root)
	s.history = nil
	s.enter(s.make(here))
}
