package training

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

	readers = rule{anyone: everyone}
	// sees: the person, the person's mentor, supervisors and owners.
	sees = rule{own: everyone, mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service. What a sign-off's parties may
// do beyond this is decided by the transition table (SignOffState.Decide).
var policy = op.Policy{
	"PreviewImport":   {anyone: seniors},
	"ImportPack":      {anyone: seniors},
	"Packs":           readers,
	"Facts":           {anyone: seniors},
	"PreviewFact":     {anyone: seniors},
	"EditFact":        {anyone: seniors},
	"Lessons":         readers,
	"Lesson":          readers,
	"Acknowledge":     readers, // always for oneself
	"Picture":         readers,
	"Sources":         readers,
	"Scripts":         readers,
	"Script":          readers,
	"Cases":           readers,
	"Case":            readers,
	"Programmes":      readers,
	"AssignProgramme": {own: seniors, mine: seniors, other: seniors},
	"Pair":            {anyone: seniors},
	"HandOver":        {anyone: seniors},
	"EndMentorship":   {anyone: seniors},
	"Mentorships":     {anyone: teachers},
	"Home":            readers, // always one's own
	"Path":            sees,
	"Desk":            {anyone: teachers},
	"Forecast":        {anyone: teachers},
	"CellDetail":      sees,
	"ObservationForm": sees,
	"Observe":         {mine: {op.Mentor}}, // supervisors watch, the mentor records
	"Inquire":         readers,             // always for oneself
	"Inquiry":         sees,
	"AnswerInquiry":   {mine: {op.Mentor}, other: seniors}, // nobody answers oneself
	"ModuleEvidence":  sees,
	"SignOff":         sees,
	"SignOffs":        {anyone: seniors, own: everyone, mine: {op.Mentor}, other: seniors},
	"MentorSign":      {mine: {op.Mentor}},
	"CounterSign":     {own: everyone},
	"Dispute":         {own: everyone},
	"AnswerDispute":   {mine: {op.Mentor}, other: {op.Mentor}}, // who signed it, even after a hand-over
	"WithdrawDispute": {own: everyone},
	"OfferAgain":      {mine: {op.Mentor}},
	"RuleDispute":     {mine: {op.Owner}, other: {op.Owner}},
	"Reopen":          {mine: {op.Owner}, other: {op.Owner}},
}

// Policy lists the methods that have a rule, for the test that every method has one.
func Policy() []string { return policy.Methods() }

// allow refuses what the policy does not permit (fault.training.forbidden). person is
// whom the use case concerns, "" for nobody.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, person string) error {
	return policy.Allow(ctx, tx, method, actor, person, "fault.training.forbidden")
}
