package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The one place where moments become local time. Stored times are UTC.

// Date writes a day as in tables, certificates and exports: 2026-11-24.
func (p *Printer) Date(t time.Time) string { return t.In(p.zone).Format("2006-01-02") }

// Stamp writes a day and a time as in tables: 2026-11-24 14:02.
func (p *Printer) Stamp(t time.Time) string { return t.In(p.zone).Format("2006-01-02 15:04") }

// Clock writes the time of day: 14:02.
func (p *Printer) Clock(t time.Time) string { return t.In(p.zone).Format("15:04") }

// ClockSeconds writes the time of day with seconds: 14:02:31.
func (p *Printer) ClockSeconds(t time.Time) string { return t.In(p.zone).Format("15:04:05") }

// Day writes a day as people say it, seen from now: 今天, 昨天, 前天, 11月24日 周二;
// the whole date in another year.
func (p *Printer) Day(t, now time.Time) string {
	switch p.daysBetween(t, now) {
	case 0:
		return p.T("time.today")
	case 1:
		return p.T("time.yesterday")
	case 2:
		if p.Chinese() {
			return p.T("time.day_before_yesterday")
		}
	}
	t, now = t.In(p.zone), now.In(p.zone)
	if t.Year() != now.Year() {
		return p.Date(t)
	}
	if p.Chinese() {
		return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), p.weekday(t))
	}
	return t.Format("2 Jan, Mon")
}

// Coming writes a day of the calendar (2026-11-27) that lies ahead, as people
// say it: 今天, 明天, 后天, 11月27日 周五; the whole date in another year. What is
// no day stays as it is.
func (p *Printer) Coming(day string, now time.Time) string {
	t, err := time.ParseInLocation(time.DateOnly, day, p.zone)
	if err != nil {
		return day
	}
	switch p.daysBetween(t, now) {
	case 0:
		return p.T("time.today")
	case -1:
		return p.T("time.tomorrow")
	case -2:
		if p.Chinese() {
			return p.T("time.day_after_tomorrow")
		}
	}
	if t.Year() != now.In(p.zone).Year() {
		return day
	}
	return p.FullDay(t)
}

// ShortDay writes a day without its weekday: 11月24日, 24 Nov; the whole date in
// another year.
func (p *Printer) ShortDay(t, now time.Time) string {
	t, now = t.In(p.zone), now.In(p.zone)
	if t.Year() != now.Year() {
		return p.Date(t)
	}
	if p.Chinese() {
		return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
	}
	return t.Format("2 Jan")
}

// FullDay writes a day with its weekday, never relative: 11月24日 周二.
func (p *Printer) FullDay(t time.Time) string {
	t = t.In(p.zone)
	if p.Chinese() {
		return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), p.weekday(t))
	}
	return t.Format("2 Jan, Mon")
}

// Moment writes a day and a time as people say it: 今天 14:01, 11月20日 09:30.
func (p *Printer) Moment(t, now time.Time) string {
	switch n := p.daysBetween(t, now); {
	case n >= 0 && n <= 1, n == 2 && p.Chinese():
		return p.Day(t, now) + " " + p.Clock(t)
	}
	return p.ShortDay(t, now) + " " + p.Clock(t)
}

// Ago writes how long ago a moment was: 刚刚, 10 分钟前, 3 小时前; a day from
// yesterday on.
func (p *Printer) Ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 0:
		return p.Moment(t, now)
	case d < time.Minute:
		return p.T("time.just_now")
	case d < time.Hour:
		return p.N("time.minutes_ago", int(d/time.Minute))
	case p.daysBetween(t, now) == 0:
		return p.N("time.hours_ago", int(d/time.Hour))
	}
	return p.Day(t, now)
}

// Greeting greets by the time of day: 早上好, 下午好.
func (p *Printer) Greeting(t time.Time) string {
	switch h := t.In(p.zone).Hour(); {
	case h >= 5 && h < 11:
		return p.T("time.good_morning")
	case h >= 11 && h < 13:
		return p.T("time.good_noon")
	case h >= 13 && h < 18:
		return p.T("time.good_afternoon")
	}
	return p.T("time.good_evening")
}

// Elapsed writes a running time: 0:48, 1:06, 1:02:03. Parts of a second are cut.
func (p *Printer) Elapsed(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Span writes a length of time in words: 40 秒, 6 分钟, 1 小时 30 分钟, 3 天.
func (p *Printer) Span(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Minute:
		return p.N("time.seconds", int((d+time.Second-1)/time.Second))
	case d < time.Hour:
		return p.N("time.minutes", int(d/time.Minute))
	case d < 48*time.Hour:
		h, m := int(d/time.Hour), int(d/time.Minute)%60
		if m == 0 {
			return p.N("time.hours", h)
		}
		return p.N("time.hours", h) + " " + p.N("time.minutes", m)
	}
	return p.N("time.days", int(d/(24*time.Hour)))
}

// Number writes a whole number with its thousands separated: 12,480.
func (p *Printer) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Money writes integer cents: ¥199, ¥1,234.50, -¥40.
func (p *Printer) Money(cents int64) string {
	sign := ""
	u := uint64(cents)
	if cents < 0 {
		sign, u = "-", -u
	}
	s := sign + "¥" + p.Number(int64(u/100))
	if f := u % 100; f != 0 {
		s += fmt.Sprintf(".%02d", f)
	}
	return s
}

// Mark writes hundredths of a point without trailing zeros: 8, 7.5, 66.67.
func (p *Printer) Mark(hundredths int64) string {
	sign := ""
	u := uint64(hundredths)
	if hundredths < 0 {
		sign, u = "-", -u
	}
	s := sign + strconv.FormatUint(u/100, 10)
	if f := u % 100; f != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%02d", f), "0")
	}
	return s
}

// Share writes a part of a whole in percent, rounded down so that a share never
// looks like a whole that it is not: 83%. Show its count beside it.
func (p *Printer) Share(part, whole int64) string {
	if whole <= 0 {
		return "–"
	}
	return strconv.FormatInt(part*100/whole, 10) + "%"
}

// Range writes a range: 43–90.
func (p *Printer) Range(from, to string) string { return from + "–" + to }

// List joins names as the language does: 周敏、何俊 / Zhou Min, He Jun.
func (p *Printer) List(items []string) string {
	if p.Chinese() {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}

func (p *Printer) weekday(t time.Time) string {
	return p.Content("周" + []string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()])
}

// daysBetween counts the midnights from t to now in the printer's zone.
func (p *Printer) daysBetween(t, now time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(p.zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(now).Sub(day(t)).Hours() / 24)
}
