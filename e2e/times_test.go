//go:build e2e && times

package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	starts = flag.Int("starts", 5, "measure this many starts of the window beside an empty one")
	shop   = flag.String("shop", "", "a data folder to start with (default: an empty one)")
	empty  = flag.String("empty", "", "the program of the empty window, with a field for text")
)

const (
	// stillness is how long a picture stands before it counts as settled.
	stillness = 800 * time.Millisecond
	// presses is how many keys are pressed in each window.
	presses = 150
)

// TestTimes prints what starting the window costs, and how long a key press takes
// to change the picture, beside a window of the toolkit with a field for text:
// only the ratios of one run mean anything. scripts/start-times runs it.
func TestTimes(t *testing.T) {
	s := newScreen(t, "times", "zh", 1280, 800)
	eye := newEye(s)
	var bare, ours []start
	for range *starts { // in turn, so that both meet the same machine
		s.program = exec.Command(*empty)
		bare = append(bare, eye.start())
		folder := *shop
		if folder == "" {
			folder = s.folder + strconv.Itoa(len(ours))
		}
		s.program = exec.Command(filepath.Join(repository(t), "build", "shifu"), "--data", folder, "--lang", s.lang)
		ours = append(ours, eye.start())
	}
	line := func(name, unit string, of func(start) float64) {
		a, b := median(bare, of), median(ours, of)
		fmt.Printf("%-36s %9.0f %-2s %9.0f %-2s %9.2f\n", name, a, unit, b, unit, b/a)
	}
	fmt.Printf("medians of %d starts                    empty window        Shifu     ratio\n", *starts)
	line("picture settled", "ms", func(s start) float64 { return ms(s.settled) })
	line("processor time until then", "ms", func(s start) float64 { return ms(s.cpu) })
	line("memory (PSS)", "MB", func(s start) float64 { return float64(s.pss) / 1e6 })

	s.program = exec.Command(*empty)
	floor := eye.open(func() []time.Duration { return eye.press("a", "BackSpace") })
	w := newTour(s, chinese)
	s.launch()
	eye.still(eye.look())
	keys(floor, "a letter, first page", floor)
	keys(floor, "a letter, first page of Shifu", eye.press("a", "BackSpace"))
	s.stop()
	w.firstRun()
	w.signIn(w.apprentice, apprenticePIN, "home", false)
	w.expect("lessons", "", func() { w.key("Return") })
	w.key("Next", "Next", "Next", "Next", "Next", "Next")
	w.expect("quiz", "1", func() { w.key("ctrl+Return") })
	keys(floor, "an option of a question", eye.press("1", "2"))
}

// start is what one start cost.
type start struct {
	settled, cpu time.Duration
	pss          int
}

// eye watches the memory of a display.
type eye struct {
	*screen
	pixels []byte
	hand   io.WriteCloser // of an xdotool that is running, so that a press costs no start
}

func newEye(s *screen) *eye {
	f, err := os.Open(s.memory)
	require.NoError(s.t, err)
	defer f.Close()
	info, err := f.Stat()
	require.NoError(s.t, err)
	e := &eye{screen: s}
	e.pixels, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	require.NoError(s.t, err)
	cmd := exec.Command("xdotool", "-")
	cmd.Env = s.environment()
	e.hand, err = cmd.StdinPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, cmd.Start(), "xdotool is missing: scripts/need display installs it")
	s.t.Cleanup(func() { _ = e.hand.Close(); _ = cmd.Wait(); _ = syscall.Munmap(e.pixels) })
	s.xdotool("mousemove", strconv.Itoa(s.width-1), strconv.Itoa(s.height-1))
	return e
}

func (e *eye) look() []byte { return bytes.Clone(e.pixels) }

// change waits until the picture is another than before.
func (e *eye) change(before []byte) time.Time {
	e.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); wait(200 * time.Microsecond) {
		if !bytes.Equal(before, e.pixels) {
			return time.Now()
		}
	}
	e.fail("the picture did not change")
	return time.Time{}
}

// still waits until the picture stands and answers when it last changed.
func (e *eye) still(last []byte) (since time.Time) {
	for since = time.Now(); time.Since(since) < stillness; wait(2 * time.Millisecond) {
		if !bytes.Equal(last, e.pixels) {
			last, since = e.look(), time.Now()
		}
	}
	return since
}

// open starts the program, waits for its picture, does something and ends it.
func (e *eye) open(do func() []time.Duration) []time.Duration {
	blank := e.look()
	e.run(blank)
	defer e.shut(blank)
	return do()
}

func (e *eye) run(blank []byte) (settled time.Duration) {
	e.program.Env = append(e.environment(), "SHIFU_DATA=")
	e.ended = make(chan struct{})
	begin := time.Now()
	require.NoError(e.t, e.program.Start(), "is it built? scripts/start-times builds it")
	go func(p *exec.Cmd, ended chan struct{}) { _ = p.Wait(); close(ended) }(e.program, e.ended)
	e.change(blank)
	return e.still(e.look()).Sub(begin)
}

// shut ends the program and waits until its window is gone.
func (e *eye) shut(blank []byte) {
	e.stop()
	for range 500 {
		if bytes.Equal(blank, e.pixels) {
			return
		}
		wait(10 * time.Millisecond)
	}
}

func (e *eye) start() (s start) {
	blank := e.look()
	s.settled = e.run(blank)
	proc := fmt.Sprintf("/proc/%d/", e.program.Process.Pid)
	rollup, err := os.ReadFile(proc + "smaps_rollup")
	require.NoError(e.t, err)
	for line := range strings.Lines(string(rollup)) {
		if kb, ok := strings.CutPrefix(line, "Pss:"); ok {
			n, err := strconv.Atoi(strings.Fields(kb)[0])
			require.NoError(e.t, err)
			s.pss = n * 1024
		}
	}
	stat, err := os.ReadFile(proc + "stat")
	require.NoError(e.t, err)
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	for _, f := range fields[11:13] { // utime and stime, in hundredths of a second
		n, err := strconv.Atoi(f)
		require.NoError(e.t, err)
		s.cpu += time.Duration(n) * 10 * time.Millisecond
	}
	e.shut(blank)
	return s
}

// press presses two keys in turn and answers how long each took to show.
func (e *eye) press(one, other string) (took []time.Duration) {
	e.t.Helper()
	keys := []string{one, other}
	for i := range presses {
		before := e.look()
		at := time.Now()
		_, err := fmt.Fprintf(e.hand, "key --delay 0 %s\n", keys[i%2])
		require.NoError(e.t, err)
		took = append(took, e.change(before).Sub(at))
		for last, since := e.look(), time.Now(); time.Since(since) < 60*time.Millisecond; wait(2 * time.Millisecond) {
			if !bytes.Equal(last, e.pixels) {
				last, since = e.look(), time.Now()
			}
		}
	}
	return took
}

// keys prints the times of key presses beside the floor.
func keys(floor []time.Duration, name string, took []time.Duration) {
	half, most := percentiles(took)
	base, _ := percentiles(floor)
	fmt.Printf("key to picture: %-34s p50 %6.1f ms  p99 %6.1f ms  ratio %5.2f\n", name, half, most, half/base)
}

func percentiles(took []time.Duration) (half, most float64) {
	slices.Sort(took)
	return ms(took[len(took)/2]), ms(took[len(took)*99/100])
}

func median(all []start, of func(start) float64) float64 {
	var list []float64
	for _, s := range all {
		list = append(list, of(s))
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
