package quiz

import (
	"context"

	"shifu/internal/op"
)

// The words of the table.
const (
	anyone = op.Anyone
	own    = op.Own
	mine   = op.Mine
	other  = op.Other
)

type rule = op.Rule

var (
	everyone = op.Everyone
	seniors  = op.Seniors
	teachers = op.Teachers

	// sits: only the learner touches a sitting.
	sits = rule{own: everyone}
	// reads: the learner, the learner's mentor, supervisors and owners.
	reads = rule{own: everyone, mine: {op.Mentor}, other: seniors}
	// marks: never one's own reply.
	marks = rule{mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service.
var policy = op.Policy{
	"Start":      sits,
	"Sitting":    sits,
	"Resume":     sits,
	"Pause":      sits,
	"Heartbeat":  sits,
	"Draft":      sits,
	"Answer":     sits,
	"Flag":       sits,
	"HandIn":     sits,
	"Open":       sits,
	"Result":     reads,
	"Results":    reads,
	"Due":        reads,
	"Mastery":    reads,
	"Standings":  {anyone: teachers},
	"ReplyQueue": {anyone: teachers},
	"Reply":      marks,
	"MarkReply":  marks,
	"Regrade":    {own: {}, mine: {}, other: seniors},
	"Points":     {anyone: everyone},
	"Blueprints": {anyone: everyone},
	"CanExamine": reads,
	"Models":     {anyone: teachers},
	"Bank":       {anyone: seniors},
	"Figures":    {anyone: seniors},
	"Rebuild":    {anyone: seniors},
	"SumUp":      {}, // asks nothing: it makes anew what follows from the steps
	"Within":     {}, // reads nothing itself; its caller asks

	// Drafts: supervisors and owners write, the second reader may be a mentor.
	"StartDraft":    {anyone: seniors},
	"SaveDraft":     {anyone: seniors},
	"DropDraft":     {anyone: seniors},
	"Workbench":     {anyone: seniors},
	"SendDraft":     {anyone: seniors},
	"WithdrawDraft": {anyone: seniors},
	"DraftChanges":  {anyone: seniors},
	"PublishDraft":  {anyone: seniors},
	"Drafts":        {anyone: teachers},
	"Reading":       {anyone: teachers},
	"ReadingStep":   {anyone: teachers},
	"AnswerReading": {anyone: teachers},
	"FinishReading": {anyone: teachers},
}

// Policy lists the methods that have a rule, for the test that every method has one.
func Policy() []string { return policy.Methods() }

// allow refuses what the policy does not permit (fault.quiz.forbidden). learner is the
// person whom the use case concerns, "" for none.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, learner string) error {
	return policy.Allow(ctx, tx, method, actor, learner, "fault.quiz.forbidden")
}
