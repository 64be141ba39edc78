package formula

// Nearest answers the candidate that is closest to a misspelt word by edit
// distance (insert, delete, replace, swap of neighbours), or "" when none is close
// enough to be meant: at most a third of the word's characters, at least one.
func Nearest(word string, candidates []string) string {
	w := []rune(word)
	if len(w) > 64 {
		return ""
	}
	best, limit := "", max(1, (len(w)+1)/3)
	for _, c := range candidates {
		r := []rune(c)
		if len(r) == 0 || len(r) > 64 || len(r)-len(w) > limit || len(w)-len(r) > limit {
			continue
		}
		if d := distance(w, r); d <= limit && d < max(len(w), len(r)) {
			if d < limit {
				limit = d
				best = c
			} else if best == "" {
				best = c
			}
		}
	}
	return best
}

// Distance is the number of edits of single characters (insert, delete, replace, swap of
// neighbours) that make one text of another.
func Distance(a, b string) int { return distance([]rune(a), []rune(b)) }

func distance(a, b []rune) int {
	prev2 := make([]int, len(b)+1)
	prev := make([]int, len(b)+1)
	cur := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}
