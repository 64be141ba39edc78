package quiz

import (
	"strconv"

	"shifu/internal/lang"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// Difference is what a new version of an item model changes, for people.
type Difference struct {
	New bool `json:"new,omitempty"` // there is no version in use
	// Parts are the parts of the model that differ, in the order of the format.
	Parts []PartChange `json:"parts"`
	// Keys are situations of both versions whose right answer is another one now,
	// at most MaxKeyChanges of the KeysChanged that there are.
	Keys        []KeyChange `json:"keys"`
	KeysChanged int         `json:"keysChanged"`
	// Added and Removed count the situations that only one version has.
	Added   int `json:"added"`
	Removed int `json:"removed"`
}

// PartChange is one part of a model before and after; "" where there is none.
type PartChange struct {
	Part   string `json:"part"`            // field of the format: title, rules, options
	Where  string `json:"where,omitempty"` // which one: r3, refund; "" when there is one only
	Before string `json:"before"`
	After  string `json:"after"`
}

// KeyChange is a situation with its right answer before and after.
type KeyChange struct {
	Situation string    `json:"situation"`
	Chips     []Chip    `json:"chips"`
	Before    lang.Text `json:"before"`
	After     lang.Text `json:"after"`
}

// MaxKeyChanges bounds the situations that a Difference names.
const MaxKeyChanges = 20

// Differences compares two versions; before is nil for a new model. Both must be
// without errors.
func Differences(before, after *model.Compiled) (Difference, error) {
	d := Difference{Parts: []PartChange{}, Keys: []KeyChange{}}
	if before == nil {
		d.New, d.Added = true, after.Size()
		return d, nil
	}
	d.parts(before.Model().Piece(), after.Model().Piece())
	was, err := response.Prepare(before)
	if err != nil {
		return d, err
	}
	is, err := response.Prepare(after)
	if err != nil {
		return d, err
	}
	common := 0
	for i := range after.Size() {
		_, at := before.Recall(after.Situation(i))
		if at < 0 {
			d.Added++
			continue
		}
		common++
		old, _ := before.Key(at)
		now, _ := after.Key(i)
		if old.String() == now.String() {
			continue
		}
		if d.KeysChanged++; len(d.Keys) == MaxKeyChanges {
			continue
		}
		change := KeyChange{Situation: after.Situation(i)}
		if change.Before, _, err = keyWords(was, at); err != nil {
			return d, err
		}
		if change.After, change.Chips, err = keyWords(is, i); err != nil {
			return d, err
		}
		d.Keys = append(d.Keys, change)
	}
	d.Removed = max(0, before.Size()-common)
	return d, nil
}

// keyWords is the right answer of a situation in words, without the script library:
// the version that is shown to people names the code.
func keyWords(it *response.Item, i int) (lang.Text, []Chip, error) {
	v, err := it.Make(response.Request{Situation: i, Root: draw.Root("difference", it.Model.Model().ID, 1), Attempt: "difference", Ordinal: 1,
		Purpose: draw.Review, Scripts: func(code string) (response.ScriptText, bool) {
			return response.ScriptText{Text: lang.Text{ZH: code, EN: code}, Version: "0"}, true
		}})
	if err != nil {
		return lang.Text{}, nil, err
	}
	words := v.KeyWords()
	if words.Empty() {
		words = lang.Text{ZH: v.Key.String(), EN: v.Key.String()}
	}
	return words, chipsOf(&v), nil
}

// parts compares the fields of two models. The entries of a list are compared one
// by one, those with an id by their ids.
func (d *Difference) parts(before, after *model.Piece) {
	seen := map[string]bool{}
	for _, name := range append(before.Fields(), after.Fields()...) {
		if seen[name] || name == "rev" || name == "accept" {
			continue
		}
		seen[name] = true
		a, b := before.Field(name), after.Field(name)
		if len(a.Items()) == 0 && len(b.Items()) == 0 {
			d.add(name, "", a, b)
			continue
		}
		was, is := entries(a), entries(b)
		for _, e := range was {
			d.add(name, e.name, e.piece, entryOf(is, e.name))
		}
		for _, e := range is {
			if entryOf(was, e.name) == nil {
				d.add(name, e.name, nil, e.piece)
			}
		}
	}
}

func (d *Difference) add(part, where string, before, after *model.Piece) {
	if a, b := before.String(), after.String(); a != b {
		d.Parts = append(d.Parts, PartChange{Part: part, Where: where, Before: a, After: b})
	}
}

type entry struct {
	name  string
	piece *model.Piece
}

func entries(list *model.Piece) []entry {
	out := []entry{}
	for i, p := range list.Items() {
		name := p.Field("id").String()
		if !p.IsMap() || name == "" {
			name = strconv.Itoa(i + 1)
		}
		out = append(out, entry{name, p})
	}
	return out
}

func entryOf(list []entry, name string) *model.Piece {
	for _, e := range list {
		if e.name == name {
			return e.piece
		}
	}
	return nil
}
