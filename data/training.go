package data

import (
	"context"
	"strconv"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/staff"
)

// Content, path and sign-offs of package training.

var _ training.Tx = (*tx)(nil)

// handedIn is what the ledger keeps of an attempt. It names no person.
type handedIn struct {
	Attempt string `json:"attempt"`
	Head    string `json:"head"` // the last hash of its chain of steps
}

// RecordHead puts the head of an attempt's chain of steps into the ledger.
func (t *tx) RecordHead(ctx context.Context, attempt, head string) error {
	_, err := t.AppendEntry(ctx, ledger.AttemptHandedIn, handedIn{attempt, head})
	return err
}

// dailyHeads is what the ledger keeps once a day: the head of every attempt that
// is not done.
type dailyHeads struct {
	Day   string            `json:"day"`
	Heads map[string]string `json:"heads"` // by attempt
}

// RecordHeads puts the heads of the attempts in course into the ledger, once a
// day, and lets go of the answers of old commands. A day without any heads needs
// no entry.
func (t *tx) RecordHeads(ctx context.Context, day string) error {
	n, err := t.exec(ctx, `INSERT INTO quiz_days (day) VALUES ($1) ON CONFLICT (day) DO NOTHING`, day)
	if err != nil || n == 0 {
		return err
	}
	if err := t.forget(ctx); err != nil {
		return err
	}
	type head struct{ attempt, head string }
	all, err := many(ctx, t, func(r row) (h head, err error) { return h, r.Scan(&h.attempt, &h.head) },
		`SELECT id, head FROM quiz_attempts WHERE state <> $1 ORDER BY id`, string(quiz.Done))
	if err != nil || len(all) == 0 {
		return err
	}
	record := dailyHeads{Day: day, Heads: make(map[string]string, len(all))}
	for _, h := range all {
		record.Heads[h.attempt] = h.head
	}
	_, err = t.AppendEntry(ctx, ledger.HeadsDaily, record)
	return err
}

// whose adds "WHERE column IN (...)" for the people; nothing for nobody.
func whose(query, column string, people []string) (string, []any) {
	if len(people) == 0 {
		return query, nil
	}
	var b strings.Builder
	b.WriteString(query + " WHERE " + column + " IN (")
	args := make([]any, len(people))
	for i, p := range people {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
		args[i] = p
	}
	b.WriteString(")")
	return b.String(), args
}

func (t *tx) ContentPacks(ctx context.Context) ([]training.StoredPack, error) {
	return many(ctx, t, func(r row) (p training.StoredPack, err error) {
		var title, counts string
		var at int64
		err = r.Scan(&p.ID, &p.Version, &title, &counts, &at)
		p.Title, p.Counts, p.ImportedAt = []byte(title), []byte(counts), atMillis(at)
		return p, err
	}, `SELECT id, version, title, counts, imported_at FROM content_packs ORDER BY id`)
}

func (t *tx) SaveContentPack(ctx context.Context, p training.StoredPack) error {
	_, err := t.exec(ctx, `INSERT INTO content_packs (id, version, title, counts, imported_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, title = excluded.title, counts = excluded.counts,
		imported_at = excluded.imported_at`, p.ID, p.Version, string(p.Title), string(p.Counts), millis(p.ImportedAt))
	return err
}

const contentColumns = `SELECT v.kind, v.id, v.version, v.hash, c.pack, v.from_pack, c.pack_hash, c.position, c.retired, v.at, v.body
	FROM content c JOIN content_versions v ON v.kind = c.kind AND v.id = c.id `

func scanContent(r row) (c training.Content, err error) {
	var fromPack, retired, at int64
	var kind, body string
	err = r.Scan(&kind, &c.ID, &c.Version, &c.Hash, &c.Pack, &fromPack, &c.PackHash, &c.Position, &retired, &at, &body)
	c.Kind, c.FromPack, c.Retired, c.At, c.Body = training.ContentKind(kind), fromPack != 0, retired != 0, atMillis(at), []byte(body)
	return c, err
}

func (t *tx) Contents(ctx context.Context, kind training.ContentKind) ([]training.Content, error) {
	if kind == "" {
		return many(ctx, t, scanContent, contentColumns+`WHERE v.version = c.version ORDER BY c.kind, c.position, c.id`)
	}
	return many(ctx, t, scanContent, contentColumns+`WHERE v.version = c.version AND c.kind = $1 AND c.retired = 0 ORDER BY c.position, c.id`, string(kind))
}

func (t *tx) CurrentContent(ctx context.Context, kind training.ContentKind, id string) (training.Content, error) {
	c, found, err := one(ctx, t, scanContent, contentColumns+`WHERE v.version = c.version AND c.kind = $1 AND c.id = $2`, string(kind), id)
	return c, orMissing(found, err)
}

func (t *tx) ContentVersion(ctx context.Context, kind training.ContentKind, id string, version int) (training.Content, error) {
	c, found, err := one(ctx, t, scanContent, contentColumns+`WHERE v.version = $3 AND c.kind = $1 AND c.id = $2`, string(kind), id, version)
	return c, orMissing(found, err)
}

func (t *tx) ContentVersions(ctx context.Context, kind training.ContentKind, id string) ([]training.Content, error) {
	return many(ctx, t, scanContent, contentColumns+`WHERE c.kind = $1 AND c.id = $2 ORDER BY v.version`, string(kind), id)
}

// orMissing turns "no row" into a fault.
func orMissing(found bool, err error) error {
	if err == nil && !found {
		return fault.New(fault.NotFound, "fault.training.not_found")
	}
	return err
}

func (t *tx) SaveContent(ctx context.Context, c training.Content) error {
	if _, err := t.exec(ctx, `INSERT INTO content_versions (kind, id, version, hash, from_pack, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(c.Kind), c.ID, c.Version, c.Hash, flag(c.FromPack), millis(c.At), string(c.Body)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `INSERT INTO content (kind, id, version, pack, pack_hash, position, retired) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, pack = excluded.pack, pack_hash = excluded.pack_hash,
		position = excluded.position, retired = excluded.retired`,
		string(c.Kind), c.ID, c.Version, c.Pack, c.PackHash, c.Position, flag(c.Retired)); err != nil {
		return err
	}
	return t.stampContent(ctx)
}

func (t *tx) MarkContent(ctx context.Context, c training.Content) error {
	n, err := t.exec(ctx, `UPDATE content SET pack_hash = $3, position = $4, retired = $5 WHERE kind = $1 AND id = $2`,
		string(c.Kind), c.ID, c.PackHash, c.Position, flag(c.Retired))
	if err := orMissing(n > 0, err); err != nil {
		return err
	}
	return t.stampContent(ctx)
}

func (t *tx) stampContent(ctx context.Context) error {
	t.stamp = true
	_, err := t.exec(ctx, `UPDATE content_stamp SET stamp = stamp + 1 WHERE id = 1`)
	return err
}

func (t *tx) ContentStamp(ctx context.Context) (op.Stamp, error) {
	stamp, _, err := one(ctx, t, scanInt, `SELECT stamp FROM content_stamp WHERE id = 1`)
	return op.Stamp{Number: stamp, Fresh: t.stamp}, err
}

func (t *tx) SavePicture(ctx context.Context, m training.Media) error {
	_, err := t.exec(ctx, `INSERT INTO media (hash, kind, width, height, bytes) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING`,
		m.Hash, m.Type, m.Width, m.Height, m.Bytes)
	return err
}

func (t *tx) PictureBytes(ctx context.Context, hash string) (training.Media, error) {
	m, found, err := one(ctx, t, func(r row) (m training.Media, err error) {
		return m, r.Scan(&m.Hash, &m.Type, &m.Width, &m.Height, &m.Bytes)
	}, `SELECT hash, kind, width, height, bytes FROM media WHERE hash = $1`, hash)
	return m, orMissing(found, err)
}

// ScriptText answers the script of a code that is in use and whose time is not
// past, for the quiz that freezes its text with its gaps named.
func (t *tx) ScriptText(ctx context.Context, code string) (lang.Text, int, error) {
	c, err := t.CurrentContent(ctx, training.ContentScript, code)
	if err != nil {
		return lang.Text{}, 0, err
	}
	var s training.Script
	if err := fromJSON(string(c.Body), &s); err != nil {
		return lang.Text{}, 0, err
	}
	if today := training.DayOf(t.now); c.Retired || s.To != "" && s.To < today {
		return lang.Text{}, 0, orMissing(false, nil)
	}
	return s.Shown(), c.Version, nil
}

func (t *tx) SaveAcknowledgement(ctx context.Context, a training.Acknowledgement) error {
	_, err := t.exec(ctx, `INSERT INTO acknowledgements (person, lesson, version, hash, attempt, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person, lesson, version) DO NOTHING`, a.PersonID, a.LessonID, a.Version, a.Hash, a.AttemptID, millis(a.At))
	return err
}

func (t *tx) Acknowledgements(ctx context.Context, people ...string) ([]training.Acknowledgement, error) {
	query, args := whose(`SELECT person, lesson, version, hash, attempt, at FROM acknowledgements`, "person", people)
	return many(ctx, t, func(r row) (a training.Acknowledgement, err error) {
		var at int64
		err = r.Scan(&a.PersonID, &a.LessonID, &a.Version, &a.Hash, &a.AttemptID, &at)
		a.At = atMillis(at)
		return a, err
	}, query+` ORDER BY at, person, lesson, version`, args...)
}

func (t *tx) SaveEnrolment(ctx context.Context, e training.Enrolment) error {
	_, err := t.exec(ctx, `INSERT INTO enrolments (id, person, programme, from_day, to_day, made_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET to_day = excluded.to_day`,
		e.ID, e.PersonID, e.ProgrammeID, e.From, e.To, e.By, millis(e.At))
	return err
}

func (t *tx) Enrolments(ctx context.Context, people ...string) ([]training.Enrolment, error) {
	query, args := whose(`SELECT id, person, programme, from_day, to_day, made_by, at FROM enrolments`, "person", people)
	return many(ctx, t, func(r row) (e training.Enrolment, err error) {
		var at int64
		err = r.Scan(&e.ID, &e.PersonID, &e.ProgrammeID, &e.From, &e.To, &e.By, &at)
		e.At = atMillis(at)
		return e, err
	}, query+` ORDER BY at DESC, id DESC`, args...)
}

func (t *tx) SaveMentorship(ctx context.Context, m training.Mentorship) error {
	_, err := t.exec(ctx, `INSERT INTO mentorships (id, mentor, apprentice, from_day, to_day, reason, made_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET to_day = excluded.to_day, reason = excluded.reason`,
		m.ID, m.MentorID, m.ApprenticeID, m.From, m.To, m.Reason, m.By, millis(m.At))
	return err
}

func (t *tx) AllMentorships(ctx context.Context) ([]training.Mentorship, error) {
	return many(ctx, t, func(r row) (m training.Mentorship, err error) {
		var at int64
		err = r.Scan(&m.ID, &m.MentorID, &m.ApprenticeID, &m.From, &m.To, &m.Reason, &m.By, &at)
		m.At = atMillis(at)
		return m, err
	}, `SELECT id, mentor, apprentice, from_day, to_day, reason, made_by, at FROM mentorships ORDER BY from_day DESC, at DESC, id DESC`)
}

// MentorOf answers the mentor of today, "" when there is none. The day of a
// hand-over belongs to the new mentor.
func (t *tx) MentorOf(ctx context.Context, learner string) (string, error) {
	mentor, _, err := one(ctx, t, scanText, `SELECT mentor FROM mentorships WHERE apprentice = $1 AND from_day <= $2 AND (to_day = '' OR to_day > $2)
		ORDER BY from_day DESC, at DESC, id DESC LIMIT 1`, learner, training.DayOf(t.now))
	return mentor, err
}

func (t *tx) SaveObservation(ctx context.Context, o training.Observation) error {
	seen, err := jsonText(o.Seen)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO observations (id, apprentice, checklist, hash, made_by, on_day, seen, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		o.ID, o.ApprenticeID, o.ChecklistID, o.Hash, o.By, o.On, seen, o.Note, millis(o.At))
	return err
}

func (t *tx) Observations(ctx context.Context, people ...string) ([]training.Observation, error) {
	query, args := whose(`SELECT id, apprentice, checklist, hash, made_by, on_day, seen, note, at FROM observations`, "apprentice", people)
	return many(ctx, t, func(r row) (o training.Observation, err error) {
		var at int64
		var seen string
		if err = r.Scan(&o.ID, &o.ApprenticeID, &o.ChecklistID, &o.Hash, &o.By, &o.On, &seen, &o.Note, &at); err != nil {
			return o, err
		}
		o.At = atMillis(at)
		return o, fromJSON(seen, &o.Seen)
	}, query+` ORDER BY at, id`, args...)
}

func (t *tx) RecentShares(ctx context.Context, since time.Time, people ...string) ([]training.PointShare, error) {
	query, args := whose(`SELECT learner, point, SUM(is_right) AS rights, COUNT(*) AS answers FROM quiz_outcomes`, "learner", people)
	if len(people) == 0 {
		query += " WHERE 1 = 1"
	}
	args = append(args, millis(since))
	query += ` AND pending = 0 AND at >= $` + strconv.Itoa(len(args)) + ` GROUP BY learner, point`
	// One row a learner, for handing over a row costs more than making it.
	query = `SELECT learner, string_agg(rights || ' ' || answers || ' ' || point, '|') FROM (` + query + `) AS shares GROUP BY learner ORDER BY learner`
	var out []training.PointShare
	_, err := many(ctx, t, func(r row) (none struct{}, err error) {
		var learner, joined string
		if err := r.Scan(&learner, &joined); err != nil {
			return none, err
		}
		for cell := range strings.SplitSeq(joined, "|") {
			right, rest, _ := strings.Cut(cell, " ")
			done, point, _ := strings.Cut(rest, " ")
			share := training.PointShare{Learner: learner, Point: point}
			if share.Right, err = strconv.Atoi(right); err != nil {
				return none, err
			}
			if share.Done, err = strconv.Atoi(done); err != nil {
				return none, err
			}
			out = append(out, share)
		}
		return none, nil
	}, query, args...)
	return out, err
}

func (t *tx) PassedExams(ctx context.Context, people ...string) ([]training.PassedExam, error) {
	query, args := whose(`SELECT id, learner, blueprint, closed_at FROM quiz_attempts`, "learner", people)
	if len(people) == 0 {
		query += " WHERE 1 = 1"
	}
	return many(ctx, t, func(r row) (e training.PassedExam, err error) {
		var at int64
		err = r.Scan(&e.Attempt, &e.Learner, &e.Blueprint, &at)
		e.ClosedAt = atMillis(at)
		return e, err
	}, query+` AND purpose = 'exam' AND verdict = 'passed' ORDER BY closed_at, id`, args...)
}

func (t *tx) CreateSignOff(ctx context.Context, o training.SignOff) error {
	words, err := jsonText(signOffWords{o.Title, o.Meaning, o.Statement})
	if err != nil {
		return err
	}
	body, err := jsonText(o.Body)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO sign_offs (id, number, version, apprentice, mentor, programme, module, words, state, evidence, body, witnessed, ledger)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		o.ID, o.Number, o.Version, o.ApprenticeID, o.MentorID, o.ProgrammeID, o.ModuleID, words, string(o.State), o.EvidenceHash, body, flag(o.Witnessed), o.LedgerIndex)
	if err != nil {
		return err
	}
	for n, e := range o.Events {
		var sig *staff.Signature
		if n < len(o.Signatures) {
			sig = &o.Signatures[n]
		}
		if err := t.insertSignOffEvent(ctx, o.ID, n, e, sig); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) insertSignOffEvent(ctx context.Context, id string, n int, e training.SignOffEvent, sig *staff.Signature) error {
	event, err := jsonText(e)
	if err != nil {
		return err
	}
	signature := ""
	if sig != nil {
		if signature, err = jsonText(sig); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `INSERT INTO sign_off_events (sign_off, n, event, signature) VALUES ($1, $2, $3, $4)`, id, n, event, signature)
	return err
}

func (t *tx) AppendSignOffEvent(ctx context.Context, id string, n int, state training.SignOffState, e training.SignOffEvent, sig *staff.Signature) error {
	if err := t.insertSignOffEvent(ctx, id, n, e, sig); err != nil {
		return err
	}
	touched, err := t.exec(ctx, `UPDATE sign_offs SET state = $2, ledger = $3 WHERE id = $1`, id, string(state), e.Entry)
	return orMissing(touched > 0, err)
}

func (t *tx) StoredSignOff(ctx context.Context, id string) (training.SignOff, error) {
	o, found, err := one(ctx, t, scanSignOff, signOffColumns(true)+` WHERE id = $1`, id)
	if err != nil || !found {
		return o, orMissing(found, err)
	}
	return o, t.fillSignOffs(ctx, []*training.SignOff{&o})
}

func (t *tx) StoredSignOffs(ctx context.Context, whole bool, people ...string) ([]training.SignOff, error) {
	query, args := whose(signOffColumns(whole), "apprentice", people)
	return t.signOffs(ctx, query, args...)
}

func (t *tx) OpenDisputes(ctx context.Context) ([]training.SignOff, error) {
	return t.signOffs(ctx, signOffColumns(false)+` WHERE state = $1`, string(training.Disputed))
}

func (t *tx) signOffs(ctx context.Context, query string, args ...any) ([]training.SignOff, error) {
	all, err := many(ctx, t, scanSignOff, query+` ORDER BY number DESC`, args...)
	if err != nil {
		return nil, err
	}
	each := make([]*training.SignOff, len(all))
	for i := range all {
		each[i] = &all[i]
	}
	return all, t.fillSignOffs(ctx, each)
}

// signOffColumns selects sign-offs; their evidence is long, so lists leave it out.
func signOffColumns(whole bool) string {
	body := "''"
	if whole {
		body = "body"
	}
	return `SELECT id, number, version, apprentice, mentor, programme, module, words, state, evidence, ` + body + `, witnessed, ledger FROM sign_offs`
}

// signOffWords are what a sign-off says, as it was when it was signed.
type signOffWords struct{ Title, Meaning, Statement lang.Text }

func scanSignOff(r row) (o training.SignOff, err error) {
	var text, state, body string
	var witnessed int64
	if err = r.Scan(&o.ID, &o.Number, &o.Version, &o.ApprenticeID, &o.MentorID, &o.ProgrammeID, &o.ModuleID, &text, &state, &o.EvidenceHash,
		&body, &witnessed, &o.LedgerIndex); err != nil {
		return o, err
	}
	o.State, o.Witnessed = training.SignOffState(state), witnessed != 0
	var words signOffWords
	if err := fromJSON(text, &words); err != nil {
		return o, err
	}
	o.Title, o.Meaning, o.Statement = words.Title, words.Meaning, words.Statement
	return o, fromSignedJSON(body, &o.Body)
}

// fillSignOffs reads what happened to sign-offs.
func (t *tx) fillSignOffs(ctx context.Context, list []*training.SignOff) error {
	type happened struct {
		id, event, signature string
		n                    int
	}
	if len(list) == 0 {
		return nil
	}
	byID := make(map[string]*training.SignOff, len(list))
	ids := make([]string, len(list))
	for i, o := range list {
		byID[o.ID], ids[i] = o, o.ID
		o.Events, o.Signatures = []training.SignOffEvent{}, []staff.Signature{}
	}
	query, args := whose(`SELECT sign_off, n, event, signature FROM sign_off_events`, "sign_off", ids)
	events, err := many(ctx, t, func(r row) (h happened, err error) { return h, r.Scan(&h.id, &h.n, &h.event, &h.signature) }, query+` ORDER BY sign_off, n`, args...)
	if err != nil {
		return err
	}
	for _, h := range events {
		o := byID[h.id]
		if h.n != len(o.Events) { // what was added one after the other has no gap
			return fault.New(fault.Corrupt, "fault.data.corrupt")
		}
		var e training.SignOffEvent
		if err := fromJSON(h.event, &e); err != nil {
			return err
		}
		o.Events = append(o.Events, e)
		if h.signature != "" {
			var s staff.Signature
			if err := fromJSON(h.signature, &s); err != nil {
				return err
			}
			o.Signatures = append(o.Signatures, s)
		}
	}
	return nil
}

func (t *tx) NextSignOffNumber(ctx context.Context) (int, error) {
	n, _, err := one(ctx, t, scanInt, `SELECT COALESCE(MAX(number), 0) + 1 FROM sign_offs`)
	return int(n), err
}
