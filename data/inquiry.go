package data

import (
	"context"
	"time"

	"shifu/internal/fault"
	"shifu/training"
)

const inquiryColumns = `SELECT id, kind, person, title, words, lesson, version, attempt, slot, model, at, answer, answered_by, answered_at FROM inquiries`

func scanInquiry(r row) (i training.Inquiry, err error) {
	var title string
	var at, answered int64
	if err = r.Scan(&i.ID, &i.Kind, &i.PersonID, &title, &i.Words, &i.LessonID, &i.Version, &i.AttemptID, &i.Slot, &i.Model, &at, &i.Answer, &i.By, &answered); err != nil {
		return i, err
	}
	i.At, i.AnsweredAt = atMillis(at), atMillis(answered)
	return i, fromJSON(title, &i.Title)
}

func (t *tx) SaveInquiry(ctx context.Context, i training.Inquiry) error {
	title, err := jsonText(i.Title)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO inquiries (id, kind, person, title, words, lesson, version, attempt, slot, model, at, answer, answered_by, answered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		i.ID, i.Kind, i.PersonID, title, i.Words, i.LessonID, i.Version, i.AttemptID, i.Slot, i.Model, millis(i.At), i.Answer, i.By, millis(i.AnsweredAt))
	return err
}

func (t *tx) SaveInquiryAnswer(ctx context.Context, i training.Inquiry) error {
	n, err := t.exec(ctx, `UPDATE inquiries SET answer = $1, answered_by = $2, answered_at = $3 WHERE id = $4 AND answered_at = 0`, i.Answer, i.By, millis(i.AnsweredAt), i.ID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.training.inquiry_answered")
	}
	return err
}

func (t *tx) StoredInquiry(ctx context.Context, id string) (training.Inquiry, error) {
	i, found, err := one(ctx, t, scanInquiry, inquiryColumns+` WHERE id = $1`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.training.unknown_inquiry")
	}
	return i, err
}

func (t *tx) OpenInquiries(ctx context.Context) ([]training.Inquiry, error) {
	return many(ctx, t, scanInquiry, inquiryColumns+` WHERE answered_at = 0 ORDER BY at, id`)
}

func (t *tx) Answered(ctx context.Context, person string, since time.Time) ([]training.Inquiry, error) {
	return many(ctx, t, scanInquiry, inquiryColumns+` WHERE person = $1 AND answered_at >= $2 AND answered_at > 0 ORDER BY answered_at DESC, id DESC`, person, millis(since))
}
