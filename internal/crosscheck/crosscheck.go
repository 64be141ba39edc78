// Package crosscheck is a second verifier of certificates. It was written from
// docs/proof-format.md alone and shares no code with the first one: where both
// say the same of every certificate and of every altered one, neither the
// document nor a verifier has a hole that the other lacks. It draws nothing,
// so it compares pages by their hash only.
package crosscheck

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Answer is what a check comes to: "valid", "consistent" or "not_valid".
type Answer string

const (
	Valid      Answer = "valid"
	Consistent Answer = "consistent"
	NotValid   Answer = "not_valid"
)

// Check checks a file: a certificate's PDF or its proof as JSON. fingerprint is
// of the shop's key, "" when it is not known; now in milliseconds. The error
// says what does not hold, nil unless the answer is NotValid.
func Check(file []byte, fingerprint string, now int64) (Answer, error) {
	proof, page := file, []byte(nil)
	if len(file) == 0 || file[0] != '{' {
		var err error
		if page, proof, err = split(file); err != nil {
			return NotValid, err
		}
	}
	c := &checker{now: now, keys: map[string]*key{}}
	if err := c.check(proof, page); err != nil {
		return NotValid, err
	}
	switch fingerprint {
	case "":
		return Consistent, nil
	case c.root:
		return Valid, nil
	}
	return NotValid, errors.New("signature: another shop's key")
}

const pageHead = "%PDF-1.7\n%\xE5\xB8\x88\xE5\x82\x85 shifu-page "

// split is section 2: it takes the file apart and builds it anew.
func split(file []byte) (page, proof []byte, err error) {
	bad := func(what string) ([]byte, []byte, error) { return nil, nil, errors.New("content: the file's " + what) }
	if len(file) < len(pageHead)+11 || !strings.HasPrefix(string(file[:len(pageHead)]), pageHead) || file[len(pageHead)+10] != '\n' {
		return bad("head")
	}
	n, ok := digits(string(file[len(pageHead) : len(pageHead)+10]))
	if !ok || n > int64(len(file)) || n < int64(len(pageHead)+11) {
		return bad("page length")
	}
	page = file[:n]
	s, i, x, ok := pageEnd(string(page))
	if !ok {
		return bad("page end")
	}
	update := string(file[n:])
	first := fmt.Sprintf("%d 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size ", s)
	if !strings.HasPrefix(update, first) {
		return bad("attachment")
	}
	p, rest, found := strings.Cut(update[len(first):], " >> /Filter /FlateDecode /Length ")
	if !found {
		return bad("attachment")
	}
	l, rest, found := strings.Cut(rest, " >>\nstream\n")
	length, ok1 := digits(l)
	size, ok2 := digits(p)
	if !found || !ok1 || !ok2 || length > int64(len(rest)) {
		return bad("attachment")
	}
	z := rest[:length]
	var b strings.Builder
	at := func() int64 { return n + int64(b.Len()) }
	a := at()
	fmt.Fprintf(&b, "%s%d >> /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", first, size, length, z)
	fileSpec := at()
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Filespec /F (shifu-proof.json) /UF (shifu-proof.json) /AFRelationship /Data /EF << /F %d 0 R /UF %d 0 R >> >>\nendobj\n", s+1, s, s)
	catalog := at()
	fmt.Fprintf(&b, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lang (zh) /ViewerPreferences << /DisplayDocTitle true >> /AF [%d 0 R] /Names << /EmbeddedFiles << /Names [(shifu-proof.json) %d 0 R] >> >> >>\nendobj\n", s+1, s+1)
	xref := at()
	j := sha256.Sum256([]byte(z))
	fmt.Fprintf(&b, "xref\n1 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n", catalog, s, a, fileSpec)
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R /ID [<%s> <%s>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", s+2, i, hex.EncodeToString(j[:16]), x, xref)
	if b.String() != update {
		return bad("bytes: some belong to neither part")
	}
	in := bytes.NewReader([]byte(z))
	r, err := zlib.NewReader(in)
	if err != nil {
		return bad("compression")
	}
	proof, err = io.ReadAll(io.LimitReader(r, size+1))
	if err != nil || int64(len(proof)) != size || in.Len() != 0 {
		return bad("compression")
	}
	return page, proof, nil
}

// pageEnd reads S, I and X from the page's trailer.
func pageEnd(page string) (s int64, i string, x int64, ok bool) {
	at := strings.LastIndex(page, "trailer\n<< /Size ")
	if at < 0 {
		return 0, "", 0, false
	}
	size, rest, ok1 := strings.Cut(page[at+len("trailer\n<< /Size "):], " /Root 1 0 R /Info 5 0 R /ID [<")
	id, rest, ok2 := strings.Cut(rest, "> <")
	again, rest, ok3 := strings.Cut(rest, ">] >>\nstartxref\n")
	start, rest, ok4 := strings.Cut(rest, "\n%%EOF\n")
	s, ok5 := digits(size)
	x, ok6 := digits(start)
	return s, id, x, ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && rest == "" && id == again && len(id) == 32 && isHex(id)
}

// digits reads an unsigned decimal number of at most 15 digits.
func digits(s string) (int64, bool) {
	if s == "" || len(s) > 15 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

func isHex(s string) bool { return len(s)%2 == 0 && strings.Trim(s, "0123456789abcdef") == "" }

// sum is H of section 1.
func sum(domain string, parts ...[]byte) [32]byte {
	h := sha256.New()
	h.Write([]byte(domain + "\x00"))
	for _, p := range parts {
		h.Write(p)
	}
	return [32]byte(h.Sum(nil))
}
