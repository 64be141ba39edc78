package certificate

import (
	"context"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
)

// ExportWhat is what is exported.
type ExportWhat string

const (
	ExportCertificates ExportWhat = "certificates"
	ExportProgress     ExportWhat = "progress" // apprentices by modules
	ExportAll          ExportWhat = "all"
)

// ExportFormat is in what form.
type ExportFormat string

const (
	AsXLSX ExportFormat = "xlsx"
	AsCSV  ExportFormat = "csv"
	AsJSON ExportFormat = "json"
	AsPDF  ExportFormat = "pdf"  // one file a certificate
	AsPack ExportFormat = "pack" // PDFs, and the register with which revocations are known
)

// Export asks for files in a folder. The window's and the command line's
// exporter does it; no service writes files.
type Export struct {
	What   ExportWhat   `json:"what"`
	Format ExportFormat `json:"format"`
	IDs    []string     `json:"ids,omitempty"` // certificates; none: all that may be exported
	Dir    string       `json:"dir"`           // is made when it does not exist
	Lang   lang.Tag     `json:"lang"`          // of the tables' words
}

// Exported is what an export left behind.
type Exported struct {
	Dir   string   `json:"dir"`
	Files []string `json:"files"` // names in Dir
	Count int      `json:"count"` // certificates or rows
	// Left lists what could not be exported, each with its fault; everything
	// else was.
	Left []NotExported `json:"left,omitempty"`
	// Replaced lists characters that the certificates' typeface lacks.
	Replaced []string `json:"replaced,omitempty"`
}

// NotExported is one thing that an export left out.
type NotExported struct {
	Name   string       `json:"name"` // a certificate's number or a file
	Key    string       `json:"key"`  // of the fault
	Params fault.Params `json:"params,omitempty"`
}

// Registered is a certificate as registers and tables list it.
type Registered struct {
	Row
	Record     Record      `json:"record"`
	Revocation *Revocation `json:"revocation,omitempty"`
}

// Registered lists certificates with their records, for tables: those of the
// ids, or all that the actor may see. The latest come first.
func (s *Service) Registered(ctx context.Context, actor op.Actor, ids ...string) ([]Registered, error) {
	return op.Query(ctx, s.Store, "certificate.Registered", func(tx Tx) ([]Registered, error) {
		if err := allow(ctx, tx, "Registered", actor, ""); err != nil {
			return nil, err
		}
		var holders []string
		if !actor.Has(teachers...) {
			holders = []string{actor.ID}
		}
		all, err := tx.StoredCertificates(ctx, holders...)
		if err != nil {
			return nil, err
		}
		known := map[string]training.Content{}
		out := []Registered{}
		for _, c := range all {
			if len(ids) > 0 && !slices.Contains(ids, c.ID) {
				continue
			}
			r := c.Issue.Certificate
			stale, err := s.stale(ctx, tx, known, r.Contents)
			if err != nil {
				return nil, err
			}
			line, err := row(c, Rebuild(c).State(tx.Now(), len(stale) > 0), tx.Now())
			if err != nil {
				return nil, err
			}
			out = append(out, Registered{Row: line, Record: r, Revocation: c.Revoked})
		}
		return out, nil
	})
}
