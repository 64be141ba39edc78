package certificate

import (
	"context"
	"crypto/sha256"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate/pdf"
	"shifu/training/certificate/sheet"
	"shifu/training/staff"
)

func hashOf(b []byte) ledger.Hash { return sha256.Sum256(b) }

// Certificate answers one certificate: its record, the sheet to look at, and
// the result of checking it as a stranger would.
func (s *Service) Certificate(ctx context.Context, actor op.Actor, id string) (View, error) {
	return op.Query(ctx, s.Store, "certificate.Certificate", func(tx Tx) (View, error) {
		c, err := s.stored(ctx, tx, "Certificate", actor, id)
		if err != nil {
			return View{}, err
		}
		v := View{Record: c.Issue.Certificate, Revocation: c.Revoked}
		shop, _, err := tx.ShopState(ctx)
		if err != nil {
			return View{}, err
		}
		v.Fingerprint = staff.Fingerprint([]byte(shop.Key))
		if v.Stale, err = s.stale(ctx, tx, map[string]training.Content{}, v.Record.Contents); err != nil {
			return View{}, err
		}
		doubts, err := openDoubts(ctx, tx)
		if err != nil {
			return View{}, err
		}
		doubt, doubted := doubts.papers[v.Record.Number]
		state := Rebuild(c).State(tx.Now(), len(v.Stale) > 0 || doubted)
		if v.Row, err = row(c, state, tx.Now()); err != nil {
			return View{}, err
		}
		if doubted && c.Revoked == nil {
			v.Doubt, v.MayKeep = &doubt, actor.Has(op.Owner)
		}
		p, err := newProver(ctx, tx)
		if err != nil {
			return View{}, err
		}
		file, drawn, err := s.print(ctx, tx, p, c)
		if err != nil {
			return View{}, err
		}
		v.Sheet = drawn
		v.Check = Verify(file, Known{ShopKey: v.Fingerprint, Now: tx.Now().UnixMilli(), Press: s.Press})
		switch state {
		case Revoked:
			v.Sheet = Band(drawn, s.Press, RevokedWords(v.Record.at(c.Revoked.At), c.Revoked.Reason))
		case Expired:
			v.Sheet = Band(drawn, s.Press, "已过期 Expired "+v.Record.ValidTo())
		}
		_, revocable := state.After(VerbRevoke)
		v.MayRevoke = revocable && actor.Has(op.Owner)
		_, v.MayExport = state.After(VerbExport)
		return v, nil
	})
}

// stored reads a certificate for an actor who may see it.
func (s *Service) stored(ctx context.Context, tx Tx, method string, actor op.Actor, id string) (Stored, error) {
	c, err := tx.StoredCertificate(ctx, id)
	if err != nil {
		return c, err
	}
	return c, allow(ctx, tx, method, actor, c.HolderID)
}

// Printed is a certificate's file.
type Printed struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Holder string `json:"holder"`
	PDF    []byte `json:"pdf"`
	// Replaced lists the characters that the typeface lacks; the page says so.
	Replaced []string `json:"replaced,omitempty"`
}

// File prints certificates with their proofs attached, in one state of the
// ledger. A revoked one is refused (fault.certificate.not_exportable).
func (s *Service) File(ctx context.Context, actor op.Actor, ids ...string) ([]Printed, error) {
	return op.Query(ctx, s.Store, "certificate.File", func(tx Tx) ([]Printed, error) {
		out := make([]Printed, 0, len(ids))
		p, err := newProver(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			c, err := s.stored(ctx, tx, "File", actor, id)
			if err != nil {
				return nil, err
			}
			r := c.Issue.Certificate
			if _, ok := Rebuild(c).State(tx.Now(), false).After(VerbExport); !ok {
				return nil, fault.New(fault.Conflict, "fault.certificate.not_exportable", "Number", r.Number)
			}
			file, drawn, err := s.print(ctx, tx, p, c)
			if err != nil {
				return nil, err
			}
			out = append(out, Printed{ID: id, Number: r.Number, Holder: r.Holder.Name, PDF: file, Replaced: drawn.Replaced})
		}
		return out, nil
	})
}

// Proof answers a certificate's proof alone, as canonical JSON.
func (s *Service) Proof(ctx context.Context, actor op.Actor, id string) ([]byte, error) {
	return op.Query(ctx, s.Store, "certificate.Proof", func(tx Tx) ([]byte, error) {
		c, err := s.stored(ctx, tx, "Proof", actor, id)
		if err != nil {
			return nil, err
		}
		p, err := newProver(ctx, tx)
		if err != nil {
			return nil, err
		}
		proof, err := p.prove(ctx, c)
		if err != nil {
			return nil, err
		}
		return ledger.Canonical(proof)
	})
}

// Register answers the ledger's tree and all revocations, signed, as canonical
// JSON: with it anybody can see whether a certificate was taken back later.
func (s *Service) Register(ctx context.Context, actor op.Actor) ([]byte, error) {
	return op.Query(ctx, s.Store, "certificate.Register", func(tx Tx) ([]byte, error) {
		if err := allow(ctx, tx, "Register", actor, ""); err != nil {
			return nil, err
		}
		p, err := newProver(ctx, tx)
		if err != nil {
			return nil, err
		}
		r, err := makeRegister(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		return ledger.Canonical(r)
	})
}

// Revoke takes a certificate back. The owner signs with the unlocked key
// (faults of staff.Signer.Sign, and of Certificate.Revoke).
func (s *Service) Revoke(ctx context.Context, actor op.Actor, cmd Revoke, signer *staff.Signer) (Row, error) {
	request := struct {
		Actor string `json:"actor"`
		Revoke
	}{actor.ID, cmd}
	return op.Run(ctx, s.Store, "certificate.Revoke", cmd.Command, request, func(tx Tx) (Row, error) {
		c, err := s.stored(ctx, tx, "Revoke", actor, cmd.CertificateID)
		if err != nil {
			return Row{}, err
		}
		by, err := tx.Person(ctx, actor.ID)
		if err != nil {
			return Row{}, err
		}
		revocation, err := Rebuild(c).Revoke(actor.ID, by.Name, cmd.Reason, tx.Now())
		if err != nil {
			return Row{}, err
		}
		entry, _, err := staff.AppendSigned(ctx, tx, ledger.CertificateRevoked, revocation, signer.Hand(actor, staff.Revoked))
		if err != nil {
			return Row{}, err
		}
		if err := tx.RevokeCertificate(ctx, c.ID, revocation, entry.Index); err != nil {
			return Row{}, err
		}
		c.Revoked, c.RevokedEntry = &revocation, entry.Index
		tx.Publish(op.Change{Topic: "certificate", ID: c.ID})
		return row(c, Revoked, tx.Now())
	})
}

// print makes a certificate's file: the page, as it was at the issue, and the
// proof in the ledger's present state.
func (s *Service) print(ctx context.Context, tx Tx, p *prover, c Stored) ([]byte, sheet.Sheet, error) {
	shop, _, err := tx.ShopState(ctx)
	if err != nil {
		return nil, sheet.Sheet{}, err
	}
	drawn, page, err := Print(c.Issue.Certificate, staff.Fingerprint([]byte(shop.Key)), s.Press)
	if err != nil {
		return nil, sheet.Sheet{}, fault.Wrap(err, fault.Internal, "fault.certificate.press")
	}
	if c.Issue.Renderer != s.Press.Version() {
		if page, err = tx.CertificatePage(ctx, c.ID); err != nil {
			return nil, sheet.Sheet{}, err
		}
	}
	proof, err := p.prove(ctx, c)
	if err != nil {
		return nil, sheet.Sheet{}, err
	}
	raw, err := ledger.Canonical(proof)
	if err != nil {
		return nil, sheet.Sheet{}, err
	}
	file, err := pdf.Attach(page, raw)
	return file, drawn, err
}
