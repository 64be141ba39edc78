package certificate

import (
	"cmp"
	"context"
	"slices"

	"shifu/quiz"
	"shifu/quiz/mastery"
	"shifu/training"
)

// What a sign-off and a certificate rest on, after a regrade: pure functions over
// the evidence that was signed and the marks that change.

// remarked are the changed marks of a plan by their place.
type remarked struct {
	marks    map[string]map[int]quiz.Rekeyed // attempt, slot
	verdicts map[string]quiz.Verdict         // of the attempts, afterwards
}

func remarks(plan quiz.RegradePlan) remarked {
	r := remarked{map[string]map[int]quiz.Rekeyed{}, map[string]quiz.Verdict{}}
	for _, a := range plan.Answers {
		if r.marks[a.Attempt] == nil {
			r.marks[a.Attempt] = map[int]quiz.Rekeyed{}
		}
		r.marks[a.Attempt][a.Slot] = a
	}
	for _, a := range plan.Attempts {
		r.verdicts[a.Attempt] = a.After.Verdict
	}
	return r
}

// touches says whether the evidence of a module holds a changed answer.
func (r remarked) touches(b training.EvidenceBody) bool {
	for _, req := range b.Requirements {
		for _, a := range req.Attempts {
			if r.marks[a.ID] != nil {
				return true
			}
		}
		for _, s := range req.Situations {
			if _, ok := r.marks[s.Attempt][s.Slot]; ok {
				return true
			}
		}
	}
	return false
}

// holds says whether the evidence of a module is still enough: every exam is
// still passed, every point still mastered by the measure of practice, and no
// answer without a red line has become one.
func (r remarked) holds(b training.EvidenceBody) bool {
	for _, req := range b.Requirements {
		for _, a := range req.Attempts {
			if v, ok := r.verdicts[a.ID]; ok && req.Kind == training.KindExam && v != quiz.Passed {
				return false
			}
		}
		byPoint := map[string][]training.SituationEvidence{}
		for _, s := range req.Situations {
			mark, ok := r.marks[s.Attempt][s.Slot]
			if ok {
				s.Right = mark.Is.Right
				if redLine(mark) || req.Kind == training.KindRedLine && !s.Right {
					return false
				}
			}
			byPoint[s.Point] = append(byPoint[s.Point], s)
		}
		if req.Kind != training.KindMastery {
			continue
		}
		usual := mastery.Practised()
		for _, list := range byPoint {
			slices.SortStableFunc(list, func(a, b training.SituationEvidence) int { return cmp.Compare(a.At, b.At) })
			right := make([]bool, len(list))
			for i, s := range list {
				right[i] = s.Right
			}
			if !enough(right, usual.N, usual.M) {
				return false
			}
		}
	}
	return true
}

// redLine says that a mark has become a critical error.
func redLine(a quiz.Rekeyed) bool {
	return (a.Is.RedLine || a.Critical && !a.Is.Right) && !(a.Was.RedLine || a.Critical && !a.Was.Right)
}

// enough says whether m of the last n answers are right; of fewer, as large a
// share, rounded up.
func enough(right []bool, n, m int) bool {
	last := right[max(0, len(right)-n):]
	k := 0
	for _, yes := range last {
		if yes {
			k++
		}
	}
	return k*n >= m*len(last)
}

// certifies says whether a holder's answers until the issue still prove a point
// by the criterion on the certificate. outcomes are oldest first.
func (r remarked) certifies(c Criterion, outcomes []quiz.Outcome, until int64) bool {
	var right []bool
	for _, o := range outcomes {
		if o.Pending || o.At.UnixMilli() > until {
			continue
		}
		yes := o.Right
		if mark, ok := r.marks[o.Attempt][o.Slot]; ok {
			yes = mark.Is.Right
			if redLine(mark) {
				return false
			}
		}
		right = append(right, yes)
	}
	return enough(right, c.Of, c.Right)
}

// touched names the sign-offs and the certificates in force that rest on a
// changed answer.
func (s *Service) touched(ctx context.Context, tx Tx, p *RegradePreview) error {
	if len(p.Names) == 0 {
		return nil
	}
	r := remarks(p.RegradePlan)
	people := make([]string, 0, len(p.Names))
	for id := range p.Names {
		people = append(people, id)
	}
	slices.Sort(people)
	all, err := tx.StoredSignOffs(ctx, true, people...)
	if err != nil {
		return err
	}
	bodies := map[string]training.EvidenceBody{} // by their hash
	for _, so := range all {
		bodies[so.EvidenceHash] = so.Body
		if so.State.Signed() && r.touches(so.Body) {
			p.SignOffs = append(p.SignOffs, TouchedSignOff{SignOff: so.ID, Number: so.Number, Person: so.ApprenticeID, Title: so.Title, Holds: r.holds(so.Body)})
		}
	}
	papers, err := tx.StoredCertificates(ctx, people...)
	if err != nil {
		return err
	}
	for _, c := range papers {
		if !Rebuild(c).State(tx.Now(), false).Holds() {
			continue
		}
		record, touches, holds := c.Issue.Certificate, false, true
		for _, m := range record.Modules {
			if b, known := bodies[m.EvidenceHash]; known && r.touches(b) {
				touches, holds = true, holds && r.holds(b)
			}
		}
		for _, point := range record.Points {
			if !slices.ContainsFunc(p.Answers, func(a quiz.Rekeyed) bool { return a.Learner == c.HolderID && a.Point == point.ID }) {
				continue
			}
			outcomes, err := tx.Outcomes(ctx, c.HolderID, point.ID)
			if err != nil {
				return err
			}
			before := slices.ContainsFunc(outcomes, func(o quiz.Outcome) bool {
				_, changed := r.marks[o.Attempt][o.Slot]
				return changed && o.At.UnixMilli() <= record.IssuedAt
			})
			touches, holds = touches || before, holds && r.certifies(record.Criterion, outcomes, record.IssuedAt)
		}
		if touches {
			p.Certificates = append(p.Certificates, TouchedPaper{Certificate: c.ID, Number: record.Number, Person: c.HolderID, Title: record.Title, Holds: holds})
		}
	}
	return nil
}
