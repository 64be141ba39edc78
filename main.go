//go:build cgo

// Shifu 师傅 trains and certifies the customer-service agents of small shops.
// This file takes the flags, opens the data and runs the window; wire.go says
// which page talks to which service.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"shifu/app"
	"shifu/data"
	history "shifu/data/demo"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// version is set when the program is built.
var version = "unknown"

// examineAfter is how long the window stands before the ledger is examined
// behind it: a start has better things to do.
const examineAfter = 10 * time.Second

// backupEvery is how often the data is copied while the window is open.
const backupEvery = 30 * time.Minute

// callFor is how long a second start waits for the first window to come.
const callFor = 3 * time.Second

func main() {
	os.Exit(run(os.Args[1:]))
}

// run answers the exit code: 0, 2 for wrong usage, 3 when it could not work.
func run(args []string) int {
	words := i18n.For(lang.Parse(app.SystemLanguage()))
	flags := flag.NewFlagSet("shifu", flag.ContinueOnError)
	folder := flags.String("data", "", words.T("main.help.data"))
	language := flags.String("lang", "", words.T("main.help.lang"))
	show := flags.Bool("version", false, words.T("main.help.version"))
	demo := flags.Bool("demo", false, words.T("main.help.demo"))
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil || flags.NArg() > 0 {
		return 2
	}
	if *show {
		fmt.Println(version)
		return 0
	}
	system := *language
	if system == "" {
		system = app.SystemLanguage()
	}
	words = i18n.For(lang.Parse(system))
	if err := app.CanOpen(); err != nil {
		fmt.Fprintln(os.Stderr, words.Fault(err))
		return 3
	}
	// Fyne keeps a folder of its own in there and does not make the one above.
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700)
	}
	if *demo {
		dir, err := os.MkdirTemp("", "shifu-demo-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 3
		}
		defer func() { _ = os.RemoveAll(dir) }()
		*folder = filepath.Join(dir, "shop")
		if _, err := history.Fill(context.Background(), history.Options{Dir: *folder, People: 12, Days: 30, Seed: 1, Until: time.Now().AddDate(0, 0, -1), Language: lang.Parse(system)}); err != nil {
			fmt.Fprintln(os.Stderr, words.Fault(err))
			return 3
		}
	}
	s := &session{dir: data.Location(*folder, os.Getenv), passing: *demo, clock: op.NewSystemClock(), system: system, forced: *language, log: slog.New(slog.DiscardHandler)}
	defer s.end()
	s.taste = s.settings()
	window := app.Begin(s.taste)
	s.open(data.Options{})
	if s.heard() {
		fmt.Fprintln(os.Stderr, words.Fault(s.failed))
		return 0
	}
	if !s.show(window) {
		fmt.Fprintln(os.Stderr, words.T("fault.shell.no_display"))
		return 3
	}
	s.goOn()
	return s.code
}

// show runs the window until it is closed. It answers false where a display is
// named that cannot be reached, which the drawing library tells by a panic.
func (s *session) show(window *app.Program) (shown bool) {
	defer func() {
		if e := recover(); e != nil {
			if !strings.Contains(fmt.Sprint(e), "GLFW library is not initialized") {
				panic(e)
			}
		}
	}()
	window.Run(s.wire, s.ready, s.end)
	return true
}

// session is one run of the program: what is open and must be closed.
type session struct {
	dir     string
	system  string // the system's language
	forced  string // of --lang
	passing bool   // the folder is removed at the end
	clock   op.Clock
	log     *slog.Logger
	taste   app.Settings

	db       *data.DB
	services *data.Services
	failed   error // why there is no database
	closers  []func()
	code     int
	next     []string // arguments of the program to start after this one
}

// open opens the data. A failure is kept for the window to tell: what can be
// done about it is offered there.
func (s *session) open(opts data.Options) {
	opts.Dir, opts.Clock = s.dir, s.clock
	ctx := context.Background()
	if s.db, s.failed = data.Open(ctx, opts); s.failed != nil {
		return
	}
	// The folder is ours now: log and crash file live in it.
	if log, journal, err := data.OpenLog(s.dir); err == nil {
		s.log = log
		s.closers = append(s.closers, closing(journal))
	}
	left, ended, err := data.WatchCrashes(s.dir, version, s.clock)
	if err != nil {
		s.log.Error("no crash file", "err", err)
	} else {
		s.closers = append(s.closers, ended)
	}
	if left != "" {
		s.log.Error("the last run broke down", "file", left)
	}
	s.log.Info("start", "version", version, "folder", s.dir)
	s.services = data.NewServices(s.db)
	s.keepBackups()
}

// heard says that another window holds the folder and came to the front when it
// was called. Where nobody comes, this window tells who holds the folder.
func (s *session) heard() bool {
	if fault.KeyOf(s.failed) != "fault.data.in_use" || data.Ring(s.dir) != nil {
		return false
	}
	ctx, end := context.WithTimeout(context.Background(), callFor)
	defer end()
	look := time.NewTicker(callFor / 30)
	defer look.Stop()
	return data.Answered(ctx, s.dir, look.C)
}

// listen brings the window to the front when the program is started again on the
// same folder.
func (s *session) listen(shell *app.Shell) {
	data.Rung(s.dir) // of a start long ago
	ctx, stop := context.WithCancel(context.Background())
	s.closers = append(s.closers, stop)
	go func() {
		t := time.NewTicker(callFor / 10)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if data.Rung(s.dir) {
					shell.Raise()
				}
			}
		}
	}()
}

// keepBackups copies the data every half hour, and once more at the end.
func (s *session) keepBackups() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	backup := func() {
		if b, made, err := s.db.Snapshot(context.Background()); err != nil {
			s.log.Error("no backup", "err", err)
		} else if made {
			s.log.Info("backup", "file", b.Path, "entries", b.Head.Size)
		}
	}
	go func() {
		defer close(done)
		t := time.NewTicker(backupEvery)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				backup()
			}
		}
	}()
	s.closers = append(s.closers, func() {
		stop()
		<-done
		backup()
		if err := s.db.Close(); err != nil {
			s.log.Error("close", "err", err)
		}
		s.log.Info("end")
	})
}

// end closes what is open, the last first. It may be called twice.
func (s *session) end() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
	s.closers = nil
}

func closing(c io.Closer) func() { return func() { _ = c.Close() } }

// settings keep matters of taste beside the data. --lang holds for one run only.
func (s *session) settings() app.Settings {
	file := app.OpenSettings(filepath.Join(s.dir, "settings.json"))
	if s.forced == "" {
		return file
	}
	return &forcedLanguage{file, s.forced}
}

type forcedLanguage struct {
	app.Settings
	tag string
}

func (f *forcedLanguage) Get(name string) string {
	if name == "language" {
		return f.tag
	}
	return f.Settings.Get(name)
}

func (f *forcedLanguage) Set(name, value string) error {
	if name == "language" {
		f.tag = value
	}
	return f.Settings.Set(name, value)
}

// ready runs when the first page stands: pages hear of changes, and every entry
// of the ledger is hashed again behind the window.
func (s *session) ready(shell *app.Shell) {
	if s.db == nil {
		return
	}
	s.listen(shell)
	s.closers = append(s.closers, s.db.Subscribe(func(changes []op.Change) {
		for _, c := range changes {
			shell.Changed(c)
		}
	}))
	ended := make(chan struct{})
	s.closers = append(s.closers, func() { close(ended) })
	go func() {
		select {
		case <-ended:
		case <-time.After(examineAfter):
			if err := s.examine(); err != nil {
				shell.Do(context.Background(), func(context.Context) error { return err }, shell.Report)
			}
		}
	}()
}

// examine hashes every entry of the ledger again and says what does not hold.
func (s *session) examine() error {
	// It reads the whole history, and nobody needs that memory again.
	defer debug.FreeOSMemory()
	d, err := s.db.Doctor(context.Background())
	if err != nil {
		return err
	}
	s.log.Info("examined", "entries", d.Entries, "root", d.Head.Root.String(), "attempts", d.Attempts, "findings", len(d.Findings))
	if !d.Well() {
		return fault.Wrap(d.Findings[0].Err, fault.Corrupt, "fault.data.ill", "Count", len(d.Findings))
	}
	return nil
}
