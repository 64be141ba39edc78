package certificate

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

	// sees: the holder, the holder's mentor, supervisors and owners.
	sees = rule{own: everyone, mine: {op.Mentor}, other: seniors}
)

// policy is who may use each method of the service. IssueDue is not in
// anybody's discretion: it issues what the rules demand, whoever asks, and at
// the program's start nobody does.
var policy = op.Policy{
	"IssueDue":        {},                 // asks nothing
	"List":            {anyone: everyone}, // an apprentice sees the own ones only
	"Registered":      {anyone: everyone}, // likewise
	"Certificate":     sees,
	"Prospects":       sees,
	"Proof":           sees,
	"File":            sees,
	"Register":        {anyone: teachers},
	"SignManifest":    {anyone: teachers},
	"CheckAll":        {anyone: seniors},
	"Corrections":     {anyone: seniors},
	"DoubtedSignOffs": {anyone: teachers}, // a mentor sees what the mentor signed
	"PreviewRegrade":  {anyone: seniors},
	"Regrade":         {anyone: seniors},
	"Regrades":        {anyone: seniors},
	"KeepCertificate": {own: {op.Owner}, mine: {op.Owner}, other: {op.Owner}},
	"Revoke":          {own: {op.Owner}, mine: {op.Owner}, other: {op.Owner}},
}

// Policy lists the methods that have a rule, for the test that every method has one.
func Policy() []string { return policy.Methods() }

// allow refuses what the policy does not permit
// (fault.certificate.not_allowed). person is whom the use case concerns, ""
// for nobody.
func allow(ctx context.Context, tx Tx, method string, actor op.Actor, person string) error {
	return policy.Allow(ctx, tx, method, actor, person, "fault.certificate.not_allowed")
}
