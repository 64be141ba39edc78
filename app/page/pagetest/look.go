package pagetest

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"shifu/app/kit"
)

// Picture writes what the window shows into the folder SHIFU_GALLERY, for people
// to look at; without it nothing is written.
func (h *Host) Picture(t testing.TB, name string) {
	dir := os.Getenv("SHIFU_GALLERY")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, h.window.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// Texts lists every text that is to be seen in the window, in the order of
// drawing.
func (h *Host) Texts() []string {
	var out []string
	walk(h.window.Content(), fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return out
}

// PressButton presses the first button of the label that is to be seen: of the
// dialog that is open, or of the page.
func (h *Host) PressButton(t testing.TB, label string) {
	t.Helper()
	var found *kit.Button
	walk(h.front(), fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if b, ok := o.(*kit.Button); ok && found == nil && b.Label() == label {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q among %q", label, h.Texts())
	}
	found.Press()
}

// PressLink presses the first link of the label that is to be seen.
func (h *Host) PressLink(t testing.TB, label string) {
	t.Helper()
	var found *kit.Link
	walk(h.front(), fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if l, ok := o.(*kit.Link); ok && found == nil && l.Label() == label {
			found = l
		}
	})
	if found == nil {
		t.Fatalf("no link %q among %q", label, h.Texts())
	}
	found.Tapped(nil)
}

// PressBox presses the first box of the label that is to be seen.
func (h *Host) PressBox(t testing.TB, label string) {
	t.Helper()
	var found *kit.Checkbox
	walk(h.front(), fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if c, ok := o.(*kit.Checkbox); ok && found == nil && c.Label() == label {
			found = c
		}
	})
	if found == nil {
		t.Fatalf("no box %q among %q", label, h.Texts())
	}
	found.Tapped(nil)
}

// front is the dialog that is open, or the page.
func (h *Host) front() fyne.CanvasObject {
	if top := h.window.Canvas().Overlays().Top(); top != nil {
		return top
	}
	return h.window.Content()
}

// CutOff lists the texts that reach beyond the window's right edge or are set
// narrower than they are drawn: "" when everything fits. What scrolls may reach
// below.
func (h *Host) CutOff() []string {
	var out []string
	width := h.window.Canvas().Size().Width
	walk(h.window.Content(), fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
		t, ok := o.(*canvas.Text)
		if !ok || t.Text == "" {
			return
		}
		w := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width
		if at.X < -1 || at.X+min(w, max(t.Size().Width, 1)) > width+1 || t.Size().Width > 0 && w > t.Size().Width+1.5 {
			out = append(out, t.Text)
		}
	})
	return out
}

func walk(o fyne.CanvasObject, at fyne.Position, see func(fyne.CanvasObject, fyne.Position)) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	see(o, at)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, at, see)
		}
	case fyne.Widget:
		for _, c := range renderer(o).Objects() {
			walk(c, at, see)
		}
	}
}

func renderer(w fyne.Widget) fyne.WidgetRenderer { return test.WidgetRenderer(w) }
