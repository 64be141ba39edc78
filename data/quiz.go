package data

import (
	"context"
	"strconv"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
)

// The bank and the attempts of package quiz. What follows from the steps is in
// quiz_history.go.

var (
	_ quiz.BankTx    = (*tx)(nil)
	_ quiz.AttemptTx = (*tx)(nil)
	_ quiz.HistoryTx = (*tx)(nil)
)

// list writes n placeholders from the given number on: "$2, $3".
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// anys is a list of texts as arguments.
func anys[T ~string](before []any, texts []T) []any {
	for _, s := range texts {
		before = append(before, string(s))
	}
	return before
}

func (t *tx) Points(ctx context.Context, ids ...string) ([]quiz.Point, error) {
	query := `SELECT id, parent, title_zh, title_en, critical, position FROM quiz_points`
	if len(ids) > 0 {
		query += ` WHERE id IN (` + list(1, len(ids)) + `)`
	}
	return many(ctx, t, func(r row) (p quiz.Point, err error) {
		var critical int64
		err = r.Scan(&p.ID, &p.Parent, &p.Title.ZH, &p.Title.EN, &critical, &p.Position)
		p.Critical = critical != 0
		return p, err
	}, query+` ORDER BY position, id`, anys(nil, ids)...)
}

func (t *tx) SavePoint(ctx context.Context, p quiz.Point) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_points (id, parent, title_zh, title_en, critical, position) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, title_zh = excluded.title_zh, title_en = excluded.title_en,
		critical = excluded.critical, position = excluded.position`,
		p.ID, p.Parent, p.Title.ZH, p.Title.EN, flag(p.Critical), p.Position)
	return t.stamped(ctx, err)
}

// BankStamp counts the changes of points and models, with those of content.
func (t *tx) BankStamp(ctx context.Context) (op.Stamp, error) { return t.ContentStamp(ctx) }

// stamped says that points or models changed, when they did.
func (t *tx) stamped(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	return t.stampContent(ctx)
}

const modelColumns = `SELECT id, hash, point, rev, body, published_at FROM quiz_models `

func scanModel(r row) (m quiz.StoredModel, err error) {
	var body string
	var at int64
	err = r.Scan(&m.ID, &m.Hash, &m.Point, &m.Rev, &body, &at)
	m.Body, m.PublishedAt = []byte(body), atMillis(at)
	return m, err
}

func (t *tx) CurrentModels(ctx context.Context, points ...string) ([]quiz.StoredModel, error) {
	if len(points) == 0 {
		return many(ctx, t, scanModel, modelColumns+`WHERE in_use = 1 ORDER BY id`)
	}
	return many(ctx, t, scanModel, modelColumns+`WHERE in_use = 1 AND point IN (`+list(1, len(points))+`) ORDER BY id`, anys(nil, points)...)
}

func (t *tx) CurrentHashes(ctx context.Context, points ...string) ([]quiz.ModelHash, error) {
	scan := func(r row) (h quiz.ModelHash, err error) { return h, r.Scan(&h.ID, &h.Hash, &h.Point) }
	if len(points) == 0 {
		return many(ctx, t, scan, `SELECT id, hash, point FROM quiz_models WHERE in_use = 1 ORDER BY id`)
	}
	return many(ctx, t, scan, `SELECT id, hash, point FROM quiz_models WHERE in_use = 1 AND point IN (`+list(1, len(points))+`) ORDER BY id`, anys(nil, points)...)
}

func (t *tx) ModelVersion(ctx context.Context, id, hash string) (quiz.StoredModel, error) {
	m, found, err := one(ctx, t, scanModel, modelColumns+`WHERE id = $1 AND hash = $2`, id, hash)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.quiz.no_model", "Model", id)
	}
	return m, err
}

func (t *tx) SaveModelVersion(ctx context.Context, m quiz.StoredModel) error {
	if err := t.RetireModel(ctx, m.ID); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO quiz_models (id, hash, point, rev, body, published_at, in_use) VALUES ($1, $2, $3, $4, $5, $6, 1)
		ON CONFLICT (id, hash) DO UPDATE SET in_use = 1`, m.ID, m.Hash, m.Point, m.Rev, string(m.Body), millis(m.PublishedAt))
	return err // RetireModel has stamped it
}

func (t *tx) RetireModel(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `UPDATE quiz_models SET in_use = 0 WHERE id = $1 AND in_use = 1`, id)
	return t.stamped(ctx, err)
}

func scanBlueprint(r row) (b quiz.Blueprint, err error) {
	var body string
	if err = r.Scan(&body); err == nil {
		err = fromJSON(body, &b)
	}
	return b, err
}

func (t *tx) Blueprints(ctx context.Context) ([]quiz.Blueprint, error) {
	return many(ctx, t, scanBlueprint, `SELECT body FROM quiz_blueprints ORDER BY id`)
}

func (t *tx) QuizBlueprint(ctx context.Context, id string) (quiz.Blueprint, error) {
	b, found, err := one(ctx, t, scanBlueprint, `SELECT body FROM quiz_blueprints WHERE id = $1`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.quiz.no_blueprint", "Blueprint", id)
	}
	return b, err
}

func (t *tx) SaveBlueprint(ctx context.Context, b quiz.Blueprint) error {
	body, err := jsonText(b)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO quiz_blueprints (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body`, b.ID, body)
	return err
}

const headingColumns = `SELECT id, learner, blueprint, title, purpose, started_at, state, elapsed, closed_at, verdict, tally, head, steps FROM quiz_attempts `

func scanHeading(r row) (h quiz.Heading, err error) {
	var title, tally string
	var started, elapsed, closed int64
	if err = r.Scan(&h.ID, &h.Learner, &h.Blueprint, &title, &h.Purpose, &started, &h.State, &elapsed, &closed, &h.Verdict, &tally, &h.Head, &h.Steps); err != nil {
		return h, err
	}
	h.StartedAt, h.ClosedAt, h.Elapsed = atMillis(started), atMillis(closed), time.Duration(elapsed)*time.Millisecond
	if err = fromJSON(title, &h.Title); err != nil {
		return h, err
	}
	return h, fromJSON(tally, &h.Tally)
}

func (t *tx) CreateAttempt(ctx context.Context, h quiz.Heading) error {
	title, err := jsonText(h.Title)
	if err != nil {
		return err
	}
	tally, err := jsonText(h.Tally)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO quiz_attempts (id, learner, blueprint, title, purpose, started_at, state, elapsed, closed_at, verdict, tally, head, steps)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)`,
		h.ID, h.Learner, h.Blueprint, title, string(h.Purpose), millis(h.StartedAt), string(h.State), h.Elapsed.Milliseconds(),
		millis(h.ClosedAt), string(h.Verdict), tally, h.Head)
	return err
}

func (t *tx) AttemptHeading(ctx context.Context, id string) (quiz.Heading, error) {
	h, found, err := one(ctx, t, scanHeading, headingColumns+`WHERE id = $1`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.quiz.no_attempt")
	}
	return h, err
}

func (t *tx) AppendSteps(ctx context.Context, id string, st quiz.Standing, steps []quiz.Step) error {
	for _, s := range steps {
		if _, err := t.exec(ctx, `INSERT INTO quiz_steps (attempt, seq, kind, slot, at, elapsed, person, body, prev, hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			id, s.Seq, string(s.Kind), s.Slot, millis(s.At), s.Elapsed.Milliseconds(), s.By, packed(s.Body), s.Prev, s.Hash); err != nil {
			return err
		}
	}
	tally, err := jsonText(st.Tally)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `UPDATE quiz_attempts SET state = $2, elapsed = $3, closed_at = $4, verdict = $5, tally = $6, head = $7, steps = $8
		WHERE id = $1 AND steps = $9`,
		id, string(st.State), st.Elapsed.Milliseconds(), millis(st.ClosedAt), string(st.Verdict), tally, st.Head, st.Steps, st.Steps-len(steps))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "fault.quiz.moved_on")
	}
	return err
}

const stepColumns = `seq, kind, slot, at, elapsed, person, body, prev, hash`

func scanStep(r row, before ...any) (s quiz.Step, err error) {
	var at, elapsed int64
	var body string
	if err = r.Scan(append(before, &s.Seq, &s.Kind, &s.Slot, &at, &elapsed, &s.By, &body, &s.Prev, &s.Hash)...); err != nil {
		return s, err
	}
	s.At, s.Elapsed = atMillis(at), time.Duration(elapsed)*time.Millisecond
	s.Body, err = unpacked(body)
	return s, err
}

func (t *tx) AttemptSteps(ctx context.Context, id string) ([]quiz.Step, error) {
	return many(ctx, t, func(r row) (quiz.Step, error) { return scanStep(r) },
		`SELECT `+stepColumns+` FROM quiz_steps WHERE attempt = $1 ORDER BY seq`, id)
}

func (t *tx) AttemptsOf(ctx context.Context, learner string, states ...quiz.State) ([]quiz.Heading, error) {
	if len(states) == 0 {
		return many(ctx, t, scanHeading, headingColumns+`WHERE learner = $1 ORDER BY started_at DESC, id DESC`, learner)
	}
	return many(ctx, t, scanHeading, headingColumns+`WHERE learner = $1 AND state IN (`+list(2, len(states))+`) ORDER BY started_at DESC, id DESC`,
		anys([]any{learner}, states)...)
}

func (t *tx) FinishedAttempts(ctx context.Context, purpose quiz.Purpose, most int) ([]quiz.Heading, int, error) {
	where, args := `WHERE state = $1`, []any{string(quiz.Done)}
	if purpose != "" {
		where, args = where+` AND purpose = $2`, append(args, string(purpose))
	}
	count, _, err := one(ctx, t, func(r row) (n int, err error) { return n, r.Scan(&n) }, `SELECT COUNT(*) FROM quiz_attempts `+where, args...)
	if err != nil {
		return nil, 0, err
	}
	list, err := many(ctx, t, scanHeading, headingColumns+where+` ORDER BY closed_at DESC, id DESC LIMIT `+strconv.Itoa(most), args...)
	return list, count, err
}

func (t *tx) EveryAttempt(ctx context.Context) ([]string, error) {
	return many(ctx, t, scanText, `SELECT id FROM quiz_attempts ORDER BY started_at, id`)
}

func (t *tx) SaveSlotKey(ctx context.Context, attempt string, slot int, key []byte) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_keys (attempt, slot, body) VALUES ($1, $2, $3)`, attempt, slot, packed(key))
	return err
}

func (t *tx) AttemptKeys(ctx context.Context, attempt string) (map[int][]byte, error) {
	type key struct {
		slot int
		body string
	}
	all, err := many(ctx, t, func(r row) (k key, err error) { return k, r.Scan(&k.slot, &k.body) },
		`SELECT slot, body FROM quiz_keys WHERE attempt = $1`, attempt)
	keys := make(map[int][]byte, len(all))
	for _, k := range all {
		if err != nil {
			break
		}
		keys[k.slot], err = unpacked(k.body)
	}
	return keys, err
}

func (t *tx) SavePulse(ctx context.Context, attempt string, p quiz.Pulse) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_pulses (attempt, elapsed, at) VALUES ($1, $2, $3)
		ON CONFLICT (attempt) DO UPDATE SET elapsed = excluded.elapsed, at = excluded.at`, attempt, p.Elapsed.Milliseconds(), millis(p.At))
	return err
}

func (t *tx) AttemptPulse(ctx context.Context, attempt string) (quiz.Pulse, error) {
	p, _, err := one(ctx, t, func(r row) (p quiz.Pulse, err error) {
		var elapsed, at int64
		err = r.Scan(&elapsed, &at)
		return quiz.Pulse{Elapsed: time.Duration(elapsed) * time.Millisecond, At: atMillis(at)}, err
	}, `SELECT elapsed, at FROM quiz_pulses WHERE attempt = $1`, attempt)
	return p, err
}
