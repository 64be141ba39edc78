// Package command holds the commands of shifuctl. Each is one file: a struct
// whose fields are its flags and a Run method. A command prints for people, or
// with --json one JSON value, and ends in one of four ways (see Run).
package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/alecthomas/kong"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// The exit codes.
const (
	Well     = 0 // all is well
	Findings = 1 // the command worked and found something wrong
	Usage    = 2 // wrong usage
	Failed   = 3 // the command could not do its work: locked, unreadable, full disk
)

// Env is what the commands take from outside.
type Env struct {
	Version string
	Out     io.Writer
	Err     io.Writer
	Getenv  func(string) string
	Clock   op.Clock
	IDs     op.IDs
	Entropy op.Entropy
	Probe   data.Probe // of data folders
}

// Machine is the environment of the process.
func Machine(version string) Env {
	return Env{Version: version, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Clock: op.NewSystemClock(), IDs: op.RandomIDs{}}
}

// cli lists the flags that every command has, and the commands.
type cli struct {
	JSON    bool             `name:"json" help:"${json}"`
	Lang    string           `name:"lang" enum:"zh,zh-Hans,zh-Hant,en," default:"" placeholder:"zh|zh-Hant|en" help:"${lang}"`
	Version kong.VersionFlag `name:"version" help:"${version_help}"`

	Check    checks    `cmd:"" help:"${check}"`
	Draw     draws     `cmd:"" help:"${draw}"`
	Mark     marks     `cmd:"" help:"${mark}"`
	Simulate simulates `cmd:"" help:"${simulate}"`
	Convert  converts  `cmd:"" help:"${convert}"`
	Import   imports   `cmd:"" help:"${import}"`
	Backup   backup    `cmd:"" help:"${backup}"`
	Restore  restore   `cmd:"" help:"${restore}"`
	Doctor   doctor    `cmd:"" help:"${doctor}"`
	Export   exports   `cmd:"" help:"${export}"`
	Verify   verify    `cmd:"" help:"${verify}"`
	Demo     demos     `cmd:"" help:"${demo}"`
	Bench    bench     `cmd:"" help:"${bench}"`
}

// vars are the words of the help.
func vars(w *i18n.Printer, version string) kong.Vars {
	return kong.Vars{
		"version":       version,
		"json":          w.T("ctl.help.json"),
		"lang":          w.T("ctl.help.lang"),
		"version_help":  w.T("ctl.help.version"),
		"data":          w.T("ctl.help.data"),
		"check":         w.T("ctl.help.check"),
		"check_paths":   w.T("ctl.help.check_paths"),
		"strict":        w.T("ctl.help.strict"),
		"convert":       w.T("ctl.help.convert"),
		"convert_to":    w.T("ctl.help.convert_to"),
		"convert_out":   w.T("ctl.help.convert_out"),
		"convert_all":   w.T("ctl.help.convert_all"),
		"convert_kp":    w.T("ctl.help.convert_kp"),
		"draw":          w.T("ctl.help.draw"),
		"mark":          w.T("ctl.help.mark"),
		"simulate":      w.T("ctl.help.simulate"),
		"model":         w.T("ctl.help.model"),
		"attempt":       w.T("ctl.help.attempt"),
		"draw_count":    w.T("ctl.help.draw_count"),
		"purpose":       w.T("ctl.help.purpose"),
		"ordinal":       w.T("ctl.help.ordinal"),
		"response":      w.T("ctl.help.response"),
		"learners":      w.T("ctl.help.learners"),
		"guessers":      w.T("ctl.help.guessers"),
		"draws":         w.T("ctl.help.draws"),
		"import":        w.T("ctl.help.import"),
		"pack":          w.T("ctl.help.pack"),
		"backup":        w.T("ctl.help.backup"),
		"backup_out":    w.T("ctl.help.backup_out"),
		"restore":       w.T("ctl.help.restore"),
		"restore_from":  w.T("ctl.help.restore_from"),
		"restore_to":    w.T("ctl.help.restore_to"),
		"doctor":        w.T("ctl.help.doctor"),
		"demo":          w.T("demo.help"),
		"demo_people":   w.T("demo.help.people"),
		"demo_days":     w.T("demo.help.days"),
		"demo_seed":     w.T("demo.help.seed"),
		"demo_until":    w.T("demo.help.until"),
		"export":        w.T("ctl.help.export"),
		"export_what":   w.T("ctl.help.export_what"),
		"export_format": w.T("ctl.help.export_format"),
		"export_out":    w.T("ctl.help.export_out"),
		"verify":        w.T("ctl.help.verify"),
		"verify_paths":  w.T("ctl.help.verify_paths"),
		"shop_key":      w.T("ctl.help.shop_key"),
		"against":       w.T("ctl.help.against"),
		"bench":         w.T("ctl.help.bench"),
		"section":       w.T("ctl.help.section"),
		"count":         w.T("ctl.help.count"),
	}
}

// scene is what a command runs in.
type scene struct {
	Env
	ctx   context.Context
	words *i18n.Printer
	json  bool
}

// errFound says that the command worked and found something wrong. It has
// been printed already.
var errFound = errors.New("findings")

// misuse is a fault of whoever calls: the command was not asked for something
// that it can do.
type misuse struct{ error }

func (m *misuse) Unwrap() error { return m.error }

type exit int

// Run runs one command and answers its exit code: Well, Findings, Usage or Failed.
func Run(args []string, env Env) (code int) {
	words := i18n.For(language(args, env.Getenv))
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exit: // kong has printed help or version
			code = int(e)
		default:
			panic(e)
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("shifuctl"), kong.Description(words.T("ctl.help.about")), vars(words, env.Version),
		kong.Writers(env.Out, env.Err), kong.Exit(func(n int) { panic(exit(n)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		panic(err) // a defect of the structs above
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintln(env.Err, words.T("ctl.usage", "Problem", err.Error()))
		return Usage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &scene{Env: env, ctx: ctx, words: words, json: c.JSON}
	switch err := chosen.Run(s); {
	case err == nil:
		return Well
	case errors.Is(err, errFound):
		return Findings
	case errors.As(err, new(*misuse)):
		s.fail(err)
		return Usage
	default:
		s.fail(err)
		return Failed
	}
}

// language is that of --lang, else of the environment. It is looked up before
// the flags are parsed, because the help speaks it, too.
func language(args []string, getenv func(string) string) lang.Tag {
	name := ""
	for _, v := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if name == "" {
			name = getenv(v)
		}
	}
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			name = v
		} else if a == "--lang" && i+1 < len(args) {
			name = args[i+1]
		}
	}
	return lang.Parse(name)
}

// fail tells why the command could not work.
func (s *scene) fail(err error) {
	if f := (*fault.Error)(nil); errors.As(err, &f) {
		err = f // the parser of the flags wraps what a command answers
	}
	var f *fault.Error
	if errors.As(err, &f) { // kong may have wrapped it together with others
		err = f
	}
	words := s.words.Fault(err)
	if s.json {
		s.value(map[string]any{"error": map[string]any{"code": fault.CodeOf(err), "key": fault.KeyOf(err), "message": words}})
	} else {
		_, _ = fmt.Fprintln(s.Err, words)
	}
	if fault.Is(err, fault.Internal) {
		_, _ = fmt.Fprintln(s.Err, err) // for whoever mends it
	}
}

// say prints a line for people.
func (s *scene) say(key string, pairs ...any) {
	if !s.json {
		_, _ = fmt.Fprintln(s.Out, s.words.T(key, pairs...))
	}
}

// line prints a line that needs no words.
func (s *scene) line(format string, a ...any) {
	if !s.json {
		_, _ = fmt.Fprintf(s.Out, format+"\n", a...)
	}
}

// value prints the JSON of the command.
func (s *scene) value(v any) {
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
}

// dataFlag is the flag of the data folder.
type dataFlag struct {
	Data string `name:"data" placeholder:"DIR" help:"${data}"`
}

func (d dataFlag) dir(s *scene) string { return data.Location(d.Data, s.Getenv) }

// open opens the data folder of a shop that exists.
func (s *scene) open(dir string, readOnly bool) (*data.DB, error) {
	return data.Open(s.ctx, data.Options{Dir: dir, ReadOnly: readOnly, MustExist: true,
		Clock: s.Clock, IDs: s.IDs, Entropy: s.Entropy, Probe: s.Probe})
}
