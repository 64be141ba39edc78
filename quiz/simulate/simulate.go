// Package simulate lets invented learners meet an item model as real ones would:
// how soon all pairs of conditions were shown, that nothing repeats before
// everything was shown, how evenly the answers come, and what a learner earns who
// knows nothing and has a system.
//
// A run depends on its plan alone and gives the same figures every time. Shares
// are whole hundredths of a percent.
package simulate

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/wording"
)

// Plan says how many learners draw how often.
type Plan struct {
	Learners int
	Draws    int    // each; no more than the model has situations
	Seed     string // names the run; "" is "simulate"
	// Strategies also lets learners answer by their systems, which takes longer.
	Strategies bool
	// Scripts answers the text of a script by its code, for items that show
	// scripts.
	Scripts func(code string) (response.ScriptText, bool)
}

// Report is what came out for one model.
type Report struct {
	Model      string     `json:"id"`
	Type       model.Type `json:"type"`
	Situations int        `json:"situations"`
	Pairs      int        `json:"pairs"`
	Learners   int        `json:"learners"`
	Draws      int        `json:"draws"` // by each learner
	// Repeats counts situations that a learner was shown again before all had
	// been shown. It must be 0.
	Repeats int `json:"repeats"`
	// AllPairs is the median number of draws after which every pair had been
	// shown, 0 when most learners did not get there.
	AllPairs int `json:"all_pairs,omitempty"`
	// After5 and After10 are the medians of the pairs shown, in hundredths of a
	// percent.
	After5  int `json:"after5"`
	After10 int `json:"after10"`
	// Classes says how the answers were spread.
	Classes []ClassShare `json:"classes"`
	// FewestClasses is the smallest number of different answers that a learner
	// met in five draws.
	FewestClasses int `json:"fewest_classes"`
	// Strategies are what systems earn in up to ten draws, best first.
	Strategies []Strategy `json:"strategies,omitempty"`
}

// ClassShare is how often an answer was the right one.
type ClassShare struct {
	Class string `json:"class"`
	Shown int    `json:"shown"` // of all draws, hundredths of a percent
	Space int    `json:"space"` // of all situations
}

// Strategy is a way to answer without knowing.
type Strategy struct {
	Name  string `json:"name"`
	Right int    `json:"right"` // share of answers right, hundredths of a percent
}

// Names of strategies. The last five look at what is shown and apply to choices.
const (
	Random    = "random"     // any of the shown answers
	OneAnswer = "one_answer" // always the most frequent answer
	LeastSeen = "least_seen" // the answer that was right least often so far
	First     = "first"
	Last      = "last"
	Longest   = "longest"
	Politest  = "politest"
)

// Run lets the learners of a plan draw one item.
func Run(it *response.Item, p Plan) (Report, error) {
	space := it.Space
	r := Report{Model: space.Model(), Type: it.Model.Model().Type, Situations: space.Size(), Pairs: space.Pairs(), Learners: p.Learners,
		Draws: min(p.Draws, space.Size()), FewestClasses: len(space.Classes())}
	if p.Seed == "" {
		p.Seed = "simulate"
	}
	shown := make([]int, len(space.Classes()))
	var whole, after5, after10 []int
	contest := newContest(it, p)
	for learner := range p.Learners {
		attempt := p.Seed + "/" + strconv.Itoa(learner)
		h := space.History()
		full := 0
		contest.begin()
		for n := 1; n <= r.Draws; n++ {
			root := draw.Root(attempt, space.Model(), n)
			c := space.Choose(draw.Request{Root: root, Purpose: draw.Review, History: h})
			if c.Repeat || h.Seen(c.Situation) {
				r.Repeats++
			}
			h.Add(c.Situation, int64(n))
			shown[it.Model.ClassIndex(c.Situation)]++
			if full == 0 && h.Covered() == space.Pairs() {
				full = n
			}
			if n <= 10 {
				if err := contest.answer(c.Situation, root, attempt, n); err != nil {
					return r, err
				}
			}
			switch n {
			case 5:
				after5 = append(after5, share(h.Covered(), space.Pairs()))
				r.FewestClasses = min(r.FewestClasses, h.ClassesSeen())
			case 10:
				after10 = append(after10, share(h.Covered(), space.Pairs()))
			}
		}
		if full == 0 {
			full = 1 << 30
		}
		whole = append(whole, full)
		if r.Draws < 10 {
			after10 = append(after10, share(h.Covered(), space.Pairs()))
		}
		if r.Draws < 5 {
			after5 = append(after5, share(h.Covered(), space.Pairs()))
			r.FewestClasses = min(r.FewestClasses, h.ClassesSeen())
		}
	}
	if r.AllPairs = median(whole); r.AllPairs == 1<<30 {
		r.AllPairs = 0
	}
	r.After5, r.After10 = median(after5), median(after10)
	of := make([]int, len(shown))
	for i := range space.Size() {
		of[it.Model.ClassIndex(i)]++
	}
	for c, name := range space.Classes() {
		r.Classes = append(r.Classes, ClassShare{name, share(shown[c], p.Learners*r.Draws), share(of[c], space.Size())})
	}
	r.Strategies = contest.result()
	return r, nil
}

// share is a part of a whole in hundredths of a percent, rounded down.
func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return 10_000 * part / whole
}

// median is the upper middle of a list.
func median(list []int) int {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// contest lets every strategy answer the same draws.
type contest struct {
	it      *response.Item
	on      bool
	scripts func(code string) (response.ScriptText, bool)
	common  int   // the most frequent class
	met     []int // by class: how often it was right for this learner
	earned  map[string]*Strategy
	answers map[string]int
	choices bool // the type shows options
}

func newContest(it *response.Item, p Plan) *contest {
	c := &contest{it: it, on: p.Strategies, scripts: p.Scripts, earned: map[string]*Strategy{}, answers: map[string]int{}}
	t := it.Model.Model().Type
	c.choices = t == model.Single || t == model.Script
	count := make([]int, len(it.Space.Classes()))
	for i := range it.Space.Size() {
		k := it.Model.ClassIndex(i)
		if count[k]++; count[k] > count[c.common] {
			c.common = k
		}
	}
	return c
}

func (c *contest) begin() {
	if c.on {
		c.met = make([]int, len(c.it.Space.Classes()))
	}
}

// answer lets the strategies answer one draw.
func (c *contest) answer(situation int, root draw.Seed, attempt string, n int) error {
	if !c.on {
		return nil
	}
	class := c.it.Model.ClassIndex(situation)
	least := 0
	for k := range c.met {
		if c.met[k] < c.met[least] {
			least = k
		}
	}
	// the strategies' own lot, apart from the streams of the draw
	lot := draw.Root(attempt+"/guess", c.it.Space.Model(), n).Stream("guess")
	for k := range c.met { // ties of "seen least" by lot
		if c.met[k] == c.met[least] && lot.Int(2) == 0 {
			least = k
		}
	}
	c.met[class]++
	if !c.choices {
		c.count(Random, lot.Int(len(c.it.Space.Classes())) == class)
		c.count(OneAnswer, c.common == class)
		c.count(LeastSeen, least == class)
		return nil
	}
	v, err := c.it.Make(response.Request{Situation: situation, Root: root, Attempt: attempt, Ordinal: n, Purpose: draw.Review, Scripts: c.scripts})
	if err != nil {
		return err
	}
	options := v.Shown.ZH.Options
	of := func(id string) int {
		for i := range options {
			if options[i].ID == id {
				return i
			}
		}
		return lot.Int(len(options))
	}
	classes := c.it.Space.Classes()
	longest, politest, warm := 0, 0, -1
	for i := range options {
		if utf8.RuneCountInString(options[i].Text) > utf8.RuneCountInString(options[longest].Text) {
			longest = i
		}
		if w := wording.Shipped().Warmth(options[i].Text).Particles; w > warm {
			politest, warm = i, w
		}
	}
	for name, at := range map[string]int{Random: lot.Int(len(options)), First: 0, Last: len(options) - 1, Longest: longest, Politest: politest} {
		c.count(name, options[at].ID == v.Key.Choice)
	}
	c.count(OneAnswer, options[of(classes[c.common])].ID == v.Key.Choice)
	c.count(LeastSeen, options[of(classes[least])].ID == v.Key.Choice)
	return nil
}

func (c *contest) count(name string, right bool) {
	s := c.earned[name]
	if s == nil {
		s = &Strategy{Name: name}
		c.earned[name] = s
	}
	c.answers[name]++
	if right {
		s.Right++
	}
}

func (c *contest) result() []Strategy {
	var out []Strategy
	for name, s := range c.earned {
		n := c.answers[name]
		out = append(out, Strategy{name, share(s.Right, n)})
	}
	slices.SortFunc(out, func(a, b Strategy) int {
		if a.Right != b.Right {
			return b.Right - a.Right
		}
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}
