package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"shifu/internal/fault"
)

// Checkpoint is a head that was signed: from then on, whoever holds it can see
// a change of anything before it.
//
// Its text has three lines: the origin, the size in decimal, and the root in
// base64. A signed checkpoint is that text as a note
// (golang.org/x/mod/sumdb/note): an empty line, then "— name signature". The
// name is the origin.
type Checkpoint struct {
	Origin string `json:"origin"` // OriginOf(shop)
	Head
}

// OriginOf names the ledger of a shop.
func OriginOf(shop string) string { return "shifu-ledger/1/" + shop }

// Text is what is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign answers the signed checkpoint.
func (c Checkpoint) Sign(key ed25519.PrivateKey) (string, error) {
	n := notary{key: key}
	var err error
	if n.Verifier, err = verifier(c.Origin, key.Public().(ed25519.PublicKey)); err != nil {
		return "", err
	}
	text, err := note.Sign(&note.Note{Text: c.Text()}, n)
	return string(text), fault.In("ledger.Checkpoint.Sign", err)
}

// OpenCheckpoint reads a signed checkpoint and says whether the key signed it
// (fault.ledger.checkpoint). It holds one signature and has one spelling: a
// note with anything more or anything written otherwise is refused.
func OpenCheckpoint(signed string, key ed25519.PublicKey) (Checkpoint, error) {
	c, sig, err := splitCheckpoint(signed)
	if err != nil {
		return Checkpoint{}, fault.Wrap(err, fault.Corrupt, "fault.ledger.checkpoint")
	}
	v, err := verifier(c.Origin, key)
	if err != nil {
		return Checkpoint{}, fault.Wrap(err, fault.Corrupt, "fault.ledger.checkpoint")
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 || n.Text != c.Text() {
		return Checkpoint{}, fault.Wrap(err, fault.Corrupt, "fault.ledger.checkpoint")
	}
	if signed != n.Text+"\n— "+c.Origin+" "+base64.StdEncoding.EncodeToString(sig)+"\n" {
		return Checkpoint{}, fault.New(fault.Corrupt, "fault.ledger.checkpoint")
	}
	return c, nil
}

// ReadCheckpoint reads a signed checkpoint without checking who signed it.
func ReadCheckpoint(signed string) (Checkpoint, error) {
	c, _, err := splitCheckpoint(signed)
	return c, err
}

func splitCheckpoint(signed string) (c Checkpoint, sig []byte, err error) {
	lines := strings.Split(signed, "\n")
	if len(lines) != 6 || lines[3] != "" || lines[5] != "" {
		return c, nil, malformed("checkpoint", nil)
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return c, nil, malformed("checkpoint", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(c.Root) {
		return c, nil, malformed("checkpoint", err)
	}
	copy(c.Root[:], root)
	if !strings.HasPrefix(signed, c.Text()) {
		return c, nil, malformed("checkpoint", nil)
	}
	line, ok := strings.CutPrefix(lines[4], "— "+c.Origin+" ")
	if !ok {
		return c, nil, malformed("checkpoint", nil)
	}
	if sig, err = base64.StdEncoding.DecodeString(line); err != nil {
		return c, nil, malformed("checkpoint", err)
	}
	return c, sig, nil
}

// notary is a note.Signer over a key that is already unwrapped.
type notary struct {
	note.Verifier
	key ed25519.PrivateKey
}

func (n notary) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(n.key, msg), nil }

func verifier(name string, key ed25519.PublicKey) (note.Verifier, error) {
	if len(key) != ed25519.PublicKeySize {
		return nil, malformed("key", nil)
	}
	text, err := note.NewEd25519VerifierKey(name, key)
	if err != nil {
		return nil, malformed("origin", err)
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, malformed("origin", err)
	}
	return v, nil
}
