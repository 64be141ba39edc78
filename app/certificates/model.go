// Package certificates is the list of what was certified, one certificate as a
// sheet with its check, and their export.
package certificates

import (
	"context"

	"shifu/app/kit"
	"shifu/internal/fault"
	"shifu/internal/i18n"
	"shifu/internal/op"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Register is what the pages ask of certificate.
type Register interface {
	List(ctx context.Context, actor op.Actor, f certificate.Filter) (certificate.Listing, error)
	Certificate(ctx context.Context, actor op.Actor, id string) (certificate.View, error)
	Revoke(ctx context.Context, actor op.Actor, cmd certificate.Revoke, signer *staff.Signer) (certificate.Row, error)
	KeepCertificate(ctx context.Context, actor op.Actor, cmd certificate.Keep, signer *staff.Signer) (certificate.Row, error)
}

// Files writes exports and shows them.
type Files interface {
	// ExportFolder is where exports go unless another folder is named.
	ExportFolder() string
	Export(ctx context.Context, actor op.Actor, x certificate.Export) (certificate.Exported, error)
	// Show opens a file or folder with the system's program for it.
	Show(path string) error
}

// states in the order of the filter.
var states = []certificate.State{certificate.Valid, certificate.Expiring, certificate.ReVerify, certificate.Revoked, certificate.Expired}

// tones says how a state looks.
var tones = map[certificate.State]kit.ChipTone{certificate.Valid: kit.GoodTone, certificate.Expiring: kit.WatchTone, certificate.ReVerify: kit.WatchTone, certificate.Revoked: kit.NeutralTone, certificate.Expired: kit.NeutralTone}

// Model is the list in words.
type Model struct {
	words   *i18n.Printer
	listing certificate.Listing
	filter  certificate.Filter
	format  certificate.ExportFormat
}

// NewModel asks for all certificates and exports as PDF.
func NewModel(words *i18n.Printer) *Model { return &Model{words: words, format: certificate.AsPDF} }

// Filter is what to ask for.
func (m *Model) Filter() certificate.Filter { return m.filter }

// Search narrows by name, Latin form or number; State by a state, "" for all.
func (m *Model) Search(text string) { m.filter.Text = text }

// State narrows to a state.
func (m *Model) State(s string) {
	m.filter.States = nil
	if s != "" {
		m.filter.States = []certificate.State{certificate.State(s)}
	}
}

// Set takes the list.
func (m *Model) Set(l certificate.Listing) { m.listing = l }

// Rows are the certificates, the latest first.
func (m *Model) Rows() []certificate.Row { return m.listing.Rows }

// Line is below the title: how many, and how many hold.
func (m *Model) Line() string {
	held := m.listing.Counts[certificate.Valid] + m.listing.Counts[certificate.Expiring]
	return m.words.T("certificates.line", "All", m.listing.All, "Valid", held)
}

// Filters are the chips.
func (m *Model) Filters() []kit.Choice {
	out := []kit.Choice{{Value: "", Words: m.words.T("certificates.all", "Count", m.listing.All)}}
	for _, s := range states {
		if n := m.listing.Counts[s]; n > 0 {
			out = append(out, kit.Choice{Value: string(s), Words: m.words.T("certificates.state_count", "State", m.words.T("certificate.state."+string(s)), "Count", n)})
		}
	}
	return out
}

// Title is the certificate's title in the language of the page.
func (m *Model) Title(r certificate.Row) string { return titleOf(m.words, r) }

func titleOf(w *i18n.Printer, r certificate.Row) string {
	if w.Chinese() {
		return w.Content(r.Title[0])
	}
	return r.Title[1]
}

// StateOf says how a certificate stands.
func (m *Model) StateOf(r certificate.Row) string {
	if r.State == certificate.Expiring {
		return m.words.N("certificates.days_left", r.DaysLeft)
	}
	return m.words.T("certificate.state." + string(r.State))
}

// Columns are the table's columns; the table, its sorting and what a screen
// reader hears come from them.
func (m *Model) Columns() []kit.TableColumn[certificate.Row] {
	w := m.words
	type row = certificate.Row
	return []kit.TableColumn[row]{
		{Key: "holder", Title: w.T("certificates.holder"), Width: 150, Grow: 2, Text: func(r row) string { return r.Holder },
			Cell: func(r row) kit.Cell { return kit.Cell{Text: r.Holder, Bold: true, Avatar: r.Holder} }, Less: func(a, b row) bool { return a.Holder < b.Holder }},
		{Key: "title", Title: w.T("certificates.certificate"), Width: 170, Grow: 3, Text: m.Title, Less: func(a, b row) bool { return m.Title(a) < m.Title(b) }},
		{Key: "number", Title: w.T("certificates.number"), Width: 140, Grow: 1, Text: func(r row) string { return r.Number }, Less: func(a, b row) bool { return a.Number < b.Number }},
		{Key: "issued", Title: w.T("certificates.issued"), Width: 104, Text: func(r row) string { return r.IssuedOn }, Less: func(a, b row) bool { return a.IssuedAt.Before(b.IssuedAt) }},
		{Key: "valid_to", Title: w.T("certificates.valid_to"), Width: 104, Text: func(r row) string { return r.ValidTo }, Less: func(a, b row) bool { return a.ExpiresAt.Before(b.ExpiresAt) }},
		{Key: "state", Title: w.T("certificates.state"), Width: 130, Text: m.StateOf, Cell: func(r row) kit.Cell {
			if r.State == certificate.Valid {
				return kit.Cell{Text: m.StateOf(r), Seal: true}
			}
			return kit.Cell{Tag: m.StateOf(r), TagTone: tones[r.State]}
		}, Less: func(a, b row) bool { return a.State < b.State }},
	}
}

// Formats are the ways to export, in the order of the dialog.
var Formats = []certificate.ExportFormat{certificate.AsPDF, certificate.AsXLSX, certificate.AsCSV, certificate.AsJSON, certificate.AsPack}

// Export is the export that was asked for.
func (m *Model) Export(dir string, ids []string) certificate.Export {
	return certificate.Export{What: certificate.ExportCertificates, Format: m.format, IDs: ids, Dir: dir, Lang: m.words.Tag()}
}

// Done says what an export left behind.
func Done(w *i18n.Printer, x certificate.Exported) string {
	if n := len(x.Left); n > 0 {
		first := x.Left[0]
		why := w.Fault(&fault.Error{Key: first.Key, Params: first.Params})
		return w.N("certificates.exported_part", n, "Done", x.Count, "Why", why)
	}
	return w.N("certificates.exported", x.Count)
}
