//go:build strace

package data_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
)

// What a program asked the kernel to do, recorded by strace, is played again up
// to a moment that nobody chose, and the power is cut there: of what was not
// synced by then, any part may be lost, and a write may be torn between two
// sectors. The shop is opened on what is left.

// sector is what a disk writes whole.
const sector = 512

// call is one thing that the writer did to a file of the shop, or what it said.
type call struct {
	what string // write, sync, truncate, said
	file string
	at   int64
	data []byte
	said int64 // the number that it called saved
}

// cuts is how often the power is cut; SHIFU_TEST_CUTS asks for more.
func cuts() int {
	if n, err := strconv.Atoi(os.Getenv("SHIFU_TEST_CUTS")); err == nil {
		return n
	}
	return 200
}

func TestAPowerCutLosesNoAnswerThatWasCalledSaved(t *testing.T) {
	lost, _ := cutPower(t, false, cuts())
	assert.Zero(t, lost, "answers that were called saved are gone")
	t.Logf("%d power cuts, none lost an answer that was called saved", cuts())
}

// The test above must be able to fail: a program that says "saved" before it has
// saved is caught by a power cut.
func TestAPowerCutCatchesAProgramThatSaysSavedTooEarly(t *testing.T) {
	lost, of := cutPower(t, true, 20)
	assert.Positive(t, lost, "of %d cuts", of)
}

// cutPower records a writer and cuts its power many times; it answers after how
// many cuts an answer was missing.
func cutPower(t *testing.T, early bool, times int) (lost, of int) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "shop")
	db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	disk := read(t, dir) // all of it is old enough to be on the disk
	calls := record(t, dir, early)

	first := 0
	for calls[first].what != "said" {
		first++
	}
	moments := map[int]int{}
	for range times {
		moments[first+1+rand.IntN(len(calls)-first-1)]++
	}
	r := replay{disk: disk, now: map[string][]byte{}, pending: map[string][]call{}}
	for name, content := range disk {
		r.now[name] = bytes.Clone(content)
	}
	said := int64(-1)
	for i, c := range calls {
		for range moments[i] {
			of++
			if !survives(t, r.cut(t), said) {
				lost++
			}
		}
		if c.what == "said" {
			said = c.said
			continue
		}
		r.play(c)
	}
	return lost, of
}

// replay is a file system that knows what is on the disk and what is not yet.
type replay struct {
	disk    map[string][]byte // as of the last sync
	now     map[string][]byte // as the program sees it
	pending map[string][]call // since the last sync
}

func (r replay) play(c call) {
	if c.what == "sync" {
		r.disk[c.file] = bytes.Clone(r.now[c.file])
		delete(r.pending, c.file)
		return
	}
	if c.at < 0 { // at the end
		c.at = int64(len(r.now[c.file]))
	}
	r.now[c.file] = apply(r.now[c.file], c)
	r.pending[c.file] = append(r.pending[c.file], c)
}

func apply(content []byte, c call) []byte {
	if c.what == "truncate" {
		if int64(len(content)) > c.at {
			return content[:c.at]
		}
		return append(content, make([]byte, c.at-int64(len(content)))...)
	}
	if end := c.at + int64(len(c.data)); end > int64(len(content)) {
		content = append(content, make([]byte, end-int64(len(content)))...)
	}
	copy(content[c.at:], c.data)
	return content
}

// cut answers a folder as a disk may hold it after the power went.
func (r replay) cut(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "shop")
	for name := range r.now {
		content := bytes.Clone(r.disk[name])
		for _, c := range r.pending[name] {
			if rand.IntN(2) == 0 {
				continue // never reached the disk
			}
			if sectors := len(c.data) / sector; sectors > 1 && rand.IntN(4) == 0 {
				c.data = c.data[:sector*(1+rand.IntN(sectors-1))] // torn
			}
			content = apply(content, c)
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	return dir
}

// survives opens what is left: it must be whole, and hold all that was said.
func survives(t *testing.T, dir string, said int64) bool {
	ctx := context.Background()
	db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	defer func() {
		require.NoError(t, db.Close())
		require.NoError(t, os.RemoveAll(dir))
	}()
	d, err := db.Doctor(ctx)
	require.NoError(t, err)
	require.Empty(t, d.Findings, "the data is whole")
	n, err := db.Commands(ctx)
	require.NoError(t, err)
	return n >= said+1
}

// read is every file of a folder but those that live only while it is open: the
// lock, and the index of the log, which is memory.
func read(t *testing.T, dir string) map[string][]byte {
	out := map[string][]byte{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || passing(name) {
			return err
		}
		out[name], err = os.ReadFile(path)
		return err
	}))
	return out
}

func passing(name string) bool {
	return strings.HasSuffix(name, "-shm") || strings.HasSuffix(name, ".lock") || strings.HasPrefix(name, "logs")
}

// record lets a writer work for a while under strace and answers what it did.
func record(t *testing.T, dir string, early bool) []call {
	out := filepath.Join(t.TempDir(), "calls")
	cmd := exec.Command("strace", "-f", "-y", "-xx", "-s", "1048576", "-e", "signal=none",
		"-e", "trace=write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate,unlink,unlinkat,rename,renameat,renameat2", "-o", out, os.Args[0])
	cmd.Env = append(os.Environ(), writerFolder+"="+dir)
	if early {
		cmd.Env = append(cmd.Env, writerEarly+"=1")
	}
	cmd.Stderr = os.Stderr
	said, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start(), "strace is missing: scripts/need trace installs it")
	enough, lines := 400, bufio.NewScanner(said)
	if early {
		enough = 1
	}
	for n := 0; lines.Scan(); n++ {
		if n == enough {
			time.AfterFunc(200*time.Millisecond, func() { end(cmd.Process.Pid) })
		}
	}
	_ = cmd.Wait()
	f, err := os.Open(out)
	require.NoError(t, err)
	defer f.Close()
	calls, err := parse(bufio.NewReaderSize(f, 1<<20), dir)
	require.NoError(t, err)
	require.Greater(t, len(calls), enough)
	return calls
}

// end kills what strace follows, so that strace itself ends well.
func end(strace int) {
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", strace, strace))
	for _, pid := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(pid); err == nil {
			_ = syscall.Kill(n, syscall.SIGKILL)
		}
	}
}

var (
	started = regexp.MustCompile(`^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
	whole   = regexp.MustCompile(`^(\d+) +(\w+)\((.*)\) += (-?\d+)`)
	onFile  = regexp.MustCompile(`^(\d+)<([^>]*)>(?:, (.*))?$`)
)

// parse reads strace's lines. A call counts when it has ended; what the program
// said counts when it began to say it.
func parse(in *bufio.Reader, dir string) (calls []call, err error) {
	begun := map[string]string{} // of a thread
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return calls, nil
		}
		line = strings.TrimSuffix(line, "\n")
		if m := started.FindStringSubmatch(line); m != nil {
			begun[m[1]] = m[3]
			if c, ok := spoken(m[2], m[3]); ok {
				calls = append(calls, c)
				delete(begun, m[1])
			}
			continue
		}
		if m := resumed.FindStringSubmatch(line); m != nil {
			before, ok := begun[m[1]]
			if !ok {
				continue
			}
			delete(begun, m[1])
			line = m[1] + " " + m[2] + "(" + before + m[3]
		}
		m := whole.FindStringSubmatch(line)
		if m == nil || m[4] == "-1" {
			continue
		}
		if c, ok := spoken(m[2], m[3]); ok {
			calls = append(calls, c)
			continue
		}
		c, ok, err := touched(m[2], m[3], dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line[:min(len(line), 200)], err)
		}
		if ok {
			calls = append(calls, c)
		}
	}
}

// spoken reads a number that the program wrote to its output.
func spoken(name, args string) (c call, ok bool) {
	m := onFile.FindStringSubmatch(args)
	if name != "write" || m == nil || m[1] != "1" {
		return c, false
	}
	text, _ := content(m[3])
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return call{what: "said", said: n}, err == nil
}

// touched reads a call that changes a file of the shop; a kind of call that this
// file system does not know is an error, never skipped.
func touched(name, args, dir string) (c call, ok bool, err error) {
	m := onFile.FindStringSubmatch(args)
	if m == nil {
		if strings.Contains(string(unhex(args)), dir) {
			return c, false, fmt.Errorf("a call that is not played again")
		}
		return c, false, nil
	}
	file, inside := strings.CutPrefix(string(unhex(m[2])), dir+"/")
	if !inside || passing(file) {
		return c, false, nil
	}
	c = call{what: "write", file: file, at: -1}
	switch name {
	case "fsync", "fdatasync":
		c.what = "sync"
	case "ftruncate":
		c.what = "truncate"
		c.at, err = strconv.ParseInt(m[3], 10, 64)
	case "write":
		c.data, _ = content(m[3])
	case "pwrite64":
		var rest string
		c.data, rest = content(m[3])
		at := rest[strings.LastIndex(rest, " ")+1:]
		c.at, err = strconv.ParseInt(at, 10, 64)
	default:
		err = fmt.Errorf("a call that is not played again")
	}
	return c, true, err
}

// content reads the quoted bytes at the start of arguments.
func content(args string) (b []byte, rest string) {
	quoted, rest, _ := strings.Cut(strings.TrimPrefix(args, `"`), `"`)
	return unhex(quoted), rest
}

// unhex reads bytes written as \x2f\x74.
func unhex(s string) []byte {
	b, _ := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	return b
}
