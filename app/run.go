//go:build cgo

package app

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"github.com/go-gl/glfw/v3.4/glfw"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/assets"
	"shifu/internal/fault"
)

// CanOpen answers why no window can be opened here, in so far as it can be
// known beforehand: nil, or a fault of the code unavailable.
func CanOpen() error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return fault.New(fault.Unavailable, "fault.shell.no_display")
	}
	return nil
}

// Program is the program before its window is there.
type Program struct {
	settings Settings
	app      fyne.App
	parsed   func() // waits for the fonts
}

// Begin makes the program. Its fonts are parsed from now on, so that the data
// can be opened meanwhile; nothing else may measure text before Run.
func Begin(settings Settings) *Program {
	// Fyne reads these when the program object is made.
	if scale := settings.Get("scale"); scale != "" && os.Getenv("FYNE_SCALE") == "" {
		_ = os.Setenv("FYNE_SCALE", scale)
		_ = os.Setenv("FYNE_DISABLE_DPI_DETECTION", "true")
	}
	if settings.Get("mode") == "dark" {
		theme.Use(theme.Dark)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // nothing is swept before the first picture
	}
	kit.ShowKeyCaps = settings.Get("key-hints") != "off"
	kit.LessMotion = settings.Get("less-motion") == "on"
	kit.Shadows = settings.Get("plain-drawing") != "on"

	a := fyneapp.NewWithID("cn.shifu.desktop")
	// What Fyne does when it has stopped, it hands to its queue while it closes it:
	// once in some hundred times the program never ends. All that is left undone by
	// taking it away is saving Fyne's own preferences (where a file dialog was last)
	// once more: they are saved when they change.
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
	a.Settings().SetTheme(theme.Shifu{})
	a.SetIcon(fyne.NewStaticResource("shifu.png", assets.Icon128))
	// One after the other: the toolkit's shaper is not made for two at once.
	parsed := ahead(func() {
		for _, style := range []fyne.TextStyle{{}, {Bold: true}} {
			fyne.MeasureText("师 S", theme.Body.Size, style)
		}
	})
	return &Program{settings: settings, app: a, parsed: parsed}
}

// Run opens the window and stays until it is closed. wire is called once the
// window stands and answers what the shell is made of; Window, Settings and Runner are
// filled in here.
// closing is called after the last page was left, before Run returns.
func (p *Program) Run(wire func() Config, ready func(*Shell), closing func()) {
	w := p.app.NewWindow("师傅 Shifu")
	w.SetPadded(false)
	w.SetMaster()
	w.SetContent(canvas.NewRectangle(theme.Bg.Colour()))
	w.Resize(windowSize(w))
	var shell *Shell
	background := &Background{}
	w.SetOnClosed(background.End)
	// The end of a session closes no window: it ends the loop.
	told := make(chan os.Signal, 1)
	signal.Notify(told, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(told)
	go func() {
		<-told
		background.End()
	}()
	// The window is made while the fonts are being parsed; the first page needs both.
	p.app.Lifecycle().SetOnStarted(func() {
		cfg := wire()
		cfg.Window, cfg.Settings, cfg.Runner = w, p.settings, background
		cfg.Raise = func() { raise(w) }
		p.parsed()
		shell = NewShell(cfg)
		w.SetCloseIntercept(shell.Depart)
		if ready != nil {
			ready(shell)
		}
		// Parsing the fonts leaves garbage: give it back once the first page stands.
		var stop func()
		stop = shell.Every(shell.ctx, 3*time.Second, func() {
			stop()
			if os.Getenv("GOGC") == "" {
				// The fonts live as long as the window: letting the heap double
				// before it is swept would cost as much again as they do.
				debug.SetGCPercent(50)
			}
			cfg.Runner.Run(func() error { debug.FreeOSMemory(); return nil }, func(error) {})
		})
	})
	w.ShowAndRun()
	background.End()
	if shell != nil {
		shell.Close()
	}
	background.Wait(waitAtEnd)
	if closing != nil {
		closing()
	}
}

// windowSize is 1280x800, or what the screen has room for at this scale.
// SHIFU_WINDOW ("1024x680") asks for another.
func windowSize(w fyne.Window) (size fyne.Size) {
	size = fyne.NewSize(1280, 800)
	var width, height float32
	if n, _ := fmt.Sscanf(os.Getenv("SHIFU_WINDOW"), "%fx%f", &width, &height); n == 2 {
		return fyne.NewSize(max(width, 640), max(height, 400))
	}
	// The monitor can only be asked once GLFW runs; where it does not yet, the
	// usual size has to do.
	defer func() { _ = recover() }()
	m := glfw.GetPrimaryMonitor()
	if m == nil {
		return size
	}
	_, _, sw, sh := m.GetWorkarea()
	scale := w.Canvas().Scale() // of the screen: the person's own is added when it is shown
	if own, err := strconv.ParseFloat(os.Getenv("FYNE_SCALE"), 32); err == nil && own > 0 {
		scale = max(scale, float32(own))
	}
	if scale > 0 && sw > 0 && sh > 0 {
		size = fyne.NewSize(min(size.Width, float32(sw)/scale), min(size.Height, float32(sh)/scale))
	}
	return size
}

// raise brings a window to the front, also one that was put away.
func raise(w fyne.Window) {
	w.RequestFocus()
	in, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return
	}
	in.RunWithContext(func() {
		if v := glfw.GetCurrentContext(); v != nil && v.GetAttrib(glfw.Iconified) == glfw.True {
			v.Restore()
			v.Focus()
		}
	})
}

// Quit closes the window, from any goroutine; Run then returns.
func Quit() { fyne.Do(func() { fyne.CurrentApp().Quit() }) }
