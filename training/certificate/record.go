// Package certificate turns signed modules into a certificate that a stranger
// can check: what it says (Record), how it looks (Draw), when it holds and when
// it does not (Certificate), and how anybody finds out (Proof, Verify).
package certificate

import (
	"time"

	"shifu/internal/lang"
)

// RecordFormat is the version of the record's fields.
const RecordFormat = 1

// Record is what a certificate says. Its canonical JSON (RFC 8785) is what is
// hashed, entered in the ledger and drawn on the page: the page shows nothing
// that the record does not hold. It never changes once it is issued.
type Record struct {
	Format     int              `json:"format"` // RecordFormat
	Number     string           `json:"number"` // of the shop and year: QH-2026-0131
	Shop       Shop             `json:"shop"`
	Holder     Person           `json:"holder"`
	Definition ContentVersion   `json:"definition"` // the certificate's definition in the version that ruled
	Programme  Topic            `json:"programme"`
	Title      lang.Text        `json:"title"`
	Statement  lang.Text        `json:"statement"` // **x** marks what is printed bold
	Modules    []Module         `json:"modules"`
	Points     []Topic          `json:"points"` // the knowledge points that were assessed
	Passed     []Condition      `json:"conditions_passed"`
	Unpassed   []Condition      `json:"conditions_not_passed"`
	Unassessed []Condition      `json:"conditions_not_assessed"`
	Counts     Counts           `json:"counts"`
	Criterion  Criterion        `json:"criterion"`
	Contents   []ContentVersion `json:"contents"` // everything that was taught and asked, in the versions used
	IssuedAt   int64            `json:"issued_at"`
	ExpiresAt  int64            `json:"expires_at"` // from this moment on it is expired
	WarnDays   int              `json:"warn_days"`  // so many days before, it counts as expiring
	Zone       int              `json:"zone"`       // minutes east of UTC, for the dates on the page
	Renews     string           `json:"renews,omitempty"`
}

// Shop is who certifies.
type Shop struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Demo bool   `json:"demo"` // a demonstration: printed on the page
}

// Person is who is named on a certificate.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Latin string `json:"latin"` // the name in Latin letters; "" where the name is Latin already
}

// Topic is a thing of the content by its id and title.
type Topic struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
}

// ContentVersion is a version of a piece of content: its hash is over its body.
type ContentVersion struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// Module is a signed module: the hash of the evidence that both saw, and both
// signatures.
type Module struct {
	ID           string      `json:"id"`
	Title        lang.Text   `json:"title"`
	EvidenceHash string      `json:"evidence_hash"`
	Signatures   []Signature `json:"signatures"`
}

// Signature names a signature; the signature itself is the ledger entry.
type Signature struct {
	Role    Role   `json:"role"`
	Person  Person `json:"person"`
	Meaning string `json:"meaning"`
	At      int64  `json:"at"`
	KeyID   string `json:"key_id"`
	Entry   int64  `json:"entry"` // index in the ledger
}

// Role is in what part a person signed.
type Role string

const (
	Mentor     Role = "mentor"
	Apprentice Role = "apprentice"
	Owner      Role = "owner" // ruled, after a dispute, that the mentor's signature stands
)

// Condition is a level of a radical: 订单 | 未发货.
type Condition struct {
	Radical lang.Text `json:"radical"`
	Level   lang.Text `json:"level"`
}

// Counts is how much was asked.
type Counts struct {
	Items      int `json:"items"`      // answers that the certificate rests on
	Situations int `json:"situations"` // the fewest different situations of any point
	Repeats    int `json:"repeats"`    // situations given in an exam that had been shown before
}

// Criterion is what the definition asked for when the certificate was issued.
type Criterion struct {
	Right    int  `json:"right"`    // of the last Of distinct situations of a point
	Of       int  `json:"of"`       //
	Pairs    int  `json:"pairs"`    // hundredths of the pairs of conditions
	Classes  int  `json:"classes"`  // answer classes
	Days     int  `json:"days"`     // different days
	ExamMin  int  `json:"exam_min"` // situations in exams
	TryOut   bool `json:"try_out"`  // asked for less than the standard: printed on the page
	Critical bool `json:"critical"` // critical points had terms of their own, never less
}

// at shows a moment on the certificate's own clock.
func (r Record) at(ms int64) time.Time {
	return time.UnixMilli(ms).In(time.FixedZone("", r.Zone*60))
}

// IssuedOn is the printed day of issue: 2026-11-27.
func (r Record) IssuedOn() string { return r.at(r.IssuedAt).Format(time.DateOnly) }

// ValidTo is the printed last day on which the certificate holds.
func (r Record) ValidTo() string { return r.at(r.ExpiresAt - 1).Format(time.DateOnly) }

// signers lists who signed, each person once in each role with the last
// signature, mentors first in the order of the modules, then an owner who
// ruled, then the holder.
func (r Record) signers() []Signature {
	var out []Signature
	for _, role := range []Role{Mentor, Owner, Apprentice} {
		seen := map[string]int{}
		for _, m := range r.Modules {
			for _, s := range m.Signatures {
				if s.Role != role {
					continue
				}
				if i, ok := seen[s.Person.ID]; ok {
					if s.At > out[i].At {
						out[i] = s
					}
					continue
				}
				seen[s.Person.ID] = len(out)
				out = append(out, s)
			}
		}
	}
	return out
}
