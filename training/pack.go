package training

import (
	"time"

	"shifu/internal/lang"
	"shifu/quiz/formula"
	"shifu/quiz/model"
	"shifu/quiz/wording"
)

// Format is the version of the pack format that this program reads.
const Format = 1

// Limits of a pack. They bound the work that any pack can cause; the reader
// (data/pack) enforces those on bytes before it parses.
const (
	MaxPackBytes  = 64 << 20 // all files of a pack, unpacked
	MaxPackFiles  = 5_000    // files of a pack
	MaxTextFile   = 2 << 20  // bytes of one text file
	MaxMediaFile  = 8 << 20  // bytes of one picture
	MaxMediaSide  = 4_096    // pixels of one side of a picture
	MaxPoints     = 2_000    // knowledge points, headings included
	MaxLessonBody = 20_000   // characters of a lesson in one language
	MaxScripts    = 100_000  // scripts
	MaxDonts      = 20       // lists of don'ts
	MaxPhrases    = 500      // wordings of such a list in one language
	MaxSynonyms   = 1_000    // wordings that are read as others
	MaxScriptText = 1_000    // characters of a script in one language
	MaxProgrammes = 50       // programmes
	maxIDLength   = 64       // characters of an id
	maxTitle      = 120      // characters of a title in one language
	maxSynonym    = 40       // characters of a synonym
)

// Pack is a parsed content pack: everything that a folder or zip of format 1
// says, not yet judged. Validate judges it, ImportPack brings it into the shop.
type Pack struct {
	Manifest     Manifest
	Points       []Point
	Facts        []Fact
	Donts        []wording.Dont    // what may not be said in this trade, beside Shifu's own lists
	Synonyms     []wording.Synonym // wordings that mean the same in this trade
	Models       []*model.Model
	Lessons      []Lesson
	Scripts      []Script
	Cases        []Case
	Programmes   []Programme
	Rubrics      []Rubric
	Certificates []CertificateDefinition
	Media        []Media
	Readings     []Reading // what second readers found

	places map[string]Place
}

// Manifest is pack.yaml: what the pack is and how its content is sorted.
type Manifest struct {
	Format    int       `yaml:"format" json:"format"`       // 1
	ID        string    `yaml:"id" json:"id"`               // the scope of every id of the pack, e.g. footwear
	Version   string    `yaml:"version" json:"version"`     // for people, e.g. 2026.11
	Title     lang.Text `yaml:"title" json:"title"`         //
	About     lang.Text `yaml:"about" json:"about"`         // one sentence, shown where packs are chosen
	Languages []string  `yaml:"languages" json:"languages"` // zh, en
	Licence   string    `yaml:"licence" json:"licence"`     // an SPDX identifier or a sentence
	Authors   []string  `yaml:"authors" json:"authors"`     //
	Published string    `yaml:"published" json:"published"` // a day: 2026-11-01
	Stages    []Label   `yaml:"stages" json:"stages"`       // stages of service that scripts and lessons name, in order
	Intents   []Label   `yaml:"intents" json:"intents"`     // what a script is for
	Personas  []Label   `yaml:"personas" json:"personas"`   // customer groups that set the tone
}

// Label is an id with the words that are shown for it.
type Label struct {
	ID    string    `yaml:"id" json:"id"`
	Title lang.Text `yaml:"title" json:"title"`
}

// Point is a knowledge point, or a heading over points when it has any below it.
// Headings carry no item models.
type Point struct {
	ID       string    `yaml:"id" json:"id"`                         // e.g. rule.no-reason-return
	Title    lang.Text `yaml:"title" json:"title"`                   //
	Rule     lang.Text `yaml:"rule" json:"rule,omitzero"`            // the rule that it rests on, in a sentence
	Stage    string    `yaml:"stage" json:"stage,omitempty"`         // one of model.Stages
	Critical bool      `yaml:"critical" json:"critical,omitempty"`   // a wrong answer is a red line for the certificate
	Metric   string    `yaml:"metric" json:"metric,omitempty"`       // the figure of the shop that it serves
	Tags     []string  `yaml:"practices" json:"practices,omitempty"` // free tags
	Points   []Point   `yaml:"points" json:"points,omitempty"`       // what lies below a heading
}

// Fact is a typed, dated value of the shop's policy. Models use it by its id
// wherever they use a value; with dates, their situations are valid on those
// days only.
type Fact struct {
	ID    string    `yaml:"id" json:"id"`                 // [a-z][a-z0-9_]{0,31}
	Kind  string    `yaml:"kind" json:"kind"`             // int, money, percent, date, bool, or text
	Value string    `yaml:"value" json:"value,omitempty"` // as models write it: 7, 12元, 9.5折, 2026-11-11, yes
	Text  lang.Text `yaml:"text" json:"text,omitzero"`    // kind text
	Title lang.Text `yaml:"title" json:"title"`           // what it is
	From  string    `yaml:"from" json:"from,omitempty"`   // first day on which it holds
	To    string    `yaml:"to" json:"to,omitempty"`       // last day
	Since string    `yaml:"since" json:"since,omitempty"` // the day of the decision, for people
}

// Media is a picture of a pack.
type Media struct {
	Name   string `json:"name"` // media/parcel.svg, as lessons write it
	Type   string `json:"type"` // image/png, image/jpeg, image/svg+xml
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Hash   string `json:"hash"` // SHA-256 of the bytes, hex
	Bytes  []byte `json:"-"`
}

// Place is where a pack says something.
type Place struct {
	File   string
	Line   int
	Column int
}

// Mark notes where a thing was written; the reader calls it. The path is a
// kind and an id ("lesson/returns", "point/rule.privacy", "programme/agent"),
// followed by a field where the reader knows more ("programme/agent/stages[1]").
func (p *Pack) Mark(path string, at Place) {
	if p.places == nil {
		p.places = map[string]Place{}
	}
	if _, known := p.places[path]; !known {
		p.places[path] = at
	}
}

// At answers the place of a path, or of the nearest thing that contains it.
func (p *Pack) At(path string) Place {
	for path != "" {
		if at, ok := p.places[path]; ok {
			return at
		}
		cut := len(path) - 1
		for cut > 0 && path[cut] != '/' && path[cut] != '[' && path[cut] != '.' {
			cut--
		}
		path = path[:cut]
	}
	return Place{}
}

// Leaves lists the knowledge points of the pack without the headings, in order.
func (p *Pack) Leaves() []Point {
	var out []Point
	var walk func([]Point)
	walk = func(points []Point) {
		for _, q := range points {
			if len(q.Points) == 0 {
				out = append(out, q)
			}
			walk(q.Points)
		}
	}
	walk(p.Points)
	return out
}

// ModelFacts are the facts as item models read them. Facts that Validate
// refuses are left out.
func (p *Pack) ModelFacts() model.Facts {
	facts := model.Facts{}
	for _, f := range p.Facts {
		if v, ok := f.resolve(); ok {
			facts[f.ID] = v
		}
	}
	return facts
}

// resolve reads the fact's value and its days.
func (f Fact) resolve() (model.Fact, bool) {
	var out model.Fact
	if f.Kind == "text" {
		out.Text = f.Text
	} else {
		kind, ok := formula.ParseKind(f.Kind)
		if !ok || kind == formula.Enum {
			return out, false
		}
		value, err := formula.ParseValue(kind, f.Value)
		if err != nil {
			return out, false
		}
		out.Kind, out.Value = kind, value
	}
	var ok bool
	if f.From != "" {
		if out.From, ok = parseDay(f.From); !ok {
			return out, false
		}
		out.HasFrom = true
	}
	if f.To != "" {
		if out.To, ok = parseDay(f.To); !ok {
			return out, false
		}
		out.HasTo = true
	}
	return out, true
}

// parseDay reads 2026-11-01 as days since 1970-01-01.
func parseDay(s string) (int64, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return t.Unix() / 86400, true
}
