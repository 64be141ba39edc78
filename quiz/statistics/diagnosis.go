package statistics

// Finding is what a diagnosis dares to say.
type Finding string

const (
	// TooFew answers, or none spread so that a level could be tested.
	TooFew Finding = "too_few"
	// LookFirst: errors are more frequent at this level than chance explains
	// easily. A hint where to begin.
	LookFirst Finding = "look_here_first"
	// Weak: also when it is taken into account how many levels were tested.
	Weak Finding = "weak_here"
	// Nothing stands out.
	Nothing Finding = "nothing"
)

// Leasts of a diagnosis.
const (
	leastSituations = 10
	leastHere       = 4
	significant     = 0.05
)

// Answered is one answer to one situation: the level index of each radical, and
// whether it was right.
type Answered struct {
	Levels []uint8
	Right  bool
}

// LevelRef names a level of a radical by their indexes.
type LevelRef struct {
	Radical int `json:"radical"`
	Level   int `json:"level"`
}

// LevelCount is how answers at a level went.
type LevelCount struct {
	LevelRef
	Answers int      `json:"answers"`
	Wrong   int      `json:"wrong"`
	Rate    Interval `json:"rate"` // of wrong answers, Wilson 95 %
	// P is the one-sided Fisher test against the radical's other levels; 1 when
	// it was not tested.
	P      float64 `json:"p"`
	Tested bool    `json:"tested"`
}

// Diagnosis is which condition trips a learner, or all learners of a model.
type Diagnosis struct {
	Finding Finding `json:"finding"`
	// Named is the level with the smallest p, together with levels of other
	// radicals that occurred in exactly the same answers; empty when nothing is
	// named.
	Named   []LevelRef `json:"named,omitempty"`
	P       float64    `json:"p"`
	Tested  int        `json:"tested"` // how many levels could be tested
	Answers int        `json:"answers"`
	Wrong   int        `json:"wrong"`
	// At is the count at the named level.
	At LevelCount `json:"at"`
}

// ByLevel counts answers at every level of every radical in declared order.
// levels is how many levels each radical has.
func ByLevel(levels []int, answers []Answered) []LevelCount {
	var out []LevelCount
	total, wrong := len(answers), 0
	for i := range answers {
		if !answers[i].Right {
			wrong++
		}
	}
	for r, n := range levels {
		from := len(out)
		for l := range n {
			out = append(out, LevelCount{LevelRef: LevelRef{r, l}, P: 1})
		}
		for i := range answers {
			c := &out[from+int(answers[i].Levels[r])]
			c.Answers++
			if !answers[i].Right {
				c.Wrong++
			}
		}
		for l := range n {
			c := &out[from+l]
			c.Rate = Wilson(c.Wrong, c.Answers)
			if c.Answers >= leastHere && total-c.Answers >= leastHere {
				c.Tested, c.P = true, Fisher(c.Wrong, c.Answers, wrong, total)
			}
		}
	}
	return out
}

// Diagnose names the condition at which errors are more frequent than
// elsewhere, or says that it cannot tell. For one learner, answers are the first
// complete ones to distinct situations; for a model, those of all learners.
func Diagnose(levels []int, answers []Answered) Diagnosis {
	counts := ByLevel(levels, answers)
	d := Diagnosis{Finding: TooFew, P: 1, Answers: len(answers)}
	best := -1
	for i := range answers {
		if !answers[i].Right {
			d.Wrong++
		}
	}
	groups := map[string]bool{} // levels that always occur together are one test
	for i := range counts {
		if !counts[i].Tested {
			continue
		}
		if where := occurs(counts[i].LevelRef, answers); !groups[where] {
			groups[where] = true
			d.Tested++
		}
		if best < 0 || counts[i].P < counts[best].P {
			best = i
		}
	}
	if len(answers) < leastSituations || best < 0 {
		return d
	}
	d.P, d.At = counts[best].P, counts[best]
	switch {
	case d.P < significant/float64(d.Tested):
		d.Finding = Weak
	case d.P < significant:
		d.Finding = LookFirst
	default:
		d.Finding = Nothing
		return d
	}
	where := occurs(counts[best].LevelRef, answers)
	for i := range counts {
		if i == best || counts[i].Tested && counts[i].Radical != counts[best].Radical && occurs(counts[i].LevelRef, answers) == where {
			d.Named = append(d.Named, counts[i].LevelRef)
		}
	}
	return d
}

// occurs tells in which answers a level occurs, as a key.
func occurs(l LevelRef, answers []Answered) string {
	b := make([]byte, (len(answers)+7)/8)
	for i := range answers {
		if int(answers[i].Levels[l.Radical]) == l.Level {
			b[i/8] |= 1 << (i % 8)
		}
	}
	return string(b)
}

// SituationCount is how answers to one situation went, over all learners.
type SituationCount struct {
	Situation string   `json:"situation"`
	Answers   int      `json:"answers"`
	Wrong     int      `json:"wrong"`
	Rate      Interval `json:"rate"` // of wrong answers, Wilson 95 %
}

// BySituation counts answers by situation, in the order in which the situations
// first come. right belongs to situations one by one.
func BySituation(situations []string, right []bool) []SituationCount {
	var out []SituationCount
	at := map[string]int{}
	for i, s := range situations {
		n, ok := at[s]
		if !ok {
			n = len(out)
			at[s] = n
			out = append(out, SituationCount{Situation: s})
		}
		out[n].Answers++
		if !right[i] {
			out[n].Wrong++
		}
	}
	for i := range out {
		out[i].Rate = Wilson(out[i].Wrong, out[i].Answers)
	}
	return out
}
