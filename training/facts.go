package training

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// A shop differs from others by its policy sheet: days, amounts, percentages. A
// changed fact makes a new version of every item model that uses it.

// FactRow is a policy fact in use.
type FactRow struct {
	ID   string `json:"id"` // in the shop
	Pack string `json:"pack"`
	Fact
	// Own: the shop changed it; importing its pack again keeps it so.
	Own bool `json:"own"`
}

// EditFact gives a policy fact another value.
type EditFact struct {
	op.Command
	ID    string    `json:"id"`
	Value string    `json:"value"`         // as item models write it: 7, 12元, 9.5折, 2026-11-11, yes
	Text  lang.Text `json:"text,omitzero"` // of a fact of kind text
	From  string    `json:"from"`          // first day on which it holds, "" for none
	To    string    `json:"to"`            // last day
}

// FactEffect is what a changed fact changes.
type FactEffect struct {
	Models []FactModel `json:"models"` // that use it
	// Situations counts those of the models, Keys those of them whose right
	// answer is another one with the new value.
	Situations int `json:"situations"`
	Keys       int `json:"keys"`
	// Errors counts what the checker finds wrong with the new value: with any,
	// nothing is changed.
	Errors int `json:"errors"`
	// Scripts and Lessons on the same knowledge points: people look whether
	// their words still hold.
	Scripts []ContentRef `json:"scripts"`
	Lessons []ContentRef `json:"lessons"`
}

// FactModel is a model that uses a fact.
type FactModel struct {
	ID         string          `json:"id"`
	Title      lang.Text       `json:"title"`
	Situations int             `json:"situations"`
	Keys       int             `json:"keys"`
	Findings   []model.Finding `json:"findings,omitempty"` // errors with the new value
}

// ContentRef names a piece of content.
type ContentRef struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
}

// Facts lists the policy facts in use, pack by pack in the order of their sheets.
func (s *Service) Facts(ctx context.Context, actor op.Actor) ([]FactRow, error) {
	return op.Query(ctx, s.Store, "training.Facts", func(tx Tx) ([]FactRow, error) {
		if err := allow(ctx, tx, "Facts", actor, ""); err != nil {
			return nil, err
		}
		contents, err := tx.Contents(ctx, ContentFact)
		if err != nil {
			return nil, err
		}
		rows := make([]FactRow, len(contents))
		for i, c := range contents {
			rows[i] = FactRow{ID: c.ID, Pack: c.Pack, Own: c.Hash != c.PackHash}
			if err := read(c.Body, &rows[i].Fact); err != nil {
				return nil, err
			}
		}
		slices.SortStableFunc(rows, func(a, b FactRow) int { return strings.Compare(a.Pack, b.Pack) })
		return rows, nil
	})
}

// PreviewFact says what a changed fact would change, and changes nothing.
func (s *Service) PreviewFact(ctx context.Context, actor op.Actor, cmd EditFact) (FactEffect, error) {
	return op.Query(ctx, s.Store, "training.PreviewFact", func(tx Tx) (FactEffect, error) {
		if err := allow(ctx, tx, "PreviewFact", actor, ""); err != nil {
			return FactEffect{}, err
		}
		e, err := editFact(ctx, tx, cmd)
		if err != nil {
			return FactEffect{}, err
		}
		return e.effect, nil
	})
}

// EditFact gives a fact another value, and brings every model that uses it into use
// as a new version. Every one of them is checked again first: with an error in any,
// nothing is changed (fault.training.fact_breaks).
func (s *Service) EditFact(ctx context.Context, actor op.Actor, cmd EditFact) (FactEffect, error) {
	request := struct {
		Actor op.Actor
		Cmd   EditFact
	}{actor, cmd}
	return op.Run(ctx, s.Store, "training.EditFact", cmd.Command, request, func(tx Tx) (FactEffect, error) {
		if err := allow(ctx, tx, "EditFact", actor, ""); err != nil {
			return FactEffect{}, err
		}
		e, err := editFact(ctx, tx, cmd)
		if err != nil {
			return FactEffect{}, err
		}
		if e.effect.Errors > 0 {
			return FactEffect{}, fault.New(fault.Invalid, "fault.training.fact_breaks", "Count", e.effect.Errors)
		}
		if err := tx.SaveContent(ctx, e.next); err != nil {
			return FactEffect{}, err
		}
		if _, err := quiz.PutBank(ctx, tx, quiz.Bank{Models: e.models, Facts: e.facts}); err != nil {
			return FactEffect{}, err
		}
		tx.Publish(op.Change{Topic: TopicContent, ID: e.next.Pack})
		return e.effect, nil
	})
}

// factEdit is a changed fact with all that follows.
type factEdit struct {
	next   Content
	facts  model.Facts // of the pack, the changed one among them
	models []*model.Model
	effect FactEffect
}

func editFact(ctx context.Context, tx Tx, cmd EditFact) (*factEdit, error) {
	cur, err := tx.CurrentContent(ctx, ContentFact, cmd.ID)
	if err != nil {
		return nil, err
	}
	var f Fact
	if err := read(cur.Body, &f); err != nil {
		return nil, err
	}
	f.Value, f.From, f.To = strings.TrimSpace(cmd.Value), strings.TrimSpace(cmd.From), strings.TrimSpace(cmd.To)
	if f.Kind == "text" {
		f.Value, f.Text = "", cmd.Text
	}
	value, ok := f.resolve()
	if !ok || f.Kind == "text" && (f.Text.ZH == "" || f.Text.EN == "") {
		return nil, fault.New(fault.Invalid, "fault.training.fact_value", "Value", cmd.Value)
	}
	f.Since = DayOf(tx.Now())
	body, err := ledger.Canonical(f)
	if err != nil {
		return nil, err
	}
	e := &factEdit{next: cur, effect: FactEffect{Models: []FactModel{}, Scripts: []ContentRef{}, Lessons: []ContentRef{}}}
	e.next.Version, e.next.Body, e.next.Hash, e.next.FromPack, e.next.At = cur.Version+1, body, digest(body), false, tx.Now()
	all, err := tx.PolicyFacts(ctx)
	if err != nil {
		return nil, err
	}
	was := all[cur.Pack]
	e.facts = make(model.Facts, len(was))
	for id, v := range was {
		e.facts[id] = v
	}
	e.facts[f.ID] = value
	return e, e.follow(ctx, tx, cur.Pack, was)
}

// follow finds the models that the fact changes, checks them with the new value, and
// lists the scripts and lessons on their points.
func (e *factEdit) follow(ctx context.Context, tx Tx, pack string, was model.Facts) error {
	versions, err := quiz.InUse(ctx, tx)
	if err != nil {
		return err
	}
	donts, err := dontsOf(ctx, tx, pack)
	if err != nil {
		return err
	}
	synonyms, err := SynonymsByPack(ctx, tx)
	if err != nil {
		return err
	}
	points := map[string]bool{}
	for _, v := range versions {
		if of := packOf(v.Model.ID); of != pack && (of != "shop" || packOf(v.Model.KP) != pack) {
			continue
		}
		before, _ := model.Compile(v.Model, was)
		m := *v.Model
		m.Rev++
		report := check.Model(&m, nil, check.Options{Facts: e.facts, Donts: donts, Synonyms: synonyms[pack]})
		if report.Compiled != nil && before != nil && report.Compiled.ContentHash() == before.ContentHash() {
			continue // it does not use the fact
		}
		row := FactModel{ID: m.ID, Title: m.Title, Situations: report.Valid}
		for _, f := range report.Findings {
			if f.Severity == model.Error {
				row.Findings = append(row.Findings, f)
			}
		}
		if len(row.Findings) == 0 && before != nil {
			d, err := quiz.Differences(before, report.Compiled)
			if err != nil {
				return err
			}
			row.Keys = d.KeysChanged
		}
		points[m.KP] = true
		e.models = append(e.models, &m)
		e.effect.Models = append(e.effect.Models, row)
		e.effect.Situations += row.Situations
		e.effect.Keys += row.Keys
		e.effect.Errors += len(row.Findings)
	}
	if e.effect.Scripts, err = onPoints(ctx, tx, ContentScript, points); err != nil {
		return err
	}
	e.effect.Lessons, err = onPoints(ctx, tx, ContentLesson, points)
	return err
}

// onPoints lists the content of a kind that is about any of the points.
func onPoints(ctx context.Context, tx Tx, kind ContentKind, points map[string]bool) ([]ContentRef, error) {
	out := []ContentRef{}
	contents, err := tx.Contents(ctx, kind)
	if err != nil {
		return nil, err
	}
	for _, c := range contents {
		var about struct {
			Title  lang.Text `json:"title"`
			Points []string  `json:"points"`
		}
		if err := json.Unmarshal(c.Body, &about); err != nil {
			return nil, fault.Wrap(err, fault.Corrupt, "fault.training.broken_content")
		}
		if slices.ContainsFunc(about.Points, func(p string) bool { return points[p] }) {
			out = append(out, ContentRef{c.ID, about.Title})
		}
	}
	return out, nil
}
