package certificate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/staff"
)

// mostRegradeReason is the longest reason for a regrade or for standing by a
// certificate, in characters.
const mostRegradeReason = 200

// Correction is a model whose key has changed since some answers were marked.
type Correction struct {
	Model    string    `json:"model"`
	Title    lang.Text `json:"title"`
	Version  string    `json:"version"`  // hash of the one in use
	Rev      int       `json:"rev"`      // of the one in use, 0 when it was never answered
	Answers  int       `json:"answers"`  // given under other versions
	Learners int       `json:"learners"` // at most: who answered several versions counts for each
	Keys     int       `json:"keys"`     // situations whose right answer is another one now
	// Regraded says that a regrade by the version in use was done, even if it
	// was given back since: somebody has decided.
	Regraded bool `json:"regraded"`
}

// RegradeQuery asks what a regrade would change: of a model, by the key of a
// version ("": the one in use); or, by the entry of an earlier regrade, what
// giving its marks back would change.
type RegradeQuery struct {
	Model   string `json:"model,omitempty"`
	Version string `json:"version,omitempty"`
	Undo    int64  `json:"undo,omitempty"` // entry of the regrade; 0 is none
}

// RegradePreview is what a regrade would change, with everybody by name.
type RegradePreview struct {
	quiz.RegradePlan
	Query        RegradeQuery      `json:"query"`
	Title        lang.Text         `json:"title"`    // of the model
	Names        map[string]string `json:"names"`    // by person, of everybody whose marks change
	Unjudged     map[string]string `json:"unjudged"` // by person, of everybody with an answer that the key cannot judge
	SignOffs     []TouchedSignOff  `json:"sign_offs"`
	Certificates []TouchedPaper    `json:"certificates"`
	// Hash is what is signed with the regrade: it changes when anything of the
	// preview does.
	Hash string `json:"hash"`
}

// TouchedSignOff is a sign-off whose evidence holds an answer that is regraded.
type TouchedSignOff struct {
	SignOff string    `json:"sign_off"`
	Number  int       `json:"number"`
	Person  string    `json:"person"`
	Title   lang.Text `json:"title"`
	Holds   bool      `json:"holds"` // what it rests on is still enough
}

// TouchedPaper is a certificate that rests on an answer that is regraded.
type TouchedPaper struct {
	Certificate string    `json:"certificate"`
	Number      string    `json:"number"`
	Person      string    `json:"person"`
	Title       lang.Text `json:"title"`
	Holds       bool      `json:"holds"`
}

// Regrade is the command to do what a preview shows.
type Regrade struct {
	op.Command
	RegradeQuery
	Reason string `json:"reason"`
	Hash   string `json:"hash"` // of the preview that was looked at
}

// RegradeRecord is the record of the ledger entry attempts.regraded. People are
// ids; the marks before and after are those of the steps.
type RegradeRecord struct {
	Format  int    `json:"format"` // 1
	ID      string `json:"id"`     // named in the steps
	By      string `json:"by"`
	Model   string `json:"model"`
	Version string `json:"version,omitempty"` // whose key marks; "" of an undoing
	Undoes  int64  `json:"undoes,omitempty"`  // entry whose marks are given back
	Reason  string `json:"reason"`
	Seen    string `json:"seen"` // hash of the preview
	At      int64  `json:"at"`
	// Answers are the marks that changed, Heads the attempts' heads after it.
	Answers []RegradedAnswer  `json:"answers"`
	Heads   map[string]string `json:"heads"`
	// Unclear counts the answers that the key could not judge and that stayed.
	Unclear int `json:"unclear,omitempty"`
	// Doubted are the numbers of the certificates that no longer hold, Restored
	// of those that do again.
	Doubted  []string `json:"doubted"`
	Restored []string `json:"restored"`
	// DoubtedSignOffs and RestoredSignOffs are the same of sign-offs, by id.
	DoubtedSignOffs  []string `json:"doubted_sign_offs,omitempty"`
	RestoredSignOffs []string `json:"restored_sign_offs,omitempty"`
}

// RegradedAnswer is one changed mark in a record.
type RegradedAnswer struct {
	Attempt string `json:"attempt"`
	Slot    int    `json:"slot"`
	Learner string `json:"learner"`
	Was     int    `json:"was"` // score
	Is      int    `json:"is"`
	From    string `json:"from"`
	To      string `json:"to"`
	// Right before and after: a score alone does not say it of every type.
	WasRight   bool `json:"was_right"`
	IsRight    bool `json:"is_right"`
	WasRedLine bool `json:"was_red_line"`
	IsRedLine  bool `json:"is_red_line"`
}

// Regraded is a regrade that was done.
type Regraded struct {
	Entry    int64     `json:"entry"`
	ID       string    `json:"id"`
	Model    string    `json:"model"`
	Title    lang.Text `json:"title"`
	By       string    `json:"by"`
	ByName   string    `json:"by_name"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Answers  int       `json:"answers"`
	Attempts int       `json:"attempts"`
	Unclear  int       `json:"unclear,omitempty"` // answers that stayed as they are: the key could not judge them
	Undoes   int64     `json:"undoes,omitempty"`
	UndoneBy int64     `json:"undone_by,omitempty"` // entry that gave the marks back
	Doubted  []string  `json:"doubted,omitempty"`
	Restored []string  `json:"restored,omitempty"`
}

// Keep is the owner's word for a certificate that a regrade put in doubt.
type Keep struct {
	op.Command
	CertificateID string `json:"certificate"`
	Reason        string `json:"reason"`
}

// KeepRecord is the record of the ledger entry certificate.confirmed.
type KeepRecord struct {
	Number string `json:"number"`
	Record string `json:"record"` // hash of the certificate's record
	Doubt  int64  `json:"doubt"`  // entry of the regrade
	Reason string `json:"reason"`
	By     string `json:"by"`
	Name   string `json:"name"`
	At     int64  `json:"at"`
}

// Doubt says that a certificate rests on answers that were regraded and no
// longer suffice.
type Doubt struct {
	Entry  int64     `json:"entry"` // of the regrade
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Corrections lists the models that were answered under versions with another
// key than the one in use.
func (s *Service) Corrections(ctx context.Context, actor op.Actor) ([]Correction, error) {
	return op.Query(ctx, s.Store, "certificate.Corrections", func(tx Tx) ([]Correction, error) {
		if err := allow(ctx, tx, "Corrections", actor, ""); err != nil {
			return nil, err
		}
		within := s.Quiz.Within(tx)
		versions, err := within.AnsweredVersions(ctx)
		if err != nil {
			return nil, err
		}
		done, err := regrades(ctx, tx)
		if err != nil {
			return nil, err
		}
		list := []Correction{}
		for _, v := range versions {
			at := slices.IndexFunc(list, func(c Correction) bool { return c.Model == v.Model })
			if at < 0 {
				used, err := within.InUse(ctx, v.Model)
				if fault.Is(err, fault.NotFound) {
					continue // retired: there is no key to mark by
				}
				if err != nil {
					return nil, err
				}
				at = len(list)
				list = append(list, Correction{Model: v.Model, Title: within.ModelTitle(ctx, v.Model, used), Version: used})
			}
			c := &list[at]
			if v.InUse {
				c.Rev = v.Rev
				continue
			}
			keys, err := within.KeysChanged(ctx, v.Model, v.Hash, c.Version)
			if err != nil {
				return nil, err
			}
			if keys > 0 {
				c.Keys, c.Answers, c.Learners = max(c.Keys, keys), c.Answers+v.Answers, c.Learners+v.Learners
			}
		}
		for i, c := range list {
			list[i].Regraded = slices.ContainsFunc(done, func(r regradeEntry) bool { return r.Model == c.Model && r.Version == c.Version })
		}
		return slices.DeleteFunc(list, func(c Correction) bool { return c.Keys == 0 }), nil
	})
}

// PreviewRegrade answers what a regrade would change: answers, attempts,
// mastery, sign-offs and certificates, everybody by name.
func (s *Service) PreviewRegrade(ctx context.Context, actor op.Actor, q RegradeQuery) (RegradePreview, error) {
	return op.Query(ctx, s.Store, "certificate.PreviewRegrade", func(tx Tx) (RegradePreview, error) {
		if err := allow(ctx, tx, "PreviewRegrade", actor, ""); err != nil {
			return RegradePreview{}, err
		}
		return s.preview(ctx, tx, actor, q)
	})
}

func (s *Service) preview(ctx context.Context, tx Tx, actor op.Actor, q RegradeQuery) (RegradePreview, error) {
	p := RegradePreview{Query: q, Names: map[string]string{}, Unjudged: map[string]string{}, SignOffs: []TouchedSignOff{}, Certificates: []TouchedPaper{}}
	within := s.Quiz.Within(tx)
	var err error
	if q.Undo > 0 {
		done, err := regradeAt(ctx, tx, q.Undo)
		if err != nil {
			return p, err
		}
		q.Model, q.Version = done.Model, done.Version
		if p.RegradePlan, err = within.PlanUndo(ctx, actor, done.Model, done.answers()); err != nil {
			return p, err
		}
	} else {
		if q.Version == "" {
			if q.Version, err = within.InUse(ctx, q.Model); err != nil {
				return p, err
			}
		}
		if p.RegradePlan, err = within.PlanRegrade(ctx, actor, q.Model, q.Version); err != nil {
			return p, err
		}
	}
	if q.Version == "" { // the undoing of an undoing
		if q.Version, err = within.InUse(ctx, q.Model); err != nil {
			return p, err
		}
	}
	p.Title = within.ModelTitle(ctx, q.Model, q.Version)
	name := func(names map[string]string, id string) error {
		if _, known := names[id]; known {
			return nil
		}
		who, err := tx.Person(ctx, id)
		names[id] = who.Name
		return err
	}
	for _, a := range p.Answers {
		if err := name(p.Names, a.Learner); err != nil {
			return p, err
		}
	}
	for _, a := range p.Unclear {
		if err := name(p.Unjudged, a.Learner); err != nil {
			return p, err
		}
	}
	if err := s.touched(ctx, tx, &p); err != nil {
		return p, err
	}
	seen, err := ledger.Canonical(struct {
		Query        RegradeQuery          `json:"query"`
		Answers      []quiz.Rekeyed        `json:"answers"`
		Unclear      []quiz.UnclearAttempt `json:"unclear"`
		SignOffs     []TouchedSignOff      `json:"sign_offs"`
		Certificates []TouchedPaper        `json:"certificates"`
	}{p.Query, p.Answers, p.Unclear, p.SignOffs, p.Certificates})
	if err != nil {
		return p, err
	}
	p.Hash = ledger.Sum("shifu-regrade/1", seen).String()
	return p, nil
}

// Regrade does what a preview showed (fault.regrade.moved when
// anything has changed since): every changed mark is a new step of its attempt,
// and one entry of the ledger, signed by the actor, names all of them with the
// reason. Certificates that no longer hold are put in doubt, not changed.
func (s *Service) Regrade(ctx context.Context, actor op.Actor, cmd Regrade, signer *staff.Signer) (Regraded, error) {
	return op.Run(ctx, s.Store, "certificate.Regrade", cmd.Command, []any{actor.ID, cmd}, func(tx Tx) (Regraded, error) {
		if err := allow(ctx, tx, "Regrade", actor, ""); err != nil {
			return Regraded{}, err
		}
		reason, err := because(cmd.Reason)
		if err != nil {
			return Regraded{}, err
		}
		p, err := s.preview(ctx, tx, actor, cmd.RegradeQuery)
		if err != nil {
			return Regraded{}, err
		}
		switch {
		case len(p.Answers) == 0:
			return Regraded{}, fault.New(fault.Conflict, "fault.regrade.nothing")
		case p.Hash != cmd.Hash:
			return Regraded{}, fault.New(fault.Conflict, "fault.regrade.moved")
		}
		r := RegradeRecord{Format: 1, ID: s.IDs.New(), By: actor.ID, Model: p.Model, Version: p.Version, Undoes: cmd.Undo, Reason: reason, Seen: p.Hash,
			At: tx.Now().UnixMilli(), Answers: recorded(p.Answers), Unclear: p.UnclearAnswers(), Doubted: []string{}, Restored: []string{}}
		if r.Heads, err = s.Quiz.Within(tx).ApplyRegrade(ctx, actor, p.RegradePlan, r.ID, reason); err != nil {
			return Regraded{}, err
		}
		doubts, err := openDoubts(ctx, tx)
		if err != nil {
			return Regraded{}, err
		}
		for _, c := range p.Certificates {
			_, doubted := doubts.papers[c.Number]
			switch {
			case !c.Holds && !doubted:
				r.Doubted = append(r.Doubted, c.Number)
			case c.Holds && doubted:
				r.Restored = append(r.Restored, c.Number)
			}
			tx.Publish(op.Change{Topic: "certificate", ID: c.Certificate})
		}
		for _, o := range p.SignOffs {
			_, doubted := doubts.signOffs[o.SignOff]
			switch {
			case !o.Holds && !doubted:
				r.DoubtedSignOffs = append(r.DoubtedSignOffs, o.SignOff)
			case o.Holds && doubted:
				r.RestoredSignOffs = append(r.RestoredSignOffs, o.SignOff)
			}
		}
		entry, _, err := staff.AppendSigned(ctx, tx, ledger.AttemptsRegraded, r, signer.Hand(actor, staff.Regraded))
		if err != nil {
			return Regraded{}, err
		}
		tx.Publish(op.Change{Topic: TopicRegrade, ID: r.ID})
		return s.regraded(ctx, tx, entry.Index, r)
	})
}

// TopicRegrade is the topic of the change that a regrade publishes.
const TopicRegrade = "regrade"

// because trims a reason and refuses none and too long a one.
func because(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return "", fault.New(fault.Invalid, "fault.regrade.reason_missing")
	case n > mostRegradeReason:
		return "", fault.New(fault.Invalid, "fault.certificate.reason_long", "Most", mostRegradeReason)
	}
	return reason, nil
}

// Regrades lists the regrades that were done, the latest first.
func (s *Service) Regrades(ctx context.Context, actor op.Actor) ([]Regraded, error) {
	return op.Query(ctx, s.Store, "certificate.Regrades", func(tx Tx) ([]Regraded, error) {
		if err := allow(ctx, tx, "Regrades", actor, ""); err != nil {
			return nil, err
		}
		records, err := regrades(ctx, tx)
		if err != nil {
			return nil, err
		}
		list := make([]Regraded, 0, len(records))
		undone := map[int64]int64{}
		for _, r := range slices.Backward(records) {
			one, err := s.regraded(ctx, tx, r.entry, r.RegradeRecord)
			if err != nil {
				return nil, err
			}
			one.UndoneBy = undone[one.Entry]
			undone[one.Undoes] = one.Entry
			list = append(list, one)
		}
		return list, nil
	})
}

func (s *Service) regraded(ctx context.Context, tx Tx, entry int64, r RegradeRecord) (Regraded, error) {
	out := Regraded{Entry: entry, ID: r.ID, Model: r.Model, By: r.By, At: time.UnixMilli(r.At).UTC(), Reason: r.Reason, Answers: len(r.Answers),
		Attempts: len(r.Heads), Unclear: r.Unclear, Undoes: r.Undoes, Doubted: r.Doubted, Restored: r.Restored}
	who, err := tx.Person(ctx, r.By)
	out.ByName = who.Name
	out.Title = s.Quiz.Within(tx).ModelTitle(ctx, r.Model, cmp.Or(r.Version, firstOfAnswers(r.Answers)))
	return out, err
}

func firstOfAnswers(answers []RegradedAnswer) string {
	if len(answers) == 0 {
		return ""
	}
	return answers[0].To
}

// KeepCertificate is the owner's signed word that a certificate stands although
// the answers it rests on were regraded (fault.regrade.not_in_doubt).
func (s *Service) KeepCertificate(ctx context.Context, actor op.Actor, cmd Keep, signer *staff.Signer) (Row, error) {
	return op.Run(ctx, s.Store, "certificate.KeepCertificate", cmd.Command, []any{actor.ID, cmd}, func(tx Tx) (Row, error) {
		c, err := s.stored(ctx, tx, "KeepCertificate", actor, cmd.CertificateID)
		if err != nil {
			return Row{}, err
		}
		reason, err := because(cmd.Reason)
		if err != nil {
			return Row{}, err
		}
		doubts, err := openDoubts(ctx, tx)
		if err != nil {
			return Row{}, err
		}
		r := c.Issue.Certificate
		doubt, doubted := doubts.papers[r.Number]
		if !doubted || c.Revoked != nil {
			return Row{}, fault.New(fault.Conflict, "fault.regrade.not_in_doubt", "Number", r.Number)
		}
		hash, err := r.Hash()
		if err != nil {
			return Row{}, err
		}
		who, err := tx.Person(ctx, actor.ID)
		if err != nil {
			return Row{}, err
		}
		kept := KeepRecord{Number: r.Number, Record: hash.String(), Doubt: doubt.Entry, Reason: reason, By: actor.ID, Name: who.Name, At: tx.Now().UnixMilli()}
		if _, _, err := staff.AppendSigned(ctx, tx, ledger.CertificateKept, kept, signer.Hand(actor, staff.Approved)); err != nil {
			return Row{}, err
		}
		tx.Publish(op.Change{Topic: "certificate", ID: c.ID})
		return row(c, Rebuild(c).State(tx.Now(), false), tx.Now())
	})
}
