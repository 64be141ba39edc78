package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"shifu/internal/fault"
)

// Hash is a SHA-256 hash. As text and in JSON it is 64 lower-case hexadecimal
// digits, and nothing else is read as one: a hash has one spelling.
type Hash [sha256.Size]byte

// ParseHash reads what String writes (fault.ledger.malformed).
func ParseHash(s string) (h Hash, err error) { return h, h.UnmarshalText([]byte(s)) }

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero says whether the hash was never set.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText writes the hash for JSON.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the hash from JSON.
func (h *Hash) UnmarshalText(text []byte) error {
	b, err := unhex(text)
	if err != nil || len(b) != len(h) {
		return malformed("hash", err)
	}
	copy(h[:], b)
	return nil
}

// Hex is bytes that are written as lower-case hexadecimal digits: salts, keys,
// signatures. Like a Hash it has one spelling.
type Hex []byte

func (x Hex) String() string { return hex.EncodeToString(x) }

// MarshalText writes the bytes for JSON.
func (x Hex) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText reads the bytes from JSON.
func (x *Hex) UnmarshalText(text []byte) error {
	b, err := unhex(text)
	if err != nil {
		return malformed("hex", err)
	}
	*x = b
	return nil
}

// Sum hashes parts under a domain, so that what was hashed for one purpose is
// never right for another: SHA-256(domain 00 part part ...). At most the last
// part may vary in length.
func Sum(domain string, parts ...[]byte) (h Hash) {
	d := sha256.New()
	d.Write([]byte(domain))
	d.Write([]byte{0})
	for _, p := range parts {
		d.Write(p)
	}
	d.Sum(h[:0])
	return h
}

func unhex(text []byte) ([]byte, error) {
	if s := string(text); s != strings.ToLower(s) {
		return nil, hex.InvalidByteError(text[0])
	}
	b := make([]byte, hex.DecodedLen(len(text)))
	_, err := hex.Decode(b, text)
	return b, err
}

// malformed is the fault of bytes that cannot be read as what they should be.
func malformed(what string, err error) error {
	return fault.Wrap(err, fault.Corrupt, "fault.ledger.malformed", "What", what)
}
