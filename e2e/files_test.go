//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// certify looks at the certificate, saves it, exports the register in each form,
// and lets a stranger's tool check what came out.
func (w *tour) certify() {
	row := w.certificates()[0]
	w.expect("certificates", "", func() { w.rail("certificates") })
	w.shot("certificates")
	w.expect("certificate", "", func() { w.key("Return") })
	w.shot("certificate")
	w.told(func() { w.key("ctrl+s") })
	w.shot("certificate-saved")
	paper := w.exported("*.pdf")

	w.signIn(w.owner, ownerPIN, "overview", false)
	w.shot("overview")
	w.expect("certificates", "", func() { w.key("ctrl+e") })
	for _, form := range []struct{ digit, pattern string }{{"2", "*.xlsx"}, {"3", "*.csv"}, {"4", "shifu-certificates.json"}} {
		w.asked(func() { w.key("ctrl+e") })
		w.key(form.digit)
		w.once("export")
		w.told(func() { w.key("Return") })
		assert.FileExists(w.t, w.exported(form.pattern))
	}
	w.shot("exported")
	w.stop()
	w.pace()

	shop, err := w.services.Staff.Shop(w.ctx)
	require.NoError(w.t, err)
	said, code := w.shifuctl("verify", paper)
	assert.Equal(w.t, 0, code, said)
	assert.Contains(w.t, said, "Consistent, but", "nobody vouched for the shop")
	said, code = w.shifuctl("verify", paper, "--shop-key", shop.KeyFingerprint)
	assert.Equal(w.t, 0, code, said)
	assert.Contains(w.t, said, "Valid")
	w.keep("verify.txt", said)
	w.flip(paper, shop.KeyFingerprint)
	w.tables(shop.KeyFingerprint)
	said, code = w.shifuctl("doctor", "--data", w.folder)
	assert.Equal(w.t, 0, code, said)
	w.keep("doctor.txt", said)
	said, code = w.shifuctl("verify", w.folder, "--shop-key", shop.KeyFingerprint)
	assert.Equal(w.t, 0, code, said)

	text := w.run("pdftotext", "-layout", paper, "-")
	for _, want := range []string{row.Number, w.apprentice, w.mentor, w.shop} {
		assert.Contains(w.t, text, want, "the text of the PDF can be read back")
	}
	picture := strings.TrimSuffix(paper, ".pdf")
	w.run("pdftoppm", "-r", "200", "-png", "-singlefile", paper, picture)
	assert.Contains(w.t, w.run("zbarimg", "-q", "--raw", picture+".png"), row.Number, "the QR code names the certificate")
}

// flip alters single bits all over the certificate: each is found, and named.
// The ten digits of the second line are the length of the page; behind it lies
// the proof.
func (w *tour) flip(paper, key string) {
	whole, err := os.ReadFile(paper)
	require.NoError(w.t, err)
	digits := bytes.Index(whole, []byte("shifu-page ")) + len("shifu-page ")
	page, err := strconv.Atoi(string(whole[digits : digits+10]))
	require.NoError(w.t, err)
	trailer := bytes.LastIndex(whole[:page], []byte("trailer\n")) // the proof's part repeats some of it
	altered := filepath.Join(w.t.TempDir(), "altered.pdf")
	for i := 1; i < 20; i++ {
		bad, at, side := bytes.Clone(whole), len(whole)*i/20, "rendering"
		switch {
		case at >= page:
			side = "content"
		case at >= trailer:
			side = "(content|rendering)"
		}
		bad[at] ^= 1 << (i % 8)
		require.NoError(w.t, os.WriteFile(altered, bad, 0o600))
		said, code := w.shifuctl("verify", altered, "--shop-key", key)
		assert.Equal(w.t, 1, code, "the bit at %d/20: %s", i, said)
		assert.Regexp(w.t, side+": fails\\.", said, "the bit at %d/20", i)
	}
}

// tables verifies the folder of each export by its manifest, and compares what
// a spreadsheet or another program reads in it with the list of the window.
func (w *tour) tables(key string) {
	rows := w.certificates()
	compare := func(file string, read [][]string) {
		require.Len(w.t, read, len(rows)+1, file)
		for i, row := range rows {
			assert.Equal(w.t, []string{row.Number, row.Holder}, read[i+1][:2], file)
			assert.Contains(w.t, read[i+1], row.IssuedOn, file)
			assert.Contains(w.t, read[i+1], row.ValidTo, file)
		}
	}
	for _, pattern := range []string{"*.xlsx", "*.csv", "shifu-certificates.json"} {
		file := w.exported(pattern)
		said, code := w.shifuctl("verify", filepath.Dir(file), "--shop-key", key)
		assert.Equal(w.t, 0, code, said)
		assert.Contains(w.t, said, "Valid, as it was exported.", pattern)
	}
	book, err := excelize.OpenFile(w.exported("*.xlsx"))
	require.NoError(w.t, err)
	read, err := book.GetRows(book.GetSheetName(0))
	require.NoError(w.t, err)
	require.NoError(w.t, book.Close())
	compare("xlsx", read)

	raw, err := os.ReadFile(w.exported("*.csv"))
	require.NoError(w.t, err)
	read, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\uFEFF")))).ReadAll()
	require.NoError(w.t, err)
	compare("csv", read)

	raw, err = os.ReadFile(w.exported("shifu-certificates.json"))
	require.NoError(w.t, err)
	for _, row := range rows {
		assert.Contains(w.t, string(raw), row.Number, "json")
	}
}

// exported is the one file of a form among the user's documents.
func (w *tour) exported(pattern string) string {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.exports, "*", "*", pattern))
	require.NoError(w.t, err)
	require.Len(w.t, found, 1, pattern)
	return found[0]
}

// keep puts what a command said beside the pictures.
func (w *tour) keep(name, said string) {
	require.NoError(w.t, os.WriteFile(filepath.Join(w.shots, name), []byte(said), 0o644))
}

// shifuctl runs the command line tool and answers what it printed and its exit
// code.
func (s *screen) shifuctl(args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(repository(s.t), "build", "shifuctl"), args...)
	cmd.Env = append(s.environment(), "LANG=en_US.UTF-8", "LC_ALL=en_US.UTF-8")
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// run runs a tool of the system and answers what it printed.
func (s *screen) run(name string, args ...string) string {
	s.t.Helper()
	out, err := exec.Command(name, args...).Output()
	require.NoError(s.t, err, "%s: scripts/need display installs it", name)
	return string(out)
}
