package preferences_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/preferences"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/training"
	"shifu/training/staff"
)

// shop answers what the page asks when it opens, and takes packs in.
type shop struct {
	preferences.Staff
	added []string
}

func (s *shop) Shop(context.Context) (staff.Shop, error) { return staff.Shop{ID: "shop"}, nil }

func (s *shop) Person(context.Context, op.Actor, string) (staff.Person, error) {
	return staff.Person{ID: "shen"}, nil
}

func (s *shop) ImportPack(context.Context, op.Actor, string) (training.ImportReport, []model.Finding, error) {
	return training.ImportReport{}, nil, nil
}

func (s *shop) Offers(context.Context, op.Actor) ([]training.PackSummary, error) {
	if len(s.added) > 0 {
		return nil, nil
	}
	return []training.PackSummary{{ID: "massage", Title: lang.Text{ZH: "按摩器材小店", EN: "Massage device shop"}, Version: "2026.11"}}, nil
}

func (s *shop) AddStarter(_ context.Context, _ op.Actor, id string) (training.ImportReport, error) {
	s.added = append(s.added, id)
	return training.ImportReport{Pack: id, Added: 300}, nil
}

// keep is a data folder of which nothing is asked.
type keep struct{ preferences.Keep }

func (keep) Folder() string        { return "/shop" }
func (keep) LastBackup() time.Time { return time.Time{} }
func (keep) Version() string       { return "1" }

func open(t *testing.T, s *shop, roles ...op.Role) *pagetest.Host {
	h := pagetest.NewHost(t, lang.ZhHans, roles...)
	h.Open(preferences.New(preferences.Services{Staff: s, Packs: s, Keep: keep{}})(h, page.Route{Page: "preferences"}))
	return h
}

func TestAPackOfTheProgramIsAddedWithOnePressAndThenOfferedNoMore(t *testing.T) {
	s := &shop{}
	h := open(t, s, op.Owner)
	require.Contains(t, h.Texts(), "按摩器材小店")
	h.PressButton(t, "加进本店")
	assert.Equal(t, []string{"massage"}, s.added)
	require.Len(t, h.Toasts, 1)
	assert.Contains(t, h.Toasts[0].Words, "按摩器材小店")
	assert.Contains(t, h.Toasts[0].Words, "300")
	assert.NotContains(t, h.Texts(), "按摩器材小店")
}

func TestAnApprenticeIsOfferedNoPacks(t *testing.T) {
	h := open(t, &shop{}, op.Apprentice)
	assert.NotContains(t, h.Texts(), "按摩器材小店")
}
