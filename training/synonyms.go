package training

import (
	"context"
	"fmt"

	"shifu/internal/lang"
	"shifu/quiz/wording"
)

// synonymList is the content in which the synonyms of a pack lie.
type synonymList struct {
	Synonyms []wording.Synonym `json:"synonyms"`
}

// SynonymsByPack answers the synonyms of each pack which brings some.
func SynonymsByPack(ctx context.Context, tx ContentTx) (map[string][]wording.Synonym, error) {
	stored, err := tx.Contents(ctx, ContentSynonyms)
	if err != nil {
		return nil, err
	}
	out := map[string][]wording.Synonym{}
	for _, c := range stored {
		var l synonymList
		if err := read(c.Body, &l); err != nil {
			return nil, err
		}
		if !c.Retired {
			out[c.Pack] = l.Synonyms
		}
	}
	return out, nil
}

// synonyms judges the wordings that are read as others. What one is read as is
// read as itself: else it would depend on the order what a text says.
func (v *validator) synonyms() {
	list := v.pack.Synonyms
	if len(list) > MaxSynonyms {
		v.err(CodeRange, "synonym/"+list[MaxSynonyms].From, "", fmt.Sprintf("最多 %d 组同义说法", MaxSynonyms), fmt.Sprintf("at most %d synonyms", MaxSynonyms))
	}
	from := map[string]bool{}
	for _, s := range list {
		at, said := "synonym/"+s.From, wording.Normal(s.From)
		for field, text := range map[string]string{"from": s.From, "to": s.To} {
			if n := len([]rune(wording.Normal(text))); n == 0 || n > maxSynonym {
				v.err(CodeRange, at, field, fmt.Sprintf("一个说法要有 1 到 %d 个字", maxSynonym), fmt.Sprintf("a wording has 1 to %d characters", maxSynonym))
			}
		}
		if from[said] {
			v.err(CodeTwice, at, "from", fmt.Sprintf("“%s”用了两次", s.From), fmt.Sprintf("%q is used twice", s.From))
		}
		from[said] = true
	}
	for _, s := range list {
		if to := wording.Normal(s.To); from[to] {
			v.err(CodeTwice, "synonym/"+s.From, "to", fmt.Sprintf("“%s”自己又算作别的说法；请直接写最后的那个", s.To), fmt.Sprintf("%q is itself read as another wording; write the last one", s.To))
		}
	}
}

// synonymsTitle is how the list of a pack is called where an import is told.
var synonymsTitle = lang.Text{ZH: "同义说法", EN: "Synonyms"}
