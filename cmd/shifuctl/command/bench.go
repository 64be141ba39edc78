package command

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/internal/op"
)

// bench measures one section with the code that the windows call.
type bench struct {
	Section string `arg:"" name:"section" help:"${section}"`
	Count   int    `name:"count" default:"2000" help:"${count}"`
	Dir     string `name:"dir" hidden:"" help:"-"`
}

// benches are the sections by name; each answers what it measured.
var benches = map[string]func(s *scene, b *bench) ([]figure, error){
	"commit":   benchCommit,
	"variants": benchVariants,
	"fsrs":     benchFSRS,
}

// figure is one measured thing.
type figure struct {
	Name      string  `json:"name"`
	Count     int     `json:"count"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	PeakMB    float64 `json:"peak_mb"`
}

// Run prints one line a figure.
func (b *bench) Run(s *scene) error {
	run := benches[b.Section]
	if run == nil {
		return &misuse{fault.New(fault.Invalid, "fault.ctl.no_section", "Name", b.Section, "Sections", strings.Join(slices.Sorted(maps.Keys(benches)), ", "))}
	}
	figures, err := run(s, b)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if s.json {
			s.value(f)
		} else {
			s.line("%-28s %8d  %8.3f s  %10.0f/s  p50 %8.3f ms  p99 %8.3f ms  peak %6.1f MB", f.Name, f.Count, f.Seconds, f.PerSecond, f.P50, f.P99, f.PeakMB)
		}
	}
	return nil
}

// measure runs work count times and times each.
func measure(name string, count int, work func(i int) error) (figure, error) {
	times := make([]time.Duration, count)
	begin := time.Now()
	for i := range times {
		at := time.Now()
		if err := work(i); err != nil {
			return figure{}, err
		}
		times[i] = time.Since(at)
	}
	total := time.Since(begin)
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return figure{Name: name, Count: count, Seconds: total.Seconds(), PerSecond: float64(count) / total.Seconds(),
		P50: ms(times[count/2]), P99: ms(times[count*99/100]), PeakMB: float64(m.Sys) / (1 << 20)}, nil
}

// benchCommit measures one durable row of the size of an answer beside a bare
// write that the disk has confirmed, in the same folder.
func benchCommit(s *scene, b *bench) ([]figure, error) {
	dir, err := os.MkdirTemp(b.Dir, "shifu-bench-")
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.data.disk")
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := data.Open(s.ctx, data.Options{Dir: filepath.Join(dir, "shop"), Probe: s.Probe})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	answer, _ := json.Marshal(map[string]string{"option": "refund_now", "text": "亲，按规则七天内可以退，运费险会赔首重。"})
	store := data.StoreOf[op.Tx](db)
	durable, err := measure("commit: one durable row", b.Count, func(int) error {
		return store.Update(s.ctx, func(tx op.Tx) error {
			return tx.Remember(s.ctx, s.IDs.New(), "bench", "0123456789abcdef", answer)
		})
	})
	if err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(dir, "bare"))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.data.disk")
	}
	defer func() { _ = f.Close() }()
	page := make([]byte, 4096)
	bare, err := measure("commit: write and sync 4 kB", b.Count, func(int) error {
		if _, err := f.Write(page); err != nil {
			return fault.Wrap(err, fault.Unavailable, "fault.data.disk")
		}
		return f.Sync()
	})
	if err != nil {
		return nil, err
	}
	// A figure counts only with its check: every row must be there.
	found, err := db.Commands(s.ctx)
	if err == nil && found != int64(b.Count) {
		err = fault.New(fault.Corrupt, "fault.data.corrupt")
	}
	return []figure{durable, bare}, err
}
