package quiz

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

// The checker proves that a key is unique, not that it is true. So a second person
// answers a sample in which every pair of conditions occurs, without seeing the
// keys; a disagreement keeps the model out of the bank until the model or the
// answer changes.

// ReadSlot is one situation of the sample that a second reader answers.
type ReadSlot struct {
	Variant  []byte          // JSON of the frozen variant, its key included
	Response json.RawMessage // nil before it is answered
	// Agrees: the answer is the key itself, or a rewritten text that earns what
	// counts as right. Of a free reply, which nobody can compare, the reader says so.
	Agrees bool
	Said   string // the reader's words about it
	At     time.Time
}

func (r *ReadSlot) answered() bool { return r.Response != nil }

func (r *ReadSlot) variant() (*response.Variant, error) {
	v := new(response.Variant)
	if err := json.Unmarshal(r.Variant, v); err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.quiz.broken_reading")
	}
	return v, nil
}

// Approval is who wrote and who agreed with a published version.
type Approval struct {
	Model  string `json:"model"`
	Hash   string `json:"hash"`
	Author string `json:"author"` // a person's id, "" of a pack's
	Reader string `json:"reader"` // a person's id, "" of a pack's
	// Outside names the reader of a version that came read with its pack: nobody
	// of the shop.
	Outside    lang.Text `json:"outside,omitzero"`
	Situations int       `json:"situations"` // that the reader answered
	At         time.Time `json:"at"`         // of a pack's: the day of the reading, at noon UTC
}

// Sent says what became of sending a draft.
type Sent struct {
	Situations int `json:"situations"` // that the second reader will answer
}

// SendDraft sends an own draft for approval: errors and warnings without a reason
// keep it back (fault.quiz.draft_errors), and so does a shop in which nobody else
// could read it (fault.quiz.no_reader).
func (s *Service) SendDraft(ctx context.Context, actor op.Actor, cmd DraftCommand) (Sent, error) {
	b, err := s.Workbench(ctx, actor, cmd.Draft)
	if err != nil {
		return Sent{}, err
	}
	// The check takes its time, so it stands before the transaction, which makes
	// sure that the text is still the same.
	checked := b.Check(b.Draft.Text)
	return op.Run(ctx, s.Store, "quiz.SendDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (Sent, error) {
		if err := allow(ctx, tx, "SendDraft", actor, ""); err != nil {
			return Sent{}, err
		}
		d, err := ownDraft(ctx, tx, actor, cmd.Draft)
		switch {
		case err != nil:
			return Sent{}, err
		case d.State != DraftOpen || d.Text != checked.Text:
			return Sent{}, fault.New(fault.Conflict, "fault.quiz.draft_moved")
		case checked.Errors > 0 || !checked.Drawable():
			return Sent{}, fault.New(fault.Invalid, "fault.quiz.draft_errors", "Count", max(1, checked.Errors))
		case checked.Warnings > 0:
			return Sent{}, fault.New(fault.Invalid, "fault.quiz.draft_warnings", "Count", checked.Warnings)
		case b.Readers == 0:
			return Sent{}, fault.New(fault.Invalid, "fault.quiz.no_reader")
		}
		slots, err := s.sample(checked, d.ID, tx.Now())
		if err != nil {
			return Sent{}, err
		}
		if err := tx.SaveReading(ctx, d.ID, slots); err != nil {
			return Sent{}, err
		}
		d.State, d.SentAt, d.Reader, d.Base = DraftSent, tx.Now(), "", ""
		current, err := CurrentVersion(ctx, tx, d.Model)
		if err != nil {
			return Sent{}, err
		}
		if current != nil {
			d.Base = current.Hash
		}
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return Sent{len(slots)}, tx.SaveDraft(ctx, d)
	})
}

// sample freezes the situations that the second reader answers: every pair of
// conditions and every answer occur in them.
func (s *Service) sample(c *Checked, draft string, now time.Time) ([]ReadSlot, error) {
	var secret [16]byte
	if _, err := io.ReadFull(s.entropy(), secret[:]); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.quiz.no_entropy")
	}
	id, seed := c.item.Model.Model().ID, hex.EncodeToString(secret[:])
	var slots []ReadSlot
	for n, i := range c.item.Space.Cover(draw.Root(seed, id, 0)) {
		v, err := c.item.Make(response.Request{Situation: i, Root: draw.Root(seed, id, n+1), Attempt: draft, Ordinal: n + 1, Purpose: draw.Review,
			DrawnAt: now.UTC().Format(time.RFC3339), Scripts: c.script, Donts: c.donts, Synonyms: c.synonyms})
		if err != nil {
			return nil, err
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		slots = append(slots, ReadSlot{Variant: raw})
	}
	return slots, nil
}

// WithdrawDraft takes an own draft back to be written on; what was read of it is
// forgotten, for the next text is another one.
func (s *Service) WithdrawDraft(ctx context.Context, actor op.Actor, cmd DraftCommand) (bool, error) {
	return op.Run(ctx, s.Store, "quiz.WithdrawDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (bool, error) {
		if err := allow(ctx, tx, "WithdrawDraft", actor, ""); err != nil {
			return false, err
		}
		d, err := ownDraft(ctx, tx, actor, cmd.Draft)
		if err != nil || d.State == DraftOpen {
			return false, err
		}
		if err := tx.SaveReading(ctx, d.ID, nil); err != nil {
			return false, err
		}
		d.State, d.Reader, d.SentAt = DraftOpen, "", time.Time{}
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return true, tx.SaveDraft(ctx, d)
	})
}

// Reading is a draft as its second reader sees it: situations, never a key.
type Reading struct {
	Draft  string        `json:"draft"`
	Title  lang.Text     `json:"title"`
	Author string        `json:"author"`
	State  DraftState    `json:"state"`
	Slots  []ReadingSlot `json:"slots"`
}

// ReadingSlot is one situation of a reading.
type ReadingSlot struct {
	N        int             `json:"n"` // from 0
	Chips    []Chip          `json:"chips"`
	Shown    Presentation    `json:"shown"`
	Response json.RawMessage `json:"response,omitempty"`
	Said     string          `json:"said,omitempty"`
	// Open: it can be answered, or answered otherwise.
	Open bool `json:"open"`
	// Reference is what the author would reply, shown once a free reply is
	// written: the reader says whether it is right. Empty for all other types.
	Reference lang.Text `json:"reference,omitzero"`
	Agrees    bool      `json:"agrees,omitempty"` // of a free reply: what the reader said
}

// reader answers the draft and its sample for the one who reads it.
func reader(ctx context.Context, tx Tx, actor op.Actor, id string) (Draft, []ReadSlot, error) {
	d, err := tx.StoredDraft(ctx, id)
	if err != nil {
		return d, nil, err
	}
	switch {
	case d.Author == actor.ID:
		return d, nil, fault.New(fault.Forbidden, "fault.quiz.own_draft")
	case d.Reader != "" && d.Reader != actor.ID:
		return d, nil, fault.New(fault.Forbidden, "fault.quiz.read_by_another")
	case d.State != DraftSent && d.State != DraftDisputed && d.State != DraftAgreed:
		return d, nil, fault.New(fault.NotFound, "fault.quiz.nothing_to_read")
	}
	slots, err := tx.ReadingOf(ctx, id)
	return d, slots, err
}

// Reading answers what the second reader answers of a draft.
func (s *Service) Reading(ctx context.Context, actor op.Actor, draft string) (Reading, error) {
	return op.Query(ctx, s.Store, "quiz.Reading", func(tx Tx) (Reading, error) {
		if err := allow(ctx, tx, "Reading", actor, ""); err != nil {
			return Reading{}, err
		}
		d, slots, err := reader(ctx, tx, actor, draft)
		if err != nil {
			return Reading{}, err
		}
		r := Reading{Draft: d.ID, Title: d.Title, Author: d.Author, State: d.State, Slots: make([]ReadingSlot, len(slots))}
		for n := range slots {
			v, err := slots[n].variant()
			if err != nil {
				return Reading{}, err
			}
			sl := ReadingSlot{N: n, Chips: chipsOf(v), Shown: response.Present(v, slots[n].Response), Response: slots[n].Response, Said: slots[n].Said,
				Open: d.State == DraftSent || d.State == DraftDisputed && !slots[n].Agrees}
			if v.Type == model.Free && slots[n].answered() {
				sl.Reference, sl.Agrees = v.Marking.Reference, slots[n].Agrees
			}
			r.Slots[n] = sl
		}
		return r, nil
	})
}

// ReadingStep answers what a chat shows after the steps so far: the reader walks it
// as a learner does.
func (s *Service) ReadingStep(ctx context.Context, actor op.Actor, draft string, n int, so json.RawMessage) (Presentation, error) {
	return op.Query(ctx, s.Store, "quiz.ReadingStep", func(tx Tx) (Presentation, error) {
		if err := allow(ctx, tx, "ReadingStep", actor, ""); err != nil {
			return Presentation{}, err
		}
		_, slots, err := reader(ctx, tx, actor, draft)
		if err != nil {
			return Presentation{}, err
		}
		if n < 0 || n >= len(slots) {
			return Presentation{}, fault.New(fault.NotFound, "fault.quiz.no_slot", "Slot", n+1)
		}
		v, err := slots[n].variant()
		if err != nil {
			return Presentation{}, err
		}
		return response.Present(v, so), nil
	})
}

// AnswerReading answers a situation as second reader.
type AnswerReading struct {
	op.Command
	Draft    string          `json:"draft"`
	N        int             `json:"n"`
	Response json.RawMessage `json:"response"`
	Said     string          `json:"said,omitempty"`   // words for the author
	Agrees   bool            `json:"agrees,omitempty"` // of a free reply: the author's reference is right
}

// AnswerReading keeps the second reader's answer. It never says whether the model
// agrees. An answer that is not complete is refused with what is missing
// (fault.quiz.not_complete).
func (s *Service) AnswerReading(ctx context.Context, actor op.Actor, cmd AnswerReading) (bool, error) {
	return op.Run(ctx, s.Store, "quiz.AnswerReading", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (bool, error) {
		if err := allow(ctx, tx, "AnswerReading", actor, ""); err != nil {
			return false, err
		}
		d, slots, err := reader(ctx, tx, actor, cmd.Draft)
		if err != nil {
			return false, err
		}
		if cmd.N < 0 || cmd.N >= len(slots) {
			return false, fault.New(fault.NotFound, "fault.quiz.no_slot", "Slot", cmd.N+1)
		}
		sl := &slots[cmd.N]
		if d.State == DraftAgreed || d.State == DraftDisputed && sl.Agrees {
			return false, fault.New(fault.Conflict, "fault.quiz.reading_done")
		}
		if utf8.RuneCountInString(cmd.Said) > maxComment {
			return false, fault.New(fault.Invalid, "fault.quiz.long_comment", "Max", maxComment)
		}
		v, err := sl.variant()
		if err != nil {
			return false, err
		}
		parsed := response.Parse(v, cmd.Response)
		if parsed.Status != Complete {
			return false, fault.New(fault.Invalid, "fault.quiz.not_complete")
		}
		sl.Response, sl.Said, sl.At = parsed.Canonical, cmd.Said, tx.Now()
		if sl.Agrees = cmd.Agrees; v.Type != model.Free {
			sl.Agrees = isKey(v.Type, markOf(response.Score(v, parsed)))
		}
		if d.Reader == "" {
			d.Reader = actor.ID
			if err := tx.SaveDraft(ctx, d); err != nil {
				return false, err
			}
		}
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return true, tx.SaveReadSlot(ctx, d.ID, cmd.N, *sl)
	})
}

// ReadDone says what a finished reading came to. The reader learns how many
// situations are disputed and may answer them anew, but not what the model says.
type ReadDone struct {
	State    DraftState `json:"state"` // agreed or disputed
	Disputed []int      `json:"disputed,omitempty"`
}

// FinishReading compares the reader's answers with the keys once all are given.
func (s *Service) FinishReading(ctx context.Context, actor op.Actor, cmd DraftCommand) (ReadDone, error) {
	return op.Run(ctx, s.Store, "quiz.FinishReading", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (ReadDone, error) {
		if err := allow(ctx, tx, "FinishReading", actor, ""); err != nil {
			return ReadDone{}, err
		}
		d, slots, err := reader(ctx, tx, actor, cmd.Draft)
		if err != nil {
			return ReadDone{}, err
		}
		done, left := ReadDone{State: DraftAgreed}, 0
		for n := range slots {
			switch {
			case !slots[n].answered():
				left++
			case !slots[n].Agrees:
				done.State, done.Disputed = DraftDisputed, append(done.Disputed, n)
			}
		}
		if left > 0 {
			return ReadDone{}, fault.New(fault.Invalid, "fault.quiz.reading_left", "Count", left)
		}
		d.State = done.State
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return done, tx.SaveDraft(ctx, d)
	})
}

// isKey says whether a mark is that of the key: of what is marked in parts, an answer
// that counts as right for a learner may still be another one. A rewritten text is
// never the author's word by word.
func isKey(t model.Type, m Mark) bool {
	if t == model.Rewrite {
		return m.Right
	}
	return m.Score == 100 && !m.RedLine
}
