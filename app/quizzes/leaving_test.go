package quizzes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/quizzes"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// The clock stops before a sitting is left, and then the way goes on to where the
// person wanted to go: to a lesson, or to the lock.
func TestASittingIsLeftWithItsClockStopped(t *testing.T) {
	open := func(t *testing.T, exam bool) (*pagetest.Host, page.Page) {
		d := question(t, types, "t.two-steps", "kind=a")
		d.exam = exam
		h := pagetest.NewHost(t, lang.ZhHans, op.Apprentice)
		p := quizzes.NewSitting(d, d)(h, page.Route{Page: "quiz", ID: "a1"})
		h.Open(p)
		return h, p
	}
	leave := func(p page.Page, onward func()) bool { return p.(page.Leaver).Leave(onward) }

	t.Run("Practice", func(t *testing.T) {
		h, p := open(t, false)
		gone := 0
		assert.False(t, leave(p, func() { gone++ }), "it settles first")
		assert.Equal(t, 1, gone)
		assert.True(t, leave(p, func() { gone++ }), "the clock stands")
		assert.Zero(t, h.Backs)
		assert.False(t, p.(page.Keeper).KeepsOpen())
	})
	t.Run("ExamAsksFirst", func(t *testing.T) {
		h, p := open(t, true)
		assert.True(t, p.(page.Keeper).KeepsOpen(), "thinking is no idleness")
		gone := 0
		assert.False(t, leave(p, func() { gone++ }))
		require.Len(t, h.Questions, 1)
		assert.Zero(t, gone, "nobody has said yes")
		h.Questions[0].OnYes()
		assert.Equal(t, 1, gone)
	})
}
