package quiz

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/model"
)

// TopicDraft is published when a draft of an item model changes; the id is the
// draft's.
const TopicDraft = "draft"

// ShopScope is the scope of the ids of a shop's own item models.
const ShopScope = "shop/"

// DraftState says where a draft stands on its way into the bank.
type DraftState string

const (
	DraftOpen     DraftState = "open"     // being written
	DraftSent     DraftState = "sent"     // waits for a second reader, or is being read
	DraftDisputed DraftState = "disputed" // the reader answers otherwise than the model
	DraftAgreed   DraftState = "agreed"   // the reader answered as the model does: it can be published
)

// Draft is an item model that somebody is writing: a text of its own, apart from
// the version in use, until a second person has agreed with its keys.
type Draft struct {
	ID     string     `json:"id"`
	Model  string     `json:"model"` // the model's id, "" while the text does not say it
	Title  lang.Text  `json:"title"`
	Point  string     `json:"point"`
	Author string     `json:"author"`
	Base   string     `json:"base,omitempty"` // content hash of the version that it changes, "" for a new model
	State  DraftState `json:"state"`
	Text   string     `json:"text,omitempty"`
	// SavedAt is the last change of the text.
	SavedAt time.Time `json:"savedAt"`
	SentAt  time.Time `json:"sentAt,omitzero"`
	Reader  string    `json:"reader,omitempty"` // who reads, once somebody has begun
}

// DraftTx keeps drafts, what the second reader answers, and approvals.
type DraftTx interface {
	// SaveDraft adds a draft or replaces it.
	SaveDraft(ctx context.Context, d Draft) error
	// StoredDraft answers one draft with its text; Drafts lists all without
	// their texts, the latest saved first.
	StoredDraft(ctx context.Context, id string) (Draft, error)
	Drafts(ctx context.Context) ([]Draft, error)
	// DropDraft takes a draft and its reading away.
	DropDraft(ctx context.Context, id string) error
	// SaveReading replaces the sample of a draft; none takes it away.
	SaveReading(ctx context.Context, draft string, slots []ReadSlot) error
	// SaveReadSlot changes one slot of it.
	SaveReadSlot(ctx context.Context, draft string, n int, slot ReadSlot) error
	// ReadingOf lists the sample of a draft in order.
	ReadingOf(ctx context.Context, draft string) ([]ReadSlot, error)
	// SaveApproval keeps who agreed with a published version. One that is there
	// is replaced.
	SaveApproval(ctx context.Context, a Approval) error
	// Approvals lists the approvals of a model, of all models when it is "",
	// the latest first.
	Approvals(ctx context.Context, model string) ([]Approval, error)
}

// StartDraft begins a draft: of a model in use, of a text (from a file), or from
// nothing.
type StartDraft struct {
	op.Command
	Model string     `json:"model,omitempty"` // the id of a model in use
	Text  string     `json:"text,omitempty"`  // of one model
	Type  model.Type `json:"type,omitempty"`  // of a new one; single when empty
	Point string     `json:"point,omitempty"` // of a new one
}

// SaveDraft keeps the text of a draft.
type SaveDraft struct {
	op.Command
	Draft string `json:"draft"`
	Text  string `json:"text"`
}

// DraftCommand is a step of a draft's life that needs no more than its id.
type DraftCommand struct {
	op.Command
	Draft string `json:"draft"`
}

// DraftRow is a draft in a list.
type DraftRow struct {
	Draft
	// Mine: the actor wrote it. MayRead: the actor may be its second reader.
	Mine    bool `json:"mine"`
	MayRead bool `json:"mayRead"`
	// Of is how many situations the second reader answers, Answered how many
	// are answered, Disputed how many of those otherwise than the model does
	// (told only once the reading is finished).
	Of       int `json:"of"`
	Answered int `json:"answered"`
	Disputed int `json:"disputed"`
}

// StartDraft begins a draft and answers its id. Whoever writes on a model already
// goes on with the same draft.
func (s *Service) StartDraft(ctx context.Context, actor op.Actor, cmd StartDraft) (string, error) {
	return op.Run(ctx, s.Store, "quiz.StartDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (string, error) {
		if err := allow(ctx, tx, "StartDraft", actor, ""); err != nil {
			return "", err
		}
		d := Draft{ID: s.IDs.New(), Author: actor.ID, State: DraftOpen, SavedAt: tx.Now()}
		var err error
		switch {
		case cmd.Text != "":
			d.Text = cmd.Text
			if err = scopeText(ctx, tx, &d); err != nil {
				return "", err
			}
		case cmd.Model != "":
			d.Model = cmd.Model
		default:
			d.Text = blankModel(d.ID, cmd)
		}
		if d.Model != "" {
			if open, err := openDraftOf(ctx, tx, actor.ID, d.Model); err != nil || open != "" && cmd.Text == "" {
				return open, err
			}
			if err = baseOn(ctx, tx, &d); err != nil {
				return "", err
			}
		}
		if err := checkLength(d.Text); err != nil {
			return "", err
		}
		describe(&d)
		if err := tx.SaveDraft(ctx, d); err != nil {
			return "", err
		}
		tx.Publish(op.Change{Topic: TopicDraft, ID: d.ID})
		return d.ID, nil
	})
}

// openDraftOf answers the actor's draft of a model, "" when there is none.
func openDraftOf(ctx context.Context, tx Tx, author, id string) (string, error) {
	all, err := tx.Drafts(ctx)
	if err != nil {
		return "", err
	}
	for _, d := range all {
		if d.Author == author && d.Model == id {
			return d.ID, nil
		}
	}
	return "", nil
}

// baseOn names the version in use as the one that a draft changes; a draft without
// a text begins with that version's, its rev raised.
func baseOn(ctx context.Context, tx Tx, d *Draft) error {
	current, err := CurrentVersion(ctx, tx, d.Model)
	if err != nil || current == nil {
		if err == nil && d.Text == "" {
			err = fault.New(fault.NotFound, "fault.quiz.no_model", "Model", d.Model)
		}
		return err
	}
	d.Base = current.Hash
	if d.Text == "" {
		m := *current.Model
		m.Rev++ // it rises with the first change
		d.Text = string(model.YAML([]*model.Model{&m}))
	}
	return nil
}

// blankModel is the text of a new model: all that every model needs, and a table
// of two rows to begin with.
func blankModel(id string, cmd StartDraft) string {
	m := model.New(ShopScope + "q-" + id[max(0, len(id)-8):])
	m.KP, m.Type = cmd.Point, cmp.Or(cmd.Type, model.Single)
	m.Title, m.Stem = lang.Text{ZH: "新的情境题", EN: "New situation"}, lang.Text{ZH: "订单{status}，客户要退货，你怎么答？", EN: "The order {status}; the customer wants to return it. What do you answer?"}
	level := func(id, zh, en string) model.Level { return model.Level{ID: id, ZH: zh, EN: en} }
	m.Radicals = []model.Radical{{ID: "status", ZH: "订单状态", EN: "Order status", Kind: "enum",
		Levels: []model.Level{level("unshipped", "未发货", "has not left"), level("moving", "运输中", "is on its way"),
			level("signed", "已签收", "was received"), level("lost", "已丢件", "is lost")}}}
	if m.Type == model.Single {
		row := func(level, key string) model.Rule {
			return model.Rule{If: model.Cells{{Column: "status", Test: level}}, Key: model.Answer{Kind: model.Word, Word: key}}
		}
		m.Rules = []model.Rule{row("未发货", "refund"), row("运输中", "stop"), row("已签收", "back"), row("已丢件", "refund")}
		option := func(id, zh, en string) model.Option {
			return model.Option{ID: id, Text: lang.Text{ZH: zh, EN: en}}
		}
		m.Options = []model.Option{option("refund", "直接退款", "Refund at once"), option("stop", "联系快递拦截", "Ask the courier to stop it"),
			option("back", "寄回后退款", "Refund when it is back")}
	}
	return string(model.YAML([]*model.Model{m}))
}

// scopeText gives the model of a text that comes from a file the ids of the shop: a
// model that the shop has under this short name is that model, any other is the
// shop's own.
func scopeText(ctx context.Context, tx Tx, d *Draft) error {
	doc := model.OpenDocument(d.Text)
	m := doc.Model()
	if m == nil {
		return nil // kept as it is; the checker says what is wrong with it
	}
	id, point := m.ID, m.KP
	if !strings.Contains(id, "/") && id != "" {
		hashes, err := tx.CurrentHashes(ctx)
		if err != nil {
			return err
		}
		id = ShopScope + id
		for _, h := range hashes {
			if strings.HasSuffix(h.ID, "/"+m.ID) || h.ID == m.ID {
				id = h.ID
			}
		}
	}
	points, err := tx.Points(ctx)
	if err != nil {
		return err
	}
	for _, p := range points {
		if p.ID == m.KP || strings.HasSuffix(p.ID, "/"+m.KP) && m.KP != "" {
			point = p.ID
		}
	}
	if id != m.ID || point != m.KP {
		doc.Change(func(item *model.Piece) {
			item.Put("id", model.NewText(id, model.Place{}))
			item.Put("kp", model.NewText(point, model.Place{}))
		})
		d.Text = doc.Text()
	}
	d.Model = id
	return nil
}

// describe takes from a draft's text what lists show of it.
func describe(d *Draft) {
	if m := model.OpenDocument(d.Text).Model(); m != nil {
		d.Model, d.Title, d.Point = clipText(m.ID), lang.Text{ZH: clipText(m.Title.ZH), EN: clipText(m.Title.EN)}, clipText(m.KP)
	}
}

func clipText(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

func checkLength(text string) error {
	if len(text) > model.MaxFile || !utf8.ValidString(text) {
		return fault.New(fault.Invalid, "fault.quiz.long_draft", "Max", model.MaxFile>>20)
	}
	return nil
}

// ownDraft answers a draft of the actor.
func ownDraft(ctx context.Context, tx Tx, actor op.Actor, id string) (Draft, error) {
	d, err := tx.StoredDraft(ctx, id)
	if err == nil && d.Author != actor.ID {
		err = fault.New(fault.Forbidden, "fault.quiz.not_your_draft")
	}
	return d, err
}

// SaveDraft keeps the text of an own draft, whatever stands in it, and answers when.
// What was sent for approval no longer changes under the reader: withdraw it first.
func (s *Service) SaveDraft(ctx context.Context, actor op.Actor, cmd SaveDraft) (time.Time, error) {
	return op.Run(ctx, s.Store, "quiz.SaveDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (time.Time, error) {
		if err := allow(ctx, tx, "SaveDraft", actor, ""); err != nil {
			return time.Time{}, err
		}
		if err := checkLength(cmd.Text); err != nil {
			return time.Time{}, err
		}
		d, err := ownDraft(ctx, tx, actor, cmd.Draft)
		if err != nil {
			return time.Time{}, err
		}
		if d.State != DraftOpen {
			return time.Time{}, fault.New(fault.Conflict, "fault.quiz.draft_sent")
		}
		d.Text, d.SavedAt = cmd.Text, tx.Now()
		describe(&d)
		return d.SavedAt, tx.SaveDraft(ctx, d)
	})
}

// DropDraft throws an own draft away. The version in use is not touched.
func (s *Service) DropDraft(ctx context.Context, actor op.Actor, cmd DraftCommand) (bool, error) {
	return op.Run(ctx, s.Store, "quiz.DropDraft", cmd.Command, request{actor.ID, cmd}, func(tx Tx) (bool, error) {
		if err := allow(ctx, tx, "DropDraft", actor, ""); err != nil {
			return false, err
		}
		if _, err := ownDraft(ctx, tx, actor, cmd.Draft); err != nil {
			return false, err
		}
		tx.Publish(op.Change{Topic: TopicDraft, ID: cmd.Draft})
		return true, tx.DropDraft(ctx, cmd.Draft)
	})
}

// Drafts lists the actor's own drafts, and those of others that wait for a reader,
// are disputed or can be published.
func (s *Service) Drafts(ctx context.Context, actor op.Actor) ([]DraftRow, error) {
	return op.Query(ctx, s.Store, "quiz.Drafts", func(tx Tx) ([]DraftRow, error) {
		if err := allow(ctx, tx, "Drafts", actor, ""); err != nil {
			return nil, err
		}
		all, err := tx.Drafts(ctx)
		if err != nil {
			return nil, err
		}
		rows := []DraftRow{}
		for _, d := range all {
			r := DraftRow{Draft: d, Mine: d.Author == actor.ID}
			if d.State == DraftOpen && !r.Mine {
				continue
			}
			r.MayRead = !r.Mine && (d.Reader == "" || d.Reader == actor.ID) && (d.State == DraftSent || d.State == DraftDisputed)
			if d.State != DraftOpen {
				slots, err := tx.ReadingOf(ctx, d.ID)
				if err != nil {
					return nil, err
				}
				r.Of = len(slots)
				for _, sl := range slots {
					if sl.answered() {
						r.Answered++
					}
					if d.State == DraftDisputed && !sl.Agrees {
						r.Disputed++
					}
				}
			}
			rows = append(rows, r)
		}
		return rows, nil
	})
}
