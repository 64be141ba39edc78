// Package statistics shows supervisors how item models and quizzes do: how hard
// they are, whether they tell good learners from others, and which condition
// everyone fails, each figure with what it means.
package statistics

import (
	"context"
	"math"
	"strconv"
	"strings"

	"shifu/app/bank"
	"shifu/app/kit"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/quiz/statistics"
	"shifu/training"
)

// Figures is what the page asks of quiz.
type Figures interface {
	Figures(ctx context.Context, actor op.Actor, q quiz.FiguresQuery) (quiz.Figures, error)
}

// Sheets writes tables for spreadsheets.
type Sheets interface {
	ExportFolder() string
	Sheet(dir, name string, lines [][]string) (path string, err error)
	Show(path string) error
}

// Model is the page in words.
type Model struct {
	words   *i18n.Printer
	figures quiz.Figures
	query   quiz.FiguresQuery
	text    string
}

// NewModel makes an empty page.
func NewModel(w *i18n.Printer) *Model { return &Model{words: w} }

// Query is what to ask for; Purpose narrows it.
func (m *Model) Query() quiz.FiguresQuery { return m.query }

// Purpose narrows to attempts of a purpose; "" is all.
func (m *Model) Purpose(p string) { m.query.Purpose = quiz.Purpose(p) }

// Search narrows the list.
func (m *Model) Search(text string) { m.text = strings.TrimSpace(text) }

// Set takes what was computed.
func (m *Model) Set(f quiz.Figures) { m.figures = f }

// Items and Quizzes are what fits the search.
func (m *Model) Items() []quiz.ItemFigures {
	var out []quiz.ItemFigures
	for _, it := range m.figures.Items {
		if training.Found(training.Findable(it.Title, it.Model, it.PointTitle.ZH, it.PointTitle.EN), m.text) {
			out = append(out, it)
		}
	}
	return out
}

// Quizzes lists the quizzes that fit the search.
func (m *Model) Quizzes() []quiz.QuizFigures {
	var out []quiz.QuizFigures
	for _, q := range m.figures.Quizzes {
		if training.Found(training.Findable(q.Title, q.Blueprint), m.text) {
			out = append(out, q)
		}
	}
	return out
}

// Line says what the figures rest on.
func (m *Model) Line() string {
	f := m.figures
	switch {
	case f.Attempts == 0:
		return m.words.T("statistics.rests_on_nothing")
	case f.Attempts < f.Finished:
		return m.words.T("statistics.rests_on_latest", "Attempts", m.words.Number(int64(f.Attempts)), "Finished", m.words.Number(int64(f.Finished)), "Since", m.words.Date(f.Since))
	}
	return m.words.N("statistics.rests_on", f.Attempts, "Since", m.words.Date(f.Since))
}

// Purposes are the filters.
func (m *Model) Purposes() []kit.Choice {
	out := []kit.Choice{{Value: "", Words: m.words.T("statistics.purpose.all")}}
	for _, p := range quiz.Purposes {
		out = append(out, kit.Choice{Value: string(p), Words: m.words.T("statistics.purpose." + string(p))})
	}
	return out
}

// Share writes a percentage, or why there is none.
func (m *Model) Share(f statistics.Figure) string {
	if f.None != "" {
		return m.words.T("statistics.none." + string(f.None))
	}
	return decimals(f.Value, 1) + "%"
}

// Short is Share for a narrow column: a dash where there is no figure.
func (m *Model) Short(f statistics.Figure) string {
	if f.None != "" {
		return "–"
	}
	return decimals(f.Value, 0) + "%"
}

// Plain writes a number that is no percentage, or why there is none.
func (m *Model) Plain(f statistics.Figure) string {
	if f.None != "" {
		return m.words.T("statistics.none." + string(f.None))
	}
	return decimals(f.Value, 2)
}

// Between writes an interval of shares.
func (m *Model) Between(i statistics.Interval) string {
	return m.words.T("statistics.between", "Low", decimals(100*i.Low, 0)+"%", "High", decimals(100*i.High, 0)+"%")
}

// decimals writes a number without a minus before zero.
func decimals(x float64, places int) string {
	s := strconv.FormatFloat(x, 'f', places, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// Told is a figure with what it means.
type Told struct {
	Name, Value, Between string
	Means                string // what the figure is
	So                   string // what this value says; "" where there is nothing to say
	Watch                bool   // it asks for something to be done
}

// told makes the line of a figure; bands name what a value says, from the lowest:
// each key holds up to its limit.
func (m *Model) told(name, value string, f statistics.Figure, bands ...band) Told {
	t := Told{Name: m.words.T("statistics.figure." + name), Value: value, Means: m.words.T("statistics.means." + name)}
	if f.None != "" {
		return t
	}
	for _, b := range bands {
		if f.Value < b.below {
			t.So, t.Watch = m.words.T("statistics.so."+b.key), b.watch
			break
		}
	}
	return t
}

type band struct {
	below float64
	key   string
	watch bool
}

// Bands as Moodle's documentation gives them.
var (
	facilityBands = []band{{6, "guessed_wrong", true}, {35, "hard", true}, {65.5, "fitting", false}, {81, "easy", false}, {math.Inf(1), "very_easy", false}}
	indexBands    = []band{{0, "against", true}, {20, "tells_nothing", true}, {30, "tells_little", false}, {50, "tells", false}, {math.Inf(1), "tells_well", false}}
	alphaBands    = []band{{50, "unreliable", true}, {70, "so_so", false}, {math.Inf(1), "reliable", false}}
)

// OfItem are the figures of an item.
func (m *Model) OfItem(it quiz.ItemFigures) []Told {
	facility := m.told("facility", m.Share(it.Facility), it.Facility, facilityBands...)
	index := m.told("index", m.Share(it.Index), it.Index, indexBands...)
	if it.Facility.None == "" {
		facility.Between = m.Between(it.Range)
	}
	if it.Index.None == "" {
		index.Between = m.Between(it.IndexIn)
	}
	guess := m.told("guess", m.Share(it.Guess), it.Guess)
	if it.Typed {
		guess.So = m.words.T("statistics.so.typed")
	}
	if it.Guess.None == "" && it.Facility.None == "" && it.Guess.Value > 0 && it.Facility.Value <= it.Guess.Value {
		guess.So, guess.Watch = m.words.T("statistics.so.no_better"), true
	}
	return []Told{facility, m.told("spread", m.Share(it.Spread), it.Spread), guess, index,
		m.told("efficacy", m.Share(it.Efficacy), it.Efficacy), m.told("intended", m.Share(it.Intended), it.Intended), m.told("effect", m.Share(it.Effect), it.Effect)}
}

// OfQuiz are the figures of a quiz as a whole.
func (m *Model) OfQuiz(q quiz.QuizFigures) []Told {
	return []Told{m.told("mean", m.Share(q.Mean), q.Mean), m.told("median", m.Share(q.Median), q.Median), m.told("quiz_spread", m.Share(q.Spread), q.Spread),
		m.told("consistency", m.Share(q.Consistency), q.Consistency, alphaBands...), m.told("error_ratio", m.Share(q.ErrorRatio), q.ErrorRatio),
		m.told("standard_error", m.Share(q.StandardErr), q.StandardErr), m.told("skewness", m.Plain(q.Skewness), q.Skewness), m.told("kurtosis", m.Plain(q.Kurtosis), q.Kurtosis)}
}

// Passed says how many passed a quiz.
func (m *Model) Passed(q quiz.QuizFigures) string {
	return m.words.T("statistics.passed", "Passed", q.Passed, "Of", q.Attempts)
}

// Unfair says whether there is a level that everyone fails; watch where one is
// named.
func (m *Model) Unfair(it quiz.ItemFigures) (words string, watch bool) {
	var levels []string
	for _, l := range it.Levels {
		if l.Named {
			levels = append(levels, m.words.Text(l.Label)+" "+m.words.Text(l.Level))
		}
	}
	if len(levels) == 0 {
		return m.words.T("statistics.unfair." + string(it.Unfair.Display)), false
	}
	return m.words.T("statistics.unfair."+string(it.Unfair.Display), "Levels", m.words.List(levels)), true
}

// Wrong says how often something was answered wrong, with its interval.
func (m *Model) Wrong(wrong, answers, low, high int) string {
	if answers == 0 {
		return m.words.T("statistics.never_asked")
	}
	return m.words.T("statistics.wrong", "Wrong", wrong, "Answers", answers, "Low", strconv.Itoa((low+50)/100)+"%", "High", strconv.Itoa((high+50)/100)+"%")
}

// number writes a figure for a spreadsheet: whole digits, empty where there is
// none.
func number(f statistics.Figure) string {
	if f.None != "" {
		return ""
	}
	return decimals(f.Value, 6)
}

// ItemLines is the table of items for a spreadsheet: percentages as numbers.
func (m *Model) ItemLines() [][]string {
	head := []string{}
	for _, key := range []string{"model", "id", "point", "type", "answers", "blank", "facility", "low", "high", "spread", "guess", "index", "index_low", "index_high", "efficacy", "intended", "unfair"} {
		head = append(head, m.words.T("statistics.sheet."+key))
	}
	out := [][]string{head}
	for _, it := range m.Items() {
		unfair, _ := m.Unfair(it)
		kind := ""
		if it.Type != "" {
			kind = bank.Type(m.words, it.Type)
		}
		edge := func(x float64, f statistics.Figure) string {
			if f.None != "" {
				return ""
			}
			return decimals(100*x, 6)
		}
		out = append(out, []string{m.words.Text(it.Title), it.Model, m.words.Text(it.PointTitle), kind, strconv.Itoa(it.Answers), strconv.Itoa(it.Blank),
			number(it.Facility), edge(it.Range.Low, it.Facility), edge(it.Range.High, it.Facility), number(it.Spread), number(it.Guess),
			number(it.Index), edge(it.IndexIn.Low, it.Index), edge(it.IndexIn.High, it.Index), number(it.Efficacy), number(it.Intended), unfair})
	}
	return out
}

// QuizLines is the table of quizzes for a spreadsheet: a line for each quiz, and
// below it one for each of its positions.
func (m *Model) QuizLines() [][]string {
	head := []string{}
	for _, key := range []string{"quiz", "position", "answers", "facility", "spread", "guess", "index", "efficacy", "intended", "effect", "median", "skewness", "kurtosis", "consistency", "error_ratio", "standard_error"} {
		head = append(head, m.words.T("statistics.sheet."+key))
	}
	out := [][]string{head}
	for _, q := range m.Quizzes() {
		out = append(out, []string{m.words.Text(q.Title), "", strconv.Itoa(q.Attempts), number(q.Mean), number(q.Spread), "", "", "", "", "", number(q.Median),
			number(q.Skewness), number(q.Kurtosis), number(q.Consistency), number(q.ErrorRatio), number(q.StandardErr)})
		for n, it := range q.Items {
			out = append(out, []string{m.words.Text(q.Title), m.Position(q, n), strconv.Itoa(it.Answers), number(it.Facility), number(it.Spread), number(it.Guess),
				number(it.Index), number(it.Efficacy), number(it.Intended), number(it.Effect), "", "", "", "", "", ""})
		}
	}
	return out
}

// Position names a position of a quiz.
func (m *Model) Position(q quiz.QuizFigures, n int) string {
	return m.words.T("statistics.position", "Number", n+1, "Point", m.words.Text(q.Positions[n]))
}
