package app

import (
	"slices"
	"time"
)

// frame is what one callback on the UI goroutine may take: a sixtieth of a
// second, so that no picture is missed.
const frame = 16 * time.Millisecond

// pace measures the callbacks of ours on the UI goroutine. The painting is not
// ours and not in it.
type pace struct {
	count int
	over  int
	worst time.Duration
	what  string
	all   []time.Duration // the last thousand
}

func (p *pace) note(what string, d time.Duration) (slow bool) {
	p.count++
	if len(p.all) < 1000 {
		p.all = append(p.all, d)
	} else {
		p.all[p.count%1000] = d
	}
	if d > p.worst {
		p.worst, p.what = d, what
	}
	if d > frame {
		p.over++
		return true
	}
	return false
}

// timed runs a callback and notes how long it took. One inside another counts
// with the outer one.
func (s *Shell) timed(what string, f func()) {
	if s.timing {
		f()
		return
	}
	defer s.settled()
	s.timing = true
	start := s.cfg.Clock.Monotonic()
	defer func() {
		s.timing = false
		if d := s.cfg.Clock.Monotonic() - start; s.pace.note(what, d) {
			s.cfg.Log.Info("slow", "what", what, "ms", float64(d.Microseconds())/1000)
		}
	}()
	f()
}

// Pace is how the UI goroutine kept up: how many callbacks there were, how many
// took longer than a frame, the 99th percentile of the last thousand, and the
// worst with its name.
type Pace struct {
	Callbacks, Over int
	P99, Worst      time.Duration
	What            string
}

// Pace answers the measures so far.
func (s *Shell) Pace() Pace {
	p := Pace{Callbacks: s.pace.count, Over: s.pace.over, Worst: s.pace.worst, What: s.pace.what}
	if n := len(s.pace.all); n > 0 {
		sorted := slices.Clone(s.pace.all)
		slices.Sort(sorted)
		p.P99 = sorted[n*99/100]
	}
	return p
}

// logPace writes the measures into the log: at the end of the program.
func (s *Shell) logPace() {
	p := s.Pace()
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	s.cfg.Log.Info("pace", "callbacks", p.Callbacks, "over_16ms", p.Over, "p99_ms", ms(p.P99), "worst_ms", ms(p.Worst), "worst", p.What)
}
