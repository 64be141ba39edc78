// Package pagetest lets pages be tested without a window: a host that remembers
// what it was asked for and does everything at once.
package pagetest

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"shifu/app/kit"
	"shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// Host is a page.Host that does its work at once, in the caller, and keeps
// what it was told.
type Host struct {
	Language lang.Tag
	Who      page.Person
	Wall     time.Time
	Elapsed  time.Duration

	Went      []page.Route
	Replaced  []page.Route
	Backs     int
	Reported  []error
	Toasts    []kit.Message
	Questions []kit.Question
	Sheets    []kit.Sheet
	Savings   []kit.Saving
	Copied    string
	Session   *page.Person
	Locked    bool
	Settings  map[string]string
	Ticks     []func()

	window fyne.Window
	router *kit.Router
}

// NewHost starts a test program and a window of the usual size. The zone is
// Shanghai's.
func NewHost(t testing.TB, tag lang.Tag, roles ...op.Role) *Host {
	if fyne.CurrentApp() == nil || fyne.CurrentApp().Settings().Theme() == nil || fyne.CurrentApp().Settings().Theme() != fyne.Theme(theme.Shifu{}) {
		app := test.NewApp()
		app.Settings().SetTheme(theme.Shifu{})
	}
	h := &Host{Language: tag, Wall: time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC), Settings: map[string]string{},
		Who: page.Person{Actor: op.Actor{ID: "me", Roles: roles}, Name: "林小满"}}
	h.window = test.NewWindow(nil)
	h.window.SetPadded(false)
	h.window.Resize(fyne.NewSize(1096, 800))
	h.router = kit.RouterOf(h.window.Canvas())
	t.Cleanup(func() { kit.ForgetRouter(h.window.Canvas()); h.window.Close() })
	return h
}

// Open shows a page as the shell does: content, keys, load, first focus. It
// answers the router, for pressing keys.
func (h *Host) Open(p page.Page) *kit.Router {
	h.window.SetContent(p.Content())
	h.Resize(1096, 800)
	h.router.Push(&kit.Layer{Fresh: p.Keys})
	p.Load(context.Background())
	h.Resize(1096, 799)
	h.Resize(1096, 800)
	if s, ok := p.(page.Starter); ok && s.First() != nil {
		h.window.Canvas().Focus(s.First())
	}
	return h.router
}

// Resize gives the page another size and lets it lay itself out.
func (h *Host) Resize(w, height float32) {
	h.window.Resize(fyne.NewSize(w, height))
	if c := h.window.Content(); c != nil {
		c.Resize(fyne.NewSize(w, height-1))
		c.Resize(fyne.NewSize(w, height))
	}
}

// Type types text into what has the focus; the page's keys hear it otherwise.
func (h *Host) Type(text string) {
	if f := h.window.Canvas().Focused(); f != nil {
		test.Type(f, text)
		return
	}
	for _, r := range text {
		h.router.Rune(r)
	}
}

// Press presses a key that prints nothing.
func (h *Host) Press(name fyne.KeyName) {
	if f := h.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	h.router.Typed(name)
}

// Shortcut presses a key together with others.
func (h *Host) Shortcut(name fyne.KeyName, with fyne.KeyModifier) {
	sc := &desktop.CustomShortcut{KeyName: name, Modifier: with}
	if f, ok := h.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(sc)
		return
	}
	h.router.Shortcut(sc)
}

// Tick runs every timer that Every started, once.
func (h *Host) Tick() {
	for _, f := range h.Ticks {
		f()
	}
}

// Words is page.Host's.
func (h *Host) Words() *i18n.Printer {
	return i18n.For(h.Language).At(time.FixedZone("CST", 8*3600))
}

// Person is page.Host's.
func (h *Host) Person() page.Person { return h.Who }

// Now is page.Host's.
func (h *Host) Now() time.Time { return h.Wall }

// Monotonic is page.Host's.
func (h *Host) Monotonic() time.Duration { return h.Elapsed }

// Window is page.Host's.
func (h *Host) Window() fyne.Window { return h.window }

// Go is page.Host's.
func (h *Host) Go(r page.Route) { h.Went = append(h.Went, r) }

// Replace is page.Host's.
func (h *Host) Replace(r page.Route) { h.Replaced = append(h.Replaced, r) }

// Back is page.Host's.
func (h *Host) Back() { h.Backs++ }

// SignedIn is page.Host's.
func (h *Host) SignedIn(p page.Person) { h.Session = &p; h.Who = p }

// Lock is page.Host's.
func (h *Host) Lock() { h.Locked = true }

// Do is page.Host's: at once, in the caller.
func (h *Host) Do(ctx context.Context, work func(context.Context) error, done func(error)) {
	err := work(ctx)
	if ctx.Err() == nil && done != nil {
		done(err)
	}
}

// Every is page.Host's: Tick runs it.
func (h *Host) Every(_ context.Context, _ time.Duration, tick func()) func() {
	on := true
	h.Ticks = append(h.Ticks, func() {
		if on {
			tick()
		}
	})
	return func() { on = false }
}

// Report is page.Host's.
func (h *Host) Report(err error) {
	if err != nil {
		h.Reported = append(h.Reported, err)
	}
}

// Say is page.Host's.
func (h *Host) Say(err error) string { return h.Words().Fault(err) }

// Toast is page.Host's.
func (h *Host) Toast(m kit.Message) { h.Toasts = append(h.Toasts, m) }

// Confirm is page.Host's: call OnYes or OnNo of Questions to answer.
func (h *Host) Confirm(q kit.Question) { h.Questions = append(h.Questions, q) }

// Dialog is page.Host's: it is shown over the page for real.
func (h *Host) Dialog(s kit.Sheet) func() {
	h.Sheets = append(h.Sheets, s)
	return kit.Show(h.window.Canvas(), s)
}

// Saved is page.Host's.
func (h *Host) Saved(s kit.Saving) { h.Savings = append(h.Savings, s) }

// Copy is page.Host's.
func (h *Host) Copy(text string) { h.Copied = text }

// Setting is page.Host's.
func (h *Host) Setting(name string) string { return h.Settings[name] }

// SetSetting is page.Host's.
func (h *Host) SetSetting(name, value string) { h.Settings[name] = value }

var _ page.Host = (*Host)(nil)
