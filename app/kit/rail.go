package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// Widths of the rail.
const (
	RailWide float32 = 184
	RailMini float32 = 64
)

// railGap is between two items; an item is as low as railLeast where the window
// has no room for higher ones.
const railGap, railLeast float32 = 2, 30

// steps are the heights of an item and the room above and below the items.
func (r *Rail) steps() (high, around float32) {
	if r.mini {
		return 44, 162
	}
	return 38, 190
}

// RailItem is one place of the rail.
type RailItem struct {
	Key   string // what it leads to, for the program
	Icon  string
	Label string
	Badge string // a count; "" for none
}

// RailPerson is who is signed in, at the foot of the rail.
type RailPerson struct {
	Name, Role string
	Fill, Ink  theme.Token // of the avatar
}

// Rail is the navigation list at the left: with words, or mini with icons.
// ↑↓ move inside it, Enter goes.
type Rail struct {
	box
	items   []RailItem
	views   []*railItemView
	current string
	mini    bool
	digits  bool
	product string
	shop    string
	mark    string
	person  RailPerson
	saving  Saving
	lock    func()
	inner   *fyne.Container
	save    *SaveMark
	step    float32 // how high an item is
	// OnGo is told where to go.
	OnGo func(key string)
	// OnHint shows words beside an item of the mini rail, "" takes them away.
	OnHint func(words string, at fyne.Position)
}

// NewRail makes a rail without items; mark is the character of the product's
// sign, product its name.
func NewRail(mark, product string, onGo func(string)) *Rail {
	r := &Rail{mark: mark, product: product, OnGo: onGo, inner: Stack()}
	ground := canvas.NewRectangle(theme.Rail.Colour())
	edge := canvas.NewRectangle(theme.Line.Colour())
	edge.SetMinSize(fyne.NewSize(1, 1))
	r.root = Stack(ground, Row(0, Fill(r.inner), edge))
	r.root.(*fyne.Container).Objects[1].(*fyne.Container).Layout.(*row).stick = true
	r.ExtendBaseWidget(r)
	return r
}

// Set shows items for a person in a shop. lock ends the session.
func (r *Rail) Set(shop string, person RailPerson, lock func(), items ...RailItem) {
	r.shop, r.person, r.lock, r.items = shop, person, lock, items
	r.build()
}

// SetBadges changes the counts, by the items' keys.
func (r *Rail) SetBadges(badges map[string]string) {
	changed := false
	for i := range r.items {
		if b := badges[r.items[i].Key]; b != r.items[i].Badge {
			r.items[i].Badge, changed = b, true
		}
	}
	if changed {
		r.build()
	}
}

// SetCurrent marks where one is.
func (r *Rail) SetCurrent(key string) {
	r.current = key
	for _, v := range r.views {
		if on := v.item.Key == key; v.state.Current != on {
			v.state.Current = on
			v.Refresh()
		}
	}
}

// SetMini shows icons alone, or the words, too.
func (r *Rail) SetMini(mini bool) {
	if r.mini != mini {
		r.mini = mini
		r.build()
	}
}

// ShowDigits shows the digits that go with Ctrl.
func (r *Rail) ShowDigits(on bool) {
	if r.digits != on {
		r.digits = on
		r.build()
	}
}

// SetSaving shows what is true about saving.
func (r *Rail) SetSaving(s Saving) {
	r.saving = s
	if r.save != nil {
		r.save.Set(s)
	}
}

// Item answers the key of the nth item, from 0; "" beyond the last.
func (r *Rail) Item(n int) string {
	if n < 0 || n >= len(r.items) {
		return ""
	}
	return r.items[n].Key
}

// Focus puts the focus on the current item.
func (r *Rail) Focus() fyne.Focusable {
	for _, v := range r.views {
		if v.state.Current {
			return v
		}
	}
	if len(r.views) > 0 {
		return r.views[0]
	}
	return nil
}

// Resize makes the items lower where they would push the person out of a low
// window.
func (r *Rail) Resize(size fyne.Size) {
	r.box.Resize(size)
	if h := r.height(); h != r.step {
		r.build()
	}
}

// height is how high an item is in the present window.
func (r *Rail) height() float32 {
	high, around := r.steps()
	if n := float32(len(r.items)); n > 0 && r.Size().Height > 0 {
		high = min(high, max(float32(int((r.Size().Height-around)/n-railGap)), railLeast))
	}
	return high
}

func (r *Rail) build() {
	r.views, r.step = nil, r.height()
	sign := Sign(r.mark, 34)
	list := Column(railGap)
	for i, it := range r.items {
		badge := it.Badge
		if r.digits && i < 9 {
			badge = strconv.Itoa(i + 1)
		}
		v := newRailItem(it, badge, r.mini, r.step, func() {
			if r.OnGo != nil {
				r.OnGo(it.Key)
			}
		})
		v.key = func(e *fyne.KeyEvent) bool { return r.move(i, e) }
		v.hint = func(on bool) {
			if r.OnHint == nil || !r.mini {
				return
			}
			if on {
				app := fyne.CurrentApp()
				at := app.Driver().AbsolutePositionForObject(v)
				r.OnHint(it.Label, fyne.NewPos(RailMini+4, at.Y+6))
			} else {
				r.OnHint("", fyne.Position{})
			}
		}
		v.state.Current = it.Key == r.current
		v.Refresh()
		r.views = append(r.views, v)
		list.Add(v)
	}
	r.save = NewSaveMark(r.saving, r.mini)
	var top, foot fyne.CanvasObject
	if r.mini {
		top = Pad(Insets{18, 0, 20, 0}, Middle(sign))
		foot = Pad(Insets{0, 0, 12, 0}, Column(12, Middle(r.save), Middle(r.avatar())))
		r.inner.Objects = []fyne.CanvasObject{Column(0, top, Pad(Sides(0, 10), list), Spacer(), foot)}
	} else {
		names := Column(0, NewLabel(r.product, theme.CardTitle, theme.Ink))
		if r.shop != "" {
			names.Add(NewLabel(r.shop, theme.Caption, theme.Ink2).Least(100))
		}
		top = Pad(Insets{18, 10, 18, 18}, Row(10, sign, Fill(names)))
		foot = Column(0)
		if r.person.Name != "" {
			lock := NewIconButton("lock", "Ctrl L", func() {
				if r.lock != nil {
					r.lock()
				}
			})
			foot = Pad(Insets{0, 12, 10, 12}, Column(10, Pad(Sides(0, 8), r.save), hairline(),
				Row(9, Pad(Insets{Left: 8}, r.avatar()), Fill(Column(0, NewLabel(r.person.Name, theme.Label, theme.Ink), NewLabel(r.person.Role, theme.Caption, theme.Ink2))), lock)))
		}
		r.inner.Objects = []fyne.CanvasObject{Column(0, top, Pad(Sides(0, 12), list), Spacer(), foot)}
	}
	r.relay()
}

func (r *Rail) avatar() fyne.CanvasObject {
	if r.person.Name == "" {
		return Stack()
	}
	return Avatar(r.person.Name, 34, r.person.Fill, r.person.Ink)
}

func (r *Rail) move(i int, e *fyne.KeyEvent) bool {
	to := i
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	default:
		return false
	}
	if c := canvasOf(r); c != nil && to >= 0 && to < len(r.views) {
		c.Focus(r.views[to])
	}
	return true
}

type railItemView struct {
	press
	item   RailItem
	ground *canvas.Rectangle
	icon   *canvas.Image
	text   *Label
	hint   func(bool)
	hinted bool
}

func newRailItem(it RailItem, badge string, mini bool, high float32, act func()) *railItemView {
	v := &railItemView{item: it, ground: canvas.NewRectangle(theme.Clear), icon: Icon(it.Icon, 18, theme.Ink2), text: NewLabel(it.Label, theme.Body, theme.Ink2).Least(40)}
	v.act = act
	v.ground.CornerRadius = theme.Radius
	v.paint = v.colours
	if mini {
		v.init(v, Fixed(44, high, Stack(v.ground, Middle(Fixed(20, 20, v.icon)))))
		return v
	}
	parts := []fyne.CanvasObject{Fixed(18, 18, v.icon), Fill(v.text)}
	if badge != "" {
		parts = append(parts, Badge(badge))
	}
	v.init(v, AtLeast(0, high, Stack(v.ground, Pad(Insets{0, 10, 0, 10}, Row(10, parts...)))))
	return v
}

func (v *railItemView) colours(s State) {
	fill, tone := theme.Clear, theme.Ink2
	if s.Hovered {
		fill = theme.Surface.Alpha(0.5)
	}
	if s.Current {
		fill, tone = theme.Surface.Colour(), theme.Primary
	}
	v.ground.FillColor = fill
	v.ground.StrokeWidth = 0
	if s.Focused {
		v.ground.StrokeColor, v.ground.StrokeWidth = theme.Primary.Colour(), theme.Strong
	}
	SetIcon(v.icon, v.item.Icon, tone)
	v.text.SetTone(tone)
	v.text.SetRole(theme.Role{Size: theme.Body.Size, Bold: s.Current, Line: theme.Body.Line})
	if v.hint != nil && v.hinted != s.Hovered {
		v.hinted = s.Hovered
		v.hint(s.Hovered)
	}
}

// Sign is the mark of the product: a character on indigo.
func Sign(mark string, size float32) fyne.CanvasObject {
	g := canvas.NewRectangle(theme.Primary.Colour())
	g.CornerRadius = size * 0.22
	return Fixed(size, size, Stack(g, Middle(Text(mark, theme.Role{Size: size * 0.56, Bold: true}, theme.OnPrimary))))
}

// Hint is words beside something that shows an icon alone.
func Hint(words string) fyne.CanvasObject {
	g := canvas.NewRectangle(theme.Toast.Colour())
	g.CornerRadius = theme.RadiusSmall
	return Stack(g, Pad(Sides(5, 10), Text(words, theme.Secondary, theme.OnToast)))
}
