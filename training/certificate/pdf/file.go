package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ProofName is the name of the attached file.
const ProofName = "shifu-proof.json"

// mark is the second line of every page: a comment with bytes above 127, as
// PDF advises, the renderer's family and the page's length in ten digits.
const mark = "%\xE5\xB8\x88\xE5\x82\x85 shifu-page "

var errNotOurs = errors.New("not a certificate file of this program")

// writer writes the objects of a PDF file one after the other.
type writer struct {
	out     bytes.Buffer
	offsets map[int]int
	lenAt   int
}

func newWriter() *writer {
	w := &writer{offsets: map[int]int{}}
	w.out.WriteString("%PDF-1.7\n" + mark)
	w.lenAt = w.out.Len()
	w.out.WriteString("0000000000\n")
	return w
}

func (w *writer) object(n int, body string) {
	w.offsets[n] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (w *writer) stream(n int, dict string, body []byte) {
	packed := deflate(body)
	w.offsets[n] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n<< %s/Filter /FlateDecode /Length %d >>\nstream\n", n, dict, len(packed))
	w.out.Write(packed)
	w.out.WriteString("\nendstream\nendobj\n")
}

// finish writes the table of offsets and the trailer, and fills in the length.
func (w *writer) finish(catalog, info, size int) []byte {
	xref := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", size)
	for n := 1; n < size; n++ {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", w.offsets[n])
	}
	sum := sha256.Sum256(w.out.Bytes())
	id := hex.EncodeToString(sum[:16])
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n", size, catalog, info, id, id, xref)
	out := w.out.Bytes()
	copy(out[w.lenAt:], fmt.Sprintf("%010d", len(out)))
	return out
}

// Attach puts a proof behind a page made by Page. The page's bytes come first
// and unchanged; what follows depends on the page's length, its trailer and
// the compressed proof alone.
func Attach(page, proof []byte) ([]byte, error) { return attach(page, deflate(proof), len(proof)) }

func attach(page, packed []byte, length int) ([]byte, error) {
	size, id, xref, err := trailer(page)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(len(page) + len(packed) + 1200)
	b.Write(page)
	at := func() int { return b.Len() }
	file := at()
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size %d >> /Filter /FlateDecode /Length %d >>\nstream\n", size, length, len(packed))
	b.Write(packed)
	b.WriteString("\nendstream\nendobj\n")
	spec := at()
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %d 0 R /UF %d 0 R >> >>\nendobj\n", size+1, ProofName, ProofName, size, size)
	catalog := at()
	fmt.Fprintf(&b, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lang (zh) /ViewerPreferences << /DisplayDocTitle true >> /AF [%d 0 R] /Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >> >>\nendobj\n", size+1, ProofName, size+1)
	table := at()
	sum := sha256.Sum256(packed)
	fmt.Fprintf(&b, "xref\n1 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n", catalog, size, file, spec)
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R /ID [<%s> <%x>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", size+2, id, sum[:16], xref, table)
	return b.Bytes(), nil
}

// maxProof is the longest proof that is unpacked.
const maxProof = 16 << 20

// Split takes a file apart into its page and its proof. Every byte of the
// file belongs to one of the two or follows from them, else it is refused;
// what could be told apart nonetheless is answered with the error.
func Split(file []byte) (page, proof []byte, err error) {
	at := len("%PDF-1.7\n" + mark)
	if len(file) < at+11 || string(file[:at]) != "%PDF-1.7\n"+mark {
		return nil, nil, errNotOurs
	}
	n, err := strconv.Atoi(string(file[at : at+10]))
	if err != nil || n < at || n > len(file) {
		return nil, nil, errNotOurs
	}
	page = file[:n]
	head, rest, found := bytes.Cut(file[n:], []byte(" >>\nstream\n"))
	if !found {
		return page, nil, errNotOurs
	}
	var object, length, size int
	if _, err := fmt.Sscanf(string(head), "%d 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size %d >> /Filter /FlateDecode /Length %d",
		&object, &length, &size); err != nil || size < 0 || size > len(rest) {
		return page, nil, errNotOurs
	}
	packed := rest[:size]
	again, err := attach(page, packed, length)
	if err != nil || !bytes.Equal(again, file) {
		return page, nil, errNotOurs
	}
	if proof, err = inflate(packed); err != nil || len(proof) != length {
		return page, nil, errNotOurs
	}
	return page, proof, nil
}

// inflate unpacks a zlib stream that has nothing behind it.
func inflate(packed []byte) ([]byte, error) {
	in := bytes.NewReader(packed)
	r, err := zlib.NewReader(in)
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, maxProof+1))
	if err != nil {
		return nil, err
	}
	if len(out) > maxProof || in.Len() > 0 {
		return nil, errNotOurs
	}
	return out, nil
}

// trailer reads what the attachment repeats from the end of a page.
func trailer(page []byte) (size int, id string, xref int, err error) {
	at := bytes.LastIndex(page, []byte("trailer\n"))
	if at < 0 {
		return 0, "", 0, errNotOurs
	}
	var catalog, info int
	var again string
	if _, err := fmt.Sscanf(string(page[at:]), "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%32s> <%32s>] >>\nstartxref\n%d\n%%%%EOF\n",
		&size, &catalog, &info, &id, &again, &xref); err != nil {
		return 0, "", 0, fmt.Errorf("%w: %w", errNotOurs, err)
	}
	return size, id, xref, nil
}
