package data

import (
	"context"
	"time"
)

// AnswerSums is what boards add up to, counted from the single answers.
type AnswerSums struct {
	People    int // who answered anything
	Practised int // their points with two right answers from a slot on
	Right     int // right answers since a time
	Done      int // answers since then
}

// AnswerSums adds up the single answers in plain SQL, without summaries: what a
// measured board is checked against. Practised counts from slot on, Right and Done
// since a time.
func (db *DB) AnswerSums(ctx context.Context, slot int, since time.Time) (sums AnswerSums, err error) {
	err = db.view(ctx, func(t *tx) error {
		sums, _, err = one(ctx, t, func(r row) (s AnswerSums, err error) { return s, r.Scan(&s.People, &s.Practised) },
			`SELECT COUNT(DISTINCT learner), CAST(SUM(CASE WHEN rights = 2 THEN 1 ELSE 0 END) AS BIGINT) FROM (SELECT o.learner, SUM(o.is_right) AS rights FROM quiz_outcomes o
			WHERE o.slot >= $1
			GROUP BY o.learner, o.point) AS cells`, slot)
		if err != nil {
			return err
		}
		recent, _, err := one(ctx, t, func(r row) (s AnswerSums, err error) { return s, r.Scan(&s.Right, &s.Done) },
			`SELECT CAST(COALESCE(SUM(is_right), 0) AS BIGINT), COUNT(*) FROM quiz_outcomes WHERE at >= $1`, millis(since))
		sums.Right, sums.Done = recent.Right, recent.Done
		return err
	})
	return sums, err
}
