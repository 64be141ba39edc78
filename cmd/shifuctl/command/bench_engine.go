package command

import (
	_ "embed"
	"fmt"

	"shifu/internal/fault"
	"shifu/quiz/draw"
	"shifu/quiz/model"
	"shifu/quiz/response"
	"shifu/quiz/review"
)

// benchModel is the item model that variants are measured with: 56 situations,
// five conditions, two surface values, four of five options.
//
//go:embed bench.model.yaml
var benchModel []byte

// benchVariants measures whole variants: the choice of the situation with a
// history, the surface, the words in both languages, options, key and feedback.
// Each is checked: it is not a repeat, and its key earns everything.
func benchVariants(_ *scene, b *bench) ([]figure, error) {
	models, _ := model.Parse("bench", benchModel)
	if len(models) != 1 {
		return nil, fault.New(fault.Internal, "fault.internal")
	}
	c, found := model.Compile(models[0], nil)
	if c == nil || model.Blocking(found) {
		return nil, fault.New(fault.Internal, "fault.internal")
	}
	it, err := response.Prepare(c)
	if err != nil {
		return nil, err
	}
	h := it.Space.History()
	made := make([]response.Variant, min(max(b.Count, 1), 1000)) // to be marked below
	// A variant takes a few microseconds: only many of them tell more of the program
	// than of what else the machine does.
	count := b.Count * 20
	whole, err := measure("variants: whole", count, func(i int) error {
		if h.Distinct() == 30 {
			h = it.Space.History()
		}
		v, choice, err := it.Draw(draw.Request{Root: draw.Root("bench", c.Model().ID, i), Purpose: draw.Practice, History: h}, response.Request{Attempt: "bench", Ordinal: i})
		if err == nil && choice.Repeat {
			err = fmt.Errorf("draw %d repeats", i)
		}
		h.Add(choice.Situation, int64(i))
		made[i%len(made)] = v
		return err
	})
	if err != nil {
		return nil, err
	}
	judged, err := measure("variants: marked", count, func(i int) error {
		v := &made[i%len(made)]
		if m := response.Judge(v, []byte(`{"choice":"`+v.Key.Choice+`"}`)); m.Score == nil || *m.Score != 100 {
			return fmt.Errorf("the key of draw %d earns too little", i)
		}
		return nil
	})
	return []figure{whole, judged}, err
}

// benchFSRS measures reviews and forecasts, a thousand at a time.
func benchFSRS(_ *scene, b *bench) ([]figure, error) {
	const lot = 1000
	all := make([]review.Remembered, lot)
	reviews, err := measure("fsrs: 1000 reviews", b.Count, func(i int) error {
		for n := range all {
			m := &all[n].Memory
			*m = m.After(review.Answer{Day: m.Day + 1 + n%30, Right: (n+i)%5 > 0})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	named := 0
	forecasts, err := measure("fsrs: 1000 forecasts", b.Count, func(i int) error {
		named += len(review.Forecast(all, all[i%lot].Memory.Day+20, review.Forgetting))
		return nil
	})
	if err == nil && named == 0 {
		err = fmt.Errorf("a forecast that names nobody")
	}
	return []figure{reviews, forecasts}, err
}
