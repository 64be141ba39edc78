package training

import (
	"shifu/internal/op"
	"shifu/quiz"
)

// Service is the use cases of study, path and sign-off. Its methods take and
// return plain values; every command carries an id and runs once.
type Service struct {
	Store op.Store[Tx]
	Clock op.Clock
	IDs   op.IDs
	Quiz  *quiz.Service // reads of quizzes inside our own transactions

	library  op.Kept[*scriptIndex]
	syllabus op.Kept[*syllabus]
}
