//go:build cgo

package main

import (
	"context"
	"time"

	"shifu/app"
	"shifu/app/page"
	"shifu/app/trouble"
	"shifu/data"
	"shifu/internal/fault"
)

// wire says what the shell is made of: every page by its route's name with the
// services it talks to, the rail, and where a session begins.
func (s *session) wire() app.Config {
	cfg := app.Config{
		SignIn: "sign-in",
		Home:   app.Home(s.taste),
		System: s.system,
		Clock:  s.clock,
		Log:    s.log,
	}
	if s.failed != nil {
		cfg.Start = page.Route{Page: "trouble"}
		cfg.Pages = map[string]page.Factory{"trouble": trouble.New(s.failed, s.wayOut())}
		return cfg
	}
	v := s.services
	parts := app.Services{Staff: v.Staff, Quiz: v.Quiz, Training: v.Training, Certificates: v.Certificates,
		Packs: data.Packs{Services: v}, Files: newFiles(v), Models: data.ModelFiles{Folder: newFiles(v).ExportFolder}, Keep: &keeper{session: s}, Demo: s.demo, Print: s.print}
	cfg.Pages, cfg.Areas = app.Pages(parts), app.Areas(parts)
	cfg.Shop = func(ctx context.Context) (string, error) {
		shop, err := v.Staff.Shop(ctx)
		return shop.Name, err
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	shop, err := v.Staff.Shop(ctx)
	switch {
	case fault.Is(err, fault.NotFound):
		cfg.Start = page.Route{Page: "opening"}
	case err != nil:
		cfg.Start = page.Route{Page: "trouble"}
		cfg.Pages["trouble"] = trouble.New(err, nil)
	default:
		cfg.Start, cfg.Demo, cfg.Passing = page.Route{Page: "sign-in"}, shop.Demo, s.passing
	}
	return cfg
}

// wayOut is what can be done about a database that could not be opened; nil
// when the words alone say what to do.
func (s *session) wayOut() *trouble.WayOut {
	// accept opens once what must not be continued silently, so that the next
	// start finds it in order.
	accept := func(ctx context.Context) error {
		db, err := data.Open(ctx, data.Options{Dir: s.dir, Clock: s.clock, AcceptOldBackup: true})
		if err != nil {
			return err
		}
		return db.Close()
	}
	switch fault.KeyOf(s.failed) {
	case "fault.data.old_backup":
		return &trouble.WayOut{Label: "trouble.continue_old", Words: "trouble.continue_old_words", Do: accept}
	case "fault.data.corrupt":
		backups, err := data.Backups(s.dir)
		if err != nil || len(backups) == 0 {
			return nil
		}
		return &trouble.WayOut{Label: "trouble.recover", Words: "trouble.recover_words", At: backups[0].At, Do: func(ctx context.Context) error {
			if _, _, err := data.Recover(ctx, data.Options{Dir: s.dir, Clock: s.clock}); err != nil {
				return err
			}
			return accept(ctx)
		}}
	}
	return nil
}
