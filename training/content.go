package training

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"shifu/internal/lang"
)

func titleOf(body []byte) lang.Text {
	var t struct {
		Title lang.Text `json:"title"`
	}
	_ = json.Unmarshal(body, &t) // a body without a title has none
	return t.Title
}

// contents reads every current thing of a kind.
func contents[T any](ctx context.Context, tx Tx, kind ContentKind) ([]T, []Content, error) {
	stored, err := tx.Contents(ctx, kind)
	if err != nil {
		return nil, nil, err
	}
	out := make([]T, len(stored))
	for i, c := range stored {
		if err := read(c.Body, &out[i]); err != nil {
			return nil, nil, err
		}
	}
	return out, stored, nil
}

// current reads the current version of one thing.
func current[T any](ctx context.Context, tx Tx, kind ContentKind, id string) (T, Content, error) {
	var v T
	c, err := tx.CurrentContent(ctx, kind, id)
	if err != nil {
		return v, c, err
	}
	return v, c, read(c.Body, &v)
}

// allLabels merges the labels of all packs, in order. Packs may share labels: a
// stage of service is the same stage in every pack.
func allLabels(ctx context.Context, tx Tx) (labels, error) {
	list, _, err := contents[labels](ctx, tx, ContentLabels)
	var all labels
	merge := func(into *[]Label, more []Label) {
		for _, l := range more {
			if !slices.ContainsFunc(*into, func(k Label) bool { return k.ID == l.ID }) {
				*into = append(*into, l)
			}
		}
	}
	for _, l := range list {
		merge(&all.Stages, l.Stages)
		merge(&all.Intents, l.Intents)
		merge(&all.Personas, l.Personas)
	}
	return all, err
}

func labelOf(list []Label, id string) lang.Text {
	if i := slices.IndexFunc(list, func(l Label) bool { return l.ID == id }); i >= 0 {
		return list[i].Title
	}
	return lang.Text{ZH: id, EN: strings.ToUpper(id[:min(1, len(id))]) + id[min(1, len(id)):]}
}
