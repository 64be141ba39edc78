package training

import "shifu/internal/lang"

// Lesson is what an apprentice reads: Markdown with tables, pictures of the
// pack and callouts (docs/packs.md says which Markdown). The Chinese file
// carries the front matter, the English file is text only.
type Lesson struct {
	ID      string    `yaml:"id" json:"id"`                     // the file's name without .zh.md
	Title   lang.Text `yaml:"title" json:"title"`               //
	Topic   lang.Text `yaml:"topic" json:"topic"`               // the heading of the outline that it stands under
	Order   int       `yaml:"order" json:"order,omitempty"`     // its place in the outline
	Stage   string    `yaml:"stage" json:"stage,omitempty"`     // one of Manifest.Stages
	Roles   []string  `yaml:"roles" json:"roles,omitempty"`     // whom it is for; empty: all
	Minutes int       `yaml:"minutes" json:"minutes"`           // reading time, 1..60
	Points  []string  `yaml:"points" json:"points,omitempty"`   // the knowledge points that it teaches
	Scripts []string  `yaml:"scripts" json:"scripts,omitempty"` // codes of scripts to go with it
	Cases   []string  `yaml:"cases" json:"cases,omitempty"`     // cases to go with it
	From    string    `yaml:"from" json:"from,omitempty"`       // the day from which it is in force
	To      string    `yaml:"to" json:"to,omitempty"`           // the last day on which it is
	Must    bool      `yaml:"must" json:"must,omitempty"`       // a rule change: unread, it comes before everything else
	Author  string    `yaml:"author" json:"author,omitempty"`   // who wrote it
	Changed lang.Text `yaml:"changed" json:"changed,omitzero"`  // what this version changed, in the author's words
	Check   Check     `yaml:"check" json:"check"`               // the questions that end it
	Body    lang.Text `yaml:"-" json:"body"`                    // Markdown
}

// Check is the quick check at the end of a lesson: new situations of its
// points, all of which must be right before the reading is acknowledged.
type Check struct {
	Points []string `yaml:"points" json:"points,omitempty"` // default: the lesson's own
	Count  int      `yaml:"count" json:"count"`             // questions, 0..5; 0: reading alone is enough
}
