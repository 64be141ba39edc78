package command

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"shifu/data"
	"shifu/internal/fault"
	"shifu/quiz"
	"shifu/training"
)

func init() { benches["board"] = benchBoard }

// The board that is measured: people by points, each answered some times.
const (
	boardPeople  = 1000
	boardPoints  = 120
	boardAnswers = 8 // on each point: 960,000 answers
	boardPage    = 30
)

// benchBoard measures what the desk reads of everybody's summaries, and of one
// page of people, beside the shares of the last 30 days, which are counted from
// the answers themselves. Each is checked against plain SQL over the answers.
func benchBoard(s *scene, b *bench) ([]figure, error) {
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
	store := data.StoreOf[training.Tx](db)
	var people []string
	for from := 0; from < boardPeople; from += boardPage {
		some := make([]string, 0, boardPage)
		for i := from; i < min(from+boardPage, boardPeople); i++ {
			some = append(some, fmt.Sprintf("person-%04d", i))
		}
		people = append(people, some...)
		if err := store.Update(s.ctx, func(tx training.Tx) error {
			for _, who := range some {
				if err := answerBoard(s, tx, who, len(people)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	want, err := db.AnswerSums(s.ctx, boardAnswers-2, time.Now().AddDate(0, 0, -30))
	if err != nil {
		return nil, err
	}
	var figures []figure
	var got data.AnswerSums
	for _, board := range []struct {
		name  string
		count int
		of    []string
	}{{"board: 1,000 x 120", min(b.Count, 50), nil}, {"board: a page of 30", b.Count, people[:boardPage]}} {
		f, err := measure(board.name, board.count, func(int) error {
			return store.View(s.ctx, func(tx training.Tx) error {
				rows, err := tx.Practised(s.ctx, board.of...)
				got.People, got.Practised = len(rows), 0
				for _, r := range rows {
					got.Practised += len(r.Points)
				}
				return err
			})
		})
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
		if board.of == nil && (got.People != want.People || got.Practised != want.Practised) || board.of != nil && got.People != boardPage {
			return nil, fault.New(fault.Internal, "fault.internal")
		}
	}
	f, err := measure("board: shares of 30 days", min(b.Count, 10), func(int) error {
		return store.View(s.ctx, func(tx training.Tx) error {
			shares, err := tx.RecentShares(s.ctx, tx.Now().AddDate(0, 0, -30))
			got.Right, got.Done = 0, 0
			for _, sh := range shares {
				got.Right, got.Done = got.Right+sh.Right, got.Done+sh.Done
			}
			return err
		})
	})
	if err == nil && (got.Right != want.Right || got.Done != want.Done) {
		err = fault.New(fault.Internal, "fault.internal")
	}
	return append(figures, f), err
}

// answerBoard keeps a person's answers on every point and the summaries of them: a
// point is mastered when its last two answers are right. Answers are of the last
// 60 days, every other one before the 30 that the shares look back.
func answerBoard(s *scene, tx training.Tx, who string, seed int) error {
	n := uint32(seed)
	for _, c := range who {
		n = n*16777619 ^ uint32(c)
	}
	for p := range boardPoints {
		st := quiz.PointStanding{Learner: who, Point: fmt.Sprintf("point-%03d", p), Done: boardAnswers}
		for i := range boardAnswers {
			n = n*1664525 + 1013904223
			o := quiz.Outcome{Learner: who, Model: "model-" + st.Point, SituationID: fmt.Sprint(i), Point: st.Point, Purpose: quiz.Practice,
				Right: n>>16%4 > 0, Attempt: fmt.Sprintf("%s-%d", who, p), Slot: i, At: tx.Now().Add(-time.Duration((boardAnswers-i)*8) * 24 * time.Hour)}
			st.LastAt, st.Bits = o.At, st.Bits<<1
			if o.Right {
				st.Bits, st.Right = st.Bits|1, st.Right+1
			}
			if err := tx.SaveOutcome(s.ctx, o); err != nil {
				return err
			}
		}
		st.Practised = st.Bits&3 == 3
		if err := tx.SaveStanding(s.ctx, st); err != nil {
			return err
		}
	}
	return nil
}
