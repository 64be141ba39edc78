package app_test

import (
	"context"
	"errors"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynelang "fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app"
	"shifu/app/kit"
	"shifu/app/page"
	"shifu/app/theme"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/internal/testkit"
)

func TestMain(m *testing.M) {
	test.NewApp().Settings().SetTheme(theme.Shifu{})
	os.Exit(m.Run())
}

// sample is a page with a field and a key.
type sample struct {
	host    page.Host
	route   page.Route
	field   *kit.Field
	root    fyne.CanvasObject
	loads   int
	ctx     context.Context
	stays   bool
	onward  func()
	keeps   bool
	eager   bool // takes the focus as soon as it has read
	pressed int
}

func (p *sample) Title() string { return p.route.String() }
func (p *sample) Frame() page.Frame {
	if p.route.Page == "sign-in" {
		return page.Bare
	}
	return page.Full
}
func (p *sample) Content() fyne.CanvasObject {
	if p.root == nil {
		p.field = kit.NewField("名字", "")
		p.root = kit.NewPageBody(kit.NewPageHeader(p.host.Words().T("shell.saved")+" "+p.route.String(), "", nil), kit.Column(8, p.field), nil)
	}
	return p.root
}
func (p *sample) Load(ctx context.Context) {
	p.loads++
	p.ctx = ctx
	if p.eager {
		p.host.Window().Canvas().Focus(p.field.Entry)
	}
}
func (p *sample) Leave(onward func()) bool {
	p.onward = onward
	return !p.stays
}
func (p *sample) KeepsOpen() bool { return p.keeps }
func (p *sample) Keys() []kit.Key {
	return []kit.Key{kit.Press('r', "复习", func() { p.pressed++ }), kit.Ctrl(fyne.KeyReturn, "交", func() { p.pressed += 10 })}
}
func (p *sample) Changed(c op.Change) bool { return c.Topic == "attempt" }

type settings map[string]string

func (s settings) Get(name string) string       { return s[name] }
func (s settings) Set(name, value string) error { s[name] = value; return nil }

type stage struct {
	shell   *app.Shell
	clock   *testkit.Clock
	runner  *app.Inline
	window  fyne.Window
	pages   map[string]*sample // the last one made of each route
	signOut int
	raised  int
	closed  bool
}

func start(t *testing.T) *stage {
	st := &stage{clock: testkit.NewClock(), runner: &app.Inline{}, pages: map[string]*sample{}}
	st.window = test.NewWindow(nil)
	st.window.SetPadded(false)
	st.window.Resize(fyne.NewSize(1280, 800))
	factory := func(h page.Host, r page.Route) page.Page {
		p := &sample{host: h, route: r, eager: r.ID == "eager"}
		st.pages[r.String()] = p
		return p
	}
	pages := map[string]page.Factory{}
	for _, n := range []string{"sign-in", "home", "lessons", "lesson", "desk"} {
		pages[n] = factory
	}
	st.shell = app.NewShell(app.Config{
		Window: st.window, Pages: pages, Start: page.Route{Page: "sign-in"}, SignIn: "sign-in",
		Home: func(page.Person) page.Route { return page.Route{Page: "home"} },
		Areas: []app.Area{
			{Page: "home", Icon: "home", Label: "shell.saved"},
			{Page: "lessons", Owns: []string{"lesson"}, Icon: "book", Label: "shell.keys", Badge: func(context.Context, op.Actor) (int, error) { return 3, nil }},
			{Page: "desk", Icon: "people", Label: "shell.trouble", Roles: []op.Role{op.Mentor}},
		},
		Shop:  func(context.Context) (string, error) { return "青禾鞋履旗舰店", nil },
		Clock: st.clock, Settings: settings{}, Runner: st.runner, Log: slog.New(slog.DiscardHandler),
		SignedOut: func() { st.signOut++ },
		Raise:     func() { st.raised++ },
	})
	t.Cleanup(func() {
		st.shell.Close()
		if !st.closed {
			st.window.Close()
		}
	})
	return st
}

func (s *stage) in(roles ...op.Role) *stage {
	s.shell.SignedIn(page.Person{Actor: op.Actor{ID: "p1", Roles: roles}, Name: "林小满"})
	return s
}

func (s *stage) shortcut(name fyne.KeyName, mod fyne.KeyModifier) {
	sc := &desktop.CustomShortcut{KeyName: name, Modifier: mod}
	if f, ok := s.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(sc)
		return
	}
	kit.RouterOf(s.window.Canvas()).Shortcut(sc)
}

func (s *stage) typed(text string) {
	if f := s.window.Canvas().Focused(); f != nil {
		test.Type(f, text)
		return
	}
	test.TypeOnCanvas(s.window.Canvas(), text)
}

func TestASecondStartBringsTheWindowToTheFrontAndSaysWhy(t *testing.T) {
	s := start(t).in(op.Apprentice)
	s.shell.Raise()
	assert.Equal(t, 1, s.raised)
	said := ""
	for _, o := range test.LaidOutObjects(s.window.Content()) {
		if text, ok := o.(*canvas.Text); ok {
			said += text.Text
		}
	}
	assert.Contains(t, said, "师傅已经开着")
}

func TestHistoryBringsAPageBackAsItWasLeft(t *testing.T) {
	s := start(t).in(op.Apprentice)
	s.shell.Go(page.Route{Page: "lesson", ID: "1"})
	first := s.pages["lesson/1"]
	first.field.SetText("typed")
	s.shell.Go(page.Route{Page: "lesson", ID: "2"})
	assert.Error(t, first.ctx.Err(), "a page that was left reads no more")

	s.shortcut(fyne.KeyLeft, fyne.KeyModifierAlt)
	assert.Same(t, first, s.pages["lesson/1"], "it is the same page, not a new one")
	assert.Equal(t, "typed", first.field.Text())
	assert.Equal(t, 2, first.loads, "and it is read anew")
	assert.NoError(t, first.ctx.Err())
}

// What was never laid out cannot have the focus, and a quick answer of the data
// comes before the first picture of the page.
func TestAPageCanGiveTheFocusBeforeItWasPainted(t *testing.T) {
	st := start(t).in(op.Apprentice)
	st.shell.Go(page.Route{Page: "lesson", ID: "eager"})
	lesson := st.pages["lesson/eager"]
	require.NotNil(t, lesson)
	assert.Same(t, lesson.field.Entry, st.window.Canvas().Focused())
}

// What takes time to be left, such as a clock that is stopped first, is left for
// where the person wanted to go, and not merely for the page before.
func TestAPageThatIsNotDoneIsLeftWhenItIs(t *testing.T) {
	lesson := page.Route{Page: "lesson", ID: "1"}
	for name, c := range map[string]struct {
		leave  func(*stage)
		arrive func(*stage) bool
	}{
		"ForAnotherPage": {func(s *stage) { s.shell.Go(lesson) }, func(s *stage) bool { return s.pages["lesson/1"] != nil && s.pages["lesson/1"].loads > 0 }},
		"ForTheLock":     {func(s *stage) { s.shell.Lock() }, func(s *stage) bool { return s.shell.Person().ID == "" }},
		"ForGood":        {func(s *stage) { s.shell.Depart() }, func(s *stage) bool { return s.closed }},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t).in(op.Apprentice)
			s.window.SetOnClosed(func() { s.closed = true })
			home := s.pages["home"]
			home.stays = true
			c.leave(s)
			assert.False(t, c.arrive(s), "it is not left yet")
			home.stays = false
			home.onward()
			assert.True(t, c.arrive(s))
		})
	}
}

func TestALockedSessionTakesItsDialogAlong(t *testing.T) {
	s := start(t).in(op.Apprentice)
	closed := 0
	s.shell.Dialog(kit.Sheet{Title: "what I wrote", OnClosed: func() { closed++ }})
	require.NotNil(t, s.window.Canvas().Overlays().Top())
	s.shell.Lock()
	assert.Nil(t, s.window.Canvas().Overlays().Top())
	assert.Equal(t, 1, closed)
}

func TestLettersActOnlyWhileNoFieldHasTheFocus(t *testing.T) {
	s := start(t).in(op.Apprentice)
	p := s.pages["home"]
	s.typed("r")
	assert.Equal(t, 1, p.pressed)

	p.field.Focus()
	s.typed("r")
	assert.Equal(t, 1, p.pressed, "the letter went into the field")
	assert.Equal(t, "r", p.field.Text())
	s.shortcut(fyne.KeyReturn, fyne.KeyModifierControl)
	assert.Equal(t, 11, p.pressed, "a key with Ctrl reaches the page out of a field")
}

func TestTheRailShowsWhatAPersonMaySee(t *testing.T) {
	s := start(t).in(op.Apprentice)
	s.shortcut(fyne.Key3, fyne.KeyModifierControl)
	assert.Nil(t, s.pages["desk"], "an apprentice has no third item")
	s.shortcut(fyne.Key2, fyne.KeyModifierControl)
	require.NotNil(t, s.pages["lessons"])

	m := start(t).in(op.Mentor)
	m.shortcut(fyne.Key3, fyne.KeyModifierControl)
	assert.NotNil(t, m.pages["desk"])
}

func TestAnIdleSessionLocksUnlessThePageKeepsItOpen(t *testing.T) {
	s := start(t).in(op.Apprentice)
	s.clock.Advance(9 * time.Minute)
	for _, tick := range s.runner.Ticks {
		tick()
	}
	assert.Equal(t, "p1", s.shell.Person().ID)
	s.pages["home"].keeps = true
	s.clock.Advance(time.Hour)
	for _, tick := range s.runner.Ticks {
		tick()
	}
	assert.Equal(t, "p1", s.shell.Person().ID, "an exam is not locked")
	s.pages["home"].keeps = false
	for _, tick := range s.runner.Ticks {
		tick()
	}
	assert.Empty(t, s.shell.Person().ID)
	assert.NotNil(t, s.pages["sign-in/p1"], "the PIN of the same person is asked for")
	assert.Equal(t, 1, s.signOut)
}

func TestAnOpenPageHearsOfChanges(t *testing.T) {
	s := start(t).in(op.Apprentice)
	p := s.pages["home"]
	s.shell.Changed(op.Change{Topic: "person"})
	assert.Equal(t, 1, p.loads)
	s.shell.Changed(op.Change{Topic: "attempt"})
	assert.Equal(t, 2, p.loads)
}

func TestErrorsAreToldWhereTheyBelong(t *testing.T) {
	s := start(t).in(op.Apprentice)
	overlays := func() int { return len(s.window.Canvas().Overlays().List()) }
	s.shell.Report(nil)
	s.shell.Report(fault.New(fault.Conflict, "fault.op.reused"))
	assert.Zero(t, overlays(), "what can be tried again is a toast")
	s.shell.Report(errors.New("boom"))
	assert.Equal(t, 1, overlays(), "a defect is a dialog with a number")
	s.typed("r")
	assert.Zero(t, s.pages["home"].pressed, "the page below hears nothing")
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	assert.Zero(t, overlays())
	assert.Regexp(t, `编号 [0-9A-Z]{8}$`, s.shell.Say(errors.New("boom")))
	assert.NotContains(t, s.shell.Say(fault.New(fault.Conflict, "fault.op.reused")), "编号")
}

func TestAMessageThatWasReadStaysBehindWithItsPage(t *testing.T) {
	s := start(t).in(op.Apprentice)
	shown := func(words string) bool {
		return slices.ContainsFunc(test.LaidOutObjects(s.window.Canvas().Content()), func(o fyne.CanvasObject) bool {
			t, ok := o.(*canvas.Text)
			return ok && strings.Contains(t.Text, words)
		})
	}
	s.shell.Toast(kit.Message{Words: "Copied"})
	s.shell.Go(page.Route{Page: "lesson", ID: "1"})
	assert.True(t, shown("Copied"), "what was told just now comes along")
	s.clock.Advance(2 * time.Second)
	s.shell.Back()
	assert.False(t, shown("Copied"))
	s.shell.Toast(kit.Message{Words: "Exported", Action: "Open", Do: func() {}})
	s.clock.Advance(2 * time.Second)
	s.shell.Go(page.Route{Page: "lesson", ID: "1"})
	assert.True(t, shown("Exported"), "something can still be done with it")
}

func TestTheLanguageChangesAtOnce(t *testing.T) {
	s := start(t).in(op.Apprentice)
	s.shell.Go(page.Route{Page: "lesson", ID: "1"})
	before := s.pages["lesson/1"]
	s.shell.SetSetting("language", "en")
	assert.NotSame(t, before, s.pages["lesson/1"])
	assert.Equal(t, "Saved", s.pages["lesson/1"].host.Words().T("shell.saved"))
	s.typed("r")
	assert.Equal(t, 1, s.pages["lesson/1"].pressed)
	assert.Zero(t, before.pressed, "the old page's keys are gone")
}

func TestAPanicInTheBackgroundIsAnInternalFault(t *testing.T) {
	var got error
	(&app.Inline{}).Run(func() error { panic("broken") }, func(err error) { got = err })
	assert.Equal(t, fault.Internal, fault.CodeOf(got))
	assert.ErrorContains(t, got, "broken")
}

func TestSettingsSurviveAndABrokenFileCountsAsEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "settings.json")
	require.NoError(t, app.OpenSettings(path).Set("language", "en"))
	assert.Equal(t, "en", app.OpenSettings(path).Get("language"))
	require.NoError(t, os.WriteFile(path, []byte("{broken"), 0o600))
	assert.Empty(t, app.OpenSettings(path).Get("language"))
}

func TestTheShellIsDrawn(t *testing.T) {
	s := start(t).in(op.Mentor)
	s.shell.Toast(kit.Message{Words: "已导出 5 张到 师傅导出", Action: "打开文件夹", Do: func() {}})
	s.window.Resize(fyne.NewSize(1280, 799))
	s.window.Resize(fyne.NewSize(1280, 800))
	look(t, s.window, "shell")
	s.window.Resize(fyne.NewSize(1024, 680))
	look(t, s.window, "shell-mini")
}

func look(t *testing.T, w fyne.Window, name string) {
	img := w.Canvas().Capture()
	if dir := os.Getenv("SHIFU_GALLERY"); dir != "" {
		f, err := os.Create(filepath.Join(dir, name+".png"))
		require.NoError(t, err)
		defer f.Close()
		require.NoError(t, png.Encode(f, img))
	}
}

func TestTheToolkitSpeaksTheLanguageInUse(t *testing.T) {
	s := start(t).in(op.Apprentice)
	assert.Equal(t, "粘贴", fynelang.L("Paste"))
	s.shell.SetSetting("language", "en")
	assert.Equal(t, "Paste", fynelang.L("Paste"))
	assert.Equal(t, "Select all", fynelang.L("Select all"))
}

func TestTheShellMeasuresWhatTakesLongerThanAFrame(t *testing.T) {
	s := start(t).in(op.Apprentice)
	p := s.pages["home"]
	before := s.shell.Pace()
	s.shell.Do(p.ctx, func(context.Context) error { return nil }, func(error) { s.clock.Advance(40 * time.Millisecond) })
	s.shell.Do(p.ctx, func(context.Context) error { s.clock.Advance(time.Second); return nil }, func(error) {})
	after := s.shell.Pace()
	assert.Equal(t, before.Over+1, after.Over, "work on another goroutine does not count")
	assert.Equal(t, 40*time.Millisecond, after.Worst)
	assert.Equal(t, "show home", after.What)
}
