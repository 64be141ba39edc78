package response

import (
	"math/big"

	"shifu/quiz/model"
)

// Luck is what answering by chance earns: how likely each score is, exactly.
type Luck struct {
	// Typed: something is typed here, a number or words, that nobody hits by
	// chance. What is typed counts as wrong.
	Typed bool
	odds  map[int]*big.Rat // by score; they add up to one
}

// Guess answers what chance earns on a variant when every answer that the screen
// offers is equally likely:
//
//   - single, script, truefalse: one of the options;
//   - multiple: any set of ticks, none of them included;
//   - order: all steps shown, in any order;
//   - match: any right side for each left one;
//   - cloze: any option in each gap of choices; the typed ones are wrong;
//   - spot: each line of the agent clean, or faulty with any of the classes;
//   - chat: any of the open choices at every turn, until the end;
//   - numeric, short, rewrite, free: typed, so nothing.
func Guess(v *Variant) Luck {
	one := big.NewRat(1, 1)
	l := Luck{odds: map[int]*big.Rat{}}
	options := v.Shown.ZH.Options
	switch v.Type {
	case model.Single, model.Script:
		l.choose(1, len(options))
	case model.TrueFalse:
		l.choose(1, 2)
	case model.Multiple:
		l.ticks(len(v.Key.Choices), len(options)-len(v.Key.Choices), v.Marking.Partial)
	case model.Order:
		l.sequence(v)
	case model.Match:
		for hits, odds := range trials(len(v.Key.Match), big.NewRat(1, int64(max(1, len(v.Shown.ZH.Right))))) {
			l.add(100*hits/max(1, len(v.Key.Match)), odds)
		}
	case model.Cloze:
		l.gaps(v)
	case model.Spot:
		l.lines(v)
	case model.Chat:
		l.walk(v)
	default:
		l.Typed = true
		l.add(0, one)
	}
	return l
}

// Mean is the score that chance earns on average, in hundredths of a percent,
// rounded down: 2500 with one option of four.
func (l Luck) Mean() int {
	sum := new(big.Rat)
	for score, odds := range l.odds {
		sum.Add(sum, new(big.Rat).Mul(odds, big.NewRat(int64(100*score), 1)))
	}
	return int(new(big.Int).Quo(sum.Num(), sum.Denom()).Int64())
}

// Odds answers how likely chance earns exactly a score, 0..100.
func (l Luck) Odds(score int) *big.Rat {
	if odds := l.odds[score]; odds != nil {
		return new(big.Rat).Set(odds)
	}
	return new(big.Rat)
}

// AtLeast answers how likely chance earns a score or more.
func (l Luck) AtLeast(score int) *big.Rat {
	sum := new(big.Rat)
	for s, odds := range l.odds {
		if s >= score {
			sum.Add(sum, odds)
		}
	}
	return sum
}

func (l Luck) add(score int, odds *big.Rat) {
	if l.odds[score] == nil {
		l.odds[score] = new(big.Rat)
	}
	l.odds[score].Add(l.odds[score], odds)
}

// choose is all or nothing with so many of n ways right.
func (l Luck) choose(right, n int) {
	odds := big.NewRat(int64(right), int64(max(1, n)))
	l.add(100, odds)
	l.add(0, new(big.Rat).Sub(big.NewRat(1, 1), odds))
}

// ticks counts the sets of ticks by their hits and false ticks.
func (l Luck) ticks(right, wrong int, partial bool) {
	all := new(big.Int).Lsh(big.NewInt(1), uint(right+wrong))
	for hits := range right + 1 {
		for falsely := range wrong + 1 {
			ways := new(big.Int).Mul(choose(right, hits), choose(wrong, falsely))
			l.add(multipleScore(right, wrong, hits, falsely, hits+falsely == 0, partial), new(big.Rat).SetFrac(ways, all))
		}
	}
}

// sequence counts the orders of all steps by how many pairs stand right. Steps of
// one group may stand in any order, so an order of them is a word with as many
// letters as groups, and a pair that stands wrong is an inversion of the word.
func (l Luck) sequence(v *Variant) {
	inversions := []*big.Int{big.NewInt(1)} // words so far by their inversions
	belong, pairs := 0, 0
	for _, group := range v.Key.Steps {
		pairs += belong * len(group)
		inversions = convolve(inversions, merged(belong, len(group)))
		belong += len(group)
	}
	foreign := len(v.Shown.ZH.Steps) - belong
	all := new(big.Int)
	for _, n := range inversions {
		all.Add(all, n)
	}
	for wrong, ways := range inversions {
		score := 0
		switch exact := foreign == 0 && wrong == 0; {
		case exact:
			score = 100
		case !v.Marking.Partial || belong == 0:
		case pairs == 0:
			score = max(0, 100-10*foreign)
		default:
			score = max(0, 100*(pairs-wrong)/pairs-10*foreign)
		}
		l.add(score, new(big.Rat).SetFrac(ways, all))
	}
}

// merged counts the words of m letters a and n letters b by the pairs in which b
// stands before a: the coefficients of the Gaussian binomial.
func merged(m, n int) []*big.Int {
	if m == 0 || n == 0 {
		return []*big.Int{big.NewInt(1)}
	}
	out := make([]*big.Int, m*n+1)
	for i := range out {
		out[i] = new(big.Int)
	}
	for i, c := range merged(m, n-1) { // the last letter is b
		out[i].Add(out[i], c)
	}
	for i, c := range merged(m-1, n) { // the last letter is a, after every b
		out[i+n].Add(out[i+n], c)
	}
	return out
}

func convolve(a, b []*big.Int) []*big.Int {
	out := make([]*big.Int, len(a)+len(b)-1)
	for i := range out {
		out[i] = new(big.Int)
	}
	for i, x := range a {
		for j, y := range b {
			out[i+j].Add(out[i+j], new(big.Int).Mul(x, y))
		}
	}
	return out
}

// gaps runs through the sets of gaps that are filled right.
func (l *Luck) gaps(v *Variant) {
	type gap struct {
		weight int
		odds   *big.Rat
	}
	var chosen []gap
	weights := 0
	for i := range v.Key.Slots {
		weight := 1
		if i < len(v.Marking.Slots) {
			weight = max(1, v.Marking.Slots[i].Weight)
		}
		weights += weight
		if v.Key.Slots[i].As == "choice" {
			chosen = append(chosen, gap{weight, big.NewRat(1, int64(max(1, len(v.Shown.ZH.Slots[i].Options))))})
		} else {
			l.Typed = true
		}
	}
	for set := range 1 << len(chosen) {
		odds, sum := big.NewRat(1, 1), 0
		for i, g := range chosen {
			if set>>i&1 == 1 {
				odds.Mul(odds, g.odds)
				sum += 100 * g.weight
			} else {
				odds.Mul(odds, new(big.Rat).Sub(big.NewRat(1, 1), g.odds))
			}
		}
		l.add(sum/max(1, weights), odds)
	}
}

// lines runs through how many faults are named right, found only, and how many
// clean lines are marked.
func (l Luck) lines(v *Variant) {
	faults, agent := len(v.Key.Faults), 0
	for _, line := range v.Shown.ZH.Lines {
		if line.Who == "agent" {
			agent++
		}
	}
	classes := int64(len(v.Shown.ZH.Classes))
	clean := trials(agent-faults, big.NewRat(classes, classes+1))
	if faults == 0 {
		l.add(100, clean[0])
		l.add(0, new(big.Rat).Sub(big.NewRat(1, 1), clean[0]))
		return
	}
	found := trials(faults, big.NewRat(classes, classes+1))
	for n, odds := range found {
		named := trials(n, big.NewRat(1, max(1, classes)))
		for whole, of := range named {
			for marked, falsely := range clean {
				both := new(big.Rat).Mul(odds, of)
				l.add(max(0, 100*(2*whole+n-whole-marked))/(2*faults), both.Mul(both, falsely))
			}
		}
	}
}

// walk follows every way through a chat at once: ways that have come to the same
// position with the same points and story time go on together.
func (l Luck) walk(v *Variant) {
	type place struct{ position, points, minutes int }
	game := v.Marking.Game
	zero := new(big.Rat)
	here := map[place]*big.Rat{{}: big.NewRat(1, 1)}
	for range game.MaxSteps + 1 {
		next := map[place]*big.Rat{}
		for at, odds := range here {
			moves := game.Positions[at.position].Moves
			if len(moves) == 0 {
				l.add(min(100, 100*max(0, at.points)/max(1, game.Best)), odds)
				continue
			}
			each := new(big.Rat).Mul(odds, big.NewRat(1, int64(len(moves))))
			for _, move := range moves {
				worth := v.Marking.Moves[game.Positions[at.position].Node][move.Choice]
				if worth.Redline { // whatever follows, the chat earns nothing
					zero.Add(zero, each)
					continue
				}
				to := place{move.To, at.points, 0}
				if game.Deadline == 0 || at.minutes <= game.Deadline {
					to.points += worth.Points
				}
				if game.Deadline > 0 {
					to.minutes = min(game.Deadline+1, at.minutes+worth.Minutes)
				}
				if next[to] == nil {
					next[to] = new(big.Rat)
				}
				next[to].Add(next[to], each)
			}
		}
		here = next
	}
	for _, odds := range here { // more steps than a chat may have
		zero.Add(zero, odds)
	}
	l.add(0, zero)
}

// trials answers how likely 0..n of n independent trials succeed.
func trials(n int, odds *big.Rat) []*big.Rat {
	out := []*big.Rat{big.NewRat(1, 1)}
	not := new(big.Rat).Sub(big.NewRat(1, 1), odds)
	for range max(0, n) {
		next := make([]*big.Rat, len(out)+1)
		for i := range next {
			next[i] = new(big.Rat)
		}
		for i, p := range out {
			next[i].Add(next[i], new(big.Rat).Mul(p, not))
			next[i+1].Add(next[i+1], new(big.Rat).Mul(p, odds))
		}
		out = next
	}
	return out
}

func choose(n, k int) *big.Int { return new(big.Int).Binomial(int64(n), int64(k)) }
