// Package page is what the areas of the screen and the shell know of each
// other: a page, its route, and what a page may ask of its host. An area
// imports this package and kit; it never imports another area or the shell.
package page

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// Route names a place of the program as a value: which page, of which thing.
type Route struct {
	Page string // "home", "lesson", "sign-off"
	ID   string // what is shown on it; "" where the page needs none
}

// String writes a route: lesson/0193....
func (r Route) String() string {
	if r.ID == "" {
		return r.Page
	}
	return r.Page + "/" + r.ID
}

// ParseRoute reads what String wrote.
func ParseRoute(s string) Route {
	name, id, _ := strings.Cut(s, "/")
	return Route{Page: name, ID: id}
}

// Frame is what the shell draws around a page.
type Frame int

const (
	Full  Frame = iota // the rail with words; the mini rail below 1200 wide
	Focus              // the mini rail: quiz, marking, certificate
	Bare               // nothing: first run, sign-in
)

// Page is one place of the program. The shell calls all its methods on the UI
// goroutine.
type Page interface {
	// Title is the name of the place for the window's title and the history.
	Title() string
	// Frame is what the shell draws around the page.
	Frame() Frame
	// Content is the page's widgets, built at the first call and the same
	// object ever after. It fills the area beside the rail, padding included
	// (see kit.PageBody).
	Content() fyne.CanvasObject
	// Load reads what the page shows and renders it. It is called when the
	// page is opened, when history brings it back and when something that it
	// shows has changed. It returns at once: reading goes through Host.Do.
	// ctx ends when the page is left.
	Load(ctx context.Context)
	// Keys are the page's keys. They are asked for at each key press, so that
	// they follow what the page shows.
	Keys() []kit.Key
}

// Starter is a page with a first control: the focus goes there when the page
// is opened. Without it no control has the focus, so that the page's digits and
// letters act at once.
type Starter interface{ First() fyne.Focusable }

// Watcher is a page that wants to hear of changes while it is open. Topics
// that it wants reloaded are answered with true: Load is called again.
type Watcher interface{ Changed(op.Change) bool }

// Leaver is a page that has something to settle before it is left: what is being
// written, or a clock that runs.
type Leaver interface {
	// Leave is asked before the page is left, for another page, for the lock or
	// for good. It answers false where that takes time or a question; once it is
	// settled, the page calls onward, which goes where the person wanted to go.
	Leave(onward func()) bool
}

// Keeper is a page that an idle session does not lock while it says so: an exam.
type Keeper interface{ KeepsOpen() bool }

// Locator is a page with places in it that the log names: a step, a question.
// It tells neither names nor what was typed.
type Locator interface{ At() string }

// Factory makes a page for a route. It does no work: Content builds, Load reads.
type Factory func(Host, Route) Page

// Person is who is signed in, as the shell shows it.
type Person struct {
	op.Actor
	Name string
}

// Host is what a page may ask of the shell. All methods are called on the UI
// goroutine.
type Host interface {
	// Words is the printer of the language in use.
	Words() *i18n.Printer
	// Person is who is signed in; the zero Person before that.
	Person() Person
	// Now is the wall's time, for showing only.
	Now() time.Time
	// Monotonic is a time that never goes back, for timers on the screen.
	Monotonic() time.Duration
	// Window is the window, for the few dialogs of Fyne that need it (files).
	Window() fyne.Window

	// Go opens a page and keeps this one in the history.
	Go(Route)
	// Replace opens a page in the place of this one.
	Replace(Route)
	// Back returns to the page before, as it was left; home if there is none.
	Back()
	// SignedIn starts a session: the rail is built for the person and the
	// person's first page opens.
	SignedIn(Person)
	// Lock ends the session and asks for the PIN again.
	Lock()

	// Do leaves the UI goroutine for work and comes back for done. done is
	// not called when ctx has ended by then. Pass
	// context.WithoutCancel(ctx) for a command whose result must be heard.
	Do(ctx context.Context, work func(context.Context) error, done func(error))
	// Every calls tick on the UI goroutine until ctx ends or stop is called.
	Every(ctx context.Context, d time.Duration, tick func()) (stop func())

	// Report tells the person an error that has no place on the page: a
	// toast for what can be tried again, a dialog with a reference number for
	// a defect. It logs what it tells. nil is ignored.
	Report(error)
	// Say turns an error into words for a place on the page, and logs it.
	Say(error) string
	// Toast shows a short message at the bottom.
	Toast(kit.Message)
	// Confirm asks a question over the page.
	Confirm(kit.Question)
	// Dialog shows own content over the page. It answers how to close it.
	Dialog(kit.Sheet) (close func())
	// Saved tells what is true about saving; the rail shows it.
	Saved(kit.Saving)
	// Copy puts text on the clipboard.
	Copy(text string)

	// Setting reads a matter of taste ("language", "mode", "scale", "key-hints"); ""
	// where it was never set. SetSetting keeps it; the language acts at once
	// by rebuilding the pages.
	Setting(name string) string
	SetSetting(name, value string)
}

// Load is Do for one value: it reads on another goroutine and hands the value
// to show on the UI goroutine, or reports the error.
func Load[T any](h Host, ctx context.Context, read func(context.Context) (T, error), show func(T)) {
	var v T
	h.Do(ctx, func(ctx context.Context) (err error) {
		v, err = read(ctx)
		return err
	}, func(err error) {
		if err != nil {
			h.Report(err)
			return
		}
		show(v)
	})
}

// Send is Do for a command: its result is heard even when the page was left
// meanwhile, and the error is the caller's to place.
func Send[T any](h Host, ctx context.Context, command func(context.Context) (T, error), done func(T, error)) {
	var v T
	h.Do(context.WithoutCancel(ctx), func(ctx context.Context) (err error) {
		v, err = command(ctx)
		return err
	}, func(err error) { done(v, err) })
}

// InSteps builds something long in steps that fit a frame each: step is called on
// the UI goroutine, with room for painting and keys between, until it answers
// that nothing is left or ctx has ended.
func InSteps(h Host, ctx context.Context, step func() (more bool)) {
	if !step() {
		return
	}
	h.Do(ctx, func(context.Context) error { return nil }, func(error) { InSteps(h, ctx, step) })
}

// Language reads the setting of the language, with the system's as default.
func Language(h Host, system string) lang.Tag {
	if s := h.Setting("language"); s != "" {
		return lang.Parse(s)
	}
	return lang.Parse(system)
}
