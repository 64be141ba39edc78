package kit_test

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/assets"
)

// cutOff lists the texts that are set in less room than they are drawn in, or
// that reach beyond the window's right edge.
func cutOff(o fyne.CanvasObject, at fyne.Position, width float32, out *[]string) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		w := fyne.MeasureText(o.Text, o.TextSize, o.TextStyle).Width
		if o.Text != "" && (w > o.Size().Width+1.5 || at.X < -1 || at.X+w > width+1) {
			*out = append(*out, fmt.Sprintf("%q at %v, %v of %v", o.Text, at.X, o.Size().Width, w))
		}
	case *fyne.Container:
		for _, c := range o.Objects {
			cutOff(c, at, width, out)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			cutOff(c, at, width, out)
		}
	}
}

func english() fyne.CanvasObject {
	none := func() {}
	return kit.NewPageBody(kit.NewPageHeader("Certificates and sign-off of every apprentice", "37 certificates, 31 of them valid", none,
		kit.NewButton(kit.Main, "Export 5 certificates", none).WithIcon("export").Cap("Ctrl E")),
		kit.NewScroll(kit.Column(12,
			kit.NewChipGroup("a", nil, kit.Choice{Value: "a", Words: "All 37"}, kit.Choice{Value: "b", Words: "Expiring within thirty days 5"}, kit.Choice{Value: "c", Words: "Revoked 1"}),
			kit.NewBanner(kit.DangerTone, "alert", "Not saved: the disk is full. Keep this page open, free some space, press R.", "Try again R", none),
			kit.Conditions(kit.Condition{Name: "Order", Level: "paid, not dispatched", State: kit.Deciding}, kit.Condition{Name: "Campaign", Level: "ended yesterday"}, kit.Condition{Name: "Stock", Level: "original colour sold out"}),
			kit.NewOptionList(false, nil, kit.Option{Words: "I will refund the black pair in full; please order the white one at 199 and I will return the 40 difference once it has been dispatched.", Mark: kit.Better, Note: "better"}),
			kit.Equal(12, kit.NewStatTile(kit.Stat{Title: "Ready to serve customers", Figure: "14", Unit: "/ 20", Note: "two more than last week"}, none), kit.NewStatTile(kit.Stat{Title: "Expiring", Figure: "3", Unit: "certificates", Note: "first: 30 Nov, Wu Siyu"}, none)),
			kit.NewStagePath(nil, kit.Node{Title: "Foundations", Note: "signed by Zhou Min", State: kit.NodeSigned}, kit.Node{Title: "Pre-sales basics", Note: "in progress", State: kit.NodeNow, Percent: 62}, kit.Node{Title: "After-sales", Note: "opens later", State: kit.NodeLocked}),
			kit.NewHero(kit.HeroState{Over: "Carry on · scenario practice", Title: "Sold out, and the customer wants yesterday's price", Below: "7 answered, 5 to go, about 6 minutes", Words: "7/12", Percent: 58, Action: "Go on with question 8", Cap: "Enter"}, none),
			kit.PlanRow(kit.PlanNow, 60, "Sold out and other colour · scenario practice", "question 8 of 12", "6 min", "new", none),
			kit.NewField("Signing passphrase", "This is not the PIN that you sign in with. Only you know it; the owner cannot see it."),
		)), kit.Row(8, kit.NewButton(kit.Main, "Done reading, answer 2 questions", none).Cap("Ctrl Enter"), kit.NewButton(kit.Usual, "Ask the mentor", none)))
}

func TestNothingIsCutOffAtAnyScale(t *testing.T) {
	for name, make := range map[string]func() fyne.CanvasObject{"gallery": gallery, "quiz": quiz, "desk": desk, "english": english} {
		for _, scale := range []float32{1, 1.25, 1.5} {
			w, h := 1216/scale, 800/scale
			win, _ := show(t, make(), w, h)
			var out []string
			cutOff(win.Content(), fyne.Position{}, w, &out)
			assert.Empty(t, out, "%s at scale %v", name, scale)
			picture(t, win, fmt.Sprintf("%s-%v", name, scale))
		}
	}
}

func TestALabelIsShortenedToItsRoomAndKeepsItsText(t *testing.T) {
	l := kit.NewLabel("一个很长的名字放不下", theme.Body, theme.Ink)
	show(t, kit.Fixed(80, 20, l), 80, 20)
	assert.Equal(t, "一个很长…", l.Shown())
	assert.Equal(t, "一个很长的名字放不下", l.Text())
	l.Resize(fyne.NewSize(400, 20))
	assert.Equal(t, l.Text(), l.Shown())
}

func TestTextInARowGrowsDownInsteadOfOut(t *testing.T) {
	p := kit.NewParagraph("店名和称呼以后都能改，名字会印在证书上，所以请写全名。", theme.Body, theme.Ink)
	row := kit.Row(8, kit.IconBox("info", 18, theme.Ink2), kit.Fill(p))
	assert.Equal(t, theme.Body.Line, kit.HeightFor(row, 800))
	assert.Greater(t, kit.HeightFor(row, 140), 3*theme.Body.Line)
}

func TestEveryIconOfTheDesignExistsAndTakesItsColour(t *testing.T) {
	for _, name := range []string{"home", "book", "chat", "target", "note", "sprout", "people", "stamp", "cert", "grid", "sliders", "chart", "search", "check", "cross", "clock", "lock",
		"copy", "alert", "info", "arrow-left", "arrow-right", "arrow-up", "arrow-down", "chevron-left", "chevron-right", "chevron-up", "chevron-down", "flag", "pc", "edit", "export", "plus",
		"doc", "truck", "calendar", "refresh", "user", "bulb", "eye", "swap", "folder", "print", "shop", "key"} {
		svg, err := assets.Icon(name)
		require.NoError(t, err, name)
		assert.Contains(t, string(svg), "currentColor", name)
		drawn, ink := kit.Icon(name, 18, theme.Seal).Image, theme.Seal.Colour()
		var thickest color.RGBA // the dot that the line covers most
		for y := range drawn.Bounds().Dy() {
			for x := range drawn.Bounds().Dx() {
				if c := color.RGBAModel.Convert(drawn.At(x, y)).(color.RGBA); c.A > thickest.A {
					thickest = c
				}
			}
		}
		require.Greater(t, thickest.A, uint8(150), name)
		shown, want := color.NRGBAModel.Convert(thickest).(color.NRGBA), color.NRGBAModel.Convert(ink).(color.NRGBA)
		assert.InDelta(t, want.R, shown.R, 4, name)
		assert.InDelta(t, want.G, shown.G, 4, name)
		assert.InDelta(t, want.B, shown.B, 4, name)
	}
	assert.Same(t, kit.Icon("home", 18, theme.Ink).Image, kit.Icon("home", 18, theme.Ink).Image, "one drawing for each colour and size")
	assert.Equal(t, 36, kit.Icon("home", 18, theme.Ink).Image.Bounds().Dx(), "two dots for one of its size: the mean of whole dots is shown")
}

func TestAPictureOfAPackIsTurnedIntoDots(t *testing.T) {
	drawn, err := kit.Raster([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#ff0000"/></svg>`), image.Pt(400, 400))
	require.NoError(t, err)
	assert.Equal(t, 400, drawn.Bounds().Dx())
	assert.Equal(t, 200, drawn.Bounds().Dy())
	r, _, _, _ := drawn.At(200, 100).RGBA()
	assert.Equal(t, uint32(0xffff), r)
	for _, bad := range []string{"", "no picture", "<svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"></svg>`} {
		_, err := kit.Raster([]byte(bad), image.Pt(400, 400))
		assert.Error(t, err, bad)
	}
}

func TestChipsInAHeaderStayOnOneLine(t *testing.T) {
	g := kit.NewChipGroup("a", nil, kit.Choice{Value: "a", Words: "全组"}, kit.Choice{Value: "b", Words: "我的徒弟"}, kit.Choice{Value: "c", Words: "双12 支援"})
	show(t, kit.NewPageBody(kit.NewPageHeader("师傅台", "1 位学徒", nil, g), nil, nil), 1096, 400)
	assert.Less(t, g.Size().Height, float32(40))
	assert.Greater(t, g.Size().Width, float32(200))
}

func TestTextIsAsWideAsItIsDrawn(t *testing.T) {
	for _, words := range []string{"", "师傅", "30 天内（不含当天）按 ¥1,299.00 算，第 2 次。", "Shifu 师傅: the desk", "“好的”……嗯～", "AVATAR To 7/12", "退货：7 天、15 天；《规则》？有！"} {
		for _, role := range []theme.Role{theme.Body, theme.CardTitle, theme.Caption} {
			drawn := fyne.MeasureText(words, role.Size, role.Style()).Width
			l := kit.NewLabel(words, role, theme.Ink).Least(5000)
			assert.InDelta(t, drawn, l.MinSize().Width, 0.6, "%s at %v", words, role.Size)
		}
	}
}
