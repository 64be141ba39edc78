package certificate_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/ledger"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
	"shifu/training/staff"
)

// places says for each byte of a JSON text in which member it lies, as a path
// without the numbers of arrays. Punctuation and names are "".
func places(t *testing.T, raw []byte) []string {
	out := make([]string, len(raw))
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value func(path string)
	value = func(path string) {
		from := dec.InputOffset()
		token, err := dec.Token()
		require.NoError(t, err)
		switch token {
		case json.Delim('{'):
			for dec.More() {
				name, err := dec.Token()
				require.NoError(t, err)
				value(strings.TrimPrefix(path+"/"+name.(string), "/"))
			}
		case json.Delim('['):
			for dec.More() {
				value(path)
			}
		default:
			for i := from; i < dec.InputOffset(); i++ {
				if !strings.ContainsRune(`:,"`, rune(raw[i])) {
					out[i] = path
				}
			}
			return
		}
		_, err = dec.Token() // the end
		require.NoError(t, err)
	}
	value("")
	return out
}

// sides are the answers that are right for a bit in a member of a proof.
func sides(place string) []certificate.Aspect {
	switch {
	case strings.HasPrefix(place, "entries/payload/signatures"):
		return []certificate.Aspect{certificate.OfSignature}
	case place == "entries/payload/record/key": // of the shop itself: it signed nothing then
		return []certificate.Aspect{certificate.OfContent, certificate.OfSignature}
	case strings.HasPrefix(place, "entries/payload/record"), place == "entries/kind", place == "format", place == "":
		return []certificate.Aspect{certificate.OfContent}
	case place == "entries/index": // what a key's entry made good begins elsewhere
		return []certificate.Aspect{certificate.OfLog, certificate.OfSignature}
	}
	return []certificate.Aspect{certificate.OfLog} // salt, leaf, nodes, paths, checkpoint
}

// readable says whether bytes are still a proof of signed entries at all.
func readable(raw []byte) bool {
	var p certificate.Proof
	if ledger.Read(raw, &p) != nil {
		return false
	}
	for _, e := range p.Entries {
		if _, err := staff.ReadSigned(e); err != nil {
			return false
		}
	}
	return true
}

func TestEveryFlippedBitOfAProofIsNamedByItsSide(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(goldenDir, "proof-1.json"))
	require.NoError(t, err)
	known := certificate.Known{Now: exampleRecord().IssuedAt + 1}
	seen := map[string]bool{}
	bad := bytes.Clone(raw)
	for at, place := range places(t, raw) {
		if at%7 != 0 && place != "entries/index" && place != "entries/kind" {
			continue
		}
		bit := byte(1) << (at * 5 % 8)
		bad[at] ^= bit
		want := sides(place)
		if !readable(bad) {
			want = []certificate.Aspect{certificate.OfContent}
		} else {
			seen[place] = true
		}
		failed := certificate.Verify(bad, known).Failed()
		require.NotEmpty(t, failed, "byte %d, bit %08b, %s", at, bit, place)
		require.Subset(t, want, failed, "byte %d, bit %08b, %s", at, bit, place)
		bad[at] ^= bit
	}
	for _, place := range []string{"entries/payload/signatures/sig", "entries/payload/record/certificate/holder/name", "entries/salt", "entries/leaf", "nodes", "paths", "checkpoint"} {
		assert.True(t, seen[place], place)
	}
}

// In a file, a bit of the page is a page that was altered; what is compressed
// cannot be read at all with a bit changed, and the file says that it was.
func TestEveryFlippedBitOfAFileIsNamedByItsSide(t *testing.T) {
	for _, name := range []string{"plain-1.pdf", "demo-5.pdf"} {
		file, err := os.ReadFile(filepath.Join(goldenDir, name))
		require.NoError(t, err)
		page, _, err := pdf.Split(file)
		require.NoError(t, err)
		known := certificate.Known{Now: exampleRecord().IssuedAt + 1, Press: press()}
		trailer := bytes.LastIndex(page, []byte("trailer\n"))
		head := bytes.IndexByte(page[12:], '\n') + 12 // the two lines with the length
		update := len(file) - len(page)
		bad := bytes.Clone(file)
		for at := 0; at < len(file); at += 307 {
			bit := byte(1) << (at * 5 % 8)
			bad[at] ^= bit
			r := certificate.Verify(bad, known)
			content, page := []string{"content", "fault.certificate.file_altered"}, []string{"rendering", "fault.certificate.page_altered"}
			want := [][]string{content}
			switch {
			case at < head: // no mark of ours, or another length
				want = append(want, []string{"content", "fault.certificate.not_ours"})
			case at < trailer:
				want = [][]string{page}
			case at < len(file)-update: // the proof's part repeats some of it
				want = append(want, page)
			}
			require.Len(t, r.Failed(), 1, "%s, byte %d, bit %08b", name, at, bit)
			require.Contains(t, want, []string{string(r.Failed()[0]), outcome(r, r.Failed()[0]).Key}, "%s, byte %d, bit %08b", name, at, bit)
			bad[at] ^= bit
		}
	}
}
