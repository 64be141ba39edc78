package data

import (
	"context"

	"shifu/assets"
	"shifu/data/pack"
	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/model"
	"shifu/training"
)

// Starters are the packs inside the program, to begin a shop with.
type Starters struct{ *Services }

// Starters lists the packs, the default first. What is in them is counted only
// when one is imported.
func (s Starters) Starters() []training.PackSummary {
	var list []training.PackSummary
	for _, id := range assets.Packs() {
		files, err := assets.Pack(id)
		if err != nil {
			continue
		}
		m, err := pack.ReadManifest(files)
		if err != nil {
			continue // a test reads them all
		}
		list = append(list, training.PackSummary{ID: m.ID, Title: m.Title, Version: m.Version})
	}
	return list
}

// ImportStarter brings one of them into the shop.
func (s Starters) ImportStarter(ctx context.Context, actor op.Actor, id string) error {
	files, err := assets.Pack(id)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "fault.pack.no_file", "Name", id)
	}
	p, found, err := pack.ReadFS(files)
	if err != nil {
		return err
	}
	if model.Blocking(found) {
		return fault.New(fault.Internal, "fault.internal", "Pack", id)
	}
	_, err = s.Training.ImportPack(ctx, actor, training.ImportPack{Command: op.Command{ID: s.IDs.New()}}, p)
	return err
}
