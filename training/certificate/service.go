package certificate

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate/pdf"
	"shifu/training/certificate/sheet"
	"shifu/training/staff"
)

// Service is the use cases of certificates. Its methods take and return plain
// values; every command carries an id and runs once.
type Service struct {
	Store op.Store[Tx]
	Clock op.Clock
	IDs   op.IDs
	Quiz  *quiz.Service // reads of mastery inside our own transactions
	Press *pdf.Press
	// Zone is where the shop is: the dates on a certificate are its. UTC
	// when nil.
	Zone *time.Location
}

// IssueDue issues every certificate that is due: all modules signed by both,
// all points mastered by the definition's measure, and none of the same
// definition in force. It is sent after each counter-signature and when the
// program starts; asking again issues nothing again.
type IssueDue struct {
	op.Command
	ApprenticeID string `json:"apprentice"` // "": everyone
}

// Issued is what IssueDue issued.
type Issued struct {
	Certificates []Row `json:"certificates"`
}

// Row is a certificate in a list.
type Row struct {
	ID        string    `json:"id"`
	Number    string    `json:"number"`
	HolderID  string    `json:"holder"`
	Holder    string    `json:"holder_name"` // as certified
	Title     [2]string `json:"title"`       // Chinese, English
	Programme string    `json:"programme"`
	State     State     `json:"state"`
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
	IssuedOn  string    `json:"issued_on"` // the printed days
	ValidTo   string    `json:"valid_to"`
	DaysLeft  int       `json:"days_left"` // whole days until it expires, 0 when it has
	Entry     int64     `json:"entry"`     // index in the ledger
	Revoked   string    `json:"revoked,omitempty"`
	// Doubt is there when a regrade took away what it rests on, until the owner
	// stands by it or revokes it.
	Doubt      *Doubt `json:"doubt,omitempty"`
	RecordHash string `json:"record_hash,omitempty"` // not in List
}

// Filter chooses certificates of a list; empty fields choose all.
type Filter struct {
	States []State `json:"states,omitempty"`
	Holder string  `json:"holder,omitempty"` // a person's id
	Text   string  `json:"text,omitempty"`   // part of a name, its Latin form or the number
}

// Listing is a list with the number of certificates in each state, before the
// filter of states.
type Listing struct {
	Rows   []Row         `json:"rows"`
	Counts map[State]int `json:"counts"`
	All    int           `json:"all"`
}

// View is one certificate to look at.
type View struct {
	Row
	Record Record `json:"record"`
	// Sheet is the page as the PDF shows it; a band lies over it when the
	// certificate no longer holds.
	Sheet       sheet.Sheet `json:"sheet"`
	Check       Report      `json:"check"`
	Revocation  *Revocation `json:"revocation,omitempty"`
	Stale       []string    `json:"stale,omitempty"` // lessons with a newer version in force
	Fingerprint string      `json:"fingerprint"`
	MayRevoke   bool        `json:"may_revoke"`
	MayKeep     bool        `json:"may_keep"` // the actor may stand by it
	MayExport   bool        `json:"may_export"`
}

// Revoke takes a certificate back, by the owner's signature.
type Revoke struct {
	op.Command
	CertificateID string `json:"certificate"`
	Reason        string `json:"reason"`
}

func (s *Service) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// IssueDue issues what is due. It needs nobody's permission and nobody's key:
// the issuing key of the data folder signs (fault.staff.no_delegation).
func (s *Service) IssueDue(ctx context.Context, _ op.Actor, cmd IssueDue) (Issued, error) {
	return op.Run(ctx, s.Store, "certificate.IssueDue", cmd.Command, cmd, func(tx Tx) (Issued, error) {
		out := Issued{Certificates: []Row{}}
		var people []string
		if cmd.ApprenticeID != "" {
			people = []string{cmd.ApprenticeID}
		}
		all, err := s.grounds(ctx, tx, people...)
		if err != nil {
			return out, err
		}
		for _, g := range all {
			if len(g.Lacks()) > 0 {
				continue
			}
			row, err := s.issue(ctx, tx, g)
			if err != nil {
				return out, err
			}
			out.Certificates = append(out.Certificates, row)
		}
		return out, nil
	})
}

func (s *Service) issue(ctx context.Context, tx Tx, g Grounds) (Row, error) {
	last, err := tx.LastCertificateNumber(ctx, g.Now.Year())
	if err != nil {
		return Row{}, err
	}
	record, err := g.Record(last + 1)
	if err != nil {
		return Row{}, err
	}
	issuer, err := staff.IssuerOf(ctx, tx)
	if err != nil {
		return Row{}, err
	}
	shop, _, err := tx.ShopState(ctx)
	if err != nil {
		return Row{}, err
	}
	_, page, err := Print(record, staff.Fingerprint([]byte(shop.Key)), s.Press)
	if err != nil {
		return Row{}, fault.Wrap(err, fault.Internal, "fault.certificate.press")
	}
	issue := Issue{Certificate: record, Page: hashOf(page), Renderer: s.Press.Version()}
	entry, _, err := staff.AppendSigned(ctx, tx, ledger.CertificateIssued, issue, issuer.Hand(staff.Issued))
	if err != nil {
		return Row{}, err
	}
	stored := Stored{ID: s.IDs.New(), HolderID: record.Holder.ID, Issue: issue, Entry: entry.Index, RevokedEntry: -1}
	if err := tx.CreateCertificate(ctx, stored, page); err != nil {
		return Row{}, err
	}
	tx.Publish(op.Change{Topic: "certificate", ID: stored.ID})
	return row(stored, Valid, tx.Now())
}

// grounds gathers what decides on the certificates of some people, or of all.
func (s *Service) grounds(ctx context.Context, tx Tx, people ...string) ([]Grounds, error) {
	definitions, err := tx.Contents(ctx, training.ContentCertificate)
	if err != nil || len(definitions) == 0 {
		return nil, err
	}
	enrolments, err := tx.Enrolments(ctx, people...)
	if err != nil {
		return nil, err
	}
	var out []Grounds
	for _, e := range enrolments {
		if e.To != "" {
			continue
		}
		for _, content := range definitions {
			var d training.CertificateDefinition
			if err := json.Unmarshal(content.Body, &d); err != nil {
				return nil, fault.In("certificate.grounds", err)
			}
			if d.Programme != e.ProgrammeID {
				continue
			}
			g, err := s.groundsOf(ctx, tx, e, content, d)
			if err != nil {
				return nil, err
			}
			out = append(out, g)
		}
	}
	return out, nil
}

func (s *Service) groundsOf(ctx context.Context, tx Tx, e training.Enrolment, content training.Content, d training.CertificateDefinition) (Grounds, error) {
	g := Grounds{
		Definition: d, Now: tx.Now().In(s.zone()), SignOffs: map[string]SignedModule{},
		Version: ContentVersion{Kind: string(content.Kind), ID: content.ID, Version: content.Version, Hash: content.Hash},
	}
	shop, _, err := tx.ShopState(ctx)
	if err != nil {
		return g, err
	}
	g.Shop = Shop{ID: shop.ID, Name: shop.Name, Demo: shop.Demo}
	if g.Holder, err = person(ctx, tx, e.PersonID); err != nil {
		return g, err
	}
	programme, err := tx.CurrentContent(ctx, training.ContentProgramme, d.Programme)
	if err != nil {
		return g, err
	}
	if err := json.Unmarshal(programme.Body, &g.Programme); err != nil {
		return g, fault.In("certificate.grounds", err)
	}
	issued, err := tx.StoredCertificates(ctx, e.PersonID)
	if err != nil {
		return g, err
	}
	for i, c := range issued {
		if c.Issue.Certificate.Definition.ID == content.ID {
			stale, err := s.stale(ctx, tx, map[string]training.Content{}, c.Issue.Certificate.Contents)
			if err != nil {
				return g, err
			}
			g.Before, g.BeforeState = &issued[i], Rebuild(c).State(tx.Now(), len(stale) > 0)
			break
		}
	}
	if err := s.signOffs(ctx, tx, &g); err != nil {
		return g, err
	}
	return g, s.points(ctx, tx, &g)
}

// part is in which part a verb makes its signer sign.
type part struct {
	role Role
	verb training.Verb
}

// signOffs finds the sign-offs that count of the holder and reads the signatures
// from the ledger.
func (s *Service) signOffs(ctx context.Context, tx Tx, g *Grounds) error {
	all, err := tx.StoredSignOffs(ctx, true, g.Holder.ID)
	if err != nil {
		return err
	}
	for _, so := range all {
		if _, known := g.SignOffs[so.ModuleID]; known || !so.State.Signed() || so.ProgrammeID != g.Programme.ID {
			continue
		}
		m := SignedModule{SignOff: so}
		parts := []part{{Mentor, training.VerbSign}, {Apprentice, training.VerbCounterSign}}
		if so.State == training.RuledStands {
			parts[1] = part{Owner, training.VerbRuleStands}
		}
		for _, p := range parts {
			entry := int64(-1)
			for _, e := range so.Events {
				if e.Verb == p.verb {
					entry = e.Entry
				}
			}
			if entry < 0 {
				break
			}
			e, err := tx.LedgerEntry(ctx, entry)
			if err != nil {
				return err
			}
			signed, err := staff.ReadSigned(e)
			if err != nil {
				return err
			}
			if len(signed.Signatures) != 1 {
				break
			}
			sig := signed.Signatures[0]
			who, err := person(ctx, tx, sig.PersonID)
			if err != nil {
				return err
			}
			m.Signatures = append(m.Signatures, Signature{Role: p.role, Person: who, Meaning: string(sig.Meaning), At: sig.At, KeyID: sig.KeyID, Entry: entry})
		}
		versions, err := contents([]training.EvidenceBody{so.Body})
		if err != nil {
			return err
		}
		stale, err := s.stale(ctx, tx, map[string]training.Content{}, versions)
		if err != nil {
			return err
		}
		m.Stale = len(stale) > 0
		g.SignOffs[so.ModuleID] = m
	}
	return nil
}

// points reads what the holder's answers prove, by the definition's measure;
// by the stricter one on critical points.
func (s *Service) points(ctx context.Context, tx Tx, g *Grounds) error {
	ids := pointsOf(g.Definition, g.Programme)
	var others []string
	for _, so := range g.SignOffs {
		for _, c := range so.SignOff.Body.Conditions {
			if !slices.Contains(ids, c.Point) && !slices.Contains(others, c.Point) {
				others = append(others, c.Point)
			}
		}
	}
	if s.Quiz == nil || len(ids)+len(others) == 0 {
		return nil
	}
	slices.Sort(others)
	within, measure := s.Quiz.Within(tx), measureOf(g.Definition.Asks)
	var err error
	if len(others) > 0 {
		if g.Others, err = within.Mastery(ctx, g.Holder.ID, measure, others...); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	all, err := within.Mastery(ctx, g.Holder.ID, measure, ids...)
	if err != nil {
		return err
	}
	if g.Definition.Critical != nil {
		strict, err := within.Mastery(ctx, g.Holder.ID, measureOf(*g.Definition.Critical), ids...)
		if err != nil {
			return err
		}
		for i, p := range all {
			if at := slices.IndexFunc(strict, func(q quiz.PointMastery) bool { return q.Point == p.Point && p.Critical }); at >= 0 {
				all[i] = strict[at]
			}
		}
	}
	g.Points = all
	return nil
}

func person(ctx context.Context, tx Tx, id string) (Person, error) {
	p, err := tx.Person(ctx, id)
	if err != nil {
		return Person{}, err
	}
	return Person{ID: p.ID, Name: p.Name, Latin: Latin(p.Name)}, nil
}

// stale lists the lessons among contents that have another version in force now.
// known keeps what was read, for a list of many records.
func (s *Service) stale(ctx context.Context, tx Tx, known map[string]training.Content, contents []ContentVersion) ([]string, error) {
	var out []string
	today := tx.Now().In(s.zone()).Format(time.DateOnly)
	for _, v := range contents {
		if v.Kind != string(training.ContentLesson) {
			continue
		}
		c, ok := known[v.ID]
		if !ok {
			var err error
			if c, err = tx.CurrentContent(ctx, training.ContentLesson, v.ID); err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			known[v.ID] = c
		}
		if c.Hash == "" || c.Hash == v.Hash || c.Retired {
			continue
		}
		var lesson struct {
			From string `json:"from"`
		}
		if err := json.Unmarshal(c.Body, &lesson); err != nil {
			return nil, fault.In("certificate.stale", err)
		}
		if lesson.From <= today {
			out = append(out, v.ID)
		}
	}
	return out, nil
}

// Prospects says what each certificate of a person's programme still waits
// for; nothing for one that is issued and holds.
func (s *Service) Prospects(ctx context.Context, actor op.Actor, apprenticeID string) ([]Prospect, error) {
	return op.Query(ctx, s.Store, "certificate.Prospects", func(tx Tx) ([]Prospect, error) {
		if err := allow(ctx, tx, "Prospects", actor, apprenticeID); err != nil {
			return nil, err
		}
		all, err := s.grounds(ctx, tx, apprenticeID)
		if err != nil {
			return nil, err
		}
		out := []Prospect{}
		for _, g := range all {
			p := Prospect{Definition: Topic{g.Definition.ID, g.Definition.Title}, Lacks: g.Lacks()}
			if g.Before != nil && g.BeforeState.Holds() {
				p.CertificateID, p.Lacks = g.Before.ID, nil
			}
			out = append(out, p)
		}
		return out, nil
	})
}

// Prospect is a certificate that a person may come to hold.
type Prospect struct {
	Definition    Topic  `json:"definition"`
	CertificateID string `json:"certificate,omitempty"` // the one that holds
	Lacks         []Lack `json:"lacks,omitempty"`
}

// List lists certificates, the latest first.
func (s *Service) List(ctx context.Context, actor op.Actor, f Filter) (Listing, error) {
	return op.Query(ctx, s.Store, "certificate.List", func(tx Tx) (Listing, error) {
		out := Listing{Rows: []Row{}, Counts: map[State]int{}}
		if err := allow(ctx, tx, "List", actor, ""); err != nil {
			return out, err
		}
		for _, state := range f.States {
			if !slices.Contains(States, state) {
				return out, fault.New(fault.Invalid, "fault.certificate.filter_unknown", "Filter", string(state))
			}
		}
		var holders []string
		switch {
		case !actor.Has(teachers...):
			holders = []string{actor.ID}
		case f.Holder != "":
			holders = []string{f.Holder}
		}
		if f.Holder != "" && !slices.Contains(holders, f.Holder) {
			return out, nil
		}
		all, err := tx.StoredCertificates(ctx, holders...)
		if err != nil {
			return out, err
		}
		doubts, err := openDoubts(ctx, tx)
		if err != nil {
			return out, err
		}
		known := map[string]training.Content{}
		for _, c := range all {
			r := c.Issue.Certificate
			if !f.matches(r) {
				continue
			}
			doubt, doubted := doubts.papers[r.Number]
			stale, err := s.stale(ctx, tx, known, r.Contents)
			if err != nil {
				return out, err
			}
			state := Rebuild(c).State(tx.Now(), len(stale) > 0 || doubted)
			out.Counts[state]++
			out.All++
			if len(f.States) > 0 && !slices.Contains(f.States, state) {
				continue
			}
			line := listed(c, state, tx.Now())
			if doubted && c.Revoked == nil {
				line.Doubt = &doubt
			}
			out.Rows = append(out.Rows, line)
		}
		return out, nil
	})
}

func (f Filter) matches(r Record) bool {
	text := strings.ToLower(strings.TrimSpace(f.Text))
	if text == "" {
		return true
	}
	latin := strings.ToLower(r.Holder.Latin)
	for _, in := range []string{strings.ToLower(r.Holder.Name), latin, strings.ReplaceAll(latin, " ", ""), strings.ToLower(r.Number)} {
		if strings.Contains(in, text) {
			return true
		}
	}
	return strings.HasPrefix(strings.ToLower(Initials(r.Holder)), text)
}

// row is a certificate's row with the hash of its record.
func row(c Stored, state State, now time.Time) (Row, error) {
	hash, err := c.Issue.Certificate.Hash()
	if err != nil {
		return Row{}, err
	}
	line := listed(c, state, now)
	line.RecordHash = hash.String()
	return line, nil
}

// listed is row without the hash, which costs more than all the rest.
func listed(c Stored, state State, now time.Time) Row {
	r := c.Issue.Certificate
	line := Row{
		ID: c.ID, Number: r.Number, HolderID: c.HolderID, Holder: r.Holder.Name, Title: [2]string{r.Title.ZH, r.Title.EN},
		Programme: r.Programme.ID, State: state, IssuedAt: time.UnixMilli(r.IssuedAt).UTC(), ExpiresAt: time.UnixMilli(r.ExpiresAt).UTC(),
		IssuedOn: r.IssuedOn(), ValidTo: r.ValidTo(), Entry: c.Entry,
		DaysLeft: max(0, int((r.ExpiresAt-now.UnixMilli())/86_400_000)),
	}
	if c.Revoked != nil {
		line.Revoked = c.Revoked.Reason
	}
	return line
}
