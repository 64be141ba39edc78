package response_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
)

var loadExamples = sync.OnceValues(func() (map[string]*response.Item, error) {
	items := map[string]*response.Item{}
	files, err := filepath.Glob("../model/testdata/*.model.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range append(files, "testdata/types.model.yaml") {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		models, findings := model.Parse(file, src)
		for _, f := range findings {
			return nil, &badExample{file, f}
		}
		for _, m := range models {
			c, findings := model.Compile(m, nil)
			for _, f := range findings {
				if f.Severity == model.Error {
					return nil, &badExample{file, f}
				}
			}
			if items[m.ID], err = response.Prepare(c); err != nil {
				return nil, err
			}
		}
	}
	return items, nil
})

type badExample struct {
	file string
	f    model.Finding
}

func (b *badExample) Error() string {
	return b.file + ": " + b.f.Code + " " + b.f.Where + " " + b.f.Message.EN
}

// examples are the worked examples and the small models of testdata, by id.
func examples(t testing.TB) map[string]*response.Item {
	t.Helper()
	items, err := loadExamples()
	require.NoError(t, err)
	require.NotEmpty(t, items)
	return items
}

func example(t testing.TB, id string) *response.Item {
	t.Helper()
	it, ok := examples(t)[id]
	require.True(t, ok, id)
	return it
}

// variant makes the variant of a situation named by its text.
func variant(t testing.TB, id, situation string, purpose draw.Purpose) *response.Variant {
	t.Helper()
	it := example(t, id)
	at := it.Space.Find(situation)
	require.GreaterOrEqual(t, at, 0, situation)
	v, err := it.Make(response.Request{Situation: at, Root: draw.Root("test", id, 1), Attempt: "test", Ordinal: 1, Purpose: purpose})
	require.NoError(t, err)
	return &v
}

// everyVariant calls do with a variant of each situation of each example (every
// 17th of a large one).
func everyVariant(t testing.TB, do func(it *response.Item, v *response.Variant)) {
	for id, it := range examples(t) {
		step := 1
		if it.Space.Size() > 200 {
			step = 17
		}
		for i := 0; i < it.Space.Size(); i += step {
			v, err := it.Make(response.Request{Situation: i, Root: draw.Root("every", id, i), Attempt: "every", Ordinal: i + 1, Purpose: draw.Practice, DrawnAt: "2026-11-23T06:00:00Z"})
			require.NoError(t, err)
			do(it, &v)
		}
	}
}
