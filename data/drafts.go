package data

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
	"shifu/training"
	"shifu/training/staff"
)

// Drafts of item models, their second readers and approvals, and what an author's
// screen needs of the rest of the shop.

var _ quiz.DraftTx = (*tx)(nil)

func (t *tx) SaveDraft(ctx context.Context, d quiz.Draft) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_drafts (id, model, title_zh, title_en, point, author, base, state, text, saved_at, sent_at, reader)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET model = excluded.model, title_zh = excluded.title_zh, title_en = excluded.title_en, point = excluded.point,
		base = excluded.base, state = excluded.state, text = excluded.text, saved_at = excluded.saved_at, sent_at = excluded.sent_at,
		reader = excluded.reader`,
		d.ID, d.Model, d.Title.ZH, d.Title.EN, d.Point, d.Author, d.Base, string(d.State), d.Text, millis(d.SavedAt), millis(d.SentAt), d.Reader)
	return err
}

func scanDraft(r row) (d quiz.Draft, err error) {
	var state string
	var saved, sent int64
	err = r.Scan(&d.ID, &d.Model, &d.Title.ZH, &d.Title.EN, &d.Point, &d.Author, &d.Base, &state, &d.Text, &saved, &sent, &d.Reader)
	d.State, d.SavedAt, d.SentAt = quiz.DraftState(state), atMillis(saved), atMillis(sent)
	return d, err
}

func (t *tx) StoredDraft(ctx context.Context, id string) (quiz.Draft, error) {
	d, found, err := one(ctx, t, scanDraft, `SELECT id, model, title_zh, title_en, point, author, base, state, text, saved_at, sent_at, reader
		FROM quiz_drafts WHERE id = $1`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.quiz.no_draft")
	}
	return d, err
}

func (t *tx) Drafts(ctx context.Context) ([]quiz.Draft, error) {
	return many(ctx, t, scanDraft, `SELECT id, model, title_zh, title_en, point, author, base, state, '', saved_at, sent_at, reader
		FROM quiz_drafts ORDER BY saved_at DESC, id DESC`)
}

func (t *tx) DropDraft(ctx context.Context, id string) error {
	if err := t.SaveReading(ctx, id, nil); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM quiz_drafts WHERE id = $1`, id)
	return err
}

func (t *tx) SaveReading(ctx context.Context, draft string, slots []quiz.ReadSlot) error {
	if _, err := t.exec(ctx, `DELETE FROM quiz_readings WHERE draft = $1`, draft); err != nil {
		return err
	}
	for n, s := range slots {
		if err := t.SaveReadSlot(ctx, draft, n, s); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) SaveReadSlot(ctx context.Context, draft string, n int, s quiz.ReadSlot) error {
	_, err := t.exec(ctx, `INSERT INTO quiz_readings (draft, n, variant, response, agrees, said, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (draft, n) DO UPDATE SET variant = excluded.variant, response = excluded.response, agrees = excluded.agrees,
		said = excluded.said, at = excluded.at`,
		draft, n, string(s.Variant), string(s.Response), flag(s.Agrees), s.Said, millis(s.At))
	return err
}

func (t *tx) ReadingOf(ctx context.Context, draft string) ([]quiz.ReadSlot, error) {
	return many(ctx, t, func(r row) (s quiz.ReadSlot, err error) {
		var variant, given string
		var agrees, at int64
		err = r.Scan(&variant, &given, &agrees, &s.Said, &at)
		s.Variant, s.Agrees, s.At = []byte(variant), agrees != 0, atMillis(at)
		if given != "" {
			s.Response = []byte(given)
		}
		return s, err
	}, `SELECT variant, response, agrees, said, at FROM quiz_readings WHERE draft = $1 ORDER BY n`, draft)
}

// SaveApproval keeps the name of a reader outside the shop as JSON where the id of a
// person stands otherwise; an id never begins with a brace.
func (t *tx) SaveApproval(ctx context.Context, a quiz.Approval) error {
	reader := a.Reader
	if !a.Outside.Empty() {
		raw, err := json.Marshal(a.Outside)
		if err != nil {
			return err
		}
		reader = string(raw)
	}
	_, err := t.exec(ctx, `INSERT INTO quiz_approvals (model, hash, author, reader, situations, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (model, hash) DO UPDATE SET author = excluded.author, reader = excluded.reader, situations = excluded.situations, at = excluded.at`,
		a.Model, a.Hash, a.Author, reader, a.Situations, millis(a.At))
	return err
}

func (t *tx) Approvals(ctx context.Context, id string) ([]quiz.Approval, error) {
	const columns, order = `SELECT model, hash, author, reader, situations, at FROM quiz_approvals `, `ORDER BY at DESC, model, hash`
	scan := func(r row) (a quiz.Approval, err error) {
		var at int64
		if err = r.Scan(&a.Model, &a.Hash, &a.Author, &a.Reader, &a.Situations, &at); err != nil {
			return a, err
		}
		a.At = atMillis(at)
		if strings.HasPrefix(a.Reader, "{") {
			err = fromJSON(a.Reader, &a.Outside)
			a.Reader = ""
		}
		return a, err
	}
	if id == "" {
		return many(ctx, t, scan, columns+order)
	}
	return many(ctx, t, scan, columns+`WHERE model = $1 `+order, id)
}

// PolicyFacts answers the facts in use by their packs, as item models read them.
func (t *tx) PolicyFacts(ctx context.Context) (map[string]model.Facts, error) {
	contents, err := t.Contents(ctx, training.ContentFact)
	if err != nil {
		return nil, err
	}
	packs := map[string]*training.Pack{}
	for _, c := range contents {
		var f training.Fact
		if err := fromJSON(string(c.Body), &f); err != nil {
			return nil, err
		}
		if packs[c.Pack] == nil {
			packs[c.Pack] = &training.Pack{}
		}
		packs[c.Pack].Facts = append(packs[c.Pack].Facts, f)
	}
	out := make(map[string]model.Facts, len(packs))
	for id, p := range packs {
		out[id] = p.ModelFacts()
	}
	return out, nil
}

// DontLists answers the lists of don'ts in use by their packs.
func (t *tx) DontLists(ctx context.Context) (map[string]*wording.Donts, error) {
	return training.DontsByPack(ctx, t)
}

// Synonyms answers the wordings that mean the same by their packs.
func (t *tx) Synonyms(ctx context.Context) (map[string][]wording.Synonym, error) {
	return training.SynonymsByPack(ctx, t)
}

// ScriptTexts answers what ScriptText does, for every script of the library.
func (t *tx) ScriptTexts(ctx context.Context) (map[string]response.ScriptText, error) {
	contents, err := t.Contents(ctx, training.ContentScript)
	if err != nil {
		return nil, err
	}
	today := training.DayOf(t.now)
	out := make(map[string]response.ScriptText, len(contents))
	for _, c := range contents {
		var s training.Script
		if err := fromJSON(string(c.Body), &s); err != nil {
			return nil, err
		}
		if s.To == "" || s.To >= today {
			out[c.ID] = response.ScriptText{Text: s.Shown(), Version: strconv.Itoa(c.Version)}
		}
	}
	return out, nil
}

// Teachers lists who may be the second reader of a draft.
func (t *tx) Teachers(ctx context.Context) ([]string, error) {
	people, err := t.People(ctx)
	var out []string
	for _, p := range people {
		teaches := slices.ContainsFunc(p.Roles, func(r op.Role) bool { return r == op.Mentor || r == op.Supervisor || r == op.Owner })
		if p.State == staff.Active && teaches {
			out = append(out, p.ID)
		}
	}
	return out, err
}
