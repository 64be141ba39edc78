package quiz_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/fault"
	"shifu/quiz"
)

// FuzzRebuild feeds attempts whose hashes agree and whose steps nobody made: a
// line is kind, slot, body. They are attempts, or corrupt; never a panic.
func FuzzRebuild(f *testing.F) {
	terms := `{"purpose":"exam","plan":[{"point":"p"},{"point":"p"}]}`
	given := `{"model":"m","points":10}`
	for _, seed := range []string{
		"started 0 " + terms + "\ngiven 0 " + given + "\nanswered 0 {\"response\":{},\"status\":\"complete\"}\nhanded_in -1 {\"marks\":{\"0\":{\"score\":100}}}\nregraded 0 {\"mark\":{}}",
		"started -1 " + terms + "\nhanded_in -1 {\"marks\":{\"7\":{\"score\":100}},\"taken\":{\"-1\":{}}}",
		"started -1 " + terms + "\ngiven -1 " + given,
		"started -1 " + terms + "\ngiven 0 null\nmentor_marked 0 {}",
		"started -1 " + terms + "\nhanded_in 0 null\nregraded 1 {}",
		"started -1 {}\nflagged 0 true",
		"started -1 " + terms + "\ninterrupted -1 {}\nresumed -1 {\"gap\":-1}",
		"started -1 null",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		var steps []quiz.Step
		for line := range strings.Lines(script) {
			parts := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
			if len(parts) < 3 {
				continue
			}
			slot, _ := strconv.Atoi(parts[1])
			steps = append(steps, quiz.Step{Kind: quiz.StepKind(parts[0]), Slot: slot, At: t0, By: "lin", Body: json.RawMessage(parts[2])})
		}
		a, err := quiz.Rebuild("a", "lin", quiz.Seal("a", steps))
		if err != nil {
			assert.True(t, fault.Is(err, fault.Corrupt), err)
			return
		}
		a.Tally()
		a.Verdict()
		a.Left(0)
		_, _ = a.HandIn(nil, moment(1, "lin"))
		_, _ = a.MarkByMentor(0, quiz.MentorMark{}, moment(1, "zhou"))
		_, _ = a.Regrade(0, quiz.Mark{}, "x", moment(1, "shen"))
	})
}
