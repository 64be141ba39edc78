package quiz

import (
	"time"

	"shifu/internal/fault"
	"shifu/internal/lang"
)

// Blueprint is what a quiz draws: sections over knowledge points, the time and
// the criterion. It comes from a pack's programme, or is made on the spot for
// practice.
type Blueprint struct {
	ID       string    `json:"id" yaml:"id"`
	Title    lang.Text `json:"title" yaml:"title"`
	Purpose  Purpose   `json:"purpose" yaml:"purpose"`
	Sections []Section `json:"sections" yaml:"sections"`
	Minutes  int       `json:"minutes" yaml:"minutes"` // limit of the whole, 0..600; 0 is none
	Pass     Pass      `json:"pass" yaml:"pass"`
	// MaxInterruptions closes an exam that stops more often; 0 sets no limit.
	MaxInterruptions int `json:"maxInterruptions" yaml:"max_interruptions"`
}

// Section asks for a number of situations over some points.
type Section struct {
	Points []string `json:"points" yaml:"points"`                   // knowledge points, spread evenly
	Count  int      `json:"count" yaml:"count"`                     // situations, 1..100
	Types  []string `json:"types,omitempty" yaml:"types,omitempty"` // item types; empty: any
}

const (
	maxItems   = 200
	maxMinutes = 600
)

// Validate refuses a blueprint that cannot be drawn.
func (b Blueprint) Validate() error {
	if err := b.Purpose.validate(); err != nil {
		return err
	}
	items := 0
	for _, s := range b.Sections {
		if len(s.Points) == 0 || s.Count < 1 {
			return fault.New(fault.Invalid, "fault.quiz.empty_section", "Blueprint", b.ID)
		}
		items += s.Count
	}
	switch {
	case items == 0 || items > maxItems:
		return fault.New(fault.Invalid, "fault.quiz.count_range", "Max", maxItems)
	case b.Minutes < 0 || b.Minutes > maxMinutes:
		return fault.New(fault.Invalid, "fault.quiz.minutes_range", "Max", maxMinutes)
	case b.Pass.Percent < 0 || b.Pass.Percent > 100:
		return fault.New(fault.Invalid, "fault.quiz.percent_range")
	case b.MaxInterruptions < 0:
		return fault.New(fault.Invalid, "fault.quiz.interruptions_range")
	}
	return nil
}

// Terms are what the learner sat down to, copied into the first step: a later
// edit of the blueprint changes nothing.
type Terms struct {
	Blueprint        string        `json:"blueprint,omitempty"` // "" when made on the spot
	Title            lang.Text     `json:"title"`
	Purpose          Purpose       `json:"purpose"`
	Limit            time.Duration `json:"limit,omitempty"` // 0 is none
	Pass             Pass          `json:"pass"`
	MaxInterruptions int           `json:"maxInterruptions,omitempty"`
	Plan             []Planned     `json:"plan"` // one entry a slot
	// DrawSecret is random per attempt, so that nobody can compute a paper
	// beforehand. It never leaves the service.
	DrawSecret string `json:"drawSecret"`
}

// Planned is what a slot is meant to hold before it is drawn.
type Planned struct {
	Section int      `json:"section"`
	Point   string   `json:"point"`
	Types   []string `json:"types,omitempty"`
}

// Planned spreads each section's count evenly over its points, one round after
// the other, so that two situations of one point do not follow each other
// where that can be had.
func (b Blueprint) Planned() []Planned {
	var plan []Planned
	for i, s := range b.Sections {
		for n := range s.Count {
			plan = append(plan, Planned{Section: i, Point: s.Points[n%len(s.Points)], Types: s.Types})
		}
	}
	return plan
}

func (b Blueprint) terms(secret string) Terms {
	t := Terms{Blueprint: b.ID, Title: b.Title, Purpose: b.Purpose, Pass: b.Pass, Plan: b.Planned(), DrawSecret: secret}
	if b.Purpose.manner().timed {
		t.Limit = time.Duration(b.Minutes) * time.Minute
		t.MaxInterruptions = b.MaxInterruptions
	}
	return t
}
