package quiz

import "context"

// Fresh counts, by point, the situations that practice can still give a learner
// as new ones: not met yet and not kept for exams. A point at 0 would only be
// repeated.
func (w Within) Fresh(ctx context.Context, learner string, points ...string) (map[string]int, error) {
	left := map[string]int{}
	if len(points) == 0 {
		return left, nil
	}
	items, err := w.s.items(ctx, w.tx, points...)
	if err != nil {
		return nil, err
	}
	histories, err := w.s.histories(ctx, w.tx, learner, items)
	if err != nil {
		return nil, err
	}
	secret, err := w.tx.ShopSecret(ctx)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		reserve := it.Space.Reserve(secret, learner)
		for i := range it.Space.Size() {
			if !reserve.Has(i) && !histories[it.id].Seen(i) {
				left[it.point]++
			}
		}
	}
	return left, nil
}
