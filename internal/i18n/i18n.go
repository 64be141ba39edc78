// Package i18n holds the words of the product: the catalogues of messages in
// every language, and how dates, durations, money and counts are written. The
// window, the command line, the certificate and the spreadsheets speak through
// it; the domain only knows keys.
//
// The messages live in messages/<area>.<language>.json, flat: a dotted key and
// its text, or its plural forms as {"one": ..., "other": ...}. Placeholders are
// written {{.Name}}. People write zh-Hans and en; zh-Hant is made from zh-Hans
// by scripts/zh-hant and converted on the fly where it has not been made yet.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"shifu/internal/fault"
	"shifu/internal/lang"
)

//go:embed messages/*.json
var files embed.FS

// catalogue is the messages of one language.
type catalogue struct {
	plain   map[string]string   // messages without placeholders: answered as they are
	plural  map[string]bool     // messages that have plural forms
	missing map[string]bool     // messages that were converted from zh-Hans
	loc     *goi18n.Localizer   // the rest
	keys    map[string][]string // every key and its texts, for tests
}

// Printer writes in one language. It is safe for use by several goroutines.
type Printer struct {
	tag  lang.Tag
	cat  *catalogue
	zone *time.Location
}

var (
	mu       sync.Mutex
	printers = map[lang.Tag]*Printer{}
)

// For answers the printer of a language. Its catalogue is read at the first
// call; a language that does not exist reads as simplified Chinese.
func For(tag lang.Tag) *Printer {
	mu.Lock()
	defer mu.Unlock()
	if p := printers[tag]; p != nil {
		return p
	}
	switch tag {
	case lang.ZhHans, lang.ZhHant, lang.En:
	default:
		tag = lang.ZhHans
		if p := printers[tag]; p != nil {
			return p
		}
	}
	cat, err := load(files, tag)
	if err != nil {
		// The catalogues are part of the program and read by a test.
		panic(fmt.Sprintf("i18n: %v", err))
	}
	p := &Printer{tag: tag, cat: cat, zone: time.Local}
	printers[tag] = p
	return p
}

// At answers a printer that shows moments in another time zone: for tests, and
// for documents whose zone is written on them.
func (p *Printer) At(zone *time.Location) *Printer {
	q := *p
	q.zone = zone
	return &q
}

// Tag is the language of the printer.
func (p *Printer) Tag() lang.Tag { return p.tag }

// Chinese says whether the printer writes Chinese in either script.
func (p *Printer) Chinese() bool { return p.tag != lang.En }

// Text shows a bilingual text of the content in the printer's language.
// Traditional Chinese is converted; English falls back to Chinese where the
// content has none.
func (p *Printer) Text(t lang.Text) string {
	if p.tag == lang.En && t.EN != "" {
		return t.EN
	}
	return p.Content(t.ZH)
}

// Content shows Chinese content, which is written in simplified characters, in
// the script of the printer.
func (p *Printer) Content(zh string) string {
	if p.tag == lang.ZhHant {
		return Hant(zh)
	}
	return zh
}

// Has says whether a message exists.
func (p *Printer) Has(key string) bool { _, ok := p.cat.keys[key]; return ok }

// T writes a message. Further arguments are pairs of a placeholder's name and
// its value. A key that does not exist is shown as it is, so that the defect
// is seen and nothing else breaks.
func (p *Printer) T(key string, pairs ...any) string {
	if s, ok := p.cat.plain[key]; ok {
		return s
	}
	return p.write(key, nil, data(pairs))
}

// N writes a message with plural forms for a count. The count stands in the
// text as {{.Count}}, with thousands separated.
func (p *Printer) N(key string, n int, pairs ...any) string {
	if s, ok := p.cat.plain[key]; ok {
		return s
	}
	d := data(pairs)
	if _, given := d["Count"]; !given {
		d["Count"] = p.Number(int64(n))
	}
	return p.write(key, n, d)
}

// Fault writes an error for people: what happened, what is kept, what to do.
// An error that is no fault reads as an internal one. The plural form, where
// the message has any, follows the parameter Count or the only whole number.
func (p *Printer) Fault(err error) string {
	key := fault.KeyOf(err)
	if !p.Has(key) {
		key = "fault.internal"
	}
	d := data(nil)
	var counts []any
	for name, v := range fault.ParamsOf(err) {
		d[capital(name)] = p.value(v)
		switch v.(type) {
		case int, int8, int16, int32, int64:
			if capital(name) == "Count" {
				counts = []any{v, v}[:1]
			} else if _, has := fault.ParamsOf(err)["Count"]; !has {
				counts = append(counts, v)
			}
		}
	}
	if s, ok := p.cat.plain[key]; ok {
		return s
	}
	if p.cat.plural[key] && len(counts) == 1 {
		return p.write(key, counts[0], d)
	}
	return p.write(key, nil, d)
}

// value shows a parameter of a fault: a moment and a duration in words,
// anything else as it is.
func (p *Printer) value(v any) any {
	switch v := v.(type) {
	case time.Duration:
		return p.Span(v)
	case time.Time:
		return p.Stamp(v)
	case lang.Text:
		return p.Text(v)
	}
	return v
}

func (p *Printer) write(key string, count any, d map[string]any) string {
	if !p.Has(key) {
		return key
	}
	if p.cat.plural[key] && count == nil {
		count = 2 // a form must be chosen, and "other" is the general one
		if c, ok := d["Count"].(int); ok {
			count = c
		}
	}
	cfg := &goi18n.LocalizeConfig{MessageID: key, TemplateData: d}
	if p.cat.plural[key] {
		cfg.PluralCount = count
	}
	s, err := p.cat.loc.Localize(cfg)
	if err != nil && s == "" {
		return key
	}
	return s
}

func data(pairs []any) map[string]any {
	d := make(map[string]any, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		d[capital(fmt.Sprint(pairs[i]))] = pairs[i+1]
	}
	return d
}

// capital makes "left" and "Left" the same placeholder.
func capital(name string) string {
	r := []rune(name)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// Message is one message of a catalogue: its forms, one unless it is plural.
type message struct {
	key   string
	forms map[string]string // "other" alone for a message without plural
	many  bool
}

// load reads every file of a language; traditional Chinese reads what it lacks
// from zh-Hans, converted.
func load(fsys fs.FS, tag lang.Tag) (*catalogue, error) {
	messages, err := read(fsys, tag)
	if err != nil {
		return nil, err
	}
	cat := &catalogue{plain: map[string]string{}, plural: map[string]bool{}, missing: map[string]bool{}, keys: map[string][]string{}}
	if tag == lang.ZhHant {
		hans, err := read(fsys, lang.ZhHans)
		if err != nil {
			return nil, err
		}
		for key, m := range hans {
			if _, ok := messages[key]; ok {
				continue
			}
			cat.missing[key] = true
			for form, s := range m.forms {
				m.forms[form] = Hant(s)
			}
			messages[key] = m
		}
	}
	bundle := goi18n.NewBundle(language.Make(string(tag)))
	for key, m := range messages {
		for _, s := range m.forms {
			cat.keys[key] = append(cat.keys[key], s)
		}
		if !m.many && !strings.Contains(m.forms["other"], "{{") {
			cat.plain[key] = m.forms["other"]
			continue
		}
		cat.plural[key] = m.many
		one := m.forms["one"]
		if tag != lang.En {
			one = "" // Chinese has one form
		}
		if err := bundle.AddMessages(language.Make(string(tag)), &goi18n.Message{ID: key, One: one, Other: m.forms["other"]}); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	cat.loc = goi18n.NewLocalizer(bundle, string(tag))
	return cat, nil
}

// read reads messages/*.<tag>.json.
func read(fsys fs.FS, tag lang.Tag) (map[string]message, error) {
	names, err := fs.Glob(fsys, "messages/*."+string(tag)+".json")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	all := map[string]message{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		var file map[string]any
		if err := json.Unmarshal(raw, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, v := range file {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("%s: %s exists in another file, too", name, key)
			}
			m := message{key: key, forms: map[string]string{}}
			switch v := v.(type) {
			case string:
				m.forms["other"] = v
			case map[string]any:
				m.many = true
				for form, s := range v {
					text, ok := s.(string)
					if !ok || form != "one" && form != "other" {
						return nil, fmt.Errorf("%s: %s: a plural has the forms one and other", name, key)
					}
					m.forms[form] = text
				}
			default:
				return nil, fmt.Errorf("%s: %s is neither a text nor a plural", name, key)
			}
			if m.forms["other"] == "" {
				return nil, fmt.Errorf("%s: %s is empty", name, key)
			}
			all[key] = m
		}
	}
	return all, nil
}
