package command

import (
	"fmt"
	"strings"

	"shifu/internal/fault"
)

// draws shows which variants of an item model an attempt meets, one after the
// other, with a history that grows and no situations kept for exams.
type draws struct {
	itemFlags
	Count int `name:"count" default:"1" help:"${draw_count}"`
}

// maxDraws bounds one series.
const maxDraws = 100_000

// Run prints one line a draw; with --json one object a line.
func (c *draws) Run(s *scene) error {
	if c.Count < 1 || c.Count > maxDraws {
		return &misuse{fault.New(fault.Invalid, "fault.ctl.count", "Most", maxDraws)}
	}
	it, from, err := c.item(s)
	if err != nil {
		return err
	}
	return c.series(it, from, c.Count, func(d drawn) error {
		if s.json {
			s.value(d)
			return nil
		}
		repeat := ""
		if d.Repeat {
			repeat = "  " + s.words.T("ctl.draw.repeat")
		}
		s.line("%d  %s  %s  => %s  %s  %s  %d/%d%s", d.Ordinal, d.SituationID, d.Situation, d.Key, fmt.Sprint(d.Incidentals), strings.Join(d.Options, " "), d.PairsCovered, d.Pairs, repeat)
		s.line("    %s", s.words.Text(d.Shown))
		return nil
	})
}
