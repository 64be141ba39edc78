package app_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"shifu/app"
	"shifu/app/page"
	"shifu/data"
	"shifu/data/demo"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// What a page of a shop with a history costs on the UI goroutine before anything
// is painted. Each round opens the page anew; median-ms and worst-ms are its
// longest callback (ns/op is the whole, reading the database included).

func BenchmarkLessons(b *testing.B)      { opening(b, op.Apprentice, "lessons") }
func BenchmarkScripts(b *testing.B)      { opening(b, op.Apprentice, "scripts") }
func BenchmarkHome(b *testing.B)         { opening(b, op.Apprentice, "home") }
func BenchmarkQuizzes(b *testing.B)      { opening(b, op.Apprentice, "quizzes") }
func BenchmarkDesk(b *testing.B)         { opening(b, op.Mentor, "desk") }
func BenchmarkOverview(b *testing.B)     { opening(b, op.Owner, "overview") }
func BenchmarkPeople(b *testing.B)       { opening(b, op.Owner, "people") }
func BenchmarkCertificates(b *testing.B) { opening(b, op.Owner, "certificates") }

func BenchmarkBank(b *testing.B)       { opening(b, op.Owner, "bank") }
func BenchmarkStatistics(b *testing.B) { opening(b, op.Owner, "statistics") }
func BenchmarkForecast(b *testing.B)   { opening(b, op.Owner, "forecast") }

// BenchmarkCertificate opens the latest certificate.
func BenchmarkCertificate(b *testing.B) {
	opening(b, op.Owner, "certificate", func(v *data.Services, actor op.Actor) string {
		l, err := v.Certificates.List(context.Background(), actor, certificate.Filter{})
		require.NoError(b, err)
		return l.Rows[0].ID
	})
}

// BenchmarkQuiz opens a practice of ten questions.
func BenchmarkQuiz(b *testing.B) {
	opening(b, op.Apprentice, "quiz", func(v *data.Services, actor op.Actor) string {
		points, err := v.Quiz.Points(context.Background(), actor, actor.ID)
		require.NoError(b, err)
		s, err := v.Quiz.Start(context.Background(), actor, quiz.Start{Command: op.Command{ID: op.NewID()}, Purpose: quiz.Practice, Points: []string{points[slices.IndexFunc(points, func(p quiz.PointView) bool { return p.Situations > 3 })].ID}, Count: 10})
		require.NoError(b, err)
		return s.Attempt
	})
}

// demoShop is filled once for all benchmarks, in a folder that the first of them
// leaves to the system's cleaning.
var demoShop = sync.OnceValues(func() (*data.Services, error) {
	dir, err := os.MkdirTemp("", "shifu-bench-")
	if err != nil {
		return nil, err
	}
	ctx, folder := context.Background(), filepath.Join(dir, "shop")
	if _, err := demo.Fill(ctx, demo.Options{Dir: folder, People: 12, Days: 30, Seed: 7, Until: time.Now().AddDate(0, 0, -1)}); err != nil {
		return nil, err
	}
	db, err := data.Open(ctx, data.Options{Dir: folder, Clock: op.NewSystemClock()})
	if err != nil {
		return nil, err
	}
	return data.NewServices(db), nil
})

func opening(b *testing.B, role op.Role, name string, of ...func(*data.Services, op.Actor) string) {
	v, err := demoShop()
	require.NoError(b, err)
	owner, err := v.Owner(context.Background())
	require.NoError(b, err)
	people, err := v.Staff.People(context.Background(), owner)
	require.NoError(b, err)
	w := test.NewWindow(nil)
	defer w.Close()
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 800))
	parts, turns := app.Services{Staff: v.Staff, Quiz: v.Quiz, Training: v.Training, Certificates: v.Certificates, Packs: data.Packs{Services: v}}, &turns{}
	shell := app.NewShell(app.Config{Window: w, Pages: app.Pages(parts), Areas: app.Areas(parts), Start: page.Route{Page: "sign-in"}, SignIn: "sign-in", Home: app.HomeOf,
		Clock: op.NewSystemClock(), Settings: settings{"language": "zh-Hans"}, Runner: turns, Log: slog.New(slog.DiscardHandler)})
	defer shell.Close()
	i := slices.IndexFunc(people, func(p staff.Person) bool { return p.State == staff.Active && p.Has(role) })
	require.GreaterOrEqual(b, i, 0)
	turns.take(func() { shell.SignedIn(page.Person{Actor: people[i].Actor(), Name: people[i].Label()}) })
	route := page.Route{Page: name}
	for _, id := range of {
		route.ID = id(v, people[i].Actor())
	}
	var worst []time.Duration
	for b.Loop() {
		turns.took = nil
		turns.take(func() { shell.Replace(route) })
		worst = append(worst, slices.Max(turns.took))
	}
	slices.Sort(worst)
	b.ReportMetric(float64(worst[len(worst)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(worst[len(worst)-1].Microseconds())/1000, "worst-ms")
}

// turns is a runner of one goroutine: what comes back waits for its turn, as it
// does in the window, and each callback's time is noted.
type turns struct {
	next []func()
	took []time.Duration
}

func (t *turns) Run(work func() error, done func(error)) {
	t.next = append(t.next, func() {
		err := work()
		t.timed(func() { done(err) })
	})
}

func (t *turns) Post(f func()) { t.next = append(t.next, func() { t.timed(f) }) }

func (t *turns) Every(context.Context, time.Duration, func()) func() { return func() {} }

func (t *turns) timed(f func()) {
	start := time.Now()
	f()
	t.took = append(t.took, time.Since(start))
}

// take does something on the UI goroutine and then all that follows from it.
func (t *turns) take(f func()) {
	t.timed(f)
	for len(t.next) > 0 {
		f := t.next[0]
		t.next = t.next[1:]
		f()
	}
}
