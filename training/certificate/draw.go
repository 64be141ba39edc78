package certificate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"shifu/training/certificate/sheet"
)

// The words on the page are part of the renderer, not of a catalogue: a
// certificate must be drawn again years later with the words of its day.

// The light palette; a certificate uses it in both modes of the window.
const (
	ink     sheet.Color = "#1A2333"
	ink2    sheet.Color = "#465166"
	primary sheet.Color = "#2F4F9F"
	pale    sheet.Color = "#B4BFDC"
	hair    sheet.Color = "#DCE2EB"
	edge    sheet.Color = "#C6CEDA"
	sunken  sheet.Color = "#F0F3F8"
	sealRed sheet.Color = "#C2382A"
	ochre   sheet.Color = "#8A5800"
	grey    sheet.Color = "#5C677B"
	white   sheet.Color = "#FFFFFF"
)

// dp turns hundredths of the design's units (a sheet is 880 of them wide)
// into the sheet's.
func dp(hundredths int) int { return hundredths * sheet.A4Width / 88000 }

// u turns whole units of the design into the sheet's.
func u(units int) int { return dp(units * 100) }

const (
	leftEdge  = 64 // of the text, in units of the design
	rightEdge = 816
	centre    = 440
)

// Stamp is what a page says of its record's place: its hash and the shop's key.
type Stamp struct {
	RecordHash  string // hex
	Fingerprint string // of the shop's key
}

// QR is the text of a certificate's QR code: who made the format, number,
// record hash and key fingerprint, in capitals for a coarser code.
func (s Stamp) QR(number string) string {
	return strings.ToUpper("shifu1:" + number + ":" + s.RecordHash + ":" + s.Fingerprint)
}

// Draw lays a record out on an A4 sheet. The same record, stamp and metrics
// give the same sheet. Long names and lists are made smaller, wrapped or, at
// last, counted ("and 12 more"); they never leave their place.
func Draw(r Record, stamp Stamp, m sheet.Metrics) (sheet.Sheet, error) {
	p := &page{Pen: sheet.NewPen(m, sheet.A4Width, sheet.A4Height), r: r}
	p.frame()
	p.head()
	y := p.title()
	y = p.statement(y)
	y = p.conditions(y)
	p.seals()
	if err := p.foot(stamp); err != nil {
		return sheet.Sheet{}, err
	}
	p.announce()
	return p.Sheet(), nil
}

type page struct {
	*sheet.Pen
	r Record
}

func (p *page) text(x, y, size int, face sheet.Face, color sheet.Color, anchor sheet.Anchor, width int, s string) {
	p.Fit(sheet.Text{X: u(x), Y: u(y), Size: dp(size), Face: face, Color: color, Anchor: anchor, Text: s}, u(width))
}

func run(size int, face sheet.Face, color sheet.Color, s string) sheet.Run {
	return sheet.Run{Text: s, Face: face, Color: color, Size: dp(size)}
}

func (p *page) frame() {
	p.Rect(sheet.Rect{W: sheet.A4Width, H: sheet.A4Height, Fill: white})
	p.Rect(sheet.Rect{X: u(20), Y: u(20), W: u(840), H: u(582), Stroke: primary, Line: dp(100)})
	p.Rect(sheet.Rect{X: u(26), Y: u(26), W: u(828), H: u(570), Stroke: pale, Line: dp(80)})
}

func (p *page) head() {
	p.Rect(sheet.Rect{X: u(64), Y: u(51), W: u(30), H: u(30), Radius: u(7), Fill: primary})
	p.text(79, 72, 1700, sheet.Bold, white, sheet.Middle, 30, "师")
	p.text(104, 71, 1500, sheet.Bold, ink, sheet.Start, 440, p.r.Shop.Name)
	p.Runs(u(rightEdge), u(71), u(260), sheet.End,
		run(1250, sheet.Regular, ink2, "证书编号 No. "), run(1250, sheet.Bold, ink, p.r.Number))
	if p.r.Shop.Demo {
		p.text(rightEdge, 89, 1250, sheet.Bold, ochre, sheet.End, 400, "示范店，不作凭证 · Demonstration only")
	} else if p.r.Criterion.TryOut {
		p.text(rightEdge, 89, 1250, sheet.Regular, ochre, sheet.End, 400, "试用，要求低于标准 · Trial, asks for less than the standard")
	}
}

func (p *page) title() int {
	p.text(centre, 130, 3400, sheet.Bold, primary, sheet.Middle, 740, p.r.Title.ZH)
	p.text(centre, 153, 1500, sheet.Regular, ink2, sheet.Middle, 740, p.r.Title.EN)
	h := p.r.Holder
	runs := []sheet.Run{run(3000, sheet.Bold, ink, h.Name)}
	if h.Latin != "" {
		runs = append(runs, run(1900, sheet.Regular, ink2, " "+h.Latin))
	}
	y := 204
	if p.RunsWidth(runs) <= u(740)*2 {
		p.Runs(u(centre), u(y), u(740), sheet.Middle, runs...)
	} else { // a very long name: the Latin form goes, the name takes two lines
		size := dp(1500)
		lines := p.Wrap(sheet.Bold, size, h.Name, u(740))
		for len(lines) > 2 {
			size = size * 9 / 10
			lines = p.Wrap(sheet.Bold, size, h.Name, u(740))
		}
		for i, line := range lines {
			p.Text(sheet.Text{X: u(centre), Y: u(y - 18*(len(lines)-1-i)), Size: size, Face: sheet.Bold, Color: ink, Anchor: sheet.Middle, Text: line})
		}
	}
	p.Line(sheet.Line{X1: u(270), Y1: u(218), X2: u(610), Y2: u(218), Width: dp(100), Color: edge})
	return 218
}

// statement writes what is certified, Chinese over English, and answers where
// the next block may begin.
func (p *page) statement(y int) int {
	y += 30
	for _, part := range []struct {
		text       string
		size, step int
		color      sheet.Color
	}{{p.r.Statement.ZH, 1500, 20, ink}, {p.r.Statement.EN, 1250, 16, ink2}} {
		if part.text == "" {
			continue
		}
		pieces := strings.Split(part.text, "**")
		var runs []sheet.Run
		for i, s := range pieces {
			if s != "" {
				runs = append(runs, run(part.size, []sheet.Face{sheet.Regular, sheet.Bold}[i%2], part.color, s))
			}
		}
		if p.RunsWidth(runs) <= u(752) {
			p.Runs(u(centre), u(y), u(752), sheet.Middle, runs...)
			y += part.step + 2
			continue
		}
		plain, size := strings.Join(pieces, ""), dp(part.size)*88/100
		lines := p.Wrap(sheet.Regular, size, plain, u(752))
		for len(lines) > 2 {
			size = size * 9 / 10
			lines = p.Wrap(sheet.Regular, size, plain, u(752))
		}
		for _, line := range lines {
			p.Text(sheet.Text{X: u(centre), Y: u(y), Size: size, Face: sheet.Regular, Color: part.color, Anchor: sheet.Middle, Text: line})
			y += part.step - 3
		}
		y += 4
	}
	return y
}

func (p *page) rule(y int) {
	p.Line(sheet.Line{X1: u(leftEdge), Y1: u(y), X2: u(rightEdge), Y2: u(y), Width: dp(100), Color: hair})
}

// conditions draws what was passed as chips, what was not assessed, and the
// counts. It tries ever denser settings until everything fits.
func (p *page) conditions(from int) int {
	zh, en := p.counts()
	size, step := 1250, 19
	lines := append(p.Wrap(sheet.Regular, dp(size), zh, u(752)), p.Wrap(sheet.Regular, dp(size), en, u(752))...)
	for len(lines)*step > 4*19 {
		size -= 50
		step = max(4, size*152/10000)
		lines = append(p.Wrap(sheet.Regular, dp(size), zh, u(752)), p.Wrap(sheet.Regular, dp(size), en, u(752))...)
	}
	top, end := 0, 0
	chips := flatChips(p.r.Passed)
	var rows [][]placedChip
	var set chipSetting
	hidden := 0
	for i, setting := range chipSettings {
		set = setting
		if setting.merged {
			chips = mergedChips(p.r.Passed)
		}
		top, end = max(from, set.top), set.end
		if size > set.text {
			size, step = set.text, set.text*152/10000
			lines = append(p.Wrap(sheet.Regular, dp(size), zh, u(752)), p.Wrap(sheet.Regular, dp(size), en, u(752))...)
		}
		room := max(1, (end-12-step*len(lines)-(top+40))/set.step)
		rows = p.place(chips, set)
		if len(rows) <= room {
			break
		}
		if i == len(chipSettings)-1 {
			for _, row := range rows[room:] {
				hidden += len(row)
			}
			rows = rows[:room]
		}
	}
	p.rule(top)
	p.Runs(u(leftEdge), u(top+27), u(752), sheet.Start, run(1300, sheet.Bold, ink, "考过的条件"), run(1250, sheet.Regular, ink2, "  Conditions passed"))
	y := top + 40
	for _, row := range rows {
		for _, c := range row {
			p.chip(c, y, set)
		}
		y += set.step
	}
	y += 16
	if hidden > 0 {
		p.text(rightEdge, top+27, 1250, sheet.Regular, ink2, sheet.End, 400,
			fmt.Sprintf("另有 %d 项写在所附记录里 · %d more in the attached record", hidden, hidden))
	}
	for _, line := range lines {
		p.text(leftEdge, y, size, sheet.Regular, ink2, sheet.Start, 752, line)
		y += step
	}
	y = max(y-3, end-5)
	p.rule(y)
	return y
}

// counts are the two lines below the chips.
func (p *page) counts() (zh, en string) {
	r := p.r
	zh = fmt.Sprintf("%d 个知识点，%d 题，每点至少 %d 种情境。", len(r.Points), r.Counts.Items, r.Counts.Situations)
	en = fmt.Sprintf("%s, %s, %d+ situations each.", plural(len(r.Points), "knowledge point"), plural(r.Counts.Items, "item"), r.Counts.Situations)
	if r.Counts.Repeats > 0 {
		zh += fmt.Sprintf("其中 %d 题的情境以前见过。", r.Counts.Repeats)
		en += fmt.Sprintf(" %d of the situations had been seen before.", r.Counts.Repeats)
	}
	zh += fmt.Sprintf("标准：近 %d 种情境对 %d 种。", r.Criterion.Of, r.Criterion.Right)
	en += fmt.Sprintf(" Standard: %d of the last %d situations.", r.Criterion.Right, r.Criterion.Of)
	for _, list := range []struct {
		of     []Condition
		zh, en string
	}{{r.Unpassed, "没过：", " Not passed: "}, {r.Unassessed, "未考：", " Not assessed: "}} {
		if len(list.of) > 0 {
			z, e := named(list.of)
			zh += list.zh + z + "。"
			en += list.en + e + "."
		}
	}
	return zh, en
}

// named writes conditions in a line, the first of them if they are many.
func named(conditions []Condition) (zh, en string) {
	const most = 3
	var zhs, ens []string
	for i, c := range conditions {
		if i == most {
			break
		}
		zhs = append(zhs, joined(c.Radical.ZH, c.Level.ZH))
		ens = append(ens, c.Radical.EN+": "+c.Level.EN)
	}
	zh, en = strings.Join(zhs, "、"), strings.Join(ens, ", ")
	if n := len(conditions) - most; n > 0 {
		zh += fmt.Sprintf("，另有 %d 项", n)
		en += fmt.Sprintf(" and %d more", n)
	}
	return zh, en
}

// joined writes a radical and its level without a space between Chinese
// characters, and with one elsewhere.
func joined(radical, level string) string {
	r, l := []rune(radical), []rune(level)
	if len(r) > 0 && len(l) > 0 && han(r[len(r)-1:]) && han(l[:1]) {
		return radical + level
	}
	return radical + " " + level
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// seals draws one seal for each signer: at most three
// in all, so many mentors as there is room for.
func (p *page) seals() {
	signers := p.r.signers()
	var mentors, shown []Signature
	for _, s := range signers {
		if s.Role == Mentor {
			mentors = append(mentors, s)
		} else {
			shown = append(shown, s)
		}
	}
	if len(shown) > 2 {
		shown = shown[len(shown)-2:]
	}
	more := max(0, len(mentors)-(3-len(shown)))
	shown = append(mentors[:len(mentors)-more:len(mentors)-more], shown...)
	side, gap, width, beside := 62, 235, 150, 14
	if len(shown) > 2 {
		side, gap, width, beside = 46, 162, 100, 10
	}
	for i, s := range shown {
		x := leftEdge + i*gap
		p.seal(x, 574-side, side, s.Person)
		role := map[Role]string{Mentor: "师傅 Mentor", Apprentice: "本人 In person", Owner: "店主裁定 Ruling"}[s.Role]
		if more > 0 && i == len(mentors)-more-1 {
			role += fmt.Sprintf("，等 %d 位", len(mentors))
		}
		left, at := x+side+beside, 574-side/2
		name := []sheet.Run{run(1500, sheet.Bold, ink, s.Person.Name)}
		if s.Person.Latin != "" {
			name = append(name, run(1250, sheet.Regular, ink2, " "+s.Person.Latin))
		}
		p.Runs(u(left), u(at-12), u(width), sheet.Start, name...)
		p.text(left, at+7, 1250, sheet.Regular, ink2, sheet.Start, width, role)
		p.text(left, at+25, 1250, sheet.Regular, ink2, sheet.Start, width, p.r.at(s.At).Format("2006-01-02 15:04"))
	}
}

// seal draws a name as a seal: four characters read down, the right column
// first; a longer or Latin name as initials on one line.
func (p *page) seal(x, y, side int, who Person) {
	p.Rect(sheet.Rect{X: u(x), Y: u(y), W: u(side), H: u(side), Radius: u(side) * 13 / 100, Fill: sealRed})
	_, clean := p.Clean(sheet.Bold, who.Name)
	name := []rune(clean)
	if !han(name) || len(name) < 2 || len(name) > 4 {
		p.Fit(sheet.Text{X: u(x + side/2), Y: u(y) + u(side)*62/100, Size: u(side) * 36 / 100, Face: sheet.Bold, Color: white, Anchor: sheet.Middle, Text: Initials(who)}, u(side)*84/100)
		return
	}
	four := append(name, []rune("之印")...)
	if len(name) == 3 {
		four = append(name, '印')
	}
	size := u(side) * 34 / 100
	for i, c := range four[:4] {
		column, row := 1-i/2, i%2
		p.Text(sheet.Text{
			X: u(x) + u(side)*(31+38*column)/100, Y: u(y) + u(side)*(44+39*row)/100,
			Size: size, Face: sheet.Bold, Color: white, Anchor: sheet.Middle, Text: string(c),
		})
	}
}

func (p *page) foot(stamp Stamp) error {
	const right, side = 704, 84
	line := func(y int, label, value string) {
		p.Runs(u(right), u(y), u(150), sheet.End, run(1250, sheet.Regular, ink2, label), run(1250, sheet.Bold, ink, value))
	}
	line(512, "颁发 Issued ", p.r.IssuedOn())
	line(531, "有效至 Valid to ", p.r.ValidTo())
	p.text(right, 551, 1250, sheet.Regular, ink2, sheet.End, 150, "用师傅核验")
	p.text(right, 570, 1250, sheet.Regular, ink2, sheet.End, 150, "Verify with Shifu")
	rows, err := qrRows(stamp.QR(p.r.Number))
	if err != nil {
		return err
	}
	p.Modules(sheet.Modules{X: u(732), Y: u(490), Side: u(side), Rows: rows, Color: ink})
	return nil
}

// announce says which characters the typeface lacks.
func (p *page) announce() {
	missing := p.Replaced()
	if len(missing) == 0 {
		return
	}
	var codes []string
	for _, c := range missing {
		codes = append(codes, fmt.Sprintf("U+%04X", []rune(c)[0]))
	}
	p.text(leftEdge, 590, 1000, sheet.Regular, ochre, sheet.Start, 752,
		fmt.Sprintf("〓 代替字库没有的字：%s，原字写在所附记录里 · 〓 stands for characters that the typeface lacks; the attached record has them", strings.Join(codes, "、")))
}

// Band is the window's note over the foot of a sheet: a certificate that was
// revoked or has expired. It is never printed into a file.
func Band(s sheet.Sheet, m sheet.Metrics, words string) sheet.Sheet {
	p := sheet.NewPen(m, s.Width, s.Height)
	p.Rect(sheet.Rect{X: u(26), Y: u(462), W: u(828), H: u(26), Fill: grey})
	p.Fit(sheet.Text{X: u(centre), Y: u(480), Size: dp(1400), Face: sheet.Bold, Color: white, Anchor: sheet.Middle, Text: words}, u(800))
	band := p.Sheet()
	s.Ops = append(s.Ops[:len(s.Ops):len(s.Ops)], band.Ops...)
	return s
}

// RevokedWords is what Band says of a revoked certificate.
func RevokedWords(at time.Time, reason string) string {
	return "已撤销 Revoked " + at.Format(time.DateOnly) + " · " + reason
}
