package quiz

import (
	"context"

	"shifu/internal/fault"
	"shifu/internal/op"
	"shifu/quiz/model"
)

// DraftChanges says what publishing a draft would change.
func (s *Service) DraftChanges(ctx context.Context, actor op.Actor, draft string) (Difference, error) {
	var b Workbench
	b, err := op.Query(ctx, s.Store, "quiz.DraftChanges", func(tx Tx) (Workbench, error) {
		if err := allow(ctx, tx, "DraftChanges", actor, ""); err != nil {
			return b, err
		}
		d, err := tx.StoredDraft(ctx, draft)
		if err != nil {
			return b, err
		}
		if d.Author != actor.ID && d.State != DraftAgreed { // a reader sees no key before the reading is done
			return b, fault.New(fault.Forbidden, "fault.quiz.not_your_draft")
		}
		return s.workbench(ctx, tx, d)
	})
	if err != nil {
		return Difference{}, err
	}
	return b.Changes(b.Draft.Text)
}

// Changes compares a text with the version in use. It reads nothing.
func (b *Workbench) Changes(text string) (Difference, error) {
	m := model.OpenDocument(text).Model()
	if m == nil {
		return Difference{}, fault.New(fault.Invalid, "fault.quiz.draft_errors", "Count", 1)
	}
	next, _ := model.Compile(m, b.FactsFor(m))
	if next == nil {
		return Difference{}, fault.New(fault.Invalid, "fault.quiz.draft_errors", "Count", 1)
	}
	if b.Current == nil {
		return Differences(nil, next)
	}
	was, _ := model.Compile(b.Current.Model, b.Current.Facts)
	return Differences(was, next)
}

// Published is a version that came into use.
type Published struct {
	Model string `json:"model"`
	Hash  string `json:"hash"`
	Rev   int    `json:"rev"`
	// KeysChanged counts situations whose right answer is another one now: what
	// was answered under the old version may want a regrade.
	KeysChanged int `json:"keysChanged"`
}

// PublishDraft brings a draft that its reader agrees with into use as a new
// version. Attempts in course and past keep the version that they were given. When
// the version in use is no longer the one that was read against, it must be sent
// anew (fault.quiz.base_moved), and so it must when the shop's policy has changed
// what it says (fault.quiz.facts_moved).
func (s *Service) PublishDraft(ctx context.Context, actor op.Actor, cmd DraftCommand) (Published, error) {
	return op.Run(ctx, s.Store, "quiz.PublishDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (Published, error) {
		if err := allow(ctx, tx, "PublishDraft", actor, ""); err != nil {
			return Published{}, err
		}
		d, err := tx.StoredDraft(ctx, cmd.Draft)
		if err != nil {
			return Published{}, err
		}
		switch d.State {
		case DraftAgreed:
		case DraftDisputed:
			return Published{}, fault.New(fault.Conflict, "fault.quiz.draft_disputed")
		default:
			return Published{}, fault.New(fault.Conflict, "fault.quiz.draft_unread")
		}
		b, err := s.workbench(ctx, tx, d)
		if err != nil {
			return Published{}, err
		}
		was := ""
		if b.Current != nil {
			was = b.Current.Hash
		}
		if was != d.Base {
			return Published{}, fault.New(fault.Conflict, "fault.quiz.base_moved")
		}
		m := model.OpenDocument(d.Text).Model()
		if m == nil {
			return Published{}, fault.New(fault.Corrupt, "fault.quiz.broken_model", "Model", d.Model)
		}
		changes, err := b.Changes(d.Text)
		if err != nil {
			return Published{}, err
		}
		facts := b.FactsFor(m)
		c, _ := model.Compile(m, facts)
		read, err := readVersion(ctx, tx, d.ID)
		if err != nil {
			return Published{}, err
		}
		if read != c.ContentHash() {
			return Published{}, fault.New(fault.Conflict, "fault.quiz.facts_moved")
		}
		if _, err := PutBank(ctx, tx, Bank{Models: []*model.Model{m}, Facts: facts}); err != nil {
			return Published{}, err
		}
		out := Published{Model: m.ID, Hash: c.ContentHash(), Rev: m.Rev, KeysChanged: changes.KeysChanged}
		approval := Approval{Model: m.ID, Hash: out.Hash, Author: d.Author, Reader: d.Reader, Situations: b.Reading.Of, At: tx.Now()}
		if err := tx.SaveApproval(ctx, approval); err != nil {
			return Published{}, err
		}
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return out, tx.DropDraft(ctx, d.ID)
	})
}

// readVersion is the version of a draft that its second reader answered.
func readVersion(ctx context.Context, tx Tx, draft string) (string, error) {
	slots, err := tx.ReadingOf(ctx, draft)
	if err != nil || len(slots) == 0 {
		return "", err
	}
	v, err := slots[0].variant()
	if err != nil {
		return "", err
	}
	return v.ContentHash, nil
}
