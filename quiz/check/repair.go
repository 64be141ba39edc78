package check

import (
	"regexp"
	"strconv"
	"strings"

	"shifu/quiz/formula"
	"shifu/quiz/model"
)

// RepairKind names what a repair does; a screen has words for each.
type RepairKind string

const (
	AddRow         RepairKind = "add_row"         // a row for the situation that has no answer
	DeleteRow      RepairKind = "delete_row"      // a row that never applies
	DeleteEntry    RepairKind = "delete_entry"    // a constraint, mistake, line of accept, node
	RaiseRev       RepairKind = "raise_rev"       // the content changed
	MakeLure       RepairKind = "make_lure"       // a condition that never decides
	AddOption      RepairKind = "add_option"      // a key without an option
	ShuffleOptions RepairKind = "shuffle_options" // the key stands in one place
	AcceptWarning  RepairKind = "accept_warning"  // with a reason
	GoThere        RepairKind = "go_there"        // only the author can tell
)

// Repair is the one thing that can be done about a finding at the press of a
// button. Apply is nil for AcceptWarning, which needs a reason (Accept), and for
// GoThere.
type Repair struct {
	Kind  RepairKind
	Apply func(item *model.Piece)
}

// RepairOf proposes the repair of a finding of a report. Every finding has one:
// what no program can decide is repaired at the place that it names.
func RepairOf(r *Report, f model.Finding) Repair {
	switch f.Code {
	case "E202":
		if r.Compiled != nil && f.Situation != "" {
			if row := rowFor(r.Compiled, r.Model, f); row != nil {
				return Repair{AddRow, func(item *model.Piece) { addRow(item, f.Where, row) }}
			}
		}
	case "E204":
		if id := keyAt(r.Model, f.Where); partID.MatchString(id) && len(r.Model.Options) > 0 {
			return Repair{AddOption, func(item *model.Piece) { addOption(item, id) }}
		}
	case "E109":
		return Repair{RaiseRev, func(item *model.Piece) {
			item.Put("rev", model.NewText(strconv.Itoa(r.Model.Rev+1), model.Place{}))
		}}
	case "W205":
		return Repair{DeleteRow, func(item *model.Piece) { removeAt(item, f.Where) }}
	case "W207", "W304", "E110":
		return Repair{DeleteEntry, func(item *model.Piece) { removeAt(item, f.Where) }}
	case "W401":
		if id, ok := strings.CutPrefix(f.Where, "radicals."); ok && r.Compiled != nil && canBeLure(r, id) {
			return Repair{MakeLure, func(item *model.Piece) { makeLure(item, r.Compiled, id) }}
		}
	case "W307":
		if f.Where == "shuffle" {
			return Repair{ShuffleOptions, func(item *model.Piece) { item.Drop("shuffle") }}
		}
	}
	if f.Severity == model.Warning && f.Code[0] == 'W' && f.Accepted == "" {
		return Repair{Kind: AcceptWarning}
	}
	return Repair{Kind: GoThere}
}

// Accept notes the author's reason for a warning in the model.
func Accept(item *model.Piece, f model.Finding, why string) {
	list := item.Field("accept")
	if list == nil {
		list = model.NewList(model.Place{})
		item.Put("accept", list)
	}
	entry := model.NewMap(model.Place{})
	entry.Put("code", text(f.Code))
	if f.Where != "" {
		entry.Put("where", text(f.Where))
	}
	entry.Put("why", text(why))
	list.Add(entry)
}

// Stops lists the findings that keep a model from being sent for approval: errors,
// and warnings that are neither repaired nor accepted. What only keeps a model from
// certifying (E403, E306) may be practised.
func Stops(findings []model.Finding) (errors, warnings int) {
	for i := range findings {
		switch f := &findings[i]; {
		case f.Severity == model.Error:
			errors++
		case f.Severity == model.Warning && f.Code[0] == 'W' && f.Accepted == "":
			warnings++
		}
	}
	return errors, warnings
}

var partID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

func text(s string) *model.Piece { return model.NewText(s, model.Place{}) }

// rowFor is a row that fits the situation of a gap by the columns that its table
// uses already: no other row can fit where it does.
func rowFor(c *model.Compiled, m *model.Model, f model.Finding) *model.Piece {
	levels, at := c.Recall(f.Situation)
	if at < 0 {
		return nil
	}
	used := map[string]bool{}
	for _, col := range columnsOf(m, f.Where) {
		used[col] = true
	}
	cells := model.NewMap(model.Place{})
	for i, r := range c.Radicals() {
		if used[r.ID] || used[r.Label.ZH] || len(used) == 0 {
			cells.Put(nameIn(used, r.ID, r.Label.ZH), text(r.Levels[levels[i]].Label.ZH))
		}
	}
	for _, l := range m.Let {
		if !used[l.ID] && (l.ZH == "" || !used[l.ZH]) {
			continue
		}
		v, kind, ok := c.Let(l.ID, at)
		if !ok {
			return nil
		}
		word := formula.Plain(kind, v)
		if kind == formula.Enum && int(v) < len(l.Levels) {
			word = l.Levels[v].ID
		}
		cells.Put(nameIn(used, l.ID, l.ZH), text(word))
	}
	row := model.NewMap(model.Place{})
	row.Put("if", cells)
	if f.Where == "reference" || strings.HasPrefix(f.Where, "lines.") {
		row.Put("text", bothEmpty())
	} else {
		row.Put("key", text(""))
	}
	return row
}

// nameIn is the name under which a table has a column already.
func nameIn(used map[string]bool, id, label string) string {
	if !used[id] && used[label] && label != "" {
		return label
	}
	return id
}

// columnsOf lists the columns that a table uses.
func columnsOf(m *model.Model, where string) []string {
	var out []string
	rows := func(list []model.Rule) {
		for _, r := range list {
			for _, c := range r.If {
				out = append(out, c.Column)
			}
		}
	}
	switch {
	case where == "rules":
		rows(m.Rules)
	case where == "reference":
		for _, r := range m.Reference {
			for _, c := range r.If {
				out = append(out, c.Column)
			}
		}
	default:
		for _, s := range m.Slots {
			if where == "slots."+s.ID+".rules" {
				rows(s.Rules)
			}
		}
		for _, l := range m.Lines {
			if where != "lines."+l.ID+".rows" {
				continue
			}
			for _, r := range l.Rows {
				for _, c := range r.If {
					out = append(out, c.Column)
				}
			}
		}
	}
	return out
}

func addRow(item *model.Piece, where string, row *model.Piece) {
	p, rest := item.At(where)
	if len(rest) == 1 { // the table was not written yet
		list := model.NewList(model.Place{})
		p.Put(rest[0], list)
		p, rest = list, nil
	}
	if len(rest) == 0 {
		added := row.Clone()
		if where == "rules" || strings.HasSuffix(where, ".rules") {
			NameRow(p, added)
		}
		p.Add(added)
	}
}

// NameRow gives a new row of a table an id, where the rows of the table have ids: the
// number that a row without one goes by could be another row's id.
func NameRow(list, row *model.Piece) {
	taken := map[string]bool{}
	for _, r := range list.Items() {
		if id := r.Field("id").String(); id != "" {
			taken[id] = true
		}
	}
	if len(taken) == 0 {
		return
	}
	for n := len(list.Items()) + 1; ; n++ {
		if id := "r" + strconv.Itoa(n); !taken[id] {
			named := model.NewMap(model.Place{})
			named.Put("id", text(id))
			for _, f := range row.Fields() {
				named.Put(f, row.Field(f))
			}
			*row = *named
			return
		}
	}
}

func keyAt(m *model.Model, where string) string {
	for i, r := range m.Rules {
		if where == "rules["+strconv.Itoa(i+1)+"].key" && r.Key.Kind == model.Word {
			return r.Key.Word
		}
	}
	return ""
}

func addOption(item *model.Piece, id string) {
	o := model.NewMap(model.Place{})
	o.Put("id", text(id))
	o.Put("text", bothEmpty())
	if list := item.Field("options"); list != nil {
		list.Add(o)
	}
}

func bothEmpty() *model.Piece {
	t := model.NewMap(model.Place{})
	t.Put("zh", text(""))
	t.Put("en", text(""))
	return t
}

// removeAt takes the entry of a list out that a place names.
func removeAt(item *model.Piece, where string) {
	at, rest := item.At(where)
	cut := strings.LastIndexAny(where, ".[")
	if len(rest) > 0 || cut < 0 {
		return
	}
	list, _ := item.At(where[:cut])
	for i, e := range list.Items() {
		if e == at {
			list.Remove(i)
			return
		}
	}
}

// canBeLure says whether a model still compiles when a radical has become surface
// information: what a formula, a cell or class_of names cannot.
func canBeLure(r *Report, id string) bool {
	item := r.Model.Piece()
	makeLure(item, r.Compiled, id)
	m, found := model.Assemble("", item)
	_, more := model.Compile(m, r.Compiled.Facts())
	return !model.Blocking(found) && !model.Blocking(more)
}

// makeLure turns a condition that never decides into surface information with the
// same words, and takes its column out of the decision table; rows that are the
// same without it become one.
func makeLure(item *model.Piece, c *model.Compiled, id string) {
	lure := model.NewMap(model.Place{})
	lure.Put("id", text(id))
	lure.Put("lure", text("true"))
	values := model.NewList(model.Place{})
	label := ""
	for _, r := range c.Radicals() {
		if r.ID != id {
			continue
		}
		label = r.Label.ZH
		for _, l := range r.Levels {
			v := model.NewMap(model.Place{})
			v.Put("zh", text(l.Say.ZH))
			v.Put("en", text(l.Say.EN))
			values.Add(v)
		}
	}
	lure.Put("values", values)
	removeAt(item, "radicals."+id)
	list := item.Field("incidentals")
	if list == nil {
		list = model.NewList(model.Place{})
		item.Put("incidentals", list)
	}
	list.Add(lure)
	rules := item.Field("rules")
	seen := map[string]bool{}
	for i := 0; i < len(rules.Items()); i++ {
		row := rules.Items()[i]
		if cells := row.Field("if"); cells != nil {
			cells.Drop(id)
			cells.Drop(label)
			if same := cells.String() + row.Field("key").String(); seen[same] {
				rules.Remove(i)
				i--
			} else {
				seen[same] = true
			}
		}
	}
}
