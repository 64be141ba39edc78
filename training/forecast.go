package training

import (
	"cmp"
	"context"
	"slices"

	"shifu/internal/lang"
	"shifu/internal/op"
)

// Forecast says whose recall of which knowledge points will have fallen below
// 80 % on a day, if nothing is reviewed until then.
type Forecast struct {
	Day    string           `json:"day"` // 2026-11-02
	People []ForecastPerson `json:"people"`
	// Known counts the points that anybody of the group has answered, each for
	// each person: what the fading ones are among.
	Known int `json:"known"`
}

// ForecastPerson is an apprentice with the points that will have faded.
type ForecastPerson struct {
	PersonID string          `json:"person"`
	Name     string          `json:"name"`
	Mine     bool            `json:"mine"`   // the actor's own apprentice
	Known    int             `json:"known"`  // points ever answered
	Points   []ForecastPoint `json:"points"` // the least remembered first
}

// ForecastPoint is a point that will have faded.
type ForecastPoint struct {
	ID     string    `json:"id"`
	Title  lang.Text `json:"title"`
	Recall int       `json:"recall"` // on the day, hundredths of a percent
	Since  string    `json:"since"`  // first day below 80 %
}

// Forecast answers, for a day ("" is today), which enrolled apprentices will
// remember which points with less than 80 %: the actor's own apprentice first,
// then by how many points. Whose memory holds is left out.
func (s *Service) Forecast(ctx context.Context, actor op.Actor, day string) (Forecast, error) {
	return op.Query(ctx, s.Store, "training.Forecast", func(tx Tx) (Forecast, error) {
		if err := allow(ctx, tx, "Forecast", actor, ""); err != nil {
			return Forecast{}, err
		}
		f := Forecast{Day: cmp.Or(day, DayOf(tx.Now())), People: []ForecastPerson{}}
		fading, err := s.Quiz.Within(tx).Forecast(ctx, f.Day)
		if err != nil {
			return Forecast{}, err
		}
		people, err := learning(ctx, tx, actor.ID)
		if err != nil {
			return Forecast{}, err
		}
		standings, err := tx.Standings(ctx, nil, nil)
		if err != nil {
			return Forecast{}, err
		}
		for _, st := range standings {
			if p := people[st.Learner]; p != nil && !st.Memory.New() {
				p.Known++
				f.Known++
			}
		}
		for _, x := range fading {
			if p := people[x.Learner]; p != nil {
				p.Points = append(p.Points, ForecastPoint{x.Point, x.Title, x.Recall, x.Since})
			}
		}
		for _, p := range people {
			if len(p.Points) > 0 {
				f.People = append(f.People, *p)
			}
		}
		slices.SortFunc(f.People, func(a, b ForecastPerson) int {
			if a.Mine != b.Mine {
				if a.Mine {
					return -1
				}
				return 1
			}
			return cmp.Or(len(b.Points)-len(a.Points), cmp.Compare(a.Name, b.Name), cmp.Compare(a.PersonID, b.PersonID))
		})
		return f, nil
	})
}

// learning answers everyone who is enrolled today and has not left.
func learning(ctx context.Context, tx Tx, mentor string) (map[string]*ForecastPerson, error) {
	names, err := readNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	mentors, err := mentorsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	enrolments, err := tx.Enrolments(ctx)
	if err != nil {
		return nil, err
	}
	people := map[string]*ForecastPerson{}
	for _, e := range enrolments {
		if e.lasts(DayOf(tx.Now())) && names[e.PersonID].State != "left" {
			people[e.PersonID] = &ForecastPerson{PersonID: e.PersonID, Name: names.of(e.PersonID), Mine: mentors[e.PersonID] == mentor}
		}
	}
	return people, nil
}
