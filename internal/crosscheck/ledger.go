package crosscheck

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// key is a key of section 5.
type key struct {
	person  string // "" is the shop's
	public  ed25519.PublicKey
	from    int64 // the entry that made it; -1 the shop key
	until   int64 // the entry that ended it; -1 none
	uses    []string
	isShops bool // the shop key itself
}

type checker struct {
	now  int64
	shop string
	root string // fingerprint of the shop key
	keys map[string]*key
}

// check is sections 3 to 8.
func (c *checker) check(raw, page []byte) error {
	v, err := parse(raw)
	if err != nil {
		return err
	}
	if err := fits(v, "proof"); err != nil {
		return err
	}
	proof := v.(object)
	entries := proof.list("entries")
	if proof.str("format") != "shifu-proof/1" || len(entries) == 0 || len(entries) > 5000 {
		return errors.New("content: format")
	}
	last := int64(-1)
	for _, e := range entries {
		if e.num("index") <= last {
			return errors.New("content: order of the entries")
		}
		last = e.num("index")
		if err := c.entry(e); err != nil {
			return fmt.Errorf("entry %d: %w", e.num("index"), err)
		}
	}
	size, root, err := c.checkpoint(proof.str("checkpoint"))
	if err != nil {
		return err
	}
	if err := included(proof, entries, size, root); err != nil {
		return err
	}
	return c.certificate(entries, page)
}

func bytesOf(s string) []byte { b, _ := hex.DecodeString(s); return b }

func fingerprint(public []byte) string {
	h := sum("shifu-key/1", public)
	return hex.EncodeToString(h[:16])
}

func recordHash(kind string, v any) [32]byte {
	return sum("shifu-ledger-record/1", append([]byte(kind), 0), canonical(v))
}

// entry is section 4 and, for entries of keys, section 5.
func (c *checker) entry(e object) error {
	kind, index := e.str("kind"), e.num("index")
	inner := recordHash(kind, e["payload"])
	leaf := sum("shifu-ledger-leaf/1", bytesOf(e.str("salt")), inner[:])
	if len(e.str("salt")) != 64 || hex.EncodeToString(leaf[:]) != e.str("leaf") {
		return errors.New("content: the leaf is another's")
	}
	if (index == 0) != (kind == "shop.opened") || (c.shop == "") != (index == 0) {
		return errors.New("signature: the shop's opening")
	}
	record := e.obj("payload").obj("record")
	form := map[string]string{"shop.opened": "opened", "delegation.granted": "delegated", "key.enrolled": "enrolled",
		"key.replaced": "replaced", "key.retired": "retired", "certificate.revoked": "revoked", "certificate.issued": "issue"}[kind]
	if form != "" {
		if err := fits(record, form); err != nil {
			return err
		}
	}
	public := bytesOf(record.str("key"))
	if kind == "shop.opened" {
		if len(public) != 32 || record.str("shop") == "" {
			return errors.New("signature: the shop's key")
		}
		c.shop, c.root = record.str("shop"), fingerprint(public)
		c.keys[c.root] = &key{public: public, from: -1, until: -1, isShops: true}
	}
	if err := c.signatures(e); err != nil {
		return err
	}
	switch kind {
	case "shop.opened":
		return c.bears(e, "", "opened")
	case "delegation.granted", "key.enrolled":
		meaning, person := "delegated", ""
		if kind == "key.enrolled" {
			meaning, person = "enrolled", record.str("person")
			for _, k := range c.keys {
				if k.person == person && k.until < 0 {
					return errors.New("signature: a second good key")
				}
			}
		}
		if err := c.bears(e, "", meaning); err != nil {
			return err
		}
		id := fingerprint(public)
		if c.keys[id] != nil || len(public) != 32 || record.str("shop") != c.shop || kind == "key.enrolled" && person == "" {
			return errors.New("signature: the new key")
		}
		k := &key{person: person, public: public, from: index, until: -1}
		if uses, ok := record["uses"].([]any); ok {
			for _, u := range uses {
				k.uses = append(k.uses, u.(string))
			}
		}
		c.keys[id] = k
	case "key.replaced", "key.retired":
		says := []string{"", "retired"}
		if kind == "key.replaced" {
			says = []string{"", "approved", record.str("owner"), "approved", record.str("second"), "confirmed"}
			if o, p, s := record.str("owner"), record.str("person"), record.str("second"); o == "" || o == p || s == p || s == o {
				return errors.New("signature: who replaces a key")
			}
		}
		if err := c.bears(e, says...); err != nil {
			return err
		}
		k := c.keys[record.str("key")]
		if k == nil || k.person == "" || k.person != record.str("person") || k.until >= 0 || record.str("shop") != c.shop {
			return errors.New("signature: the key that ends")
		}
		k.until = index
	case "certificate.revoked":
		return c.bears(e, record.str("by"), "revoked")
	}
	return nil
}

// signatures checks that every signature of an entry holds.
func (c *checker) signatures(e object) error {
	index := e.num("index")
	h := recordHash(e.str("kind"), e.obj("payload").obj("record"))
	for _, s := range e.obj("payload").list("signatures") {
		k := c.keys[s.str("key")]
		switch {
		case s.str("shop") != c.shop, s.str("hash") != hex.EncodeToString(h[:]), s.obj("head").num("size") != index, len(s.obj("head").str("root")) != 64:
			return errors.New("signature: made for something else")
		case k == nil, k.person != s.str("person"):
			return errors.New("signature: an unknown key")
		case k.from >= index, k.until >= 0 && k.until <= index:
			return errors.New("signature: the key was not good")
		case k.person == "" && !k.isShops && !k.may(s.str("meaning")):
			return errors.New("signature: the key may not say this")
		}
		plain := object{}
		for name, v := range s {
			plain[name] = v
		}
		plain["sig"] = ""
		message := append([]byte("shifu-signature/1\x00"), canonical(plain)...)
		if !ed25519.Verify(k.public, message, bytesOf(s.str("sig"))) {
			return errors.New("signature: does not verify")
		}
	}
	return nil
}

func (k *key) may(meaning string) bool {
	switch meaning {
	case "issued":
		return slices.Contains(k.uses, "certificates")
	case "enrolled", "retired":
		return slices.Contains(k.uses, "enrolments")
	}
	return false
}

// bears says whether an entry bears exactly these signatures: pairs of person
// and meaning.
func (c *checker) bears(e object, says ...string) error {
	list := e.obj("payload").list("signatures")
	if 2*len(list) != len(says) {
		return errors.New("signature: one is missing or too many")
	}
	for i, s := range list {
		if s.str("person") != says[2*i] || s.str("meaning") != says[2*i+1] {
			return errors.New("signature: another's, or another meaning")
		}
	}
	return nil
}

// checkpoint is the note of section 6.
func (c *checker) checkpoint(note string) (size int64, root []byte, err error) {
	bad := errors.New("log: the checkpoint")
	name := "shifu-ledger/1/" + c.shop
	lines := strings.Split(note, "\n")
	if len(lines) != 6 || lines[0] != name || lines[3] != "" || lines[5] != "" {
		return 0, nil, bad
	}
	size, ok := digits(lines[1])
	root, err = base64.StdEncoding.Strict().DecodeString(lines[2])
	if !ok || err != nil || len(root) != 32 || fmt.Sprint(size) != lines[1] || base64.StdEncoding.EncodeToString(root) != lines[2] {
		return 0, nil, bad
	}
	text, found := strings.CutPrefix(lines[4], "— "+name+" ")
	sig, err := base64.StdEncoding.Strict().DecodeString(text)
	if !found || err != nil || len(sig) != 68 || base64.StdEncoding.EncodeToString(sig) != text {
		return 0, nil, bad
	}
	body := strings.Join(lines[:3], "\n") + "\n"
	for _, k := range c.keys {
		if k.person != "" || !k.isShops && !slices.Contains(k.uses, "checkpoints") || k.from >= size {
			continue
		}
		id := sha256.Sum256(append([]byte(name+"\n\x01"), k.public...))
		if string(id[:4]) == string(sig[:4]) && ed25519.Verify(k.public, []byte(body), sig[4:]) {
			return size, root, nil
		}
	}
	return 0, nil, bad
}

// included checks the paths of section 3 and 6.
func included(proof object, entries []object, size int64, root []byte) error {
	nodes, _ := proof["nodes"].([]any)
	paths, _ := proof["paths"].([]any)
	if len(paths) != len(entries) {
		return errors.New("content: paths")
	}
	named := int64(0)
	for i, e := range entries {
		path, _ := paths[i].([]any)
		var siblings [][]byte
		for _, p := range path {
			at := p.(int64)
			if at < 0 || at > named || at >= int64(len(nodes)) {
				return errors.New("content: places of nodes")
			}
			if at == named {
				named++
			}
			siblings = append(siblings, bytesOf(nodes[at].(string)))
		}
		got, ok := climb(bytesOf(e.str("leaf")), e.num("index"), size, siblings)
		if !ok || string(got) != string(root) {
			return fmt.Errorf("log: entry %d is not in the tree", e.num("index"))
		}
	}
	if named != int64(len(nodes)) {
		return errors.New("content: a spare node")
	}
	return nil
}

// climb computes the root from a leaf and its siblings, from the leaf upwards
// (RFC 6962, 2.1.1, as RFC 9162, 2.1.3.2 words it).
func climb(hash []byte, index, size int64, siblings [][]byte) ([]byte, bool) {
	if index >= size {
		return nil, false
	}
	fn, sn := index, size-1
	for _, s := range siblings {
		if sn == 0 {
			return nil, false
		}
		if fn&1 == 1 || fn == sn {
			hash = node(s, hash)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			hash = node(hash, s)
		}
		fn, sn = fn>>1, sn>>1
	}
	return hash, sn == 0
}

func node(left, right []byte) []byte {
	h := sha256.Sum256(append(append([]byte{1}, left...), right...))
	return h[:]
}
