package quiz

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/check"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// Version is a published version of an item model with the facts that it was
// compiled with.
type Version struct {
	Hash  string       `json:"hash"`
	Model *model.Model `json:"model"`
	Facts model.Facts  `json:"facts,omitempty"`
}

// Workbench is all that an author's screen needs to check, draw and try a draft
// without asking again: plain values, so that checking while typing reads nothing.
type Workbench struct {
	Draft Draft `json:"draft"`
	// Facts are the policy facts by pack.
	Facts map[string]model.Facts `json:"facts"`
	// Donts are the lists of don'ts by pack.
	Donts map[string]*wording.Donts `json:"donts"`
	// Synonyms are wordings that mean the same, by the pack that brings them.
	Synonyms map[string][]wording.Synonym   `json:"synonyms"`
	Points   []Point                        `json:"points"`
	Scripts  map[string]response.ScriptText `json:"scripts"` // of the library, by code
	Taken    []string                       `json:"taken"`   // ids of all models in use
	Levels   map[string]string              `json:"levels"`  // words of the bank's conditions, each with the name of its condition
	Current  *Version                       `json:"current"` // what the draft would replace; nil for a new model
	// Readers counts the people besides the author who may be the second reader.
	Readers int `json:"readers"`
	// Reading is how far the second reader is.
	Reading DraftRow `json:"reading"`
	// Disputes are the situations on which the reader disagrees, once the
	// reading is finished: for the author, with both answers.
	Disputes []Dispute `json:"disputes,omitempty"`
}

// Dispute is a situation on which the second reader disagrees with the model.
type Dispute struct {
	N        int             `json:"n"`
	Chips    []Chip          `json:"chips"`
	Shown    Presentation    `json:"shown"`
	Response json.RawMessage `json:"response"`
	Said     string          `json:"said,omitempty"` // the reader's words about it
	Key      *Feedback       `json:"key"`
}

// Workbench answers an own draft with all that its editor needs. For the id of a model
// in use it is the actor's draft of it, or what that draft would begin as: then it
// has no ID yet, and looking at a model leaves nothing behind.
func (s *Service) Workbench(ctx context.Context, actor op.Actor, id string) (Workbench, error) {
	return op.Query(ctx, s.Store, "quiz.Workbench", func(tx Tx) (Workbench, error) {
		if err := allow(ctx, tx, "Workbench", actor, ""); err != nil {
			return Workbench{}, err
		}
		d, err := ownDraft(ctx, tx, actor, id)
		if fault.Is(err, fault.NotFound) {
			d, err = s.draftOf(ctx, tx, actor, id)
		}
		if err != nil {
			return Workbench{}, err
		}
		return s.workbench(ctx, tx, d)
	})
}

// draftOf answers the actor's draft of a model in use, or what it would begin as.
func (s *Service) draftOf(ctx context.Context, tx Tx, actor op.Actor, model string) (Draft, error) {
	open, err := openDraftOf(ctx, tx, actor.ID, model)
	if err != nil {
		return Draft{}, err
	}
	if open != "" {
		return tx.StoredDraft(ctx, open)
	}
	d := Draft{Model: model, Author: actor.ID, State: DraftOpen}
	if err := baseOn(ctx, tx, &d); err != nil {
		return d, err
	}
	describe(&d)
	return d, nil
}

func (s *Service) workbench(ctx context.Context, tx Tx, d Draft) (Workbench, error) {
	b := Workbench{Draft: d, Taken: []string{}}
	var err error
	if b.Facts, err = tx.PolicyFacts(ctx); err != nil {
		return b, err
	}
	if b.Donts, err = tx.DontLists(ctx); err != nil {
		return b, err
	}
	if b.Synonyms, err = tx.Synonyms(ctx); err != nil {
		return b, err
	}
	if b.Points, err = tx.Points(ctx); err != nil {
		return b, err
	}
	if b.Scripts, err = tx.ScriptTexts(ctx); err != nil {
		return b, err
	}
	hashes, err := tx.CurrentHashes(ctx)
	if err != nil {
		return b, err
	}
	for _, h := range hashes {
		b.Taken = append(b.Taken, h.ID)
	}
	items, err := s.items(ctx, tx)
	if err != nil {
		return b, err
	}
	models := make([]*model.Model, len(items))
	for i, it := range items {
		models[i] = it.model
	}
	b.Levels = check.Levels(models)
	if d.Base != "" {
		if b.Current, err = CurrentVersion(ctx, tx, d.Model); err != nil {
			return b, err
		}
	}
	people, err := tx.Teachers(ctx)
	if err != nil {
		return b, err
	}
	for _, p := range people {
		if p != d.Author {
			b.Readers++
		}
	}
	slots, err := tx.ReadingOf(ctx, d.ID)
	if err != nil {
		return b, err
	}
	b.Reading = DraftRow{Draft: d, Mine: true, Of: len(slots)}
	b.Reading.Text = ""
	for n, sl := range slots {
		if sl.answered() {
			b.Reading.Answered++
		}
		if d.State != DraftDisputed || sl.Agrees {
			continue
		}
		b.Reading.Disputed++
		v, err := sl.variant()
		if err != nil {
			return b, err
		}
		b.Disputes = append(b.Disputes, Dispute{N: n, Chips: chipsOf(v), Shown: response.Present(v, sl.Response), Response: sl.Response, Said: sl.Said,
			Key: explainVariant(v, chipsOf(v), sl.Response)})
	}
	return b, nil
}

// CurrentVersion answers the version of a model that is in use, nil when none is.
func CurrentVersion(ctx context.Context, tx Tx, id string) (*Version, error) {
	hashes, err := tx.CurrentHashes(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(hashes, func(h ModelHash) bool { return h.ID == id })
	if i < 0 {
		return nil, nil
	}
	stored, err := tx.ModelVersion(ctx, id, hashes[i].Hash)
	if err != nil {
		return nil, err
	}
	return versionOf(stored)
}

// InUse answers every version that is in use, by the ids of the models, for the parts
// of the domain that change several at once.
func InUse(ctx context.Context, tx Tx) ([]Version, error) {
	stored, err := tx.CurrentModels(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Version, len(stored))
	for i, m := range stored {
		v, err := versionOf(m)
		if err != nil {
			return nil, err
		}
		out[i] = *v
	}
	return out, nil
}

func versionOf(stored StoredModel) (*Version, error) {
	var body bankBody
	if err := json.Unmarshal(stored.Body, &body); err != nil || body.Model == nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_model", "Model", stored.ID)
	}
	return &Version{Hash: stored.Hash, Model: body.Model, Facts: body.Facts}, nil
}

// FactsFor are the facts that a model may use: those of its own pack, for the
// shop's own models those of the pack of its knowledge point.
func (b *Workbench) FactsFor(m *model.Model) model.Facts { return ofPack(b.Facts, m) }

// ofPack picks what belongs to a model's pack, else to the pack of its knowledge
// point, else to the shop as a whole.
func ofPack[T any](by map[string]T, m *model.Model) T {
	for _, id := range []string{m.ID, m.KP} {
		pack, _, _ := strings.Cut(id, "/")
		if v, ok := by[pack]; ok {
			return v
		}
	}
	return by[""]
}

// Checked is a text with all that the checker says of it.
type Checked struct {
	Text string
	// Report is the checker's; without a model that can be read it is empty.
	Report check.Report
	// Findings are all findings: of the text, the model and the shop, errors
	// first.
	Findings []model.Finding
	// Errors stop the draft from being sent; so do Warnings, which are neither
	// repaired nor accepted.
	Errors, Warnings int
	// Vary is what of a question without conditions could become one.
	Vary []check.Hint

	item     *response.Item
	scripts  map[string]response.ScriptText
	donts    *wording.Donts
	synonyms []wording.Synonym
	rows     map[string][]int // situations by the row that decides them
}

// Ready says that the draft can be sent.
func (c *Checked) Ready() bool { return c.item != nil && c.Errors == 0 && c.Warnings == 0 }

// Drawable says that situations can be drawn and tried: every one has a key.
func (c *Checked) Drawable() bool { return c.item != nil }

// Check checks a text. It reads nothing and may run on any goroutine.
func (b *Workbench) Check(text string) *Checked {
	c := &Checked{Text: text, scripts: b.Scripts}
	models, read := model.Parse("", []byte(text))
	if len(models) == 0 {
		c.Findings = read
		c.Errors, c.Warnings = check.Stops(c.Findings)
		return c
	}
	m := models[0]
	c.donts, c.synonyms = ofPack(b.Donts, m), ofPack(b.Synonyms, m)
	c.Report = check.Model(m, read, check.Options{Facts: b.FactsFor(m), Donts: c.donts, Synonyms: c.synonyms})
	c.Findings = c.Report.Findings
	if len(m.Radicals) == 0 {
		c.Vary = check.Vary(m, b.Levels)
	}
	add := func(list ...model.Finding) { c.Findings = append(c.Findings, list...) }
	if len(models) > 1 {
		f := model.FileFinding("E101", "", models[1].At(""), "一份草稿只有一道题；其余的请另建草稿", "a draft holds one item model; make another draft of the rest")
		add(f)
	}
	b.names(m, add)
	if r := c.Report.Compiled; r != nil && b.Current != nil && b.Current.Model.ID == m.ID {
		if was, _ := model.Compile(b.Current.Model, b.Current.Facts); was != nil {
			add(check.Revision(was, r)...)
		}
	}
	c.Findings = check.Sorted(c.Findings)
	c.Errors, c.Warnings = check.Stops(c.Findings)
	if r := c.Report.Compiled; r != nil && r.Size() > 0 && !blockingKeys(c.Findings) {
		if item, err := response.Prepare(r); err == nil {
			c.item, c.rows = item, byRow(item)
		}
	}
	return c
}

// names adds what concerns the shop around the model.
func (b *Workbench) names(m *model.Model, add func(...model.Finding)) {
	points := make([]string, len(b.Points))
	for i, p := range b.Points {
		points[i] = p.ID
	}
	scripts := make([]string, 0, len(b.Scripts))
	for code := range b.Scripts {
		scripts = append(scripts, code)
	}
	slices.Sort(scripts)
	add(check.Names(m, check.Shop{Points: points, Scripts: scripts})...)
	base := ""
	if b.Current != nil {
		base = b.Current.Model.ID
	}
	switch {
	case m.ID == base || m.ID == "":
	case slices.Contains(b.Taken, m.ID):
		add(model.NewFinding(m, "E102", "id", "", m.ID))
	case !strings.HasPrefix(m.ID, ShopScope):
		f := model.NewFinding(m, "E101", "id", "", "本店自己的题，id 以 shop/ 开头", "the shop's own questions have an id that begins with shop/")
		add(f)
	}
}

// blockingKeys says whether a finding makes the keys unsure: with such a model nothing
// is drawn.
func blockingKeys(findings []model.Finding) bool {
	for i := range findings {
		if f := &findings[i]; f.Severity == model.Error && f.Code != "E103" && f.Code != "E109" && f.Code != "E102" {
			return true
		}
	}
	return false
}

// Trial is a situation drawn from a draft, as a learner would meet it, with its key.
type Trial struct {
	Seed  int          `json:"seed"`
	Row   string       `json:"row"` // the row that decides, "" when the type has none
	Chips []Chip       `json:"chips"`
	Shown Presentation `json:"shown"`
	Key   lang.Text    `json:"key"` // the right answer in words

	variant *response.Variant
}

// Draw draws a situation by a seed: of those that a row decides, or of all for "".
// The same text and seed give the same situation.
func (c *Checked) Draw(seed int, row string) (*Trial, error) {
	if c.item == nil {
		return nil, fault.New(fault.Invalid, "fault.quiz.draft_errors", "Count", c.Errors)
	}
	among := c.rows[row]
	root := draw.Root("trial/"+strconv.Itoa(seed), c.item.Model.Model().ID, 1)
	lot := root.Stream("tie")
	at := lot.Int(c.item.Space.Size())
	if len(among) > 0 {
		at = among[at%len(among)]
	}
	v, err := c.item.Make(response.Request{Situation: at, Root: root, Attempt: "trial", Ordinal: 1, Purpose: draw.Practice, Scripts: c.script, Donts: c.donts, Synonyms: c.synonyms})
	if err != nil {
		return nil, err
	}
	return &Trial{Seed: seed, Row: v.Row, Chips: chipsOf(&v), Shown: response.Present(&v, nil), Key: v.KeyWords(), variant: &v}, nil
}

func (c *Checked) script(code string) (response.ScriptText, bool) {
	t, ok := c.scripts[code]
	return t, ok
}

// byRow lists the situations that each row decides. Large spaces are looked at in
// part.
func byRow(it *response.Item) map[string][]int {
	rows := map[string][]int{}
	size := it.Space.Size()
	step := max(1, size/5000)
	for i := 0; i < size; i += step {
		if _, r := it.Model.Why(i); r != "" {
			rows[r] = append(rows[r], i)
		}
	}
	return rows
}

// Present shows a trial after a response so far: a chat goes on.
func (t *Trial) Present(so json.RawMessage) Presentation { return response.Present(t.variant, so) }

// Answer marks a response to a trial by the engine that marks learners. Nothing is
// kept.
func (t *Trial) Answer(raw json.RawMessage) (Status, lang.Text, *Feedback) {
	parsed := response.Parse(t.variant, raw)
	if parsed.Status != Complete {
		return parsed.Status, parsed.Problem.Text, nil
	}
	f := explainVariant(t.variant, t.Chips, raw)
	f.Mark = markOf(response.Score(t.variant, parsed))
	return Complete, lang.Text{}, f
}
