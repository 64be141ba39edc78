package data

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"

	"shifu/internal/fault"
)

// Variants are most of what a shop keeps, and most of a variant is words that
// every variant of its model repeats. Long JSON is therefore stored deflated
// (RFC 1951) in base64 behind a mark that no JSON begins with. What is hashed
// and signed is the JSON itself.
const (
	packedMark = "~"
	// packedFrom is how long JSON must be, in bytes, to be stored so.
	packedFrom = 1024
	// unpackedMost bounds what a stored text may become, in bytes.
	unpackedMost = 8 << 20
)

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one of the package's own
	}
	return w
}}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(strings.NewReader("")) }}

// packed is how long JSON is stored.
func packed(json []byte) string {
	if len(json) < packedFrom {
		return string(json)
	}
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(json) // a buffer takes everything
	_ = w.Close()
	return packedMark + base64.RawStdEncoding.EncodeToString(b.Bytes())
}

// unpacked reads what packed stored; other bytes are a corrupt database.
func unpacked(stored string) ([]byte, error) {
	text, isPacked := strings.CutPrefix(stored, packedMark)
	if !isPacked {
		return []byte(stored), nil
	}
	raw, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	from, r := bytes.NewReader(raw), inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	var json bytes.Buffer
	json.Grow(4 * len(raw))
	if err = r.(flate.Resetter).Reset(from, nil); err == nil {
		_, err = json.ReadFrom(io.LimitReader(r, unpackedMost))
	}
	if err != nil || from.Len() > 0 {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return json.Bytes(), nil
}
