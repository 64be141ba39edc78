package data

import (
	"context"
	"math"
	"strings"
	"time"

	"shifu/quiz"
)

// What follows from the steps of attempts and is read often.

func (t *tx) QueueReply(ctx context.Context, q quiz.QueuedReply) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_replies (attempt, slot, learner, point, model, purpose, submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (attempt, slot) DO NOTHING`, q.Attempt, q.Slot, q.Learner, q.Point, q.Model, string(q.Purpose), millis(q.SubmittedAt))
	return err
}

func (t *tx) UnqueueReply(ctx context.Context, attempt string, slot int) error {
	_, err := t.exec(ctx, `DELETE FROM quiz_replies WHERE attempt = $1 AND slot = $2`, attempt, slot)
	return err
}

func (t *tx) QueuedReplies(ctx context.Context) ([]quiz.QueuedReply, error) {
	return many(ctx, t, func(r row) (q quiz.QueuedReply, err error) {
		var at int64
		err = r.Scan(&q.Attempt, &q.Slot, &q.Learner, &q.Point, &q.Model, &q.Purpose, &at)
		q.SubmittedAt = atMillis(at)
		return q, err
	}, `SELECT attempt, slot, learner, point, model, purpose, submitted_at FROM quiz_replies ORDER BY submitted_at, attempt, slot`)
}

func (t *tx) SaveShowing(ctx context.Context, s quiz.Showing) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_showings (attempt, slot, learner, model, situation, class, purpose, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.Attempt, s.Slot, s.Learner, s.Model, s.Situation, s.Class, string(s.Purpose), millis(s.At))
	return err
}

func (t *tx) Showings(ctx context.Context, learner string, models ...string) ([]quiz.Showing, error) {
	return many(ctx, t, func(r row) (s quiz.Showing, err error) {
		var at int64
		err = r.Scan(&s.Attempt, &s.Slot, &s.Learner, &s.Model, &s.Situation, &s.Class, &s.Purpose, &at)
		s.At = atMillis(at)
		return s, err
	}, `SELECT attempt, slot, learner, model, situation, class, purpose, at FROM quiz_showings
		WHERE learner = $1 AND model IN (`+list(2, len(models))+`) ORDER BY at, attempt, slot`, anys([]any{learner}, models)...)
}

func (t *tx) LastShown(ctx context.Context, learner string, models ...string) ([]quiz.LastShowing, error) {
	return many(ctx, t, func(r row) (s quiz.LastShowing, err error) {
		var at int64
		err = r.Scan(&s.Model, &s.Situation, &s.Class, &at)
		s.At = atMillis(at)
		return s, err
	}, `SELECT model, situation, MAX(class), MAX(at) AS latest FROM quiz_showings
		WHERE learner = $1 AND model IN (`+list(2, len(models))+`) GROUP BY model, situation ORDER BY latest, situation`, anys([]any{learner}, models)...)
}

func (t *tx) ShownCounts(ctx context.Context) ([]quiz.ShownCount, error) {
	return many(ctx, t, func(r row) (c quiz.ShownCount, err error) { return c, r.Scan(&c.Learner, &c.Model, &c.Situations) },
		`SELECT learner, model, COUNT(DISTINCT situation) FROM quiz_showings GROUP BY learner, model ORDER BY learner, model`)
}

func (t *tx) Exposures(ctx context.Context, since time.Time, models ...string) (map[string]map[string]int, error) {
	type count struct {
		model, situation string
		n                int
	}
	all, err := many(ctx, t, func(r row) (c count, err error) { return c, r.Scan(&c.model, &c.situation, &c.n) },
		`SELECT model, situation, COUNT(*) FROM quiz_showings WHERE at >= $1 AND model IN (`+list(2, len(models))+`) GROUP BY model, situation`,
		anys([]any{millis(since)}, models)...)
	counts := map[string]map[string]int{}
	for _, c := range all {
		if counts[c.model] == nil {
			counts[c.model] = map[string]int{}
		}
		counts[c.model][c.situation] = c.n
	}
	return counts, err
}

func (t *tx) SaveOutcome(ctx context.Context, o quiz.Outcome) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_outcomes
		(learner, model, situation_id, point, situation, class, content_hash, purpose, score, is_right, red_line, pending, marked_by, attempt, slot, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (learner, model, situation_id) DO UPDATE SET class = excluded.class, score = excluded.score, is_right = excluded.is_right, red_line = excluded.red_line,
		pending = excluded.pending, marked_by = excluded.marked_by
		WHERE quiz_outcomes.attempt = excluded.attempt AND quiz_outcomes.slot = excluded.slot`,
		o.Learner, o.Model, o.SituationID, o.Point, o.Situation, o.Class, o.ContentHash, string(o.Purpose), o.Score, flag(o.Right),
		flag(o.RedLine), flag(o.Pending), o.MarkedBy, o.Attempt, o.Slot, millis(o.At))
	return err
}

func (t *tx) Outcomes(ctx context.Context, learner string, points ...string) ([]quiz.Outcome, error) {
	query, args := `SELECT learner, model, situation_id, point, situation, class, content_hash, purpose, score, is_right, red_line, pending, marked_by,
		attempt, slot, at FROM quiz_outcomes WHERE learner = $1`, []any{learner}
	if len(points) > 0 {
		query, args = query+` AND point IN (`+list(2, len(points))+`)`, anys(args, points)
	}
	return many(ctx, t, func(r row) (o quiz.Outcome, err error) {
		var right, red, pending, at int64
		err = r.Scan(&o.Learner, &o.Model, &o.SituationID, &o.Point, &o.Situation, &o.Class, &o.ContentHash, &o.Purpose, &o.Score, &right, &red,
			&pending, &o.MarkedBy, &o.Attempt, &o.Slot, &at)
		o.Right, o.RedLine, o.Pending, o.At = right != 0, red != 0, pending != 0, atMillis(at)
		return o, err
	}, query+` ORDER BY at, attempt, slot`, args...)
}

func (t *tx) SaveRecall(ctx context.Context, r quiz.Recall) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_recalls (learner, point, day, is_right, attempt, slot, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (learner, point, day) DO UPDATE SET is_right = excluded.is_right, attempt = excluded.attempt,
		slot = excluded.slot, at = excluded.at
		WHERE (excluded.at, excluded.attempt, excluded.slot) <= (quiz_recalls.at, quiz_recalls.attempt, quiz_recalls.slot)`,
		r.Learner, r.Point, r.Day, flag(r.Right), r.Attempt, r.Slot, millis(r.At))
	return err
}

func (t *tx) Recalls(ctx context.Context, learner string, points ...string) ([]quiz.Recall, error) {
	query, args := `SELECT learner, point, day, is_right, attempt, slot, at FROM quiz_recalls WHERE learner = $1`, []any{learner}
	if len(points) > 0 {
		query, args = query+` AND point IN (`+list(2, len(points))+`)`, anys(args, points)
	}
	return many(ctx, t, func(r row) (x quiz.Recall, err error) {
		var right, at int64
		err = r.Scan(&x.Learner, &x.Point, &x.Day, &right, &x.Attempt, &x.Slot, &at)
		x.Right, x.At = right != 0, atMillis(at)
		return x, err
	}, query+` ORDER BY day, point`, args...)
}

func (t *tx) HistoryStale(ctx context.Context) (bool, error) {
	n, _, err := one(ctx, t, scanInt, `SELECT COUNT(*) FROM quiz_stale`)
	return n > 0, err
}

// tiny is the part in which a memory's numbers, which have eight decimals, are
// kept as whole ones.
const tiny = 1e8

func (t *tx) LastMarked(ctx context.Context, learner string) (quiz.MarkedReply, bool, error) {
	return one(ctx, t, func(r row) (m quiz.MarkedReply, err error) {
		m.Step, err = scanStep(r, &m.Attempt, &m.Point)
		return m, err
	}, `SELECT attempt, COALESCE((SELECT o.point FROM quiz_outcomes o WHERE o.learner = $1 AND o.attempt = m.attempt AND o.slot = m.slot), ''), `+stepColumns+`
		FROM (SELECT s.* FROM quiz_attempts a JOIN quiz_steps s ON s.attempt = a.id AND s.kind = 'mentor_marked' WHERE a.learner = $1
			ORDER BY s.at DESC, s.attempt DESC, s.seq DESC LIMIT 1) m`, learner)
}

func (t *tx) SaveStanding(ctx context.Context, s quiz.PointStanding) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_standings (learner, point, done, right_n, exam_done, pending, practised, certified, last_at, bits,
		stability, difficulty, recalled_on, rule) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (learner, point) DO UPDATE SET done = excluded.done, right_n = excluded.right_n, exam_done = excluded.exam_done,
		pending = excluded.pending, practised = excluded.practised, certified = excluded.certified, last_at = excluded.last_at, bits = excluded.bits,
		stability = excluded.stability, difficulty = excluded.difficulty, recalled_on = excluded.recalled_on, rule = excluded.rule`,
		s.Learner, s.Point, s.Done, s.Right, s.ExamDone, s.Pending, flag(s.Practised), flag(s.Certified), millis(s.LastAt), int64(s.Bits),
		int64(math.Round(s.Memory.Stability*tiny)), int64(math.Round(s.Memory.Difficulty*tiny)), s.Memory.Day, s.Rule)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO quiz_practised (learner, points, last_at)
		SELECT learner, COALESCE(string_agg(CASE practised WHEN 1 THEN point END, ' '), ''), MAX(last_at) FROM quiz_standings WHERE learner = $1 GROUP BY learner
		ON CONFLICT (learner) DO UPDATE SET points = excluded.points, last_at = excluded.last_at`, s.Learner)
	return err
}

func (t *tx) Practised(ctx context.Context, learners ...string) ([]quiz.Practised, error) {
	query, args := whose(`SELECT learner, points, last_at FROM quiz_practised`, "learner", learners)
	return many(ctx, t, func(r row) (p quiz.Practised, err error) {
		var points string
		var last int64
		err = r.Scan(&p.Learner, &points, &last)
		p.Points, p.LastAt = strings.Fields(points), atMillis(last)
		return p, err
	}, query, args...)
}

const standingColumns = `SELECT learner, point, done, right_n, exam_done, pending, practised, certified, last_at, bits, stability, difficulty, recalled_on, rule
	FROM quiz_standings `

func scanStanding(r row) (s quiz.PointStanding, err error) {
	var practised, certified, last, bits, stability, difficulty int64
	err = r.Scan(&s.Learner, &s.Point, &s.Done, &s.Right, &s.ExamDone, &s.Pending, &practised, &certified, &last, &bits, &stability, &difficulty, &s.Memory.Day, &s.Rule)
	s.Memory.Stability, s.Memory.Difficulty = float64(stability)/tiny, float64(difficulty)/tiny
	s.Practised, s.Certified, s.LastAt, s.Bits = practised != 0, certified != 0, atMillis(last), uint32(bits)
	return s, err
}

func (t *tx) Standings(ctx context.Context, learners, points []string) ([]quiz.PointStanding, error) {
	query, args := standingColumns+`WHERE 1 = 1`, []any{}
	if len(learners) > 0 {
		query, args = query+` AND learner IN (`+list(1, len(learners))+`)`, anys(args, learners)
	}
	if len(points) > 0 {
		query, args = query+` AND point IN (`+list(1+len(learners), len(points))+`)`, anys(args, points)
	}
	return many(ctx, t, scanStanding, query+` ORDER BY learner, point`, args...)
}

func (t *tx) StandingsBefore(ctx context.Context, rule, limit int) ([]quiz.PointStanding, error) {
	return many(ctx, t, scanStanding, standingColumns+`WHERE rule < $1 ORDER BY learner, point LIMIT $2`, rule, limit)
}

func (t *tx) AttemptsShowing(ctx context.Context, model string) ([]string, error) {
	return many(ctx, t, scanText, `SELECT id FROM quiz_attempts WHERE id IN (SELECT attempt FROM quiz_showings WHERE model = $1) ORDER BY started_at, id`, model)
}

func (t *tx) AnsweredVersions(ctx context.Context) ([]quiz.AnsweredVersion, error) {
	return many(ctx, t, func(r row) (v quiz.AnsweredVersion, err error) {
		var used int64
		err = r.Scan(&v.Model, &v.Hash, &v.Rev, &used, &v.Answers, &v.Learners)
		v.InUse = used != 0
		return v, err
	}, `SELECT o.model, o.content_hash, m.rev, m.in_use, COUNT(*), COUNT(DISTINCT o.learner)
		FROM quiz_outcomes o JOIN quiz_models m ON m.id = o.model AND m.hash = o.content_hash
		WHERE o.model IN (SELECT x.model FROM quiz_outcomes x JOIN quiz_models y ON y.id = x.model AND y.hash = x.content_hash WHERE y.in_use = 0)
		GROUP BY o.model, o.content_hash, m.rev, m.in_use ORDER BY o.model, m.rev DESC, o.content_hash`)
}

func (t *tx) HistoryCounts(ctx context.Context) (quiz.HistoryCounts, error) {
	c, _, err := one(ctx, t, func(r row) (c quiz.HistoryCounts, err error) { return c, r.Scan(&c.Showings, &c.Outcomes, &c.Recalls) },
		`SELECT (SELECT COUNT(*) FROM quiz_showings), (SELECT COUNT(*) FROM quiz_outcomes), (SELECT COUNT(*) FROM quiz_recalls)`)
	return c, err
}

func (t *tx) ForgetHistory(ctx context.Context) error {
	for _, table := range []string{"quiz_replies", "quiz_showings", "quiz_outcomes", "quiz_recalls", "quiz_standings", "quiz_practised", "quiz_stale"} {
		if _, err := t.exec(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	return nil
}
