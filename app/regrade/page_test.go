package regrade_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"

	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/app/regrade"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/quiz"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// book has one corrected model and one regrade that was done.
type book struct {
	asked []certificate.RegradeQuery
	empty bool
}

var title = lang.Text{ZH: "退货期限", EN: "Return window"}

func (b *book) Corrections(context.Context, op.Actor) ([]certificate.Correction, error) {
	return []certificate.Correction{{Model: "footwear/window", Title: title, Version: "h2", Answers: 12, Keys: 2}}, nil
}

func (b *book) Regrades(context.Context, op.Actor) ([]certificate.Regraded, error) {
	return []certificate.Regraded{{Entry: 41, Title: title, ByName: "沈岚", At: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), Reason: "写反了", Answers: 7, Unclear: 3, Doubted: []string{"QH-2026-0001"}}}, nil
}

func (b *book) PreviewRegrade(_ context.Context, _ op.Actor, q certificate.RegradeQuery) (certificate.RegradePreview, error) {
	b.asked = append(b.asked, q)
	p := certificate.RegradePreview{Query: q, Title: title, Names: map[string]string{"lin": "林小满"}, Hash: "seen"}
	p.Same = 3
	if b.empty {
		return p, nil
	}
	p.Open, p.Own = 2, 1
	p.Unclear = []quiz.UnclearAttempt{{Attempt: "b", Learner: "wu", Title: title, Purpose: quiz.Exam, Day: "2026-11-21", Items: []int{2}}}
	p.Unjudged = map[string]string{"wu": "吴思齐"}
	p.Answers = []quiz.Rekeyed{{Attempt: "a", Learner: "lin"}}
	before, after := quiz.Standing{Verdict: quiz.Passed}, quiz.Standing{Verdict: quiz.NotPassed}
	before.Tally, after.Tally = quiz.Tally{Earned: 400, Total: 400}, quiz.Tally{Earned: 200, Total: 400}
	p.Attempts = []quiz.RegradedAttempt{{Attempt: "a", Learner: "lin", Title: title, Purpose: quiz.Exam, Day: "2026-11-20", Items: []int{1, 3}, Before: before, After: after}}
	p.Mastery = []quiz.RegradedPoint{{Learner: "lin", Title: title, Was: true, RightWas: 5, RightIs: 2, Done: 5}}
	p.Certificates = []certificate.TouchedPaper{{Certificate: "c", Number: "QH-2026-0001", Person: "lin", Title: title}}
	p.SignOffs = []certificate.TouchedSignOff{{SignOff: "s", Number: 4, Person: "lin", Title: title, Holds: true}}
	return p, nil
}

func (b *book) Regrade(context.Context, op.Actor, certificate.Regrade, *staff.Signer) (certificate.Regraded, error) {
	return certificate.Regraded{}, nil
}

func TestTheListLeadsToAPreviewThatNamesEverythingThatChanges(t *testing.T) {
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			h, b := pagetest.NewHost(t, tag, op.Owner), &book{}
			w := h.Words()
			h.Open(regrade.New(b, nil)(h, page.Route{Page: "regrade"}))
			assert.Contains(t, h.Texts(), w.Text(title))
			assert.Contains(t, h.Texts(), w.N("regrade.doubted", 1))
			assert.Contains(t, strings.Join(h.Texts(), "\n"), w.N("regrade.left", 3))
			h.Press(fyne.KeyReturn)
			assert.Equal(t, []page.Route{regrade.ModelRoute("footwear/window")}, h.Went)

			h = pagetest.NewHost(t, tag, op.Owner)
			keys := h.Open(regrade.New(b, nil)(h, page.ParseRoute(regrade.ModelRoute("footwear/window").String())))
			assert.Equal(t, []certificate.RegradeQuery{{Model: "footwear/window"}}, b.asked)
			texts := h.Texts()
			for _, want := range []string{w.T("regrade.no_longer"), w.T("regrade.holds"), w.T("regrade.mastery_no_more"), w.N("regrade.unclear", 1), "吴思齐 · " + w.Text(title), w.T("regrade.stays"), w.N("regrade.still_open", 2), w.N("regrade.own", 1)} {
				assert.Contains(t, texts, want)
			}
			for _, size := range []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}} {
				h.Resize(size.Width, size.Height)
				assert.Empty(t, h.CutOff())
			}
			assert.NotEmpty(t, keys.Visible())
		})
	}
}

func TestWhatWasRegradedLastIsGivenBackByAKey(t *testing.T) {
	h := pagetest.NewHost(t, lang.En, op.Owner)
	p := regrade.New(&book{}, nil)(h, page.Route{Page: "regrade"})
	h.Open(p)
	assert.Equal(t, "list", p.(page.Locator).At())
	h.Type("u")
	assert.Equal(t, []page.Route{regrade.UndoRoute(41)}, h.Went)
	p = regrade.New(&book{}, nil)(h, regrade.UndoRoute(41))
	h.Open(p)
	assert.Equal(t, "1", p.(page.Locator).At(), "one mark would change")
	assert.Contains(t, h.Texts(), "Sign and give back")
	texts := h.Texts()
	assert.Less(t, slices.Index(texts, "Sign-offs and certificates"), slices.Index(texts, "Cannot be judged"), "what was signed stands first")
}

func TestWhereNothingChangesThereIsNothingToSign(t *testing.T) {
	h, b := pagetest.NewHost(t, lang.En, op.Owner), &book{empty: true}
	h.Open(regrade.New(b, nil)(h, regrade.UndoRoute(41)))
	assert.Equal(t, []certificate.RegradeQuery{{Undo: 41}}, b.asked)
	assert.Contains(t, h.Texts(), h.Words().T("regrade.nothing_title"))
	h.Press(fyne.KeyReturn)
	assert.Empty(t, h.Sheets, "no dialog asks for a passphrase")
	assert.Empty(t, h.Went)
}
