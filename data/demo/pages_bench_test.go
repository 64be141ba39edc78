package demo_test

import (
	"context"
	"flag"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/demo"
	"shifu/data/tempdb"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// shop names a data folder that is filled already, for instance with
// `shifuctl demo --people 200 --days 90 --seed 7 --data DIR`; without it a small
// shop is filled first.
var shop = flag.String("shop", "", "data folder of the shop whose pages are read")

// BenchmarkPages measures what each page reads of a shop with a history, through
// the services that the window calls, and reports the median and the slowest:
//
//	go test -run '^$' -bench Pages ./data/demo -shop DIR
//
// The folder is opened read-only.
func BenchmarkPages(b *testing.B) {
	ctx, dir := context.Background(), *shop
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "shop")
		_, err := demo.Fill(ctx, demo.Options{Dir: dir, People: 12, Days: 30, Seed: 7, Until: time.Now().AddDate(0, 0, -1), Probe: tempdb.Anywhere{}})
		require.NoError(b, err)
	}
	db, err := data.Open(ctx, data.Options{Dir: dir, ReadOnly: true, Probe: tempdb.Anywhere{}})
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	s := data.NewServices(db)
	owner, err := s.Owner(ctx)
	require.NoError(b, err)
	people, err := s.Staff.People(ctx, owner)
	require.NoError(b, err)
	pupil, mentor, attempt := busiest(b, s, owner, people)
	path, err := s.Training.Path(ctx, owner, pupil.ID)
	require.NoError(b, err)
	module := path.Stages[0].Modules[0].ID
	lesson := firstLesson(b, s, pupil)

	for _, page := range []struct {
		name string
		read func() error
	}{
		{"home of an apprentice", reads(func() (any, error) { return s.Training.Home(ctx, pupil) })},
		{"home of a mentor", reads(func() (any, error) { return s.Training.Home(ctx, mentor) })},
		{"home of the owner", reads(func() (any, error) { return s.Training.Home(ctx, owner) })},
		{"desk", reads(func() (any, error) { return s.Training.Desk(ctx, owner, training.DeskQuery{}) })},
		{"desk of a mentor", reads(func() (any, error) { return s.Training.Desk(ctx, mentor, training.DeskQuery{Mine: true}) })},
		{"lessons", reads(func() (any, error) { return s.Training.Lessons(ctx, pupil) })},
		{"a lesson", reads(func() (any, error) { return s.Training.Lesson(ctx, pupil, lesson, 0) })},
		{"search of scripts", reads(func() (any, error) { return s.Training.Scripts(ctx, pupil, training.ScriptQuery{Text: "退货"}) })},
		{"attempts", reads(func() (any, error) { return s.Quiz.Results(ctx, pupil, pupil.ID) })},
		{"reviews that are due", reads(func() (any, error) { return s.Quiz.Due(ctx, pupil, pupil.ID) })},
		{"points and mastery", reads(func() (any, error) { return s.Quiz.Points(ctx, pupil, pupil.ID) })},
		{"mastery by condition", reads(func() (any, error) { return s.Quiz.Mastery(ctx, owner, pupil.ID) })},
		{"a result", reads(func() (any, error) { return s.Quiz.Result(ctx, pupil, attempt) })},
		{"replies to mark", reads(func() (any, error) { return s.Quiz.ReplyQueue(ctx, owner) })},
		{"evidence of a module", reads(func() (any, error) { return s.Training.ModuleEvidence(ctx, owner, pupil.ID, module) })},
		{"certificates", reads(func() (any, error) { return s.Certificates.List(ctx, owner, certificate.Filter{}) })},
		{"prospects", reads(func() (any, error) { return s.Certificates.Prospects(ctx, owner, pupil.ID) })},
		{"people", reads(func() (any, error) { return s.Staff.People(ctx, owner) })},
		{"mentorships", reads(func() (any, error) { return s.Training.Mentorships(ctx, owner) })},
		{"standings of all", reads(func() (any, error) { return s.Quiz.Standings(ctx, owner, nil, nil) })},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				require.NoError(b, page.read())
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "slowest-ms")
		})
	}
}

// reads calls a read and drops what it answers.
func reads(read func() (any, error)) func() error {
	return func() error {
		_, err := read()
		return err
	}
}

// busiest picks the learner with the most attempts, the latest of them, and
// somebody's mentor.
func busiest(b *testing.B, s *data.Services, owner op.Actor, people []staff.Person) (pupil, mentor op.Actor, attempt string) {
	ctx, most := context.Background(), 0
	for _, p := range people {
		if p.State != staff.Active || !p.Has(op.Apprentice) {
			continue
		}
		if _, err := s.Training.Path(ctx, owner, p.ID); err != nil {
			continue // nobody assigned a programme
		}
		rows, err := s.Quiz.Results(ctx, owner, p.ID)
		require.NoError(b, err)
		if len(rows) > most {
			pupil, most = p.Actor(), len(rows)
			for _, r := range rows {
				if !r.ClosedAt.IsZero() {
					attempt = r.Attempt
					break
				}
			}
		}
	}
	require.NotZero(b, most)
	pairs, err := s.Training.Mentorships(ctx, owner)
	require.NoError(b, err)
	for _, pair := range pairs {
		for _, p := range people {
			if p.ID == pair.MentorID && p.State == staff.Active {
				return pupil, p.Actor(), attempt
			}
		}
	}
	b.Fatal("nobody is a mentor")
	return pupil, mentor, attempt
}

func firstLesson(b *testing.B, s *data.Services, actor op.Actor) string {
	topics, err := s.Training.Lessons(context.Background(), actor)
	require.NoError(b, err)
	return topics[0].Lessons[0].ID
}
