package quiz

// Mark is the mark of one answer. Scores are whole hundredths: only the key
// gives 100.
type Mark struct {
	Score   int  `json:"score"`             // 0..100
	Right   bool `json:"right"`             // counts as right for mastery
	RedLine bool `json:"redLine,omitempty"` // a critical error, which fails the attempt
	Pending bool `json:"pending,omitempty"` // a mentor has still to mark it
}

// MentorMark is how a mentor marked a free reply: the level that was chosen
// for each criterion of the rubric.
type MentorMark struct {
	Levels  map[string]int `json:"levels"` // criterion id -> level index from 0
	Score   int            `json:"score"`
	RedLine bool           `json:"redLine,omitempty"`
	Right   bool           `json:"right"`
	Comment string         `json:"comment,omitempty"`
}

// Pass is the criterion of an attempt, copied when the learner starts.
type Pass struct {
	// Percent of the attainable points that a pass needs, 0..100. 0 means
	// that nothing is to be passed (practice).
	Percent int `json:"percent" yaml:"percent"`
	// NoRedLine fails an attempt with any critical error.
	NoRedLine bool `json:"noRedLine" yaml:"no_red_line"`
}

// Tally is the sum of an attempt in hundredths of points: a score of 100 on an
// item of 10 points is 1000.
type Tally struct {
	Earned   int `json:"earned"`   // by what is marked
	Pending  int `json:"pending"`  // what a mentor may still give at most
	Total    int `json:"total"`    // attainable
	RedLines int `json:"redLines"` // critical errors
	Right    int `json:"right"`    // items right
	Items    int `json:"items"`
	Waiting  int `json:"waiting"` // items that wait for a mentor
}

// Verdict is what a criterion makes of a tally.
type Verdict string

const (
	Passed    Verdict = "passed"
	NotPassed Verdict = "not_passed"
	Undecided Verdict = "undecided" // depends on what a mentor has still to mark
	NoVerdict Verdict = "none"      // practice: nothing to pass
)

// Decide compares whole points with the criterion, never a rounded
// percentage. While marks are missing it answers only what they cannot change.
func (p Pass) Decide(t Tally) Verdict {
	if p.Percent == 0 {
		return NoVerdict
	}
	need := p.Percent * t.Total
	switch {
	case p.NoRedLine && t.RedLines > 0, (t.Earned+t.Pending)*100 < need:
		return NotPassed
	case t.Waiting > 0 && (p.NoRedLine || t.Earned*100 < need):
		return Undecided
	case t.Total == 0:
		return NotPassed
	}
	return Passed
}

// Needed is how many hundredths of points a pass takes, rounded up.
func (p Pass) Needed(total int) int { return (p.Percent*total + 99) / 100 }
