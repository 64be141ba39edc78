package crosscheck

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// certificate is sections 7 and 8.
func (c *checker) certificate(entries []object, page []byte) error {
	byIndex := map[int64]object{}
	var issue object
	for _, e := range entries {
		byIndex[e.num("index")] = e
		if e.str("kind") == "certificate.issued" {
			if issue != nil {
				return errors.New("content: two certificates")
			}
			issue = e
		}
	}
	if issue == nil {
		return errors.New("content: no certificate")
	}
	if err := c.bears(issue, "", "issued"); err != nil {
		return err
	}
	said := issue.obj("payload").obj("record")
	r := said.obj("certificate")
	if r.num("format") != 1 || r.obj("shop").str("id") != c.shop || len(r.list("modules")) == 0 || r.num("issued_at") >= r.num("expires_at") {
		return errors.New("content: the record")
	}
	for _, m := range r.list("modules") {
		if err := c.module(m, r.obj("holder").str("id"), issue.num("index"), byIndex); err != nil {
			return err
		}
	}
	if page != nil {
		h := sha256.Sum256(page)
		if hex.EncodeToString(h[:]) != said.str("page") {
			return errors.New("rendering: another page")
		}
	}
	if c.now >= r.num("expires_at") {
		return errors.New("expiry: it is over")
	}
	h := sum("shifu-certificate/1", canonical(r))
	for _, e := range entries {
		if e.str("kind") == "certificate.revoked" && e.obj("payload").obj("record").str("record") == hex.EncodeToString(h[:]) {
			return errors.New("revocation: it was taken back")
		}
	}
	return nil
}

// module checks the two signatures of a module against their entries.
func (c *checker) module(m object, holder string, issued int64, entries map[int64]object) error {
	missing := errors.New("signature: the sign-off of module " + m.str("id"))
	differs := errors.New("content: the sign-off of module " + m.str("id"))
	both := m.list("signatures")
	if len(both) != 2 || both[0].num("entry") >= both[1].num("entry") {
		return missing
	}
	signOff := ""
	mentor := both[0].obj("person").str("id")
	for i, named := range both {
		person := named.obj("person").str("id")
		var kind, meaning string
		right := false
		switch named.str("role") {
		case "mentor":
			kind, meaning, right = "module.signed", "assessed", i == 0 && person != holder
		case "apprentice":
			kind, meaning, right = "module.countersigned", "confirmed", i == 1 && person == holder
		case "owner":
			kind, meaning, right = "dispute.ruled", "ruled", i == 1 && person != holder && person != mentor
		}
		e, ok := entries[named.num("entry")]
		if !ok || !right || e.str("kind") != kind || named.num("entry") >= issued || named.str("meaning") != meaning {
			return missing
		}
		if err := c.bears(e, person, meaning); err != nil {
			return err
		}
		s, about := e.obj("payload").list("signatures")[0], e.obj("payload").obj("record")
		if s.str("key") != named.str("key_id") || s.num("at") != named.num("at") || about.str("apprentice") != holder ||
			about.str("module") != m.str("id") || about.str("evidence") != m.str("evidence_hash") ||
			named.str("role") == "owner" && about.str("verb") != "rule_stands" {
			return differs
		}
		if i == 0 {
			signOff = about.str("sign_off")
		} else if about.str("sign_off") != signOff {
			return differs
		}
	}
	return nil
}
