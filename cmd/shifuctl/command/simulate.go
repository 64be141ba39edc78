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
// conditions were met, whether anything repeated, and what guessing earns. The
// exams of a pack are sat by learners who know nothing and have a system.
type simulates struct {
	Learners int      `name:"learners" default:"1000" help:"${learners}"`
	Draws    int      `name:"draws" default:"10" help:"${draws}"`
	Guessers int      `name:"guessers" default:"10000" help:"${guessers}"`
	Paths    []string `arg:"" name:"path" help:"${check_paths}"`
}

// simulated is the JSON of simulate. Shares are hundredths of a percent.
type simulated struct {
	Learners int               `json:"learners"`
	Draws    int               `json:"draws"`
	Models   []simulate.Report `json:"models"`
	Repeats  int               `json:"repeats"`
	// Exams are the blueprints of packs; a guess that passes is a finding.
	Exams    []simulate.ExamReport `json:"exams,omitempty"`
	Guessed  int                   `json:"guessed"`            // exams that a system passes too often
	Findings []model.Shown         `json:"findings,omitempty"` // that keep a model from being drawn
}

// tooOften is the share of guessing learners, one in a thousand, that an exam may
// not let pass.
const tooOften = 1000

// Run simulates one model after the other, then the exams. A repeat before the
// end of a space is a finding; so are errors of the checker and an exam that one
// guessing learner in a thousand passes.
func (c *simulates) Run(s *scene) error {
	if c.Learners < 1 || c.Learners > 1_000_000 || c.Guessers < 0 || c.Guessers > 1_000_000 || c.Draws < 1 || c.Draws > maxDraws {
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
		items := map[string][]*response.Item{}
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
			report, err := simulate.Run(it, simulate.Plan{Learners: c.Learners, Draws: c.Draws, Strategies: true, Scripts: all[i].script})
			if err != nil {
				return err
			}
			items[m.KP] = append(items[m.KP], it)
			out.Models = append(out.Models, report)
			out.Repeats += report.Repeats
			printSimulated(s, report)
		}
		if err := c.sitExams(s, &all[i], items, &out); err != nil {
			return err
		}
	}
	if s.json {
		out.Findings = model.AllIn(broken, s.words.Tag())
		s.value(out)
	} else {
		printFindings(s, broken)
		s.say("ctl.simulate.sum", "Models", len(out.Models), "Repeats", out.Repeats)
	}
	if out.Repeats > 0 || out.Guessed > 0 || len(broken) > 0 {
		return errFound
	}
	return nil
}

// sitExams lets the guessing learners sit the exams of a pack.
func (c *simulates) sitExams(s *scene, from *source, items map[string][]*response.Item, out *simulated) error {
	if c.Guessers == 0 || len(from.exams) == 0 {
		return nil
	}
	if !s.json {
		s.say("ctl.simulate.exams", "Learners", c.Guessers)
	}
	for _, b := range from.exams {
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		r, err := simulate.SitExam(simulate.Exam{Blueprint: b, Items: items, Scripts: from.script, Donts: from.options.Donts, Synonyms: from.options.Synonyms}, simulate.Plan{Learners: c.Guessers})
		if err != nil {
			return err
		}
		out.Exams = append(out.Exams, r)
		line := fmt.Sprintf("%-32s %3d", r.Blueprint, r.Items)
		often := false
		for _, g := range r.Guesses {
			often = often || g.Passed*tooOften >= c.Guessers
			line += fmt.Sprintf("  %s %.2f%%", g.Name, 100*float64(g.Passed)/float64(c.Guessers))
		}
		if often {
			out.Guessed++
		}
		if !s.json {
			s.line("%s", line)
		}
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
