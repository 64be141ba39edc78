package app

import (
	"context"

	"shifu/app/bank"
	"shifu/app/certificates"
	"shifu/app/desk"
	"shifu/app/editor"
	"shifu/app/forecast"
	"shifu/app/home"
	"shifu/app/lessons"
	"shifu/app/opening"
	"shifu/app/overview"
	"shifu/app/page"
	"shifu/app/people"
	"shifu/app/preferences"
	"shifu/app/quizzes"
	"shifu/app/regrade"
	"shifu/app/scripts"
	"shifu/app/signin"
	"shifu/app/signoff"
	"shifu/app/statistics"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Services is what the pages work with: the use cases of the shop, and the few
// things that touch files.
type Services struct {
	Staff        *staff.Service
	Quiz         *quiz.Service
	Training     *training.Service
	Certificates *certificate.Service
	Packs        interface {
		opening.Packs
		preferences.Packs
	}
	Files interface {
		certificates.Files
		statistics.Sheets
	}
	// Models reads and writes item models as files.
	Models editor.Files
	Keep   preferences.Keep
	Demo   opening.Demo
	Print  func(ctx context.Context, shop, code string) error
}

// Pages answers every page of the window by its name.
func Pages(s Services) map[string]page.Factory {
	name := func(ctx context.Context, actor op.Actor, id string) (string, error) {
		p, err := s.Staff.Person(ctx, actor, id)
		return p.Label(), err
	}
	writing := editor.Services{Drafts: s.Quiz, Files: s.Models, Names: name}
	return map[string]page.Factory{
		"opening":      opening.New(opening.Services{Staff: s.Staff, Training: s.Training, Packs: s.Packs, Demo: s.Demo, Print: s.Print}),
		"sign-in":      signin.New(s.Staff),
		"home":         home.New(s.Training, s.Quiz),
		"lessons":      lessons.New(s.Training, s.Quiz),
		"scripts":      scripts.New(s.Training),
		"quizzes":      quizzes.NewList(s.Quiz),
		"quiz":         quizzes.NewSitting(s.Quiz, s.Training),
		"result":       quizzes.NewResult(s.Quiz),
		"bank":         bank.New(s.Quiz, name),
		"statistics":   statistics.New(s.Quiz, s.Files),
		"editor":       editor.New(writing),
		"drafts":       editor.NewList(writing),
		"reading":      editor.NewReading(writing),
		"policy":       editor.NewPolicy(s.Training),
		"desk":         desk.New(s.Training, s.Certificates),
		"inquiry":      desk.NewInquiry(s.Training),
		"marking":      desk.NewMarkingPage(s.Quiz, name),
		"sign-off":     signoff.New(signoff.Services{Modules: s.Training, Keys: s.Staff, Certificates: s.Certificates}),
		"certificates": certificates.NewList(s.Certificates, s.Files),
		"certificate":  certificates.NewSheet(s.Certificates, s.Files, s.Staff),
		"overview":     overview.New(s.Staff, s.Training, s.Certificates),
		"forecast":     forecast.New(s.Training),
		"regrade":      regrade.New(s.Certificates, s.Staff),
		"people":       people.New(people.Services{Staff: s.Staff, Training: s.Training, Print: s.Print}),
		"preferences":  preferences.New(preferences.Services{Staff: s.Staff, Packs: s.Packs, Keep: s.Keep}),
	}
}

// Areas answers the items of the rail in their order; who lacks a role does not
// see what belongs to it.
func Areas(s Services) []Area {
	learners := []op.Role{op.Apprentice}
	teachers := []op.Role{op.Mentor, op.Supervisor, op.Owner}
	owners := []op.Role{op.Supervisor, op.Owner}
	return []Area{
		{Page: "overview", Icon: "chart", Label: "shell.area.overview", Roles: owners},
		{Page: "home", Icon: "home", Label: "shell.area.home", Roles: []op.Role{op.Apprentice, op.Mentor}},
		{Page: "desk", Owns: []string{"marking", "inquiry", "forecast"}, Icon: "people", Label: "shell.area.desk", Roles: teachers, Badge: func(ctx context.Context, actor op.Actor) (int, error) {
			h, err := s.Training.Home(ctx, actor)
			return h.Queue, err
		}},
		{Page: "people", Icon: "user", Label: "shell.area.people", Roles: owners},
		{Page: "lessons", Icon: "book", Label: "shell.area.lessons"},
		{Page: "scripts", Icon: "chat", Label: "shell.area.scripts"},
		{Page: "quizzes", Owns: []string{"quiz", "result"}, Icon: "target", Label: "shell.area.quizzes", Roles: learners},
		{Page: "bank", Owns: []string{"editor", "statistics", "regrade"}, Icon: "grid", Label: "shell.area.bank", Roles: owners},
		{Page: "certificates", Owns: []string{"certificate"}, Icon: "cert", Label: "shell.area.certificates"},
		{Page: "drafts", Owns: []string{"reading", "policy"}, Icon: "edit", Label: "shell.area.drafts", Roles: teachers, Badge: func(ctx context.Context, actor op.Actor) (int, error) {
			drafts, err := s.Quiz.Drafts(ctx, actor)
			n := 0
			for _, d := range drafts {
				if d.MayRead {
					n++
				}
			}
			return n, err
		}},
		{Page: "preferences", Icon: "sliders", Label: "shell.area.preferences"},
	}
}

// Home answers the first page of a person. The owner of a shop whose first run
// was stopped goes on with it.
func Home(settings Settings) func(page.Person) page.Route {
	return func(p page.Person) page.Route {
		if p.Has(op.Owner) && opening.Unfinished(settings.Get) {
			return page.Route{Page: "opening"}
		}
		return HomeOf(p)
	}
}

// HomeOf is the first page of a person: an apprentice's day, a mentor's desk, the
// owner's overview.
func HomeOf(p page.Person) page.Route {
	switch {
	case p.Has(op.Owner, op.Supervisor):
		return page.Route{Page: "overview"}
	case p.Has(op.Apprentice):
		return page.Route{Page: "home"}
	}
	return page.Route{Page: "desk"}
}
