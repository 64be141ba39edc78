package training

import (
	"context"
	"fmt"
	"time"

	"shifu/internal/lang"
	"shifu/quiz"
	"shifu/quiz/model"
)

// Reading is the result of a second reading that a pack carries: who answered
// item models over samples in which every pair of levels occurs, without seeing
// a key, and how far the answers agreed. The checker proves that a key is
// unique; that it is true, a second reader says.
type Reading struct {
	Reader lang.Text   `yaml:"reader"` // a name or a role, for people
	Day    string      `yaml:"day"`    // the day of the reading: 2026-11-01
	Models []ReadModel `yaml:"models"` // in any order
}

// ReadModel is what the reading of one item model came to.
type ReadModel struct {
	ID       string      `yaml:"id"`       // the item model
	Rev      int         `yaml:"rev"`      // its revision once everything was settled
	Answered int         `yaml:"answered"` // situations answered, at least one
	Agreed   int         `yaml:"agreed"`   // of these: the first answer was the key
	Settled  []lang.Text `yaml:"settled"`  // what was changed, or why nothing was: a sentence for each disagreement
}

// ReadingSum is how far the item models of a pack were read in the revision
// that the pack holds.
type ReadingSum struct {
	Models   int      `json:"models"`           // read in this revision
	Answered int      `json:"answered"`         // situations of these
	Agreed   int      `json:"agreed"`           // of the answered
	Settled  int      `json:"settled"`          // disagreements settled
	Unread   []string `json:"unread,omitempty"` // models that nobody read in this revision, in the pack's order
}

// SumReadings sums what readings say of the models as they stand. Of two
// readings of one model the one of the later revision counts, of one revision
// the later one in the pack.
func (p *Pack) SumReadings() ReadingSum {
	last := p.lastReadings()
	var sum ReadingSum
	for _, m := range p.Models {
		r, ok := last[m.ID]
		if !ok || r.Rev != m.Rev {
			sum.Unread = append(sum.Unread, m.ID)
			continue
		}
		sum.Models++
		sum.Answered += r.Answered
		sum.Agreed += r.Agreed
		sum.Settled += len(r.Settled)
	}
	return sum
}

// lastReadings is the reading of each model that counts, by the model's ID.
func (p *Pack) lastReadings() map[string]ReadModel {
	last := map[string]ReadModel{}
	for _, r := range p.Readings {
		for _, m := range r.Models {
			if m.Rev >= last[m.ID].Rev {
				last[m.ID] = m
			}
		}
	}
	return last
}

// approve keeps the pack's readings as approvals of the versions that were read: of a
// model that the shop has of its own, or with facts of its own, the version in use is
// another one, and stays unread.
func (plan *importPlan) approve(ctx context.Context, tx Tx) error {
	hashes, revs := map[string]string{}, map[string]int{}
	for _, t := range plan.in.things {
		if t.kind == ContentModel {
			hashes[t.id], revs[t.id] = t.hash, t.model.Rev
		}
	}
	for _, r := range plan.in.pack.Readings {
		day, err := time.Parse(time.DateOnly, r.Day)
		if err != nil {
			continue // the check has said so
		}
		for _, m := range r.Models {
			if hashes[m.ID] == "" || revs[m.ID] != m.Rev {
				continue
			}
			a := quiz.Approval{Model: m.ID, Hash: hashes[m.ID], Outside: r.Reader, Situations: m.Answered, At: day.Add(12 * time.Hour)}
			if err := tx.SaveApproval(ctx, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *validator) readings() {
	revs := map[string]int{}
	for _, m := range v.pack.Models {
		revs[m.ID] = m.Rev
	}
	last := v.pack.lastReadings()
	for _, r := range v.pack.Readings {
		if len(r.Models) == 0 {
			v.err(CodeMissing, "pack", "readings", "有一份二审记录没有列出情境题", "a reading names no item model")
			continue
		}
		first := "read/" + r.Models[0].ID
		v.text(first, "reader", r.Reader, maxTitle, false)
		if _, ok := parseDay(r.Day); !ok {
			v.err(CodeRange, first, "day", fmt.Sprintf("“%s”不是日期，写成 2026-11-01", r.Day), fmt.Sprintf("%q is no day; write 2026-11-01", r.Day))
		}
		seen := map[string]bool{}
		for _, m := range r.Models {
			if seen[m.ID] {
				v.err(CodeTwice, "read/"+m.ID, "id", fmt.Sprintf("“%s”用了两次", m.ID), fmt.Sprintf("%q is used twice", m.ID))
			}
			seen[m.ID] = true
			v.read(m, last[m.ID].Rev, revs[m.ID])
		}
	}
}

// read checks what a reading says of a model: last is the revision that its newest
// reading names, now the one that the pack holds.
func (v *validator) read(m ReadModel, last, now int) {
	at := "read/" + m.ID
	if !v.ref(at, "id", "model", m.ID) {
		return
	}
	v.between(at, "rev", m.Rev, 1, now)
	v.between(at, "answered", m.Answered, 1, maxAnswered)
	v.between(at, "agreed", m.Agreed, 0, m.Answered)
	if m.Agreed < m.Answered && len(m.Settled) == 0 {
		v.err(CodeShape, at, "settled", "有答得和答案不一样的，要写清怎么了结", "answers differed from the key: say how that was settled")
	}
	for i, t := range m.Settled {
		v.text(at, fmt.Sprintf("settled[%d]", i), t, maxSettled, false)
	}
	if m.Rev >= 1 && m.Rev == last && last < now {
		v.add(model.Note, CodeReadBefore, at, "rev", fmt.Sprintf("第二人读的是第 %d 版，现在是第 %d 版：请再读一遍", m.Rev, now),
			fmt.Sprintf("revision %d was read, the model is at %d now: it is to be read anew", m.Rev, now))
	}
}

const (
	maxAnswered = 10_000 // situations of one reading of a model; a covering sample has 4 to a few hundred
	maxSettled  = 400    // characters of what settled a disagreement, in one language
)
