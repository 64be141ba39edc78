package pack_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/assets"
	"shifu/internal/lang"
	"shifu/quiz/wording"
	"shifu/training"
)

// hard lists the wordings of a text that may never be said to a customer of the
// pack's shop, in either language.
func hard(p *training.Pack, t lang.Text) []string {
	var words []string
	for _, one := range []string{t.ZH, t.EN} {
		for _, h := range wording.Hard(p.AllDonts().Lint(one)) {
			words = append(words, h.Word)
		}
	}
	return words
}

// quoted are the pieces of a reason that stand in Chinese quotation marks: the
// very words that the bad wording is blamed for.
func quoted(reason string) []string {
	var out []string
	for {
		_, rest, found := strings.Cut(reason, "“")
		if !found {
			return out
		}
		word, after, closed := strings.Cut(rest, "”")
		if !closed {
			return out
		}
		out = append(out, word)
		reason = after
	}
}

func TestEveryScriptMaySafelyBeSentAndEveryBadWordingFailsForItsReason(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		blamed := 0
		for _, s := range p.Scripts {
			texts := []lang.Text{s.Text, s.Good.Text}
			for _, tone := range s.Tones {
				texts = append(texts, tone.Text)
			}
			for _, n := range s.Next {
				texts = append(texts, n.Reply)
			}
			for _, text := range texts {
				assert.Empty(t, hard(p, text), "%s %s: %s", name, s.Code, text.ZH)
			}
			if s.Bad.Text.Empty() {
				continue
			}
			assert.NotEqual(t, s.Bad.Text.ZH, s.Good.Text.ZH, "%s %s", name, s.Code)
			for _, why := range []string{"一个字", "拒绝", "空话", "广告法"} {
				if strings.Contains(s.Bad.Why.ZH, why) {
					blamed++
					assert.NotEmpty(t, hard(p, s.Bad.Text), "%s %s is said to be wrong because of %s, and the lint finds nothing in %q", name, s.Code, why, s.Bad.Text.ZH)
					break
				}
			}
			for _, word := range quoted(s.Bad.Why.ZH) {
				blamed++
				assert.Contains(t, hard(p, s.Bad.Text), word, "%s %s: %s", name, s.Code, s.Bad.Text.ZH)
			}
		}
		assert.Positive(t, blamed, name)
	}
}

func TestEveryReferenceOfACaseMaySafelyBeSent(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		for _, c := range p.Cases {
			assert.Empty(t, hard(p, c.Reference), "%s %s: %s", name, c.ID, c.Reference.ZH)
			if !c.Good {
				continue
			}
			for _, l := range c.Lines {
				if l.Who == "agent" {
					assert.Empty(t, hard(p, l.Text), "%s %s is a good case and says %s", name, c.ID, l.Text.ZH)
				}
			}
		}
	}
}

// TestEveryWordThatACaseBlamesIsFoundByTheLint: what stands in quotation marks in
// the reason of a bad line is what the shop's lists find in that line.
func TestEveryWordThatACaseBlamesIsFoundByTheLint(t *testing.T) {
	p, _ := starter(t, "massage")
	blamed := map[string]bool{}
	for _, c := range p.Cases {
		for _, l := range c.Lines {
			for _, word := range quoted(l.Wrong.ZH) {
				assert.Contains(t, hard(p, lang.Text{ZH: l.Text.ZH}), word, "%s: %s", c.ID, l.Text.ZH)
				blamed[c.ID] = true
			}
			for _, word := range quoted(l.Wrong.EN) {
				assert.Contains(t, hard(p, lang.Text{EN: l.Text.EN}), word, "%s: %s", c.ID, l.Text.EN)
			}
		}
	}
	assert.GreaterOrEqual(t, len(blamed), 4, "%v", blamed)
}
