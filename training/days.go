package training

import "time"

// shopZone is the zone in which a shop's days begin: China has one.
var shopZone = time.FixedZone("CST", 8*60*60)

// DayOf is the day of a moment in the shop's zone, as 2026-11-02.
func DayOf(at time.Time) string { return at.In(shopZone).Format(time.DateOnly) }

// WorkingDays counts the working days (Monday to Friday; the format knows no
// holidays) after the day from, up to and including the day to. From a Monday to
// the Tuesday after it is one. Days that cannot be read count as none.
func WorkingDays(from, to string) int {
	f, ok1 := parseDay(from)
	t, ok2 := parseDay(to)
	if !ok1 || !ok2 || t <= f {
		return 0
	}
	weeks := (t - f) / 7
	n := int(weeks * 5)
	for d := f + weeks*7 + 1; d <= t; d++ {
		// 1970-01-01 was a Thursday.
		if w := (d + 3) % 7; w < 5 {
			n++
		}
	}
	return n
}

// inForce says whether a day lies within a span whose ends may be open.
func inForce(from, to, day string) bool {
	return (from == "" || from <= day) && (to == "" || day <= to)
}
