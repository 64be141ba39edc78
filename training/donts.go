package training

import (
	"context"
	"fmt"
	"regexp"

	"shifu/internal/lang"
	"shifu/quiz/wording"
)

// dontID is the form of the id of a list of don'ts.
var dontID = regexp.MustCompile(`^dont\.[a-z][a-z0-9_]{0,31}$`)

// AllDonts are the lists that hold in the pack: those that Shifu comes with and
// the pack's own.
func (p *Pack) AllDonts() *wording.Donts { return wording.Shipped().With(p.Donts...) }

// DontsByPack answers the lists that hold in each pack which brings some, and
// under "" those that Shifu comes with. The lists are those in use today.
func DontsByPack(ctx context.Context, tx ContentTx) (map[string]*wording.Donts, error) {
	stored, err := tx.Contents(ctx, ContentDont)
	if err != nil {
		return nil, err
	}
	out := map[string]*wording.Donts{"": wording.Shipped()}
	for _, c := range stored {
		var l wording.Dont
		if err := read(c.Body, &l); err != nil {
			return nil, err
		}
		if out[c.Pack] == nil {
			out[c.Pack] = wording.Shipped()
		}
		out[c.Pack] = out[c.Pack].With(l)
	}
	return out, nil
}

// dontsOf are the lists that hold for a thing of a pack.
func dontsOf(ctx context.Context, tx ContentTx, pack string) (*wording.Donts, error) {
	all, err := DontsByPack(ctx, tx)
	if err != nil {
		return nil, err
	}
	if own := all[pack]; own != nil {
		return own, nil
	}
	return all[""], nil
}

// dontSpans finds the don'ts of a text, in runes.
func dontSpans(lists *wording.Donts, text string) []Span {
	var out []Span
	for _, h := range lists.Lint(text) {
		out = append(out, Span{h.At, h.At + h.Length})
	}
	return merge(out)
}

// hardDonts lists the words of a text, in both languages, that may never be said
// to a customer.
func hardDonts(lists *wording.Donts, t lang.Text) []string {
	var out []string
	for _, text := range []string{t.ZH, t.EN} {
		for _, h := range wording.Hard(lists.Lint(text)) {
			out = append(out, h.Word)
		}
	}
	return out
}

// lists judges the pack's own lists of don'ts.
func (v *validator) lists() {
	if len(v.pack.Donts) > MaxDonts {
		v.err(CodeRange, "dont/"+v.pack.Donts[MaxDonts].ID, "", fmt.Sprintf("最多 %d 份禁语表", MaxDonts), fmt.Sprintf("at most %d lists of don'ts", MaxDonts))
	}
	for _, l := range v.pack.Donts {
		at := "dont/" + l.ID
		v.id(dontID, "dont", l.ID)
		if wording.Shipped().Has(l.ID) {
			v.err(CodeTwice, at, "id", fmt.Sprintf("“%s”是程序自带的禁语表，请换个编号", l.ID), fmt.Sprintf("%q is a list of the program itself; take another id", l.ID))
		}
		v.text(at, "why", l.Why, maxTitle, false)
		for i, list := range [][]string{l.ZH, l.EN} {
			if len(list) == 0 || len(list) > MaxPhrases {
				v.err(CodeRange, at, []string{"zh", "en"}[i], fmt.Sprintf("每种语言要有 1 到 %d 个说法", MaxPhrases), fmt.Sprintf("a list has 1 to %d wordings in each language", MaxPhrases))
			}
		}
	}
}
