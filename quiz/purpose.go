package quiz

import "shifu/internal/fault"

// Purpose is what an attempt is for. What an item is stays the same; how it is
// sat follows from the purpose alone (see manner).
type Purpose string

const (
	Practice Purpose = "practice" // 练习: feedback at once, no limit
	Exam     Purpose = "exam"     // 考核: drawn at the start, feedback after hand-in, reserve and clock
	Review   Purpose = "review"   // 到期复习: sat like practice, counts as a repetition
	Check    Purpose = "check"    // the two questions that end a lesson
)

// Purposes lists every purpose.
var Purposes = []Purpose{Practice, Exam, Review, Check}

// manner is how an attempt of a purpose is sat.
type manner struct {
	feedbackAtOnce bool // the explanation follows the answer
	allAtStart     bool // every slot is drawn when the attempt starts
	mayChange      bool // an answer may be replaced until hand-in
	reserve        bool // draws from the situations reserved for exams, and weighs exposure
	contrast       bool // a wrong answer is followed by a situation that differs in one condition
	timed          bool // the blueprint's limit holds
}

var manners = map[Purpose]manner{
	Practice: {feedbackAtOnce: true, contrast: true},
	Review:   {feedbackAtOnce: true, contrast: true},
	Check:    {feedbackAtOnce: true},
	Exam:     {allAtStart: true, mayChange: true, reserve: true, timed: true},
}

func (p Purpose) manner() manner { return manners[p] }

func (p Purpose) validate() error {
	if _, ok := manners[p]; !ok {
		return fault.New(fault.Invalid, "fault.quiz.unknown_purpose", "Purpose", string(p))
	}
	return nil
}
