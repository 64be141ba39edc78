//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
const patience = 60 * time.Second

// screen is a display in memory with one running Shifu on it.
type screen struct {
	t       *testing.T
	display string
	xvfb    *exec.Cmd
	program *exec.Cmd
	output  *lockedBuffer
	folder  string // the data folder
	shots   string // where pictures go
	lang    string
	width   int
	height  int
	logAt   int64 // how far the log has been read
	count   int
}

// repository is the folder that holds go.mod.
func repository(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	return filepath.Dir(dir)
}

// newScreen starts a display. Pictures go to tour/<lang>-<width>x<height>.
func newScreen(t *testing.T, lang string, width, height int) *screen {
	s := &screen{t: t, lang: lang, width: width, height: height, output: &lockedBuffer{}}
	s.folder = t.TempDir()
	s.shots = filepath.Join(repository(t), "tour", fmt.Sprintf("%s-%dx%d", lang, width, height))
	require.NoError(t, os.RemoveAll(s.shots))
	require.NoError(t, os.MkdirAll(s.shots, 0o755))

	read, write, err := os.Pipe()
	require.NoError(t, err)
	s.xvfb = exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	s.xvfb.ExtraFiles = []*os.File{write}
	require.NoError(t, s.xvfb.Start(), "Xvfb is missing: scripts/need display installs it")
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	s.display = ":" + strings.TrimSpace(number)
	t.Cleanup(func() {
		s.stop()
		_ = s.xvfb.Process.Kill()
		_ = s.xvfb.Wait()
	})
	return s
}

// start opens the program and waits for a page.
func (s *screen) start(page string, args ...string) {
	s.t.Helper()
	args = append([]string{"--data", s.folder, "--lang", s.lang}, args...)
	s.program = exec.Command(filepath.Join(repository(s.t), "build", "shifu"), args...)
	s.program.Env = append(os.Environ(), "DISPLAY="+s.display, "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_SCALE=1", "FYNE_DISABLE_DPI_DETECTION=true", "TZ=Asia/Shanghai", "WAYLAND_DISPLAY=")
	s.program.Stdout, s.program.Stderr = s.output, s.output
	require.NoError(s.t, s.program.Start(), "build/shifu is missing: make build")
	s.waitPage(page)
}

// stop closes the program as the window's close button would.
func (s *screen) stop() {
	if s.program == nil || s.program.ProcessState != nil {
		return
	}
	_ = s.program.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { _ = s.program.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = s.program.Process.Kill()
		<-done
	}
}

// kill ends the program as a power cut would: no warning, no farewell.
func (s *screen) kill() {
	s.t.Helper()
	require.NoError(s.t, s.program.Process.Kill())
	_ = s.program.Wait()
}

// key presses keys by their xdotool names: "Return", "ctrl+Return", "1".
func (s *screen) key(names ...string) {
	s.t.Helper()
	for _, n := range names {
		s.xdotool("key", "--clearmodifiers", n)
	}
}

// typing enters text, Chinese too.
func (s *screen) typing(text string) {
	s.t.Helper()
	s.xdotool("type", "--clearmodifiers", "--delay", "8", text)
}

// click presses the left button at a place in the window.
func (s *screen) click(x, y int) {
	s.t.Helper()
	s.xdotool("mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1")
}

func (s *screen) xdotool(args ...string) {
	s.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "xdotool %v: %s", args, out)
}

// logged is a line of the program's log.
type logged struct {
	Msg   string `json:"msg"`
	Level string `json:"level"`
	Page  string `json:"page"`
	Event string `json:"event"`
	MS    float64
}

// waitPage waits until the program's log says that the page is shown and
// settled.
func (s *screen) waitPage(page string) {
	s.t.Helper()
	s.waitLog("page "+page, func(l logged) bool { return l.Msg == "page" && l.Page == page })
}

// waitEvent waits until the log names an event, such as "saved" or "signed".
func (s *screen) waitEvent(event string) {
	s.t.Helper()
	s.waitLog("event "+event, func(l logged) bool { return l.Msg == "event" && l.Event == event })
}

func (s *screen) waitLog(what string, fits func(logged) bool) {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if s.program.ProcessState != nil {
			break
		}
		if s.scan(fits) {
			return
		}
		if err := syscall.Kill(s.program.Process.Pid, 0); errors.Is(err, syscall.ESRCH) {
			break
		}
		wait(30 * time.Millisecond)
	}
	s.shot("failed")
	require.FailNow(s.t, "the tour waited for "+what, "in %s\n%s", s.folder, s.tail())
}

// scan reads new log lines up to the first that fits.
func (s *screen) scan(fits func(logged) bool) bool {
	f, err := os.Open(filepath.Join(s.folder, "shifu.log"))
	if err != nil {
		return false
	}
	defer f.Close()
	if _, err := f.Seek(s.logAt, io.SeekStart); err != nil {
		return false
	}
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return false
		}
		s.logAt += int64(len(line))
		var l logged
		if json.Unmarshal(line, &l) == nil && fits(l) {
			return true
		}
	}
}

func (s *screen) tail() string {
	b, _ := os.ReadFile(filepath.Join(s.folder, "shifu.log"))
	if len(b) > 3000 {
		b = b[len(b)-3000:]
	}
	return string(b) + "\n" + s.output.String()
}

// shot takes a picture once the window has stopped changing.
func (s *screen) shot(name string) {
	s.t.Helper()
	s.count++
	path := filepath.Join(s.shots, fmt.Sprintf("%02d-%s.png", s.count, name))
	var last []byte
	for range 20 {
		cmd := exec.Command("import", "-silent", "-window", "root", "-depth", "8", path)
		cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
		out, err := cmd.CombinedOutput()
		require.NoError(s.t, err, "import: %s", out)
		now, err := os.ReadFile(path)
		require.NoError(s.t, err)
		if bytes.Equal(now, last) {
			return
		}
		last = now
		wait(120 * time.Millisecond)
	}
}

// shifuctl runs the command line tool and answers what it printed and its exit
// code.
func (s *screen) shifuctl(args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(repository(s.t), "build", "shifuctl"), args...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// wait gives another process time between two looks; the tour only ever waits
// in a loop that ends as soon as what it waits for is there.
func wait(d time.Duration) { <-time.After(d) }

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
