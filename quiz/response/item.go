package response

import (
	"fmt"
	"sync/atomic"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Item is a version of an item model prepared for drawing and for making
// variants. Prepare it once and keep it: it never changes and may be used by
// many goroutines.
type Item struct {
	Model *model.Compiled
	Space *draw.Space

	hash     string
	radicals []model.RadicalView
	chips    [][]Condition // by radical and level
	options  []model.OptionView
	streams  []string // labels of the incidentals' streams
	known    []known  // by situation; nil for a space too large to keep them
	// settled is what depends on the situation alone and is kept once it was
	// computed; nil when texts of keys show surface values or come from the
	// script library, or the space is large.
	settled []atomic.Pointer[settled]
}

// settled is shared by all variants of a situation: nobody changes it.
type settled struct {
	conditions []Condition
	decided    []string
	changed    []Change
}

// maxSettled bounds the situations whose settled parts an Item keeps.
const maxSettled = 4096

// known is what an Item keeps of a situation.
type known struct{ key, text, id string }

// maxKnown bounds the situations that an Item keeps something of.
const maxKnown = 20_000

// Prepare reads what a compiled model offers for drawing. It fails with
// fault.response.no_key (Params Model, Situation) when a situation has no key: such
// a model has errors and is not published.
func Prepare(c *model.Compiled) (*Item, error) {
	space, err := draw.Of(c)
	if err != nil {
		return nil, err
	}
	it := &Item{Model: c, Space: space, hash: c.ContentHash(), radicals: c.Radicals(), options: c.Options()}
	for _, r := range it.radicals {
		row := make([]Condition, len(r.Levels))
		for l := range r.Levels {
			row[l] = Condition{Radical: r.ID, Level: r.Levels[l].ID, Label: r.Label, LevelText: r.Levels[l].Label}
		}
		it.chips = append(it.chips, row)
	}
	for _, inc := range c.Model().Incidentals {
		it.streams = append(it.streams, "inc/"+inc.ID)
	}
	for i := range c.Size() {
		key, ok := c.Key(i)
		if !ok {
			return nil, fault.New(fault.Invalid, "fault.response.no_key", "Model", c.Model().ID, "Situation", c.Situation(i))
		}
		if c.Size() <= maxKnown { // names, to compare and to print
			it.known = append(it.known, known{key.String(), c.Situation(i), c.SituationID(i)})
		}
	}
	steady := c.Size() <= maxSettled && c.Model().Type != model.Script
	for i := range it.options {
		steady = steady && it.options[i].Text.Fixed()
	}
	for _, step := range c.Steps() {
		steady = steady && step.Text.Fixed()
	}
	if steady {
		it.settled = make([]atomic.Pointer[settled], c.Size())
	}
	return it, nil
}

// settle answers the conditions of a situation and what they decide.
func (it *Item) settle(i int, incidentals []int, q *Request) settled {
	if i < len(it.settled) {
		if s := it.settled[i].Load(); s != nil {
			return *s
		}
	}
	levels := it.Model.Levels(i)
	s := settled{conditions: make([]Condition, len(levels))}
	for r, l := range levels {
		s.conditions[r] = it.chips[r][l]
	}
	s.decided, s.changed = it.changes(i, incidentals, q)
	if i < len(it.settled) {
		it.settled[i].Store(&s)
	}
	return s
}

// Request says which variant to make of an item.
type Request struct {
	Situation int // index, as draw.Choice has it
	Root      draw.Seed
	Attempt   string
	Ordinal   int
	Purpose   draw.Purpose
	DrawnAt   string // RFC 3339
	Repeat    bool
	Exhausted bool
	Donts     *wording.Donts    // the shop's lists; nil: the shipped ones
	Synonyms  []wording.Synonym // the shop's list
	// Scripts finds the text of a script code that is valid now. May be nil for
	// models without scripts.
	Scripts func(code string) (ScriptText, bool)
}

// ScriptText is a text of the shop's script library.
type ScriptText struct {
	Text    lang.Text
	Version string
}

// key is the key of a situation in a word.
func (it *Item) key(i int) string {
	if i < len(it.known) {
		return it.known[i].key
	}
	k, _ := it.Model.Key(i)
	return k.String()
}

// identity is the text and the id of a situation.
func (it *Item) identity(i int) (text, id string) {
	if i < len(it.known) {
		return it.known[i].text, it.known[i].id
	}
	return it.Model.Situation(i), it.Model.SituationID(i)
}

// changes answers the radicals that decide a situation and, for each, the
// nearest level that has another key when all else stays.
func (it *Item) changes(i int, incidentals []int, q *Request) (decided []string, changed []Change) {
	levels, own := it.Model.Levels(i), it.key(i)
	for r := range it.radicals {
		n := len(it.radicals[r].Levels)
		here := int(levels[r])
	near:
		for distance := 1; distance < n; distance++ {
			for _, l := range [2]int{here - distance, here + distance} {
				if l < 0 || l >= n {
					continue
				}
				other := it.Space.Neighbour(i, r, l)
				if other < 0 {
					continue
				}
				key := it.key(other)
				if key == own {
					continue
				}
				chip := &it.chips[r][l]
				decided = append(decided, chip.Radical)
				changed = append(changed, Change{Radical: chip.Radical, Level: chip.Level, Key: key, Label: chip.Label, LevelText: chip.LevelText,
					KeyText: it.keyText(other, incidentals, q)})
				break near
			}
		}
	}
	return decided, changed
}

// keyText says a key in words that fit a line; empty where none do.
func (it *Item) keyText(i int, incidentals []int, q *Request) lang.Text {
	t := it.Model.Model().Type
	if t == model.Single || t == model.Script {
		return it.optionText(it.key(i), i, incidentals, q)
	}
	if t == model.Chat || t == model.Spot || t == model.Rewrite || t == model.Free || t == model.Match || t == model.Cloze {
		return lang.Text{}
	}
	k, _ := it.Model.Key(i)
	var zh, en []byte
	add := func(t lang.Text, zhSep, enSep string) {
		if len(zh) > 0 {
			zh, en = append(zh, zhSep...), append(en, enSep...)
		}
		zh, en = append(zh, t.ZH...), append(en, t.EN...)
	}
	switch k.Type {
	case model.TrueFalse:
		if k.Yes {
			return lang.Text{ZH: "对", EN: "true"}
		}
		return lang.Text{ZH: "不对", EN: "false"}
	case model.Numeric:
		kind, _ := formula.ParseKind(k.Kind)
		return format(kind, k.Number)
	case model.Multiple:
		if len(k.Choices) == 0 {
			return lang.Text{ZH: "都不选", EN: "none of them"}
		}
		for _, id := range k.Choices {
			add(it.optionText(id, i, incidentals, q), "；", "; ")
		}
	case model.Order:
		for _, group := range k.Steps {
			for _, id := range group {
				for _, s := range it.Model.Steps() {
					if s.ID == id {
						add(it.Model.RenderBoth(s.Text, i, incidentals), " → ", " → ")
					}
				}
			}
		}
	case model.Short:
		for _, set := range it.Model.Model().Accepts {
			if set.ID == k.Choice && len(set.ZH) > 0 && len(set.EN) > 0 {
				return lang.Text{ZH: set.ZH[0], EN: set.EN[0]}
			}
		}
	}
	return lang.Text{ZH: string(zh), EN: string(en)}
}

func (it *Item) optionText(id string, i int, incidentals []int, q *Request) lang.Text {
	for n := range it.options {
		if it.options[n].ID == id {
			t, _, _ := it.text(&it.options[n], i, incidentals, q)
			return t
		}
	}
	return lang.Text{}
}

// text is an option's words: the library's for a script code, else its own.
func (it *Item) text(o *model.OptionView, i int, incidentals []int, q *Request) (t lang.Text, version string, ok bool) {
	if o.Script != "" && q.Scripts != nil {
		if s, found := q.Scripts(o.Script); found {
			return s.Text, s.Version, true
		}
	}
	t = it.Model.RenderBoth(o.Text, i, incidentals)
	return t, "", !t.Empty()
}

// Draw chooses a situation and makes its variant. It answers no variant when
// there is nothing to give; the choice then says why.
func (it *Item) Draw(q draw.Request, r Request) (Variant, draw.Choice, error) {
	c := it.Space.Choose(q)
	if c.None() {
		return Variant{}, c, nil
	}
	r.Situation, r.Root, r.Purpose, r.Repeat, r.Exhausted = c.Situation, q.Root, q.Purpose, c.Repeat, c.Repeat
	v, err := it.Make(r)
	return v, c, err
}

func noSituation(id string, i int) error {
	return fault.Wrap(fmt.Errorf("%s has no situation %d", id, i), fault.Internal, "fault.internal")
}
