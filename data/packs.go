package data

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"

	"shifu/assets"
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/training"
)

// Packs bring content into the shop: the packs inside the program, and those of
// a folder or zip file.
type Packs struct{ *Services }

// starterCounts is what is in the packs inside the program, by the pack's id.
// Counting anew would read and check every file of them before the first page
// can show its cards; a test holds the list to the packs.
//
//go:embed starters.json
var starterCounts []byte

// Starters lists the packs inside the program with what is in them, the default
// first.
func (s Packs) Starters(context.Context) ([]training.PackSummary, error) {
	var counts map[string]training.PackCounts
	if err := json.Unmarshal(starterCounts, &counts); err != nil {
		return nil, fault.In("data.Starters", err)
	}
	var out []training.PackSummary
	for _, id := range assets.Packs() {
		files, err := assets.Pack(id)
		if err != nil {
			return nil, fault.In("data.Starters", err)
		}
		m, err := pack.ReadManifest(files)
		if err != nil {
			return nil, err
		}
		out = append(out, training.PackSummary{ID: m.ID, Title: m.Title, Version: m.Version, Counts: counts[id]})
	}
	return out, nil
}

// ImportStarter brings a pack of the program into the shop.
func (s Packs) ImportStarter(ctx context.Context, actor op.Actor, id string) error {
	p, err := starter(id)
	if err != nil {
		return err
	}
	_, err = s.Training.ImportPack(ctx, actor, training.ImportPack{Command: op.Command{ID: s.IDs.New()}}, p)
	return err
}

// Offers lists the packs inside the program that the shop has not, or has in
// another version.
func (s Packs) Offers(ctx context.Context, actor op.Actor) ([]training.PackSummary, error) {
	taken, err := s.Training.Packs(ctx, actor)
	if err != nil {
		return nil, err
	}
	all, err := s.Starters(ctx)
	return slices.DeleteFunc(all, func(p training.PackSummary) bool {
		return slices.ContainsFunc(taken, func(t training.PackSummary) bool { return t.ID == p.ID && t.Version == p.Version })
	}), err
}

// AddStarter brings a pack of the program into a shop that is at work: a backup
// is made first.
func (s Packs) AddStarter(ctx context.Context, actor op.Actor, id string) (training.ImportReport, error) {
	p, err := starter(id)
	if err != nil {
		return training.ImportReport{}, err
	}
	return s.bring(ctx, actor, p)
}

// ImportPack brings the pack of a folder or zip file into the shop. Findings
// say what is wrong with it; then nothing is changed.
func (s Packs) ImportPack(ctx context.Context, actor op.Actor, name string) (training.ImportReport, []model.Finding, error) {
	p, findings, err := pack.Read(name)
	if err != nil || p == nil || model.Blocking(findings) {
		return training.ImportReport{}, findings, err
	}
	report, err := s.bring(ctx, actor, p)
	return report, findings, err
}

// bring makes a backup and imports.
func (s Packs) bring(ctx context.Context, actor op.Actor, p *training.Pack) (training.ImportReport, error) {
	if _, _, err := s.DB.Snapshot(ctx); err != nil && !fault.Is(err, fault.Invalid) {
		return training.ImportReport{}, err
	}
	return s.Training.ImportPack(ctx, actor, training.ImportPack{Command: op.Command{ID: s.IDs.New()}}, p)
}

func starter(id string) (*training.Pack, error) {
	files, err := assets.Pack(id)
	if err != nil {
		return nil, fault.In("data.starter", err)
	}
	p, findings, err := pack.ReadFS(files)
	if err == nil && (p == nil || model.Blocking(findings)) {
		err = fault.New(fault.Corrupt, "fault.internal")
	}
	return p, err
}
