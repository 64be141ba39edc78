package training

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/check"
	"shifu/quiz/model"
)

// Topics of the changes that training publishes.
const (
	TopicContent    = "content"    // ID: the pack
	TopicStudy      = "study"      // ID: the person
	TopicPath       = "path"       // ID: the person; "" when it may be anyone
	TopicMentorship = "mentorship" // ID: the apprentice
	TopicSignOff    = "sign-off"   // ID: the sign-off
)

// PreviewImport says what an import would do, and changes nothing.
func (s *Service) PreviewImport(ctx context.Context, actor op.Actor, p *Pack) (ImportReport, error) {
	in, err := prepare(p)
	if err != nil {
		return ImportReport{Findings: in.findings}, fault.In("training.PreviewImport", err)
	}
	return op.Query(ctx, s.Store, "training.PreviewImport", func(tx Tx) (ImportReport, error) {
		if err := allow(ctx, tx, "PreviewImport", actor, ""); err != nil {
			return ImportReport{}, err
		}
		plan, err := in.plan(ctx, tx, nil)
		return plan.report, err
	})
}

// ImportPack brings a pack into the shop in one transaction: content, knowledge
// points, item models with their facts resolved, and blueprints. A pack that
// does not hold together changes nothing (fault.training.pack_invalid; the
// report's findings say why). Its ids stand in the scope of the pack, so packs
// never overwrite each other.
func (s *Service) ImportPack(ctx context.Context, actor op.Actor, cmd ImportPack, p *Pack) (ImportReport, error) {
	in, err := prepare(p)
	if err != nil {
		return ImportReport{Findings: in.findings}, fault.In("training.ImportPack", err)
	}
	request := struct {
		Actor op.Actor
		Cmd   ImportPack
		Pack  string
	}{actor, cmd, in.digest}
	return op.Run(ctx, s.Store, "training.ImportPack", cmd.Command, request, func(tx Tx) (ImportReport, error) {
		if err := allow(ctx, tx, "ImportPack", actor, ""); err != nil {
			return ImportReport{}, err
		}
		plan, err := in.plan(ctx, tx, cmd.Choices)
		if err != nil {
			return ImportReport{}, err
		}
		if err := plan.carryOut(ctx, tx); err != nil {
			return ImportReport{}, err
		}
		tx.Publish(op.Change{Topic: TopicContent, ID: p.Manifest.ID})
		tx.Publish(op.Change{Topic: TopicPath})
		return plan.report, nil
	})
}

// Packs lists the packs of the shop.
func (s *Service) Packs(ctx context.Context, actor op.Actor) ([]PackSummary, error) {
	return op.Query(ctx, s.Store, "training.Packs", func(tx Tx) ([]PackSummary, error) {
		if err := allow(ctx, tx, "Packs", actor, ""); err != nil {
			return nil, err
		}
		stored, err := tx.ContentPacks(ctx)
		if err != nil {
			return nil, err
		}
		out := make([]PackSummary, len(stored))
		for i, p := range stored {
			out[i] = PackSummary{ID: p.ID, Version: p.Version, ImportedAt: p.ImportedAt}
			if err := read(p.Title, &out[i].Title); err != nil {
				return nil, err
			}
			if err := read(p.Counts, &out[i].Counts); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// Counts counts the content of a pack; headings are no knowledge points.
func (p *Pack) Counts() PackCounts {
	return PackCounts{Points: len(p.Leaves()), Models: len(p.Models), Lessons: len(p.Lessons), Scripts: len(p.Scripts),
		Cases: len(p.Cases), Programmes: len(p.Programmes), Certificates: len(p.Certificates)}
}

// thing is one piece of content of a pack, ready to be stored.
type thing struct {
	kind     ContentKind
	id       string
	title    lang.Text
	body     json.RawMessage
	hash     string
	position int
	model    *model.Model // kind model
}

func (t thing) key() string { return string(t.kind) + "/" + t.id }

// incoming is a pack that was judged, with its content hashed.
type incoming struct {
	pack     *Pack // its ids scoped
	things   []thing
	digest   string // of everything
	findings []model.Finding
}

func prepare(p *Pack) (*incoming, error) {
	in := &incoming{pack: p, findings: p.Validate()}
	if model.Blocking(in.findings) {
		return in, invalid(in.findings)
	}
	facts := p.ModelFacts()
	checked, _ := check.Models(p.Models, nil, check.Options{Facts: facts, Donts: p.AllDonts(), Synonyms: p.Synonyms})
	s := scope(p.Manifest.ID)
	p = p.Scoped()
	in.pack = p
	var failed error
	put := func(kind ContentKind, id string, title lang.Text, body any, position int) {
		raw, err := ledger.Canonical(body)
		if err != nil {
			failed = err
			return
		}
		in.things = append(in.things, thing{kind: kind, id: id, title: title, body: raw, hash: digest(raw), position: position})
	}
	for i, f := range p.Facts {
		put(ContentFact, s.id(f.ID), f.Title, f, i)
	}
	for i, l := range p.Donts {
		put(ContentDont, s.id(l.ID), l.Why, l, i)
	}
	if len(p.Synonyms) > 0 {
		put(ContentSynonyms, p.Manifest.ID, synonymsTitle, synonymList{p.Synonyms}, 0)
	}
	for i, q := range flatten(p.Points, "") {
		q.point.Points = nil
		put(ContentPoint, q.point.ID, q.point.Title, struct {
			Point
			Parent string `json:"parent,omitempty"`
			Head   bool   `json:"head,omitempty"`
		}{q.point, q.parent, q.head}, i)
	}
	for i, m := range p.Models {
		c, _ := model.Compile(m, facts)
		if model.Blocking(checked[i].Findings) || c == nil {
			in.findings = append(in.findings, checked[i].Findings...)
			failed = invalid(in.findings)
			continue
		}
		put(ContentModel, m.ID, m.Title, map[string]string{"content_hash": c.ContentHash()}, i)
		if n := len(in.things); n > 0 && in.things[n-1].id == m.ID {
			in.things[n-1].model = m
			in.things[n-1].hash = c.ContentHash()
		}
	}
	for i, l := range p.Lessons {
		position := l.Order*1000 + i
		l.Order = 0 // moving a lesson in the outline is no new version of it
		put(ContentLesson, l.ID, l.Title, l, position)
	}
	for i, sc := range p.Scripts {
		if sc.By == "" {
			sc.By = ByHuman
		}
		put(ContentScript, sc.Code, sc.Title, sc, i)
	}
	for i, c := range p.Cases {
		put(ContentCase, c.ID, c.Title, c, i)
	}
	for i, pr := range p.Programmes {
		put(ContentProgramme, pr.ID, pr.Title, pr, i)
	}
	for i, r := range p.Rubrics {
		put(ContentRubric, r.ID, r.Title, r, i)
	}
	for i, c := range p.Certificates {
		put(ContentCertificate, c.ID, c.Title, c, i)
	}
	for i, m := range p.Media {
		put(ContentMedia, s.id(m.Name), lang.Text{ZH: m.Name, EN: m.Name}, m, i)
	}
	put(ContentLabels, p.Manifest.ID, p.Manifest.Title, labels{p.Manifest.Stages, p.Manifest.Intents, p.Manifest.Personas}, 0)
	if failed != nil {
		return in, failed
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", p.Manifest.ID, p.Manifest.Version)
	for _, t := range in.things {
		fmt.Fprintf(h, "%s %s %d\n", t.key(), t.hash, t.position)
	}
	in.digest = hex.EncodeToString(h.Sum(nil))
	return in, nil
}

// invalid counts the errors among findings.
func invalid(findings []model.Finding) error {
	n, _, _ := check.Count(findings)
	return fault.New(fault.Invalid, "fault.training.pack_invalid", "Count", n)
}

// labels is how a pack sorts its scripts.
type labels struct {
	Stages   []Label `json:"stages"`
	Intents  []Label `json:"intents"`
	Personas []Label `json:"personas"`
}

type placed struct {
	point  Point
	parent string
	head   bool
}

// flatten lists a tree of points, parents before their children.
func flatten(points []Point, parent string) []placed {
	var out []placed
	for _, p := range points {
		out = append(out, placed{p, parent, len(p.Points) > 0})
		out = append(out, flatten(p.Points, p.ID)...)
	}
	return out
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// read reads what the store kept; other bytes are a corrupt database.
func read(raw []byte, v any) error {
	if len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fault.Wrap(err, fault.Corrupt, "fault.training.broken_content")
	}
	return nil
}

// importPlan is what an import does with each thing.
type importPlan struct {
	in      *incoming
	report  ImportReport
	save    []Content // new versions
	mark    []Content // same content, other position, pack hash or use
	models  []*model.Model
	retired []string // models
	facts   model.Facts
	// ownFacts says that the shop keeps facts of its own.
	ownFacts bool
}

// plan compares the pack with the shop.
func (in *incoming) plan(ctx context.Context, tx Tx, choices map[string]Choice) (*importPlan, error) {
	p := in.pack.Manifest
	plan := &importPlan{in: in, report: ImportReport{Pack: p.ID, Version: p.Version, Counts: in.pack.Counts(), Rows: []ImportRow{}, Findings: in.findings}}
	packs, err := tx.ContentPacks(ctx)
	if err != nil {
		return plan, err
	}
	for _, was := range packs {
		if was.ID == p.ID {
			plan.report.Was = was.Version
		}
	}
	existing, err := tx.Contents(ctx, "")
	if err != nil {
		return plan, err
	}
	known := make(map[string]Content, len(existing))
	for _, c := range existing {
		known[string(c.Kind)+"/"+c.ID] = c
	}
	inUse, err := bankHashes(ctx, tx)
	if err != nil {
		return plan, err
	}
	present := make(map[string]bool, len(in.things))
	// Facts come before models: which facts are the shop's own decides what the
	// models say.
	ordered := slices.Clone(in.things)
	slices.SortStableFunc(ordered, func(a, b thing) int { return rank(a.kind) - rank(b.kind) })
	for i, t := range ordered {
		present[t.key()] = true
		if t.kind == ContentModel {
			if plan.facts == nil {
				if err := plan.resolve(known); err != nil {
					return plan, err
				}
			}
			if plan.ownFacts {
				c, _ := model.Compile(t.model, plan.facts)
				if c == nil {
					return plan, fault.New(fault.Invalid, "fault.training.own_fact", "ID", ShortID(t.id))
				}
				t.hash = c.ContentHash()
				ordered[i] = t
			}
		}
		cur, was := known[t.key()]
		if was && t.kind == ContentModel && inUse[t.id] != "" {
			if err := newerInBank(ctx, tx, &cur, inUse[t.id]); err != nil {
				return plan, err
			}
		}
		plan.weigh(tx, t, cur, was, choices)
	}
	for _, c := range existing {
		if c.Pack != p.ID || present[string(c.Kind)+"/"+c.ID] || c.Retired {
			continue
		}
		if c.Kind == ContentModel && inUse[c.ID] != "" {
			c.Hash = inUse[c.ID] // what the shop edited stays in use
		}
		if c.Hash != c.PackHash {
			plan.report.Kept++
			continue
		}
		c.Retired = true
		plan.mark = append(plan.mark, c)
		if c.Kind == ContentModel {
			plan.retired = append(plan.retired, c.ID)
		}
		plan.report.Retired++
		plan.row(thing{kind: c.Kind, id: c.ID, title: titleOf(c.Body)}, Retired, nil)
	}
	return plan, nil
}

// newerInBank takes the version of the bank for what the shop has of a model: one that
// the shop edited is newer there, and is shown as its author reads it.
func newerInBank(ctx context.Context, tx Tx, cur *Content, inUse string) error {
	if cur.Hash == inUse {
		return nil
	}
	v, err := quiz.CurrentVersion(ctx, tx, cur.ID)
	if err != nil || v == nil {
		return err
	}
	cur.Hash, cur.Body = inUse, model.YAML([]*model.Model{v.Model})
	return nil
}

// rank puts facts first and models last.
func rank(k ContentKind) int {
	switch k {
	case ContentFact:
		return 0
	case ContentModel:
		return 2
	}
	return 1
}

// weigh decides what becomes of one thing.
func (plan *importPlan) weigh(tx Tx, t thing, cur Content, was bool, choices map[string]Choice) {
	next := Content{Kind: t.kind, ID: t.id, Version: cur.Version + 1, Hash: t.hash, Pack: plan.in.pack.Manifest.ID, FromPack: true,
		PackHash: t.hash, Position: t.position, At: tx.Now(), Body: t.body}
	bring := func() {
		plan.save = append(plan.save, next)
		if t.model != nil {
			plan.models = append(plan.models, t.model)
		}
	}
	switch {
	case !was:
		plan.report.Added++
		plan.row(t, Added, nil)
		bring()
	case cur.Hash == t.hash:
		plan.report.Same++
		if cur.PackHash != t.hash || cur.Position != t.position || cur.Retired {
			cur.PackHash, cur.Position, cur.Retired = t.hash, t.position, false
			plan.mark = append(plan.mark, cur)
			if t.model != nil {
				plan.models = append(plan.models, t.model) // back in use
			}
		}
	case cur.Hash == cur.PackHash || choices[t.key()] == TakePack:
		plan.report.Updated++
		plan.row(t, Updated, nil)
		bring()
	default:
		plan.report.Kept++
		if cur.PackHash != t.hash {
			plan.row(t, Conflict, cur.Body)
			cur.PackHash, cur.Position = t.hash, t.position
			plan.mark = append(plan.mark, cur)
		}
	}
}

func (plan *importPlan) row(t thing, change ChangeKind, mine []byte) {
	r := ImportRow{Key: t.key(), Kind: string(t.kind), ID: t.id, Title: t.title, Change: change}
	if change == Conflict {
		r.Mine, r.Theirs = string(mine), string(t.body)
		if t.model != nil {
			r.Theirs = string(model.YAML([]*model.Model{t.model}))
		}
	}
	plan.report.Rows = append(plan.report.Rows, r)
}

// resolve puts the facts that the shop has changed and keeps over the pack's:
// a shop differs by its sheet.
func (plan *importPlan) resolve(known map[string]Content) error {
	plan.facts = plan.in.pack.ModelFacts()
	replaced := map[string]bool{}
	for _, c := range plan.save {
		replaced[string(c.Kind)+"/"+c.ID] = true
	}
	for key, c := range known {
		if c.Kind != ContentFact || c.Pack != plan.in.pack.Manifest.ID || c.Hash == c.PackHash || replaced[key] {
			continue
		}
		var f Fact
		if err := read(c.Body, &f); err != nil {
			return err
		}
		if v, ok := f.resolve(); ok {
			plan.facts[f.ID], plan.ownFacts = v, true
		}
	}
	return nil
}

// carryOut writes the plan.
func (plan *importPlan) carryOut(ctx context.Context, tx Tx) error {
	p := plan.in.pack
	for _, m := range p.Media {
		if err := tx.SavePicture(ctx, m); err != nil {
			return err
		}
	}
	for _, c := range plan.save {
		if err := tx.SaveContent(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range plan.mark {
		if err := tx.MarkContent(ctx, c); err != nil {
			return err
		}
	}
	bank := quiz.Bank{Models: plan.models, Facts: plan.facts}
	for i, q := range flatten(p.Points, "") {
		bank.Points = append(bank.Points, quiz.Point{ID: q.point.ID, Parent: q.parent, Title: q.point.Title, Critical: q.point.Critical, Position: i})
	}
	for _, pr := range p.Programmes {
		bank.Blueprints = append(bank.Blueprints, pr.Blueprints...)
	}
	if _, err := quiz.PutBank(ctx, tx, bank); err != nil {
		return err
	}
	if err := plan.approve(ctx, tx); err != nil {
		return err
	}
	for _, id := range plan.retired {
		if err := tx.RetireModel(ctx, id); err != nil {
			return err
		}
	}
	title, err := json.Marshal(p.Manifest.Title)
	if err != nil {
		return err
	}
	counts, err := json.Marshal(p.Counts())
	if err != nil {
		return err
	}
	return tx.SaveContentPack(ctx, StoredPack{ID: p.Manifest.ID, Version: p.Manifest.Version, Title: title, Counts: counts, ImportedAt: tx.Now()})
}

// bankHashes answers the version in use of every model.
func bankHashes(ctx context.Context, tx Tx) (map[string]string, error) {
	current, err := tx.CurrentHashes(ctx)
	if err != nil {
		return nil, err
	}
	hashes := make(map[string]string, len(current))
	for _, m := range current {
		hashes[m.ID] = m.Hash
	}
	return hashes, nil
}
