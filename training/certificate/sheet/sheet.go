// Package sheet is a printed page as a plain list of drawing operations. The
// same list is painted by the PDF and by the window, so that what a person
// sees before printing is what a stranger later checks.
//
// All lengths are whole hundredths of a point (1/7200 inch), x grows to the
// right and y grows downwards from the top left corner. Nothing is a float:
// the page must come out the same, byte for byte, on every machine.
package sheet

// A4 landscape in hundredths of a point.
const (
	A4Width  = 84189
	A4Height = 59528
)

// Point is one typographic point.
const Point = 100

// Sheet is one page. Ops are painted in order, later ones over earlier ones.
type Sheet struct {
	Width  int  `json:"width"`
	Height int  `json:"height"`
	Ops    []Op `json:"ops"`
	// Replaced lists the characters, in order and once each, that no face
	// has: Substitute stands in their place, and a line on the page says so.
	Replaced []string `json:"replaced,omitempty"`
}

// Op is one drawing operation: exactly one of its fields is set.
type Op struct {
	Text    *Text    `json:"text,omitempty"`
	Rect    *Rect    `json:"rect,omitempty"`
	Line    *Line    `json:"line,omitempty"`
	Modules *Modules `json:"modules,omitempty"`
}

// Text is one run of text on one line, in one face, size and colour.
type Text struct {
	X      int    `json:"x"` // where the anchor stands
	Y      int    `json:"y"` // the baseline
	Size   int    `json:"size"`
	Face   Face   `json:"face"`
	Color  Color  `json:"color"`
	Anchor Anchor `json:"anchor"`
	Text   string `json:"text"`
}

// Rect is a filled or outlined rectangle. The outline is drawn centred on its
// edge. Radius rounds the corners that Corners names.
type Rect struct {
	X       int     `json:"x"`
	Y       int     `json:"y"`
	W       int     `json:"w"`
	H       int     `json:"h"`
	Radius  int     `json:"radius,omitempty"`
	Corners Corners `json:"corners,omitempty"`
	Fill    Color   `json:"fill,omitempty"`   // "" is not filled
	Stroke  Color   `json:"stroke,omitempty"` // "" has no outline
	Line    int     `json:"line,omitempty"`   // width of the outline
}

// Line is a straight line.
type Line struct {
	X1    int   `json:"x1"`
	Y1    int   `json:"y1"`
	X2    int   `json:"x2"`
	Y2    int   `json:"y2"`
	Width int   `json:"width"`
	Color Color `json:"color"`
}

// Modules is a square of N x N little squares, as a QR code is. Rows has one
// string a row, '1' for a dark module and '0' for a light one. Side is the
// length of the whole square.
type Modules struct {
	X     int      `json:"x"`
	Y     int      `json:"y"`
	Side  int      `json:"side"`
	Rows  []string `json:"rows"`
	Color Color    `json:"color"`
}

// Face is one of the two bundled weights.
type Face string

const (
	Regular Face = "regular"
	Bold    Face = "bold"
)

// Color is "#RRGGBB"; "" is none.
type Color string

// Anchor says which point of a text stands at its X.
type Anchor string

const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Corners says which corners are round. The zero value rounds all of them.
type Corners string

const (
	AllCorners  Corners = ""
	LeftCorners Corners = "left"
)

// Metrics measures the faces that the page is painted in.
type Metrics interface {
	// Has says whether the face can draw the character.
	Has(face Face, r rune) bool
	// Advance is the character's width in thousandths of the text's size.
	Advance(face Face, r rune) int
}

// Width measures a text, rounded up.
func Width(m Metrics, face Face, size int, text string) int {
	sum := 0
	for _, r := range text {
		sum += m.Advance(face, r)
	}
	return (sum*size + 999) / 1000
}
