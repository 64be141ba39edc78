package theme

import (
	"image/color"
	"sync/atomic"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"shifu/assets"
)

// Mode is light or dark. It is chosen at start; a change asks for a restart,
// because setting a Fyne theme again keeps the old fonts in memory.
type Mode int

const (
	Light Mode = iota
	Dark
)

func (m Mode) String() string { return [...]string{"light", "dark"}[m] }

var current atomic.Int32

// Use chooses the mode that every colour is answered in from now on.
func Use(m Mode) { current.Store(int32(m)) }

// Current is the mode in use.
func Current() Mode { return Mode(current.Load()) }

// String is the token's name in the design.
func (t Token) String() string { return names[t] }

// In answers the colour of a token in a mode.
func (t Token) In(m Mode) color.NRGBA { return palette[t][m] }

// Colour answers the colour of a token in the mode in use.
func (t Token) Colour() color.NRGBA { return palette[t][current.Load()] }

// Alpha answers the colour of a token, let through: 0 is invisible, 1 is solid.
func (t Token) Alpha(a float32) color.NRGBA {
	c := t.Colour()
	c.A = uint8(float32(c.A) * a)
	return c
}

// Clear is no colour.
var Clear = color.NRGBA{}

// Hex writes a token's colour for an SVG: #2F4F9F.
func (t Token) Hex() string {
	const digits = "0123456789ABCDEF"
	c := t.Colour()
	b := []byte{'#', 0, 0, 0, 0, 0, 0}
	for i, v := range []uint8{c.R, c.G, c.B} {
		b[1+2*i], b[2+2*i] = digits[v>>4], digits[v&15]
	}
	return string(b)
}

// Role is one step of the type scale: its size, weight and line step in
// logical units at scale 1.0.
type Role struct {
	Size float32
	Bold bool
	Line float32
}

// The type scale. Nothing is smaller than Caption.
var (
	FigureBig  = Role{32, true, 40}
	Figure     = Role{28, true, 40}
	PageTitle  = Role{22, true, 30}
	Dialog     = Role{18, true, 26}
	Stem       = Role{17, true, 26}
	Reading    = Role{16, false, 27}
	CardTitle  = Role{15, true, 22}
	ItemTitle  = Role{15, false, 22}
	Body       = Role{14, false, 22}
	BodyBold   = Role{14, true, 22}
	Secondary  = Role{13, false, 20}
	Link       = Role{13, true, 20}
	Label      = Role{13, true, 20}
	Caption    = Role{12, false, 18}
	CaptionTop = Role{12, true, 18} // heads of tables
)

// Style is the role's weight for Fyne.
func (r Role) Style() fyne.TextStyle { return fyne.TextStyle{Bold: r.Bold} }

// Strong is the role in bold.
func (r Role) Strong() Role { r.Bold = true; return r }

// Radii, by what has them.
const (
	RadiusKeyCap float32 = 4
	RadiusSmall  float32 = 6 // small button, condition chip, heat cell
	Radius       float32 = 8 // button, input, item of the rail
	RadiusCard   float32 = 10
	RadiusHero   float32 = 12
	RadiusDialog float32 = 14
)

// Strokes.
const (
	Edge   float32 = 1
	Marked float32 = 1.5 // good, bad
	Strong float32 = 2   // focus, selection, decided
)

// Gap is the space between cards, PagePadding what a page keeps from its edges
// from 1200 wide on.
const (
	Gap         float32 = 16
	PagePadding float32 = 24
)

// Regular and Bold are the bundled fonts as Fyne reads them: once each.
var (
	Regular = fyne.NewStaticResource("NotoSansSC-Regular.ttf", assets.FontRegular)
	Bold    = fyne.NewStaticResource("NotoSansSC-Bold.ttf", assets.FontBold)
)

// Shifu is the Fyne theme of the product. It is set once; its colours follow
// Use.
type Shifu struct{}

var colours = map[fyne.ThemeColorName]Token{
	fynetheme.ColorNameBackground:          Bg,
	fynetheme.ColorNameButton:              Sunken,
	fynetheme.ColorNameDisabledButton:      Sunken,
	fynetheme.ColorNameDisabled:            Ink3,
	fynetheme.ColorNameError:               Danger,
	fynetheme.ColorNameFocus:               PrimarySoft,
	fynetheme.ColorNameForeground:          Ink,
	fynetheme.ColorNameForegroundOnError:   OnDanger,
	fynetheme.ColorNameForegroundOnPrimary: OnPrimary,
	fynetheme.ColorNameForegroundOnSuccess: OnQing,
	fynetheme.ColorNameForegroundOnWarning: Surface,
	fynetheme.ColorNameHeaderBackground:    Sunken,
	fynetheme.ColorNameHover:               Tip,
	fynetheme.ColorNameHyperlink:           Primary,
	fynetheme.ColorNameInputBackground:     Surface,
	fynetheme.ColorNameInputBorder:         LineStrong,
	fynetheme.ColorNameMenuBackground:      Surface,
	fynetheme.ColorNameOverlayBackground:   Surface,
	fynetheme.ColorNamePlaceHolder:         Ink3,
	fynetheme.ColorNamePressed:             Sunken,
	fynetheme.ColorNamePrimary:             Primary,
	fynetheme.ColorNameSelection:           PrimarySoft,
	fynetheme.ColorNameSeparator:           Line,
	fynetheme.ColorNameSuccess:             Qing,
	fynetheme.ColorNameWarning:             Ochre,
}

// Color answers a token; the variant that Fyne asks for is the mode in use.
func (Shifu) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameShadow, fynetheme.ColorNameScrollBarBackground:
		return Clear // only what floats throws a shadow, and kit draws that
	case fynetheme.ColorNameScrollBar:
		return LineStrong.Alpha(0.6)
	}
	if t, ok := colours[name]; ok {
		return t.Colour()
	}
	variant := fynetheme.VariantLight
	if Current() == Dark {
		variant = fynetheme.VariantDark
	}
	return fynetheme.DefaultTheme().Color(name, variant)
}

// Font answers the bundled font for every style: two weights, no italics.
func (Shifu) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return fynetheme.DefaultTheme().Font(s)
	case s.Bold:
		return Bold
	}
	return Regular
}

// Icon answers Fyne's own icons: ours are drawn by kit.Icon.
func (Shifu) Icon(n fyne.ThemeIconName) fyne.Resource { return fynetheme.DefaultTheme().Icon(n) }

// Size answers the measures of the design.
func (Shifu) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameText:
		return Body.Size
	case fynetheme.SizeNameCaptionText:
		return Caption.Size
	case fynetheme.SizeNameSubHeadingText:
		return Stem.Size
	case fynetheme.SizeNameHeadingText:
		return PageTitle.Size
	case fynetheme.SizeNameInputBorder:
		return 0 // kit.Field draws the edge
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameButtonRadius:
		return Radius
	case fynetheme.SizeNameSelectionRadius:
		return RadiusKeyCap
	case fynetheme.SizeNameScrollBar:
		return 12
	case fynetheme.SizeNameScrollBarSmall:
		return 4
	case fynetheme.SizeNameScrollBarRadius:
		return 3
	}
	return fynetheme.DefaultTheme().Size(n)
}
