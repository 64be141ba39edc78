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
	Verb       string `json:"verb"`
}

// signedPart is what the signature of a role must be.
type signedPart struct {
	kind    ledger.Kind
	meaning staff.Meaning
}

var signedParts = map[Role]signedPart{
	Mentor:     {ledger.ModuleSigned, staff.Assessed},
	Apprentice: {ledger.ModuleCountersigned, staff.Confirmed},
	Owner:      {ledger.DisputeRuled, staff.Ruled},
}

// rightPeople says whether the right people signed a module: a mentor who is
// not the holder; then the holder or, after a dispute, an owner who is neither.
func rightPeople(m Module, holder string) bool {
	if len(m.Signatures) != 2 || m.Signatures[0].Entry >= m.Signatures[1].Entry {
		return false
	}
	mentor, second := m.Signatures[0], m.Signatures[1]
	if mentor.Role != Mentor || mentor.Person.ID == holder {
		return false
	}
	switch second.Role {
	case Apprentice:
		return second.Person.ID == holder
	case Owner:
		return second.Person.ID != holder && second.Person.ID != mentor.Person.ID
	}
	return false
}

// checkSignatures checks that the record of a certificate rests on what was
// signed: each module by the right people about the same evidence, before
// the issue, as the record says.
func checkSignatures(c Chain, ring *staff.Keyring, issue ledger.Entry, r Record) (Aspect, error) {
	differs := func(module string) error {
		return fault.New(fault.Corrupt, "fault.certificate.sign_off_differs", "Module", module)
	}
	if r.Shop.ID != ring.Shop() || len(r.Modules) == 0 {
		return OfContent, fault.New(fault.Corrupt, "fault.certificate.record_malformed")
	}
	for _, m := range r.Modules {
		signOff := ""
		if !rightPeople(m, r.Holder.ID) {
			return OfSignature, fault.New(fault.Corrupt, "fault.certificate.sign_off_missing", "Module", m.Title.ZH)
		}
		for i, named := range m.Signatures {
			want := signedParts[named.Role]
			e, ok := c.at(named.Entry)
			if !ok || e.Kind != want.kind || e.Index >= issue.Index {
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
				named.Role == Owner && about.Verb != "rule_stands" || sig.KeyID != named.KeyID || sig.At != named.At {
				return OfContent, differs(m.Title.ZH)
			}
			if sig.Meaning != want.meaning {
				return OfSignature, differs(m.Title.ZH)
			}
		}
	}
	return "", nil
}
