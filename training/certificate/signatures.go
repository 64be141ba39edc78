package certificate

import (
	"encoding/json"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/training/staff"
)

// signedModule is what this package reads of the records that mentor and
// apprentice sign: whose module, and the hash of the evidence that both saw.
type signedModule struct {
	Apprentice string `json:"apprentice"`
	Module     string `json:"module"`
	SignOff    string `json:"sign_off"`
	Evidence   string `json:"evidence"`
}

// checkSignatures checks that the record of a certificate rests on what was
// signed: each module by a mentor who is not the holder and by the holder,
// about the same evidence, before the issue, as the record says.
func checkSignatures(c Chain, ring *staff.Keyring, issue ledger.Entry, r Record) (Aspect, error) {
	differs := func(module string) error {
		return fault.New(fault.Corrupt, "fault.certificate.sign_off_differs", "Module", module)
	}
	if r.Shop.ID != ring.Shop() || len(r.Modules) == 0 {
		return OfContent, fault.New(fault.Corrupt, "fault.certificate.record_malformed")
	}
	for _, m := range r.Modules {
		signOff := ""
		if len(m.Signatures) != 2 || m.Signatures[0].Role != Mentor || m.Signatures[1].Role != Apprentice ||
			m.Signatures[0].Person.ID == r.Holder.ID || m.Signatures[1].Person.ID != r.Holder.ID ||
			m.Signatures[0].Entry >= m.Signatures[1].Entry {
			return OfSignature, fault.New(fault.Corrupt, "fault.certificate.sign_off_missing", "Module", m.Title.ZH)
		}
		for i, kind := range []ledger.Kind{ledger.ModuleSigned, ledger.ModuleCountersigned} {
			named := m.Signatures[i]
			e, ok := c.at(named.Entry)
			if !ok || e.Kind != kind || e.Index >= issue.Index {
				return OfSignature, fault.New(fault.Corrupt, "fault.certificate.sign_off_missing", "Module", m.Title.ZH)
			}
			s, err := bears(ring, e, saying{named.Person.ID, staff.Meaning(named.Meaning)})
			if err != nil {
				return OfSignature, err
			}
			var about signedModule
			if err := json.Unmarshal(s.Record, &about); err != nil {
				return OfContent, differs(m.Title.ZH)
			}
			if i == 0 {
				signOff = about.SignOff
			}
			sig := s.Signatures[0]
			if about.Apprentice != r.Holder.ID || about.Module != m.ID || about.Evidence != m.EvidenceHash || about.SignOff != signOff ||
				sig.KeyID != named.KeyID || sig.At != named.At {
				return OfContent, differs(m.Title.ZH)
			}
			if want := map[Role]staff.Meaning{Mentor: staff.Assessed, Apprentice: staff.Confirmed}[named.Role]; sig.Meaning != want {
				return OfSignature, differs(m.Title.ZH)
			}
		}
	}
	return "", nil
}
