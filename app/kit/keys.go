package kit

import (
	"strings"
	"sync"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Key is one key of a page and what it does. A printable key has a Rune and
// acts only while no text field has the focus; any other key has a Name. With
// a modifier the key acts everywhere, also from inside a text field.
type Key struct {
	Rune rune             // 'r', '1': lower case, no modifier
	Name fyne.KeyName     // fyne.KeyReturn, fyne.KeyE
	Mod  fyne.KeyModifier // fyne.KeyModifierControl
	Says string           // what it does, for the list of keys (F1); "" keeps it off the list
	Do   func()
	When func() bool // nil: always; otherwise the key is not ours while it says no
}

// Press makes a key of a printable character.
func Press(r rune, says string, do func()) Key {
	return Key{Rune: unicode.ToLower(r), Says: says, Do: do}
}

// Named makes a key without a modifier that prints nothing: Enter, Escape, arrows.
func Named(name fyne.KeyName, says string, do func()) Key {
	return Key{Name: name, Says: says, Do: do}
}

// Ctrl makes a key that is pressed with Ctrl (Cmd on macOS).
func Ctrl(name fyne.KeyName, says string, do func()) Key {
	return Key{Name: name, Mod: fyne.KeyModifierShortcutDefault, Says: says, Do: do}
}

// Alt makes a key that is pressed with Alt.
func Alt(name fyne.KeyName, says string, do func()) Key {
	return Key{Name: name, Mod: fyne.KeyModifierAlt, Says: says, Do: do}
}

// If limits a key to when the condition holds.
func (k Key) If(when func() bool) Key { k.When = when; return k }

// Cap is how the key is written on a button: "Enter", "Ctrl E", "R".
func (k Key) Cap() string {
	if k.Rune != 0 {
		return strings.ToUpper(string(k.Rune))
	}
	var b strings.Builder
	if k.Mod&fyne.KeyModifierControl != 0 {
		b.WriteString("Ctrl ")
	}
	if k.Mod&fyne.KeyModifierSuper != 0 {
		b.WriteString("Cmd ")
	}
	if k.Mod&fyne.KeyModifierAlt != 0 {
		b.WriteString("Alt ")
	}
	if k.Mod&fyne.KeyModifierShift != 0 {
		b.WriteString("Shift ")
	}
	name := map[fyne.KeyName]string{
		fyne.KeyReturn: "Enter", fyne.KeyEnter: "Enter", fyne.KeyEscape: "Esc", fyne.KeySpace: "Space",
		fyne.KeyLeft: "←", fyne.KeyRight: "→", fyne.KeyUp: "↑", fyne.KeyDown: "↓", fyne.KeyBackspace: "Backspace",
		fyne.KeyPageUp: "PgUp", fyne.KeyPageDown: "PgDn", fyne.KeyDelete: "Del",
	}[k.Name]
	if name == "" {
		name = string(k.Name)
	}
	return b.String() + name
}

func (k Key) fits(name fyne.KeyName, mod fyne.KeyModifier) bool {
	if k.Rune != 0 || k.Mod != mod {
		return false
	}
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	own := k.Name
	if own == fyne.KeyEnter {
		own = fyne.KeyReturn
	}
	return own == name && (k.When == nil || k.When())
}

// Layer is a set of keys that is there for a while: the shell's, a page's, a
// dialog's. The topmost layer that knows a key has it; a modal layer lets
// nothing through to those below.
type Layer struct {
	Keys  []Key
	Fresh func() []Key // asked at each key press instead of Keys: a page's keys follow what it shows
	Modal bool
}

func (l *Layer) keys() []Key {
	if l.Fresh != nil {
		return l.Fresh()
	}
	return l.Keys
}

// Router hands the keys of a window to the layers. Everything that has the
// focus and does not want a key passes it on to the router of its canvas.
type Router struct{ layers []*Layer }

// Push puts a layer on top.
func (r *Router) Push(l *Layer) { r.layers = append(r.layers, l) }

// Drop takes a layer away wherever it lies.
func (r *Router) Drop(l *Layer) {
	for i, have := range r.layers {
		if have == l {
			r.layers = append(r.layers[:i:i], r.layers[i+1:]...)
			return
		}
	}
}

// DropAll takes all layers away.
func (r *Router) DropAll() { r.layers = nil }

// Visible lists the keys that act now, the topmost layer first.
func (r *Router) Visible() []Key {
	var keys []Key
	for i := len(r.layers) - 1; i >= 0; i-- {
		for _, k := range r.layers[i].keys() {
			if k.Says != "" && (k.When == nil || k.When()) {
				keys = append(keys, k)
			}
		}
		if r.layers[i].Modal {
			break
		}
	}
	return keys
}

func (r *Router) run(fits func(Key) bool) bool {
	touch()
	for i := len(r.layers) - 1; i >= 0; i-- {
		for _, k := range r.layers[i].keys() {
			if fits(k) {
				if k.Do != nil {
					timed("key", k.Do)
				}
				return true
			}
		}
		if r.layers[i].Modal {
			return false
		}
	}
	return false
}

// Typed hands on a key that prints nothing. It answers whether anyone wanted it.
func (r *Router) Typed(name fyne.KeyName) bool {
	return r.run(func(k Key) bool { return k.fits(name, 0) })
}

// Rune hands on a printable key.
func (r *Router) Rune(c rune) bool {
	c = unicode.ToLower(c)
	return r.run(func(k Key) bool { return k.Rune == c && (k.When == nil || k.When()) })
}

// Shortcut hands on a key with a modifier, as Fyne names it.
func (r *Router) Shortcut(s fyne.Shortcut) bool {
	name, mod := fyne.KeyName(""), fyne.KeyModifierShortcutDefault
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		name, mod = s.KeyName, s.Modifier
	case *fyne.ShortcutCopy:
		name = fyne.KeyC
	case *fyne.ShortcutPaste:
		name = fyne.KeyV
	case *fyne.ShortcutCut:
		name = fyne.KeyX
	case *fyne.ShortcutSelectAll:
		name = fyne.KeyA
	case *fyne.ShortcutUndo:
		name = fyne.KeyZ
	case *fyne.ShortcutRedo:
		name = fyne.KeyY
	default:
		return false
	}
	return r.run(func(k Key) bool { return k.fits(name, mod) })
}

var routers sync.Map // fyne.Canvas -> *Router

// RouterOf answers the router of a canvas, made at the first call: from then on
// it hears every key that nothing with the focus wants.
func RouterOf(c fyne.Canvas) *Router {
	if r, ok := routers.Load(c); ok {
		return r.(*Router)
	}
	r := &Router{}
	routers.Store(c, r)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { r.Typed(e.Name) })
	c.SetOnTypedRune(func(ch rune) { r.Rune(ch) })
	hear := func(s fyne.Shortcut) { c.AddShortcut(s, func(s fyne.Shortcut) { r.Shortcut(s) }) }
	for _, s := range []fyne.Shortcut{
		&fyne.ShortcutCopy{}, &fyne.ShortcutPaste{}, &fyne.ShortcutCut{}, &fyne.ShortcutSelectAll{}, &fyne.ShortcutUndo{}, &fyne.ShortcutRedo{},
	} {
		hear(s)
	}
	names := []fyne.KeyName{
		fyne.KeyReturn, fyne.KeyEnter, fyne.KeyBackspace, fyne.KeyDelete, fyne.KeySpace, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft,
		fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyComma, fyne.KeySlash,
	}
	for ch := 'A'; ch <= 'Z'; ch++ {
		names = append(names, fyne.KeyName(string(ch)))
	}
	for ch := '0'; ch <= '9'; ch++ {
		names = append(names, fyne.KeyName(string(ch)))
	}
	for _, mod := range []fyne.KeyModifier{fyne.KeyModifierShortcutDefault, fyne.KeyModifierAlt, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift} {
		for _, n := range names {
			hear(&desktop.CustomShortcut{KeyName: n, Modifier: mod})
		}
	}
	return r
}

// ForgetRouter lets the router of a closed window go.
func ForgetRouter(c fyne.Canvas) { routers.Delete(c) }

// routerFor finds the router of the window that an object is shown in; nil
// while it is in none.
func routerFor(o fyne.CanvasObject) *Router {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	if r, ok := routers.Load(c); ok {
		return r.(*Router)
	}
	return nil
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	if c := app.Driver().CanvasForObject(o); c != nil {
		return c
	}
	// Fyne knows the canvas of a widget only once it was painted; a key that
	// follows at once must reach it, too. There is one window.
	if all := app.Driver().AllWindows(); len(all) == 1 {
		return all[0].Canvas()
	}
	return nil
}

// Activity is called whenever a person does something to a widget of ours; the
// shell locks an idle session by it. nil is allowed.
var Activity func()

// Timed runs what a key or a press does and measures it. nil runs it as it is.
var Timed func(what string, f func())

func timed(what string, f func()) {
	if Timed != nil {
		Timed(what, f)
		return
	}
	f()
}

// Held is called when a key goes down or up while a widget of ours has the
// focus; a canvas hears of it only while nothing has. nil is allowed.
var Held func(name fyne.KeyName, down bool)

func held(e *fyne.KeyEvent, down bool) {
	if Held != nil {
		Held(e.Name, down)
	}
}

func touch() {
	if Activity != nil {
		Activity()
	}
}

// passKey hands a key that a focused widget does not want to the router.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if r := routerFor(o); r != nil {
		r.Typed(e.Name)
	}
}

// passRune hands a character that a focused widget does not want to the router.
func passRune(o fyne.CanvasObject, c rune) {
	if r := routerFor(o); r != nil {
		r.Rune(c)
	}
}
