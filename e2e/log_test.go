//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// logged is a line of the program's log.
type logged struct {
	Msg  string  `json:"msg"`
	Page string  `json:"page"`
	ID   string  `json:"id"`
	At   string  `json:"at"`
	What string  `json:"what"`
	MS   float64 `json:"ms"`
	Key  string  `json:"key"`

	Callbacks int     `json:"callbacks"`
	Over      int     `json:"over_16ms"`
	P99       float64 `json:"p99_ms"`
	Worst     float64 `json:"worst_ms"`
	WorstWhat string  `json:"worst"`
}

func (s *screen) logFile() string { return filepath.Join(s.folder, "logs", "shifu.log") }

// expect does something and waits until the log says that a page is shown and
// settled; at is the place in it, "" for any.
func (s *screen) expect(page, at string, do func()) logged {
	s.t.Helper()
	return s.await("page "+page+" "+at, func(l logged) bool { return l.Msg == "page" && l.Page == page && (at == "" || l.At == at) }, do)
}

// told does something and waits until the person is told what came of it.
func (s *screen) told(do func()) {
	s.t.Helper()
	s.await("a message", func(l logged) bool { return l.Msg == "told" }, do)
}

// asked does something and waits until a dialog lies over the page and has the
// keys.
func (s *screen) asked(do func()) {
	s.t.Helper()
	s.await("a dialog", func(l logged) bool { return l.Msg == "asked" }, do)
}

// refused does what must be refused, and waits until the person is told why.
func (s *screen) refused(key string, do func()) {
	s.t.Helper()
	s.await(key, func(l logged) bool { return l.Msg == "fault" && l.Key == key }, do)
}

// await does something and waits for a line of the log that it brings.
func (s *screen) await(what string, fits func(logged) bool, do func()) (found logged) {
	s.t.Helper()
	if info, err := os.Stat(s.logFile()); err == nil {
		s.logAt = info.Size()
	}
	do()
	s.until(what, func() bool {
		for _, l := range s.news() {
			if l.Msg == "fault" && !fits(l) {
				s.t.Log("fault", l.Key)
			}
			if fits(l) {
				found = l
				return true
			}
		}
		if !s.running() && !s.doomed {
			s.fail("the program ended while the tour waited for " + what)
		}
		return false
	})
	return found
}

// news reads the whole lines that were added to the log.
func (s *screen) news() (lines []logged) {
	f, err := os.Open(s.logFile())
	if err != nil {
		return nil
	}
	defer f.Close()
	if _, err := f.Seek(s.logAt, io.SeekStart); err != nil {
		return nil
	}
	for r := bufio.NewReader(f); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return lines
		}
		s.logAt += int64(len(line))
		var l logged
		if json.Unmarshal(line, &l) == nil {
			lines = append(lines, l)
		}
	}
}

func (s *screen) tail() string {
	b, _ := os.ReadFile(s.logFile())
	return string(b[max(0, len(b)-3000):]) + "\n" + s.output.String()
}

// pace sums up how the window kept up: all runs of the program in this log.
func (s *screen) pace() {
	s.t.Helper()
	s.logAt = 0
	slow := map[string]float64{}
	for _, l := range s.news() {
		switch l.Msg {
		case "pace":
			s.t.Logf("pace %s: %d callbacks, %d over 16 ms, p99 %.1f ms, worst %.1f ms (%s)", s.lang, l.Callbacks, l.Over, l.P99, l.Worst, l.WorstWhat)
		case "slow":
			slow[l.What] = max(slow[l.What], l.MS)
		}
	}
	for what, ms := range slow {
		s.t.Logf("  over 16 ms: %s, %.1f ms at worst", what, ms)
	}
}
