package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// List is what can be gone through by keys once it has the focus.
type List interface {
	fyne.CanvasObject
	Focus() fyne.Focusable
}

// Lists are two lists, of which one is shown, under a line that chooses and
// filters, and beside them a panel about the row that is current.
type Lists struct {
	box
	which  *Segments
	lists  [2]List
	shown  *fyne.Container
	panel  *fyne.Container
	scroll *Scroll
}

// NewLists makes them with a panel of a width. turn is told which list was asked for
// (0 or 1) and calls Turn; a list may be nil until then.
func NewLists(side float32, titles [2]string, filter fyne.CanvasObject, turn func(int), first, second List) *Lists {
	l := &Lists{lists: [2]List{first, second}, shown: Stack(), panel: Column(14)}
	l.which = NewSegments(0, turn, titles[:], []string{"1", "2"})
	l.scroll = NewScroll(l.panel)
	l.put(0)
	line := Pad(Insets{Bottom: 12}, RowTop(14, Fixed(250, 40, l.which), Fill(Pad(Insets{Top: 4}, filter))))
	l.root = container.NewBorder(line, nil, nil, nil, TwoColumns(side, l.shown, l.scroll))
	l.ExtendBaseWidget(l)
	return l
}

func (l *Lists) put(i int) {
	l.shown.Objects = []fyne.CanvasObject{NewCardWith(PlainCard, All(1), l.lists[i])}
	l.shown.Refresh()
}

// SetList puts another list in the place of one.
func (l *Lists) SetList(i int, list List) { l.lists[i] = list }

// Current is which list is shown, 0 or 1.
func (l *Lists) Current() int { return l.which.Current() }

// Turn shows a list. Where a list had the keys, they go on in the one that is shown.
func (l *Lists) Turn(i int) {
	c := canvasOf(l)
	within := false
	for _, list := range l.lists {
		within = within || list != nil && c != nil && c.Focused() != nil && c.Focused() == list.Focus()
	}
	l.which.Set(i)
	l.put(i)
	if within {
		l.Focus()
	}
}

// Focus gives the keys to the list that is shown.
func (l *Lists) Focus() {
	if c := canvasOf(l); c != nil {
		c.Focus(l.lists[l.Current()].Focus())
	}
}

// SetPanel fills the panel and shows its beginning.
func (l *Lists) SetPanel(objects ...fyne.CanvasObject) {
	l.panel.Objects = objects
	l.panel.Refresh()
	l.scroll.Refresh()
	l.scroll.Top()
}
