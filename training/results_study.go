package training

import (
	"time"

	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz/model"
)

// ImportPack brings a pack into the shop. Choices say what happens to things
// that the shop has changed itself; without a choice they stay as they are.
type ImportPack struct {
	op.Command
	Choices map[string]Choice `json:"choices,omitempty"` // by ImportRow.Key
}

// Choice is what becomes of a thing that both the shop and the pack changed.
type Choice string

const (
	KeepMine Choice = "keep" // the shop's version stays in force (default)
	TakePack Choice = "take" // the pack's version comes into force; the shop's is kept as an old version
)

// ImportReport says what an import did, or would do.
type ImportReport struct {
	Pack     string          `json:"pack"`
	Version  string          `json:"version"`
	Was      string          `json:"was,omitempty"` // the version imported before; "" the first time
	Counts   PackCounts      `json:"counts"`
	Added    int             `json:"added"`
	Updated  int             `json:"updated"`
	Same     int             `json:"same"`
	Kept     int             `json:"kept"`    // changed by the shop and left alone
	Retired  int             `json:"retired"` // no longer in the pack
	Rows     []ImportRow     `json:"rows"`    // everything but what is the same
	Findings []model.Finding `json:"findings,omitempty"`
}

// ImportRow is one thing of an import.
type ImportRow struct {
	Key    string     `json:"key"` // kind/id
	Kind   string     `json:"kind"`
	ID     string     `json:"id"`
	Title  lang.Text  `json:"title"`
	Change ChangeKind `json:"change"`
	Mine   string     `json:"mine,omitempty"` // conflict: the shop's version as text
	Theirs string     `json:"theirs,omitempty"`
}

// ChangeKind is what an import does with a thing.
type ChangeKind string

const (
	Added    ChangeKind = "added"
	Updated  ChangeKind = "updated"
	Conflict ChangeKind = "conflict" // both changed it: kept, unless a choice says otherwise
	Retired  ChangeKind = "retired"
)

// PackCounts counts the content of a pack.
type PackCounts struct {
	Points       int `json:"knowledge_points"`
	Models       int `json:"models"`
	Lessons      int `json:"lessons"`
	Scripts      int `json:"scripts"`
	Cases        int `json:"cases"`
	Programmes   int `json:"programmes"`
	Certificates int `json:"certificates"`
}

// PackSummary is a pack of the shop.
type PackSummary struct {
	ID         string     `json:"id"`
	Title      lang.Text  `json:"title"`
	Version    string     `json:"version"`
	ImportedAt time.Time  `json:"imported_at"`
	Counts     PackCounts `json:"counts"`
}

// LessonState is what a lesson is to its reader.
type LessonState string

const (
	LessonNew      LessonState = "new"      // not read yet
	LessonRead     LessonState = "read"     // acknowledged in the version in force
	LessonChanged  LessonState = "changed"  // acknowledged in an older version
	LessonUpcoming LessonState = "upcoming" // not in force yet
	LessonOver     LessonState = "over"     // no longer in force: readable, marked as such
)

// LessonTopic is a heading of the outline with its lessons.
type LessonTopic struct {
	Title   lang.Text   `json:"title"`
	Lessons []LessonRow `json:"lessons"`
}

// LessonRow is a line of the outline.
type LessonRow struct {
	ID      string      `json:"id"`
	Title   lang.Text   `json:"title"`
	Minutes int         `json:"minutes"`
	State   LessonState `json:"state"`
	Must    bool        `json:"must"` // unread, it comes before everything else
	Version int         `json:"version"`
	From    string      `json:"from,omitempty"`
}

// LessonView is a lesson as a page shows it.
type LessonView struct {
	ID           string           `json:"id"`
	Version      int              `json:"version"` // counts from 1
	Current      int              `json:"current"` // the version in force
	Title        lang.Text        `json:"title"`
	Topic        lang.Text        `json:"topic"`
	Author       string           `json:"author,omitempty"`
	Minutes      int              `json:"minutes"`
	From         string           `json:"from,omitempty"`
	To           string           `json:"to,omitempty"`
	State        LessonState      `json:"state"`
	Must         bool             `json:"must"`
	Body         lang.Text        `json:"body"`             // Markdown; pictures by Service.Picture
	Changed      lang.Text        `json:"changed,omitzero"` // the author's words on this version
	Since        int              `json:"since,omitempty"`  // the version that Changes compares with
	Changes      []Difference     `json:"changes,omitempty"`
	Affects      Affected         `json:"affects"`
	Scripts      []ScriptRow      `json:"scripts,omitempty"`
	Cases        []CaseRow        `json:"cases,omitempty"`
	Points       []PointRow       `json:"points,omitempty"`
	CheckPoints  []string         `json:"check_points,omitempty"` // draw the quick check from these
	CheckCount   int              `json:"check_count"`            // 0: reading alone is acknowledged
	Acknowledged *Acknowledgement `json:"acknowledged,omitempty"` // of the version shown
	Versions     []int            `json:"versions"`
}

// Difference is one place in which two versions differ: what stood there and
// what stands there now. One of them may be empty.
type Difference struct {
	Heading lang.Text `json:"heading,omitzero"` // the heading above it
	Was     lang.Text `json:"was,omitzero"`
	Now     lang.Text `json:"now,omitzero"`
}

// Affected counts what rests on the same points as a lesson.
type Affected struct {
	Models  int `json:"models"`
	Scripts int `json:"scripts"`
}

// PointRow is a knowledge point by name.
type PointRow struct {
	ID       string    `json:"id"`
	Title    lang.Text `json:"title"`
	Critical bool      `json:"critical,omitempty"`
}

// Sources is what teaches a knowledge point, in force today: for somebody who
// has just got it wrong.
type Sources struct {
	Lesson *LessonRow `json:"lesson,omitempty"` // nil where none teaches it
	Script *ScriptRow `json:"script,omitempty"` // nil where none says it
}

// Acknowledge says that the actor has read a version of a lesson. Where the
// lesson ends in a quick check, AttemptID names the attempt in which all of its
// questions were right.
type Acknowledge struct {
	op.Command
	LessonID  string `json:"lesson"`
	Version   int    `json:"version"`
	AttemptID string `json:"attempt,omitempty"`
}

// Acknowledgement is the reading of one version by one person.
type Acknowledgement struct {
	PersonID  string    `json:"person"`
	LessonID  string    `json:"lesson"`
	Version   int       `json:"version"`
	Hash      string    `json:"hash"` // of the version's content
	AttemptID string    `json:"attempt,omitempty"`
	At        time.Time `json:"at"`
}

// ScriptQuery asks for scripts. The zero query asks for all. Text may be
// characters, pinyin initials (dhhs), full pinyin, or a short code.
type ScriptQuery struct {
	Text   string  `json:"text,omitempty"`
	Stage  string  `json:"stage,omitempty"`
	Intent string  `json:"intent,omitempty"`
	By     Speaker `json:"by,omitempty"`
	Limit  int     `json:"limit,omitempty"` // default 50
	Offset int     `json:"offset,omitempty"`
}

// ScriptResults are the scripts found, best first.
type ScriptResults struct {
	Total  int          `json:"total"`
	Hits   []ScriptHit  `json:"hits"`
	Stages []LabelCount `json:"stages"` // in the pack's order, counted without the stage of the query
}

// LabelCount is a label with a number of things.
type LabelCount struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
	Count int       `json:"count"`
}

// ScriptRow is a script by name.
type ScriptRow struct {
	Code    string    `json:"code"`
	Title   lang.Text `json:"title"`
	Stage   string    `json:"stage"`
	Intent  string    `json:"intent"`
	By      Speaker   `json:"by"`
	Text    lang.Text `json:"text"`
	To      string    `json:"to,omitempty"` // last day
	Expired bool      `json:"expired"`
}

// ScriptHit is a script that was found, with the parts of its title and text
// that matched, in runes of the Chinese text.
type ScriptHit struct {
	ScriptRow
	InTitle []Span `json:"in_title,omitempty"`
	InText  []Span `json:"in_text,omitempty"`
}

// Span is a range of runes, the end excluded.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// ScriptView is a script as a page shows it.
type ScriptView struct {
	Script
	Version    int        `json:"version"`
	StageTitle lang.Text  `json:"stage_title"`
	Expired    bool       `json:"expired"`           // cannot be copied
	Upcoming   bool       `json:"upcoming"`          // not yet
	Instead    *ScriptRow `json:"instead,omitempty"` // what replaced it
	PointRows  []PointRow `json:"point_rows,omitempty"`
	Clean      bool       `json:"clean"`            // no don't in the text: 六不说检查通过
	BadZH      []Span     `json:"bad_zh,omitempty"` // the don'ts of the bad wording, in runes, in each language
	BadEN      []Span     `json:"bad_en,omitempty"`
}

// CaseQuery asks for cases; the zero query asks for all.
type CaseQuery struct {
	Stage string `json:"stage,omitempty"`
	Point string `json:"point,omitempty"`
	Good  *bool  `json:"good,omitempty"`
}

// CaseRow is a case by name.
type CaseRow struct {
	ID    string    `json:"id"`
	Title lang.Text `json:"title"`
	Stage string    `json:"stage,omitempty"`
	Good  bool      `json:"good"`
}

// CaseView is a case as a page shows it.
type CaseView struct {
	Case
	Version    int         `json:"version"`
	ScriptRows []ScriptRow `json:"script_rows,omitempty"`
}
