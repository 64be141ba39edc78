//go:build cgo

package app

import (
	"os"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/assets"
)

// Run opens the window and stays until it is closed. wire is called once the
// window has its size and answers what the shell is made of; Window is filled
// in here. closing is called after the last page was left, before Run returns.
func Run(settings Settings, wire func(fyne.Window) Config, ready func(*Shell), closing func()) {
	// Fyne reads these when the program object is made.
	if scale := settings.Get("scale"); scale != "" && os.Getenv("FYNE_SCALE") == "" {
		_ = os.Setenv("FYNE_SCALE", scale)
	}
	if settings.Get("mode") == "dark" {
		theme.Use(theme.Dark)
	}
	kit.ShowKeyCaps = settings.Get("key-hints") != "off"
	kit.Shadows = settings.Get("plain-drawing") != "on"

	a := fyneapp.NewWithID("cn.shifu.desktop")
	a.Settings().SetTheme(theme.Shifu{})
	a.SetIcon(fyne.NewStaticResource("shifu.svg", assets.Logo))
	w := a.NewWindow("师傅 Shifu")
	w.SetPadded(false)
	w.SetMaster()
	w.Resize(fyne.NewSize(1280, 800))
	if d := strings.ToLower(os.Getenv("SHIFU_FULLSCREEN")); d == "1" || d == "yes" {
		w.SetFullScreen(true)
	}
	cfg := wire(w)
	cfg.Window, cfg.Settings = w, settings
	background, own := cfg.Runner.(*Background)
	if cfg.Runner == nil {
		background, own = &Background{}, true
		cfg.Runner = background
	}
	shell := NewShell(cfg)
	w.SetCloseIntercept(func() {
		if shell.MayClose() {
			w.Close()
		}
	})
	if ready != nil {
		ready(shell)
	}
	// Parsing the fonts leaves as much garbage as it keeps: give it back once
	// the first page stands.
	var stop func()
	stop = shell.Every(shell.ctx, 3*time.Second, func() {
		stop()
		cfg.Runner.Run(func() error { debug.FreeOSMemory(); return nil }, func(error) {})
	})
	w.ShowAndRun()
	shell.Close()
	if own {
		background.Wait(waitAtEnd)
	}
	if closing != nil {
		closing()
	}
}
