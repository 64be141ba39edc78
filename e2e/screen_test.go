//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long the tour waits for a thing to happen before it fails.
// Nothing waits longer than it must.
const patience = 30 * time.Second

// screen is a display in memory with at most one running Shifu on it.
type screen struct {
	t        *testing.T
	display  string
	memory   string // the display's pixels, as a file
	program  *exec.Cmd
	ended    chan struct{} // closed when the program has ended
	output   *lockedBuffer
	settings string // settings of the toolkit
	folder   string // the data folder
	exports  string // the user's documents
	shots    string // where pictures go
	lang     string
	width    int
	height   int
	scale    string
	logAt    int64  // how far the log has been read
	failed   string // what the tour waited for in vain
	doomed   bool   // the program is going to be killed: its end is no failure
	count    int
}

// repository is the folder that holds go.mod.
func repository(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	return filepath.Dir(dir)
}

// newScreen starts a display. Pictures and exported files go to tour/<name>.
func newScreen(t *testing.T, name, lang string, width, height int) *screen {
	s := &screen{t: t, lang: lang, width: width, height: height, scale: "1", output: &lockedBuffer{}}
	work, err := os.MkdirTemp("", "shifu-tour-")
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the data is kept in", work)
			t.Log(s.epitaph())
			return
		}
		_ = os.RemoveAll(work)
	})
	s.folder, s.settings = filepath.Join(work, "data"), filepath.Join(work, "home")
	s.shots = filepath.Join(repository(t), "tour", name)
	s.exports = filepath.Join(s.shots, "documents")
	require.NoError(t, os.RemoveAll(s.shots))
	for _, dir := range []string{s.exports, filepath.Join(s.settings, "fyne")} {
		require.NoError(t, os.MkdirAll(dir, 0o755))
	}
	// A cursor that blinks would make every picture another one.
	require.NoError(t, os.WriteFile(filepath.Join(s.settings, "fyne", "settings.json"), []byte(`{"no_animations":true}`), 0o644))

	read, write, err := os.Pipe()
	require.NoError(t, err)
	// Without auto-repeat (-r): on a machine that stops for half a second between
	// press and release, a letter would be typed twice.
	xvfb := exec.Command("Xvfb", "-r", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset", "-fbdir", work)
	xvfb.ExtraFiles = []*os.File{write}
	require.NoError(t, xvfb.Start(), "Xvfb is missing: scripts/need display installs it")
	require.NoError(t, write.Close())
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	s.display, s.memory = ":"+strings.TrimSpace(number), filepath.Join(work, "Xvfb_screen0")
	t.Cleanup(func() {
		if t.Failed() {
			s.interrogate()
		}
		s.stop()
		_ = xvfb.Process.Kill()
		_ = xvfb.Wait()
	})
	return s
}

func (s *screen) environment() []string {
	return append(os.Environ(), "DISPLAY="+s.display, "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_SCALE="+s.scale, "FYNE_DISABLE_DPI_DETECTION=true",
		"TZ=Asia/Shanghai", "WAYLAND_DISPLAY=", "XDG_CONFIG_HOME="+s.settings, "XDG_DOCUMENTS_DIR="+s.exports, "LC_ALL=C.UTF-8")
}

// start opens the program and waits for a page.
func (s *screen) start(page string) {
	s.t.Helper()
	s.expect(page, "", s.launch)
}

// launch opens the program.
func (s *screen) launch() {
	s.t.Helper()
	s.program = exec.Command(filepath.Join(repository(s.t), "build", "shifu"), "--data", s.folder, "--lang", s.lang)
	s.program.Env = s.environment()
	s.program.Stdout, s.program.Stderr = s.output, s.output
	s.ended = make(chan struct{})
	s.xdotool("mousemove", strconv.Itoa(s.width-1), strconv.Itoa(s.height-1))
	require.NoError(s.t, s.program.Start(), "build/shifu is missing: make build")
	go func(p *exec.Cmd, ended chan struct{}) { _ = p.Wait(); close(ended) }(s.program, s.ended)
}

// stop closes the program as the end of a session does, and waits for it.
func (s *screen) stop() {
	if s.program == nil || s.program.Process == nil {
		return
	}
	_ = s.program.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		s.t.Error("the program was told to end and did not")
		s.interrogate()
		select {
		case <-s.ended:
		case <-time.After(10 * time.Second):
			_ = s.program.Process.Kill()
			<-s.ended
		}
	}
}

// kill ends the program as a power cut would: no warning, no farewell.
func (s *screen) kill() {
	s.t.Helper()
	require.NoError(s.t, s.program.Process.Kill())
	<-s.ended
}

// killed is what ends a way of the tour whose program was killed on purpose.
type killed struct{}

// gone ends when a program that is doomed has ended; else never.
func (s *screen) gone() <-chan struct{} {
	if s.doomed {
		return s.ended
	}
	return nil
}

func (s *screen) running() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// key presses keys by their xdotool names: "Return", "ctrl+Return", "1".
func (s *screen) key(names ...string) {
	s.t.Helper()
	s.xdotool(append([]string{"key", "--clearmodifiers", "--delay", "12"}, names...)...)
}

// typing enters Latin text key by key.
func (s *screen) typing(text string) {
	s.t.Helper()
	s.xdotool("type", "--clearmodifiers", "--delay", "12", text)
}

// paste enters any text by way of the clipboard, as from another window.
func (s *screen) paste(text string) {
	s.t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-loops", "1", "-quiet")
	cmd.Env, cmd.Stdin = s.environment(), strings.NewReader(text)
	said, err := cmd.StderrPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, cmd.Start(), "xclip is missing: scripts/need display installs it")
	// It speaks up once it holds the clipboard, and ends when the text was taken.
	_, err = bufio.NewReader(said).ReadString('\n')
	require.NoError(s.t, err)
	s.key("ctrl+v")
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-s.gone():
		_ = cmd.Process.Kill()
		panic(killed{})
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		s.fail("the window did not take what was pasted")
	}
}

// clipboard is what the program copied.
func (s *screen) clipboard() string {
	s.t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-o")
	cmd.Env = s.environment()
	out, err := cmd.Output()
	require.NoError(s.t, err, "nothing was copied")
	return string(out)
}

// click presses the left button at a place in the window.
func (s *screen) click(x, y int) {
	s.t.Helper()
	s.xdotool("mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1")
}

func (s *screen) xdotool(args ...string) {
	s.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = s.environment()
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "xdotool %v: %s", args, out)
}

// wait gives another process time between two looks; the tour only ever waits
// in a loop that ends as soon as what it waits for is there.
func wait(d time.Duration) { <-time.After(d) }

// until looks again and again until ok.
func (s *screen) until(what string, ok func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); wait(30 * time.Millisecond) {
		if ok() {
			return
		}
		select {
		case <-s.gone():
			panic(killed{})
		default:
		}
	}
	s.fail("the tour waited for " + what)
}

func (s *screen) fail(what string) {
	s.t.Helper()
	s.failed = what
	s.shot("failed")
	require.FailNow(s.t, what, "%s", s.tail())
}

// interrogate lets a program that did not do what it should say what each of its
// goroutines is doing, which ends it.
func (s *screen) interrogate() {
	if s.program != nil && s.program.Process != nil && s.running() {
		_ = s.program.Process.Signal(syscall.SIGQUIT)
	}
}

// epitaph says in few lines why the tour failed: what it waited for, the last
// that the log heard, and where the window's goroutine was. All that the program
// printed is kept beside the pictures.
func (s *screen) epitaph() string {
	said := s.output.String()
	_ = os.WriteFile(filepath.Join(s.shots, "failed.txt"), []byte(s.tail()), 0o644)
	b := new(strings.Builder)
	fmt.Fprintf(b, "why %s failed: %s\n", s.t.Name(), cmp.Or(s.failed, "see above"))
	log, _ := os.ReadFile(s.logFile())
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	for _, line := range lines[max(0, len(lines)-10):] {
		fmt.Fprintf(b, "  %.200s\n", line)
	}
	if _, main, found := strings.Cut(said, "\ngoroutine 1 "); found {
		frames := strings.Split(main, "\n")
		for _, line := range frames[:min(24, len(frames))] {
			if line == "" {
				break
			}
			if !strings.HasPrefix(line, "\t") {
				fmt.Fprintf(b, "  %.160s\n", line)
			}
		}
	}
	return b.String()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
