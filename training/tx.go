package training

import (
	"context"
	"encoding/json"
	"time"

	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/staff"
)

// Tx is one transaction as training sees it: quizzes and staff take part in it.
// Reads of a thing that does not exist answer a fault of code not_found unless
// they say otherwise; lists are empty then.
type Tx interface {
	quiz.Tx
	staff.Tx
	ContentTx
	PathTx
	SignOffTx
	InquiryTx
}

// ContentKind is a kind of versioned content.
type ContentKind string

const (
	ContentLesson      ContentKind = "lesson"
	ContentScript      ContentKind = "script"
	ContentCase        ContentKind = "case"
	ContentProgramme   ContentKind = "programme"
	ContentRubric      ContentKind = "rubric"
	ContentCertificate ContentKind = "certificate"
	ContentFact        ContentKind = "fact"
	ContentDont        ContentKind = "dont"     // what may not be said: a list of the pack's own
	ContentSynonyms    ContentKind = "synonyms" // wordings that mean the same
	ContentPoint       ContentKind = "point"    // what the pack says of it; the bank has its own row
	ContentMedia       ContentKind = "media"    // name, form and hash; the bytes lie apart
	ContentModel       ContentKind = "model"    // the version of the bank that the pack brought
	ContentLabels      ContentKind = "labels"   // the manifest's stages, intents and personas
)

// Content is one version of a piece of content. A version never changes.
type Content struct {
	Kind     ContentKind
	ID       string
	Version  int    // from 1
	Hash     string // of Body
	Pack     string // the pack that it belongs to
	FromPack bool   // this version came with the pack; false: the shop wrote it
	// PackHash is the hash of the version that the pack last brought. While it
	// equals Hash, the shop has changed nothing.
	PackHash string
	Position int  // its place among its kind
	Retired  bool // no longer in use; its versions stay
	At       time.Time
	Body     json.RawMessage
}

// ContentTx keeps packs and versioned content.
type ContentTx interface {
	// ContentPacks lists the packs of the shop by their ids.
	ContentPacks(ctx context.Context) ([]StoredPack, error)
	SaveContentPack(ctx context.Context, p StoredPack) error
	// Contents lists the current versions of a kind that are in use, by
	// position; all of them, retired ones too, when the kind is "".
	Contents(ctx context.Context, kind ContentKind) ([]Content, error)
	// CurrentContent answers the current version, retired or not;
	// ContentVersion one version; ContentVersions all, the oldest first.
	CurrentContent(ctx context.Context, kind ContentKind, id string) (Content, error)
	ContentVersion(ctx context.Context, kind ContentKind, id string, version int) (Content, error)
	ContentVersions(ctx context.Context, kind ContentKind, id string) ([]Content, error)
	// SaveContent adds a version and makes it the current one.
	SaveContent(ctx context.Context, c Content) error
	// MarkContent changes what is not content of the current version: its
	// position, whether it is retired, and the hash that its pack last brought.
	MarkContent(ctx context.Context, c Content) error
	// ContentStamp grows with every change of content.
	ContentStamp(ctx context.Context) (op.Stamp, error)
	// SavePicture keeps a picture by its hash; PictureBytes answers it.
	SavePicture(ctx context.Context, m Media) error
	PictureBytes(ctx context.Context, hash string) (Media, error)
}

// StoredPack is a pack of the shop.
type StoredPack struct {
	ID         string
	Version    string
	Title      json.RawMessage // lang.Text
	Counts     json.RawMessage // PackCounts
	ImportedAt time.Time
}

// PathTx keeps reading, enrolments, mentorships and observations.
type PathTx interface {
	// SaveAcknowledgement keeps a reading; a second one of the same version
	// changes nothing.
	SaveAcknowledgement(ctx context.Context, a Acknowledgement) error
	// Acknowledgements lists the readings of the people, the oldest first; of
	// everyone when nobody is named.
	Acknowledgements(ctx context.Context, people ...string) ([]Acknowledgement, error)
	// SaveEnrolment adds an enrolment or changes its end.
	SaveEnrolment(ctx context.Context, e Enrolment) error
	// Enrolments lists enrolments, the latest first; of everyone when nobody is
	// named.
	Enrolments(ctx context.Context, people ...string) ([]Enrolment, error)
	// SaveMentorship adds a mentorship or changes its end.
	SaveMentorship(ctx context.Context, m Mentorship) error
	// AllMentorships lists them, the latest first, without names.
	AllMentorships(ctx context.Context) ([]Mentorship, error)
	SaveObservation(ctx context.Context, o Observation) error
	// Observations lists what was observed of the people, the oldest first, without
	// names; of everyone when nobody is named.
	Observations(ctx context.Context, people ...string) ([]Observation, error)
	// RecentShares counts, by learner and point, the situations first answered
	// since a time and how many of them right; of everyone when nobody is
	// named. Free replies that wait for their mark are left out. The points
	// of a learner come in no order.
	RecentShares(ctx context.Context, since time.Time, people ...string) ([]PointShare, error)
	// PassedExams lists the passed exams of the people, the oldest first; of
	// everyone when nobody is named.
	PassedExams(ctx context.Context, people ...string) ([]PassedExam, error)
}

// InquiryTx keeps what learners asked, and the answers.
type InquiryTx interface {
	SaveInquiry(ctx context.Context, i Inquiry) error
	// SaveInquiryAnswer adds the answer, by whom and when; one that is answered
	// already is a conflict.
	SaveInquiryAnswer(ctx context.Context, i Inquiry) error
	// StoredInquiry answers an inquiry without names.
	StoredInquiry(ctx context.Context, id string) (Inquiry, error)
	// OpenInquiries lists those without an answer, the oldest first, without names.
	OpenInquiries(ctx context.Context) ([]Inquiry, error)
	// Answered lists a person's inquiries that were answered since a time, the latest
	// first, without names.
	Answered(ctx context.Context, person string, since time.Time) ([]Inquiry, error)
}

// PointShare is a learner's recent work on a point.
type PointShare struct {
	Learner string
	Point   string
	Right   int
	Done    int
}

// PassedExam is an exam that somebody passed.
type PassedExam struct {
	Attempt   string
	Learner   string
	Blueprint string
	ClosedAt  time.Time
}

// SignOffTx keeps sign-offs: a row that never changes but for its state, and an
// append-only list of what happened to it.
type SignOffTx interface {
	// CreateSignOff adds a sign-off with its first event. A second sign-off of
	// the same apprentice, module and version is a conflict.
	CreateSignOff(ctx context.Context, o SignOff) error
	// AppendSignOffEvent adds the next event and its signature, if any, and
	// moves the row to where it stands now. n is the place of the event, from
	// 0; a place that is taken is a conflict.
	AppendSignOffEvent(ctx context.Context, id string, n int, state SignOffState, e SignOffEvent, sig *staff.Signature) error
	// StoredSignOff answers a sign-off with its events and signatures, without names.
	StoredSignOff(ctx context.Context, id string) (SignOff, error)
	// StoredSignOffs lists those of the people, the latest first; of everyone
	// when nobody is named. Evidence is left out unless whole.
	StoredSignOffs(ctx context.Context, whole bool, people ...string) ([]SignOff, error)
	// OpenDisputes lists the disputed sign-offs, the latest first, without
	// evidence and names.
	OpenDisputes(ctx context.Context) ([]SignOff, error)
	// NextSignOffNumber answers the number after the largest.
	NextSignOffNumber(ctx context.Context) (int, error)
}
