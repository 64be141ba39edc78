package check

import (
	"slices"

	"shifu/quiz/model"
)

// Shop is what a model names outside its file: it is known when a shop or a pack is at
// hand, at publishing time. A nil list is not asked.
type Shop struct {
	Points  []string // knowledge points
	Roles   []string
	Scripts []string // codes of the script library
}

// Names checks what a model names outside its file (E103): its knowledge point, roles
// and scripts.
func Names(m *model.Model, shop Shop) []model.Finding {
	var out []model.Finding
	ask := func(name, where string, known []string) {
		if known == nil || name == "" {
			return
		}
		if slices.Contains(known, name) {
			return
		}
		zh, en := model.DidYouMean(name, known)
		out = append(out, model.NewFinding(m, "E103", where, "", name, zh, en))
	}
	ask(m.KP, "kp", shop.Points)
	for _, r := range m.Roles {
		ask(r, "roles", shop.Roles)
	}
	for _, o := range m.Options {
		ask(o.Script, "options."+o.ID+".script", shop.Scripts)
	}
	return out
}

// Revision checks a new version against the published one (E109): when the content
// changed, rev must rise.
func Revision(published, next *model.Compiled) []model.Finding {
	if published == nil || published.ContentHash() == next.ContentHash() || next.Model().Rev > published.Model().Rev {
		return nil
	}
	return []model.Finding{model.NewFinding(next.Model(), "E109", "rev", "")}
}

// Unique checks that no two models of several files have one id (E102).
func Unique(models []*model.Model) []model.Finding {
	var out []model.Finding
	seen := map[string]*model.Model{}
	for _, m := range models {
		if old := seen[m.ID]; old != nil && m.ID != "" && old != m {
			out = append(out, model.NewFinding(m, "E102", "id", "", m.ID))
			continue
		}
		seen[m.ID] = m
	}
	return out
}
