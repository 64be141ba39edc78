package response

import (
	"shifu/internal/fault"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Rekey answers an old variant with the key, the reasons and the marking that
// another version of its model gives the same situation: what a regrade marks
// the old responses with. What was shown stays word by word, and the lists of don'ts
// and the synonyms stay those that the variant was frozen with; q.Donts is asked for
// lists that only the new version names.
//
// It fails with fault.response.other_situation (Params Situation) when the
// version does not have the situation or is of another type, and with
// fault.response.key_not_shown (Params Key) when its key needs something that
// was not on the screen: then nobody could have been right, and a person has to
// decide.
func (it *Item) Rekey(old *Variant, q Request) (Variant, error) {
	i := it.Space.Find(old.Situation)
	if i < 0 || it.Model.Model().ID != old.Model || it.Model.Model().Type != old.Type {
		return Variant{}, fault.New(fault.Conflict, "fault.response.other_situation", "Situation", old.Situation)
	}
	root, ok := draw.ParseSeed(old.Root)
	if !ok {
		return Variant{}, fault.New(fault.Corrupt, "fault.response.other_situation", "Situation", old.Situation)
	}
	q.Situation, q.Root, q.Attempt, q.Ordinal, q.Purpose, q.DrawnAt = i, root, old.Attempt, old.Ordinal, old.Purpose, old.DrawnAt
	if frozen := old.donts(); frozen != nil {
		if q.Donts == nil {
			q.Donts = wording.Shipped()
		}
		q.Donts = frozen.With(q.Donts.Lists...)
	}
	q.Synonyms = old.synonyms()
	now, err := it.Make(q)
	if err != nil {
		return Variant{}, err
	}
	v := *old
	v.Rev, v.ContentHash, v.Class, v.Key, v.Why, v.Row = now.Rev, now.ContentHash, now.Class, now.Key, now.Why, now.Row
	v.Feedback, v.Marking = now.Feedback, now.Marking
	v.Marking.Scripts = old.Marking.Scripts
	if len(old.Shown.ZH.Options) > 0 {
		w := writer{it: it, i: i, q: &q, v: &v, m: it.Model.Model()}
		for _, one := range now.Incidentals {
			w.inc = append(w.inc, one.Value)
		}
		v.Feedback.Own = nil
		for _, shown := range old.Shown.ZH.Options {
			for n := range it.options {
				if it.options[n].ID == shown.ID {
					w.own(shown.ID, it.options[n].Feedback)
				}
			}
		}
	}
	if !v.canBeAnswered(&now) {
		return Variant{}, fault.New(fault.Conflict, "fault.response.key_not_shown", "Key", now.Key.String())
	}
	return v, nil
}

// donts are the lists that a variant was frozen with, nil for a type that has none.
func (v *Variant) donts() *wording.Donts {
	if r := v.Marking.Rewriting; r != nil {
		return r.Donts
	}
	return v.Marking.Donts
}

// synonyms are those that a variant was frozen with.
func (v *Variant) synonyms() []wording.Synonym {
	if r := v.Marking.Rewriting; r != nil {
		return r.Synonyms
	}
	return v.Marking.Synonyms
}

// canBeAnswered says whether what was shown holds what the new key asks for.
func (v *Variant) canBeAnswered(now *Variant) bool {
	s := &v.Shown.ZH
	all := func(list []Entry, ids ...string) bool {
		for _, id := range ids {
			if !hasEntry(list, id) {
				return false
			}
		}
		return true
	}
	switch v.Type {
	case model.Single, model.Script:
		return all(s.Options, v.Key.Choice)
	case model.Multiple:
		return all(s.Options, v.Key.Choices...)
	case model.Order:
		for _, group := range v.Key.Steps {
			if !all(s.Steps, group...) {
				return false
			}
		}
	case model.Match:
		for _, p := range v.Key.Match {
			if !hasEntry(s.Left, p.Left) || !hasEntry(s.Right, p.Right) {
				return false
			}
		}
		return len(v.Key.Match) == len(s.Left)
	case model.Cloze:
		if len(v.Key.Slots) != len(s.Slots) {
			return false
		}
		for i, k := range v.Key.Slots {
			if k.ID != s.Slots[i].ID || k.As != s.Slots[i].As || k.As == "choice" && !hasEntry(s.Slots[i].Options, k.Choice) {
				return false
			}
		}
	case model.Spot:
		for _, f := range v.Key.Faults {
			found := false
			for _, l := range s.Lines {
				found = found || l.ID == f.Line && l.Who == "agent"
			}
			if !found || !hasEntry(s.Classes, f.Class) {
				return false
			}
		}
	case model.Chat: // positions refer to nodes and choices by index
		n := now.Shown.ZH.Nodes
		if len(n) != len(s.Nodes) {
			return false
		}
		for i := range n {
			if n[i].ID != s.Nodes[i].ID || len(n[i].Choices) != len(s.Nodes[i].Choices) {
				return false
			}
			for c := range n[i].Choices {
				if n[i].Choices[c].ID != s.Nodes[i].Choices[c].ID {
					return false
				}
			}
		}
	}
	return true
}
