package training

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/staff"
)

// InquiryKind is what a learner wants to know.
type InquiryKind string

const (
	// InquiryHelp is a question to the mentor about what was not understood.
	InquiryHelp InquiryKind = "help"
	// InquiryWrong says that a question is not right, to who keeps the bank.
	InquiryWrong InquiryKind = "wrong"
)

// TopicInquiry is published when something was asked or answered; ID: who asked.
const TopicInquiry = "inquiry"

// mostAsked is how many characters an inquiry or its answer may have.
const mostAsked = 1000

// Inquiry is what a learner asked about a lesson or an answered question, and the
// answer once there is one.
type Inquiry struct {
	ID       string      `json:"id"`
	Kind     InquiryKind `json:"kind"`
	PersonID string      `json:"person"`
	Name     string      `json:"name,omitempty"`
	Title    lang.Text   `json:"title"` // of the lesson or the knowledge point, as it stood
	Words    string      `json:"words,omitempty"`
	At       time.Time   `json:"at"`
	// Of the two one is set: the lesson with its version, or the question.
	LessonID  string `json:"lesson,omitempty"`
	Version   int    `json:"version,omitempty"`
	AttemptID string `json:"attempt,omitempty"`
	Slot      int    `json:"slot,omitempty"` // from 0
	Model     string `json:"model,omitempty"`

	Answer     string    `json:"answer,omitempty"`
	By         string    `json:"by,omitempty"`
	ByName     string    `json:"by_name,omitempty"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
}

// waitsFor says whether an inquiry waits for the actor: help for who teaches the
// learner now, for the seniors where nobody does (mentor is ""); a wrong question
// always for them.
func (i Inquiry) waitsFor(actor op.Actor, mentor string) bool {
	switch {
	case i.By != "" || i.PersonID == actor.ID:
		return false
	case i.Kind == InquiryHelp && mentor != "":
		return actor.ID == mentor
	}
	return actor.Has(seniors...)
}

// Inquire asks about a lesson, or about a question of one's own that was explained.
type Inquire struct {
	op.Command
	Kind      InquiryKind `json:"kind"`
	LessonID  string      `json:"lesson,omitempty"`
	AttemptID string      `json:"attempt,omitempty"`
	Slot      int         `json:"slot,omitempty"`
	Words     string      `json:"words,omitempty"` // may be empty for help: what it is about says it
}

// AnswerInquiry answers what somebody asked, once.
type AnswerInquiry struct {
	op.Command
	InquiryID string `json:"inquiry"`
	Words     string `json:"words"`
}

// InquiryView is an inquiry with what it is about.
type InquiryView struct {
	Inquiry
	Question *quiz.AskedAbout `json:"question,omitempty"`
}

// Inquire keeps what a learner asks. Faults: fault.training.inquiry_empty,
// fault.training.inquiry_long, fault.training.inquiry_subject.
func (s *Service) Inquire(ctx context.Context, actor op.Actor, cmd Inquire) (Inquiry, error) {
	return op.Run(ctx, s.Store, "training.Inquire", cmd.Command, asked(actor, cmd), func(tx Tx) (Inquiry, error) {
		var none Inquiry
		if err := allow(ctx, tx, "Inquire", actor, ""); err != nil {
			return none, err
		}
		words, err := askedWords(cmd.Words, cmd.Kind == InquiryHelp)
		if err != nil {
			return none, err
		}
		i := Inquiry{ID: s.IDs.New(), Kind: cmd.Kind, PersonID: actor.ID, Words: words, At: tx.Now()}
		switch {
		case cmd.Kind != InquiryHelp && cmd.Kind != InquiryWrong, (cmd.LessonID == "") == (cmd.AttemptID == ""):
			return none, fault.New(fault.Invalid, "fault.training.inquiry_subject")
		case cmd.LessonID != "":
			l, c, err := current[Lesson](ctx, tx, ContentLesson, cmd.LessonID)
			if err != nil {
				return none, err
			}
			i.LessonID, i.Version, i.Title = l.ID, c.Version, l.Title
		default:
			q, err := s.Quiz.Within(tx).Answered(ctx, cmd.AttemptID, cmd.Slot)
			if err != nil {
				return none, err
			}
			if q.Learner != actor.ID {
				return none, fault.New(fault.Forbidden, "fault.training.forbidden")
			}
			i.AttemptID, i.Slot, i.Model, i.Title = cmd.AttemptID, cmd.Slot, q.Model, q.PointTitle
		}
		if err := tx.SaveInquiry(ctx, i); err != nil {
			return none, err
		}
		tx.Publish(op.Change{Topic: TopicInquiry, ID: actor.ID})
		return i, nil
	})
}

// askedWords are words as they are kept: trimmed, not too long, and not empty unless
// that may be.
func askedWords(words string, mayBeEmpty bool) (string, error) {
	words = strings.TrimSpace(words)
	switch n := utf8.RuneCountInString(words); {
	case n == 0 && !mayBeEmpty:
		return "", fault.New(fault.Invalid, "fault.training.inquiry_empty")
	case n > mostAsked:
		return "", fault.New(fault.Invalid, "fault.training.inquiry_long", "Most", mostAsked)
	}
	return words, nil
}

// Inquiry answers an inquiry with the question that it is about.
func (s *Service) Inquiry(ctx context.Context, actor op.Actor, id string) (InquiryView, error) {
	return op.Query(ctx, s.Store, "training.Inquiry", func(tx Tx) (v InquiryView, err error) {
		if v.Inquiry, err = tx.StoredInquiry(ctx, id); err != nil {
			return v, err
		}
		if err := allow(ctx, tx, "Inquiry", actor, v.PersonID); err != nil {
			return InquiryView{}, err
		}
		people := names{}
		if err := people.know(ctx, tx, v.PersonID, v.By); err != nil {
			return v, err
		}
		v.Name, v.ByName = people.of(v.PersonID), people.of(v.By)
		if v.AttemptID != "" {
			q, err := s.Quiz.Within(tx).Answered(ctx, v.AttemptID, v.Slot)
			if err != nil {
				return v, err
			}
			v.Question = &q
		}
		return v, nil
	})
}

// AnswerInquiry keeps the answer, for who asked to read. Faults:
// fault.training.inquiry_empty, fault.training.inquiry_long,
// fault.training.inquiry_answered.
func (s *Service) AnswerInquiry(ctx context.Context, actor op.Actor, cmd AnswerInquiry) (Inquiry, error) {
	return op.Run(ctx, s.Store, "training.AnswerInquiry", cmd.Command, asked(actor, cmd), func(tx Tx) (Inquiry, error) {
		i, err := tx.StoredInquiry(ctx, cmd.InquiryID)
		if err != nil {
			return i, err
		}
		if err := allow(ctx, tx, "AnswerInquiry", actor, i.PersonID); err != nil {
			return i, err
		}
		if i.Kind == InquiryWrong && !actor.Has(seniors...) { // who keeps the bank decides about it
			return i, fault.New(fault.Forbidden, "fault.training.forbidden")
		}
		if i.By != "" {
			return i, fault.New(fault.Conflict, "fault.training.inquiry_answered")
		}
		if i.Answer, err = askedWords(cmd.Words, false); err != nil {
			return i, err
		}
		i.By, i.AnsweredAt = actor.ID, tx.Now()
		if err := tx.SaveInquiryAnswer(ctx, i); err != nil {
			return i, err
		}
		tx.Publish(op.Change{Topic: TopicInquiry, ID: i.PersonID})
		return i, nil
	})
}

// answerShown is for how long the day of who asked shows an answer.
const answerShown = 7 * 24 * time.Hour

// lastAnswers lists what a person was answered in the last days.
func lastAnswers(ctx context.Context, tx Tx, person string) ([]Inquiry, error) {
	list, err := tx.Answered(ctx, person, tx.Now().Add(-answerShown))
	if err != nil {
		return nil, err
	}
	people := names{}
	for i := range list {
		if err := people.know(ctx, tx, list[i].By); err != nil {
			return nil, err
		}
		list[i].ByName = people.of(list[i].By)
	}
	return list, nil
}

// inquiriesFor lists the inquiries that wait for the actor. n knows everybody.
func inquiriesFor(ctx context.Context, tx Tx, actor op.Actor, n names) ([]QueueItem, error) {
	open, err := tx.OpenInquiries(ctx)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	mentors, err := mentorsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	// Who has left asks nothing more, and answers nobody.
	teaches := func(id string) string {
		if p := n[id]; id == "" || p.State == staff.Left || !p.Has(op.Mentor) {
			return ""
		}
		return id
	}
	open = slices.DeleteFunc(open, func(i Inquiry) bool {
		return n[i.PersonID].State == staff.Left || !i.waitsFor(actor, teaches(mentors[i.PersonID]))
	})
	out := make([]QueueItem, len(open))
	for k, i := range open {
		out[k] = QueueItem{Kind: QueueKind(i.Kind), PersonID: i.PersonID, Name: n.of(i.PersonID), Title: i.Title, ID: i.ID, Since: i.At}
	}
	return out, nil
}
