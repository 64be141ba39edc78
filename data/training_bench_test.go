package data_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/staff"
)

// BenchmarkPagesOfALargeShop measures what the pages read in a shop of 200
// apprentices with 90 days of answers.
func BenchmarkPagesOfALargeShop(b *testing.B) {
	ctx := context.Background()
	c := newClassroom(b, tempdb.SQLite(b))
	c.enrol()
	var learners []string
	for batch := range 4 {
		var people []staff.NewPerson
		for i := range 50 {
			people = append(people, staff.NewPerson{Name: fmt.Sprintf("学徒%d", batch*50+i), Roles: []op.Role{op.Apprentice}})
		}
		invited, err := c.staff.AddPeople(ctx, c.shen, staff.AddPeople{Command: command(), People: people})
		require.NoError(b, err)
		for _, i := range invited {
			learners = append(learners, i.Person.ID)
		}
	}
	points := c.pack.Scoped().Leaves()
	require.NoError(b, data.StoreOf[training.Tx](c.db.DB).Update(ctx, func(tx training.Tx) error {
		for n, l := range learners {
			if err := tx.SaveEnrolment(ctx, training.Enrolment{ID: l, PersonID: l, ProgrammeID: "footwear/frontline", From: training.DayOf(tx.Now()), At: tx.Now()}); err != nil {
				return err
			}
			for i := range 270 {
				at := tx.Now().Add(-time.Duration(i) * 8 * time.Hour)
				p := points[i%len(points)].ID
				if err := tx.SaveOutcome(ctx, quiz.Outcome{Learner: l, Point: p, Model: p, SituationID: fmt.Sprint(i), Right: (i+n)%3 != 0, At: at, Purpose: quiz.Practice, Attempt: "a", Slot: i}); err != nil {
					return err
				}
			}
			for _, p := range points {
				if err := tx.SaveStanding(ctx, quiz.PointStanding{Learner: l, Point: p.ID, Done: 8, Right: 6, Practised: n%2 == 0, LastAt: tx.Now()}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	for name, read := range map[string]func() error{
		"desk":                  func() error { _, err := c.Desk(ctx, c.shen, training.DeskQuery{}); return err },
		"home of an apprentice": func() error { _, err := c.Home(ctx, c.lin); return err },
		"home of the owner":     func() error { _, err := c.Home(ctx, c.shen); return err },
		"home of a mentor":      func() error { _, err := c.Home(ctx, c.zhou); return err },
		"evidence":              func() error { _, err := c.ModuleEvidence(ctx, c.zhou, c.lin.ID, "footwear/presale-size"); return err },
		"scripts":               func() error { _, err := c.Scripts(ctx, c.lin, training.ScriptQuery{Text: "差价"}); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkImportOfTheStarterPack reads the pack and brings it into an empty shop,
// up to the first search of its scripts.
func BenchmarkImportOfTheStarterPack(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		db := tempdb.SQLite(b)
		_, opened := openShop(b, db)
		s := &training.Service{Store: data.StoreOf[training.Tx](db.DB), Clock: db.Clock, IDs: db.IDs, Quiz: &quiz.Service{}}
		b.StartTimer()
		if _, err := s.ImportPack(ctx, opened.Owner.Actor(), training.ImportPack{Command: command()}, footwear(b)); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Scripts(ctx, opened.Owner.Actor(), training.ScriptQuery{Text: "差价"}); err != nil {
			b.Fatal(err)
		}
	}
}
