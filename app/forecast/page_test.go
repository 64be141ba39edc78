package forecast_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/forecast"
	"shifu/app/page"
	"shifu/app/page/pagetest"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

// group is training with one apprentice whose memory fades from the seventh day on.
type group struct{ asked []string }

func (g *group) Forecast(_ context.Context, _ op.Actor, day string) (training.Forecast, error) {
	g.asked = append(g.asked, day)
	f := training.Forecast{Day: day, Known: 4, People: []training.ForecastPerson{}}
	if day > "2026-11-24" {
		f.People = append(f.People, training.ForecastPerson{PersonID: "lin", Name: "林小满", Mine: true, Known: 4, Points: []training.ForecastPoint{
			{ID: "a", Title: lang.Text{ZH: "退货", EN: "Returns"}, Recall: 4100, Since: "2026-11-26"},
			{ID: "b", Title: lang.Text{ZH: "运费险", EN: "Freight insurance"}, Recall: 7900, Since: "2026-11-30"},
		}})
	}
	return f, nil
}

func TestTheForecastIsAskedForTheDayThatIsChosen(t *testing.T) {
	for _, tag := range lang.Tags {
		t.Run(string(tag), func(t *testing.T) {
			h, g := pagetest.NewHost(t, tag, op.Mentor), &group{}
			p := forecast.New(g)(h, page.Route{Page: "forecast"})
			keys := h.Open(p)
			assert.Equal(t, []string{"2026-12-01"}, g.asked, "a week ahead")
			look := h.Texts()
			assert.Contains(t, look, "林小满", "a name stays as it is written")
			assert.Contains(t, look, h.Words().Text(lang.Text{ZH: "退货", EN: "Returns"}))
			assert.Contains(t, look, "41%")
			assert.Contains(t, look, h.Words().T("forecast.mine"))
			require.True(t, keys.Rune('1'))
			assert.Equal(t, "2026-11-24", g.asked[len(g.asked)-1])
			assert.Contains(t, h.Texts(), h.Words().T("forecast.none"))
			require.True(t, keys.Rune('4'))
			assert.Equal(t, "2026-12-24", g.asked[len(g.asked)-1])
			for _, size := range []fyne.Size{{Width: 1096, Height: 800}, {Width: 960, Height: 680}} {
				h.Resize(size.Width, size.Height)
				assert.Empty(t, h.CutOff())
			}
		})
	}
}
