package command

import (
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/quiz/response"
)

// marks judges a response to one draw of an attempt.
type marks struct {
	itemFlags
	Ordinal  int    `name:"ordinal" required:"" placeholder:"N" help:"${ordinal}"`
	Response string `name:"response" required:"" placeholder:"JSON" help:"${response}"`
}

// Run prints the mark.
func (c *marks) Run(s *scene) error {
	if c.Ordinal < 1 || c.Ordinal > maxDraws {
		return &misuse{fault.New(fault.Invalid, "fault.ctl.count", "Most", maxDraws)}
	}
	it, from, err := c.item(s)
	if err != nil {
		return err
	}
	var v *response.Variant
	err = c.series(it, from, c.Ordinal, func(d drawn) error {
		if d.Ordinal == c.Ordinal {
			v = d.Variant
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v == nil { // the exam ran out of situations before
		return &misuse{fault.New(fault.NotFound, "fault.ctl.no_ordinal", "Ordinal", c.Ordinal, "Situations", it.Space.Size())}
	}
	m := response.Judge(v, []byte(c.Response))
	if s.json {
		s.value(m)
		return nil
	}
	s.line("%s", s.words.Text(lang.Text{ZH: v.Shown.ZH.Stem, EN: v.Shown.EN.Stem}))
	switch {
	case m.Score != nil:
		s.say("ctl.mark.score", "Status", s.words.T("ctl.mark.status."+string(m.Status)), "Score", *m.Score)
	case m.NeedsMentor:
		s.say("ctl.mark.mentor")
	default:
		s.say("ctl.mark.none", "Status", s.words.T("ctl.mark.status."+string(m.Status)))
	}
	if m.Redline {
		s.say("ctl.mark.redline")
	}
	if !m.Problem.Text.Empty() {
		s.line("  %s", s.words.Text(m.Problem.Text))
	}
	if !m.ReadAs.Empty() {
		s.say("ctl.mark.read_as", "Text", s.words.Text(m.ReadAs))
	}
	for _, note := range m.Feedback {
		s.line("  %s", s.words.Text(note.Text))
	}
	return nil
}
