package training_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/internal/lang"
	"shifu/quiz/model"
	"shifu/training"
)

// packRead is a small pack with two models, the first at revision 3, and one reading.
func packRead(read ...training.ReadModel) *training.Pack {
	p := small()
	kp := p.Leaves()[0].ID
	p.Models = []*model.Model{{ID: "a", KP: kp, Rev: 3}, {ID: "b", KP: kp, Rev: 1}}
	p.Readings = []training.Reading{{Reader: lang.Text{ZH: "甲", EN: "A"}, Day: "2026-11-23", Models: read}}
	return p
}

func TestAReadingApprovesTheRevisionThatItNamesAndNoOther(t *testing.T) {
	why := []lang.Text{{ZH: "改了题干。", EN: "The stem was changed."}}
	p := packRead(training.ReadModel{ID: "a", Rev: 3, Answered: 9, Agreed: 8, Settled: why})
	assert.Empty(t, p.Validate())
	assert.Equal(t, training.ReadingSum{Models: 1, Answered: 9, Agreed: 8, Settled: 1, Unread: []string{"b"}}, p.SumReadings())

	p = packRead(training.ReadModel{ID: "a", Rev: 2, Answered: 9, Agreed: 9})
	found := p.Validate()
	if assert.Len(t, found, 1) {
		assert.Equal(t, training.CodeReadBefore, found[0].Code)
		assert.Equal(t, model.Note, found[0].Severity)
	}
	assert.Equal(t, training.ReadingSum{Unread: []string{"a", "b"}}, p.SumReadings())

	p.Readings = append(p.Readings, training.Reading{Reader: why[0], Day: "2026-11-24",
		Models: []training.ReadModel{{ID: "a", Rev: 3, Answered: 5, Agreed: 5}}})
	assert.Equal(t, training.ReadingSum{Models: 1, Answered: 5, Agreed: 5, Unread: []string{"b"}}, p.SumReadings(), "the later reading counts")
	assert.Empty(t, p.Validate(), "what was read anew is not asked for again")

	p.Readings[0], p.Readings[1] = p.Readings[1], p.Readings[0]
	assert.Equal(t, training.ReadingSum{Models: 1, Answered: 5, Agreed: 5, Unread: []string{"b"}}, p.SumReadings(), "whatever the order of the files, the later revision counts")
	assert.Empty(t, p.Validate())
}

func TestAReadingThatCannotBeTrueIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		read []training.ReadModel
		code string
	}{
		"a revision to come":         {[]training.ReadModel{{ID: "a", Rev: 4, Answered: 9, Agreed: 9}}, training.CodeRange},
		"nothing answered":           {[]training.ReadModel{{ID: "a", Rev: 3}}, training.CodeRange},
		"more agreed than answered":  {[]training.ReadModel{{ID: "a", Rev: 3, Answered: 4, Agreed: 5}}, training.CodeRange},
		"a disagreement not settled": {[]training.ReadModel{{ID: "a", Rev: 3, Answered: 4, Agreed: 3}}, training.CodeShape},
		"one model twice":            {[]training.ReadModel{{ID: "b", Rev: 1, Answered: 4, Agreed: 4}, {ID: "b", Rev: 1, Answered: 4, Agreed: 4}}, training.CodeTwice},
		"no model":                   {nil, training.CodeMissing},
	} {
		t.Run(name, func(t *testing.T) {
			found := packRead(c.read...).Validate()
			if assert.Len(t, found, 1) {
				assert.Equal(t, c.code, found[0].Code)
				assert.Equal(t, model.Error, found[0].Severity)
			}
		})
	}
}
