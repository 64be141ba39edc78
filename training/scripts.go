package training

import (
	"context"
	"slices"
	"strings"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
)

// Scripts finds scripts by characters, pinyin (initials or whole) of the title,
// short code or text; several words must all be found. Expired ones come last.
func (s *Service) Scripts(ctx context.Context, actor op.Actor, q ScriptQuery) (ScriptResults, error) {
	return op.Query(ctx, s.Store, "training.Scripts", func(tx Tx) (ScriptResults, error) {
		if err := allow(ctx, tx, "Scripts", actor, ""); err != nil {
			return ScriptResults{}, err
		}
		x, err := s.scriptIndex(ctx, tx)
		if err != nil {
			return ScriptResults{}, err
		}
		all, err := allLabels(ctx, tx)
		if err != nil {
			return ScriptResults{}, err
		}
		return x.results(q, all.Stages, DayOf(tx.Now())), nil
	})
}

// scriptIndex answers the index of the scripts as they are in the transaction.
func (s *Service) scriptIndex(ctx context.Context, tx Tx) (*scriptIndex, error) {
	stamp, err := tx.ContentStamp(ctx)
	if err != nil {
		return nil, err
	}
	return s.library.At(stamp, func() (*scriptIndex, error) {
		scripts, stored, err := contents[Script](ctx, tx, ContentScript)
		if err != nil {
			return nil, err
		}
		return newScriptIndex(scripts, stored), nil
	})
}

const defaultHits = 50

// results picks, orders and cuts the scripts of a query: what fits in its head
// first, the rest in the order of the library, what is over last.
func (x *scriptIndex) results(q ScriptQuery, stages []Label, today string) ScriptResults {
	query := words(q.Text)
	found := x.search(query)
	if q.Intent != "" || q.By != "" {
		intent, known := x.labels[q.Intent]
		found = slices.DeleteFunc(slices.Clone(found), func(d int32) bool {
			by := x.docs[d].script.By
			return !known || q.Intent != "" && x.intent[d] != intent || q.By != "" && by != q.By && by != ByBoth
		})
	}
	counts := make([]int, len(x.labels))
	for _, d := range found {
		counts[x.stage[d]]++
	}
	out := ScriptResults{Hits: []ScriptHit{}, Stages: []LabelCount{}}
	for _, l := range stages {
		n := 0
		if label, ok := x.labels[l.ID]; ok {
			n = counts[label]
		}
		out.Stages = append(out.Stages, LabelCount{ID: l.ID, Title: l.Title, Count: n})
	}
	if q.Stage != "" {
		stage, known := x.labels[q.Stage]
		found = slices.DeleteFunc(slices.Clone(found), func(d int32) bool { return !known || x.stage[d] != stage })
	}
	out.Total = len(found)
	limit := q.Limit
	if limit <= 0 {
		limit = defaultHits
	}
	skip := max(q.Offset, 0)
	take := func(d int32) bool {
		if skip > 0 {
			skip--
		} else if len(out.Hits) < limit {
			out.Hits = append(out.Hits, x.hit(d, query, today))
		}
		return len(out.Hits) < limit
	}
	inForce, over := found, []int32(nil)
	if x.dated {
		inForce, over = x.parted(found, today)
	}
	for _, part := range [][]int32{inForce, over} {
		heads, best := x.first(query, part, skip+limit)
		for _, d := range best {
			if !take(d) {
				return out
			}
		}
		if len(best) < len(heads) {
			return out // there are more of them than anybody asked for
		}
		for _, d := range part {
			if _, ahead := slices.BinarySearch(heads, d); !ahead && !take(d) {
				return out
			}
		}
	}
	return out
}

// parted parts documents into those in force and those whose time is past.
func (x *scriptIndex) parted(docs []int32, today string) (inForce, over []int32) {
	for _, d := range docs {
		if x.docs[d].script.over(today) {
			over = append(over, d)
		} else {
			inForce = append(inForce, d)
		}
	}
	return inForce, over
}

// hit is a document with what matched in it.
func (x *scriptIndex) hit(doc int32, query []string, today string) ScriptHit {
	d := &x.docs[doc]
	h := ScriptHit{ScriptRow: scriptRow(d.script, d.stored, today), InTitle: spans(d.script.Title.ZH, query), InText: spans(d.script.Text.ZH, query)}
	if len(h.InTitle) == 0 {
		h.InTitle = initialSpans(d.script.Title.ZH, query)
	}
	return h
}

// over says whether the script's time is past.
func (s Script) over(today string) bool { return s.To != "" && s.To < today }

func scriptRow(s Script, c Content, today string) ScriptRow {
	return ScriptRow{Code: s.Code, Title: s.Title, Stage: s.Stage, Intent: s.Intent, By: s.By, Text: s.Text, To: s.To, Expired: s.over(today) || c.Retired}
}

// Script answers one script by its code, in use or not.
func (s *Service) Script(ctx context.Context, actor op.Actor, code string) (ScriptView, error) {
	return op.Query(ctx, s.Store, "training.Script", func(tx Tx) (ScriptView, error) {
		if err := allow(ctx, tx, "Script", actor, ""); err != nil {
			return ScriptView{}, err
		}
		sc, c, err := current[Script](ctx, tx, ContentScript, code)
		if fault.Is(err, fault.NotFound) {
			return ScriptView{}, fault.New(fault.NotFound, "fault.training.no_script", "Code", code)
		}
		if err != nil {
			return ScriptView{}, err
		}
		all, err := allLabels(ctx, tx)
		if err != nil {
			return ScriptView{}, err
		}
		today := DayOf(tx.Now())
		v := ScriptView{Script: sc, Version: c.Version, StageTitle: labelOf(all.Stages, sc.Stage), Expired: sc.over(today) || c.Retired, Upcoming: sc.From > today}
		if sc.ReplacedBy != "" {
			next, kept, err := current[Script](ctx, tx, ContentScript, sc.ReplacedBy)
			if err == nil {
				row := scriptRow(next, kept, today)
				v.Instead = &row
			} else if !fault.Is(err, fault.NotFound) {
				return ScriptView{}, err
			}
		}
		lists, err := dontsOf(ctx, tx, c.Pack)
		if err != nil {
			return ScriptView{}, err
		}
		v.Clean = len(hardDonts(lists, sc.Text)) == 0
		v.BadZH, v.BadEN = dontSpans(lists, sc.Bad.Text.ZH), dontSpans(lists, sc.Bad.Text.EN)
		v.PointRows, err = pointRows(ctx, tx, sc.Points)
		return v, err
	})
}

// Piece is a part of a script's text: plain, or the value of a slot.
type Piece struct {
	Text   string
	Slot   string // the slot's id, "" for plain text
	Filled bool   // a value was given for the slot
}

// Fill cuts a script's text into pieces with the slots filled: by the given
// values, else by nothing but the slot's own title in braces.
func (s Script) Fill(text lang.Text, tag lang.Tag, values map[string]string) []Piece {
	var out []Piece
	rest := text.In(tag)
	for {
		at := slotUse.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		if at[0] > 0 {
			out = append(out, Piece{Text: rest[:at[0]]})
		}
		id := rest[at[2]:at[3]]
		p := Piece{Slot: id, Text: strings.TrimSpace(values[id])}
		p.Filled = p.Text != ""
		if !p.Filled {
			p.Text = "{" + s.slotTitle(id).In(tag) + "}"
		}
		out = append(out, p)
		rest = rest[at[1]:]
	}
	if rest != "" {
		out = append(out, Piece{Text: rest})
	}
	return out
}

func (s Script) slotTitle(id string) lang.Text {
	for _, sl := range s.Slots {
		if sl.ID == id {
			return sl.Title
		}
	}
	return lang.Text{ZH: id, EN: id}
}
