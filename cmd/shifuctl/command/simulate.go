package command

import (
	"fmt"
	"strings"

	"shifu/internal/fault"
	"shifu/quiz/check"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/simulate"
)

// simulates lets invented learners draw every item model and says how soon all
// conditions were met, whether anything repeated, and what guessing earns.
type simulates struct {
	Learners int      `name:"learners" default:"1000" help:"${learners}"`
	Draws    int      `name:"draws" default:"10" help:"${draws}"`
	Paths    []string `arg:"" name:"path" help:"${check_paths}"`
}

// simulated is the JSON of simulate. Shares are hundredths of a percent.
type simulated struct {
	Learners int               `json:"learners"`
	Draws    int               `json:"draws"`
	Models   []simulate.Report `json:"models"`
	Repeats  int               `json:"repeats"`
	Findings []model.Finding   `json:"findings,omitempty"` // that keep a model from being drawn
}

// Run simulates one model after the other. A repeat before the end of a space is
// a finding; so are errors of the checker.
func (c *simulates) Run(s *scene) error {
	if c.Learners < 1 || c.Learners > 1_000_000 || c.Draws < 1 || c.Draws > maxDraws {
		return &misuse{fault.New(fault.Invalid, "fault.ctl.count", "Most", maxDraws)}
	}
	all, err := sources(c.Paths)
	if err != nil {
		return err
	}
	out := simulated{Learners: c.Learners, Draws: c.Draws, Models: []simulate.Report{}}
	if !s.json {
		s.say("ctl.simulate.head", "Learners", c.Learners, "Draws", c.Draws)
	}
	var broken []model.Finding
	for i := range all {
		broken = append(broken, blocking(all[i].found)...)
		for _, m := range all[i].models {
			if s.ctx.Err() != nil {
				return s.ctx.Err()
			}
			r := check.Model(m, nil, all[i].options)
			if model.Blocking(r.Findings) || r.Compiled == nil {
				broken = append(broken, blocking(r.Findings)...)
				continue
			}
			it, err := response.Prepare(r.Compiled)
			if err != nil {
				return err
			}
			report, err := simulate.Run(it, simulate.Plan{Learners: c.Learners, Draws: c.Draws, Strategies: true})
			if err != nil {
				return err
			}
			out.Models = append(out.Models, report)
			out.Repeats += report.Repeats
			printSimulated(s, report)
		}
	}
	out.Findings = broken
	if s.json {
		s.value(out)
	} else {
		printFindings(s, broken)
		s.say("ctl.simulate.sum", "Models", len(out.Models), "Repeats", out.Repeats)
	}
	if out.Repeats > 0 || len(broken) > 0 {
		return errFound
	}
	return nil
}

func blocking(all []model.Finding) (out []model.Finding) {
	for _, f := range all {
		if f.Severity == model.Error {
			out = append(out, f)
		}
	}
	return out
}

func printSimulated(s *scene, r simulate.Report) {
	whole := "-"
	if r.AllPairs > 0 {
		whole = fmt.Sprint(r.AllPairs)
	}
	var guess []string
	for _, g := range r.Strategies {
		guess = append(guess, g.Name+" "+percent(g.Right))
	}
	s.line("%-32s %-9s %6d  %5d  %5s  %5s  %5s  %d  %s", r.Model, r.Type, r.Situations, r.Pairs, whole, percent(r.After5), percent(r.After10), r.Repeats, strings.Join(guess, ", "))
}

// percent writes hundredths of a percent as a whole percentage.
func percent(n int) string { return fmt.Sprintf("%d%%", (n+50)/100) }
