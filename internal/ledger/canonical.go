package ledger

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"github.com/gowebpki/jcs"
)

// maxInteger is the largest integer that every JSON reader keeps exactly.
const maxInteger = 1<<53 - 1

// Canonical writes a value as canonical JSON (RFC 8785): one spelling for one
// content. Numbers must be integers within ±(2^53-1); money is cents, times are
// milliseconds, marks are points, so nothing of ours needs more
// (fault.ledger.malformed).
func Canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, malformed("json", err)
	}
	return Canonicalise(raw)
}

// Canonicalise rewrites JSON text in its canonical form. A member that is named
// twice, a number that is no exact integer and broken UTF-8 are refused
// (fault.ledger.malformed).
func Canonicalise(raw []byte) ([]byte, error) {
	if err := strict(raw); err != nil {
		return nil, malformed("json", err)
	}
	out, err := jcs.Transform(raw)
	if err != nil {
		return nil, malformed("json", err)
	}
	return out, nil
}

// Read reads canonical JSON into v, strictly: other members than v has, and
// bytes that are not the canonical spelling of what was read, are refused. So
// no byte of what was read stays unchecked (fault.ledger.malformed).
func Read(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return malformed("json", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return malformed("json", nil)
	}
	again, err := Canonical(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, raw) {
		return malformed("json", nil)
	}
	return nil
}

// strict walks the tokens for what encoding/json lets through.
func strict(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	type level struct {
		names map[string]bool // nil in an array
		key   bool            // the next token of an object is a name
	}
	var open []level
	value := func() {
		if n := len(open); n > 0 && open[n-1].names != nil {
			open[n-1].key = true
		}
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case json.Delim:
			switch token {
			case '{':
				open = append(open, level{names: map[string]bool{}, key: true})
			case '[':
				open = append(open, level{})
			default:
				open = open[:len(open)-1]
				value()
			}
			continue
		case json.Number:
			n, err := strconv.ParseInt(token.String(), 10, 64)
			if err != nil || n > maxInteger || n < -maxInteger || strconv.FormatInt(n, 10) != token.String() {
				return strconv.ErrRange
			}
		case string:
			if n := len(open); n > 0 && open[n-1].names != nil && open[n-1].key {
				if open[n-1].names[token] {
					return strconv.ErrSyntax
				}
				open[n-1].names[token] = true
				open[n-1].key = false
				continue
			}
		}
		value()
	}
}
