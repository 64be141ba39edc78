package kit

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"shifu/app/theme"
)

// Message is a short line at the bottom of the window that goes away by itself.
type Message struct {
	Words  string
	Icon   string // "check" if ""
	Action string // 恢复; "" for none
	Cap    string // Ctrl Z
	Do     func()
	Stay   time.Duration // 5 s if 0
}

func shadow(alpha float32) color.Color {
	return color.NRGBA{R: 0x0A, G: 0x12, B: 0x22, A: uint8(alpha * 255)}
}

// ToastView draws a message: 44 high, at most 520 wide.
func ToastView(m Message) *Toast {
	icon := m.Icon
	if icon == "" {
		icon = "check"
	}
	words := NewParagraph(m.Words, theme.Body, theme.OnToast)
	natural := words.Natural() + 18 + 14 + 36 + 2
	parts := []fyne.CanvasObject{IconBox(icon, 18, theme.OnToast), Fill(words)}
	if m.Action != "" {
		label := m.Action
		if m.Cap != "" && ShowKeyCaps {
			label += "  " + m.Cap
		}
		action := Text(label, theme.BodyBold, theme.OnToast)
		natural += action.MinSize().Width + 14
		parts = append(parts, action)
	}
	p := NewPressable(PressLook{Radius: theme.RadiusCard, Fill: theme.Toast, Hover: theme.Toast},
		AtLeast(200, 44, Pad(Sides(10, 18), Row(14, parts...))), m.Do)
	if Shadows {
		p.ground.Shadow = canvas.Shadow{Color: shadow(0.20), BlurRadius: 16, Offset: fyne.NewPos(0, 4)}
	}
	return &Toast{Pressable: p, natural: natural}
}

// Toast is a message as it is drawn.
type Toast struct {
	*Pressable
	natural float32 // the width without breaking
}

// toastLift keeps a toast above the bar of a page's actions.
const toastLift = 84

// ToastPlace lays one toast over a page: at the bottom of its left part and above
// the bar of actions, for what is to be pressed and typed stands at the right.
type ToastPlace struct{}

// Layout is fyne.Layout's.
func (ToastPlace) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		m := o.MinSize()
		if t, ok := o.(*Toast); ok {
			m.Width = t.natural
		}
		m.Width = min(max(m.Width, 200), 520, size.Width-32)
		m.Height = HeightFor(o, m.Width)
		o.Resize(m)
		o.Move(fyne.NewPos(max(min((size.Width*0.6-m.Width)/2, size.Width-m.Width-16), 16), size.Height-toastLift-m.Height))
	}
}

// MinSize is nothing: a toast never makes a window larger.
func (ToastPlace) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
