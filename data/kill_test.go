//go:build !windows

package data_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/ledger"
	"shifu/internal/testkit"
	"shifu/training/staff"
)

// The program that is killed is this test binary, started again as a writer.
const (
	writerFolder = "SHIFU_TEST_WRITER"       // the data folder that the writer works in
	breaker      = "SHIFU_TEST_BREAKER"      // a program that panics, with its crash file here
	writerEarly  = "SHIFU_TEST_WRITER_EARLY" // it says "saved" before it has saved
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerFolder); dir != "" {
		fmt.Fprintln(os.Stderr, write(dir, os.Getenv(writerEarly) != ""))
		os.Exit(1)
	}
	if dir := os.Getenv(breaker); dir != "" {
		if _, _, err := data.WatchCrashes(dir, "v1", testkit.NewClock()); err != nil {
			os.Exit(1)
		}
		done := make(chan bool)
		go func() { panic("broke on another goroutine") }()
		<-done
	}
	house, err := os.MkdirTemp("", "shifu-schoolhouse-")
	if err != nil {
		panic(err)
	}
	schoolhouse.Dir = filepath.Join(house, "shop")
	code := m.Run()
	_ = os.RemoveAll(house)
	os.Exit(code)
}

func TestABreakDownLeavesAFileThatCanBeSent(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), breaker+"="+dir)
	require.Error(t, cmd.Run())
	left, end, err := data.WatchCrashes(dir, "v2", testkit.NewClock())
	require.NoError(t, err)
	text, err := os.ReadFile(left)
	require.NoError(t, err)
	assert.Contains(t, string(text), "Shifu v1, started at 2026-11-02T01:00:00Z")
	assert.Contains(t, string(text), "panic: broke on another goroutine")
	assert.Contains(t, string(text), "kill_test.go")
	end()
	left, end, err = data.WatchCrashes(dir, "v2", testkit.NewClock())
	require.NoError(t, err)
	assert.Empty(t, left, "a run that ended well leaves nothing")
	end()
}

// write saves answers for ever, each with a ledger entry in the same
// transaction, and says each number on its output once it is saved.
func write(dir string, early bool) error {
	ctx := context.Background()
	db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	if err != nil {
		return err
	}
	n, err := db.Commands(ctx)
	if err != nil {
		return err
	}
	for ; ; n++ {
		err := data.StoreOf[staff.Tx](db).Update(ctx, func(tx staff.Tx) error {
			if err := tx.Remember(ctx, strconv.FormatInt(n, 10), "answer", "h", []byte(`{"option":"refund_now"}`)); err != nil {
				return err
			}
			if early {
				fmt.Println(n)
				for i := range 20_000 { // long enough to be hit
					if err := tx.Remember(ctx, fmt.Sprintf("%d-%d", n, i), "more", "h", nil); err != nil {
						return err
					}
				}
			}
			_, err := tx.AppendEntry(ctx, ledger.HeadsDaily, map[string]int64{"n": n})
			return err
		})
		if err != nil {
			return err
		}
		if !early {
			fmt.Println(n)
		}
	}
}

// killed starts a writer, kills it at a random moment after its first word and
// answers the last number that it called saved.
func killed(t *testing.T, dir string, early bool, within time.Duration) (last int64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerFolder+"="+dir)
	if early {
		cmd.Env = append(cmd.Env, writerEarly+"=1")
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	last = -1
	s := bufio.NewScanner(out)
	for s.Scan() {
		if last < 0 {
			time.AfterFunc(rand.N(within), func() { _ = cmd.Process.Kill() })
		}
		last, err = strconv.ParseInt(s.Text(), 10, 64)
		require.NoError(t, err)
	}
	var ended *exec.ExitError
	require.True(t, errors.As(cmd.Wait(), &ended))
	require.Equal(t, syscall.SIGKILL, ended.Sys().(syscall.WaitStatus).Signal(), "the fault fired")
	return last
}

// kills is how often the writer is killed; SHIFU_TEST_KILLS asks for more.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("SHIFU_TEST_KILLS")); err == nil {
		return n
	}
	return 25
}

func TestKillingTheProgramLosesNoAnswerThatItCalledSaved(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "shop")
	saved := int64(0)
	for range kills() {
		last := killed(t, dir, false, 60*time.Millisecond)
		db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
		require.NoError(t, err)
		n, err := db.Commands(ctx)
		require.NoError(t, err)
		// One more may be on the disk that it had no time to say.
		assert.GreaterOrEqual(t, n, last+1, "an answer was lost")
		assert.LessOrEqual(t, n, last+2)
		assert.Equal(t, n, sizeOf(t, ctx, db), "an answer without its entry")
		d, err := db.Doctor(ctx)
		require.NoError(t, err)
		require.Empty(t, d.Findings)
		require.NoError(t, db.Close())
		saved = n
	}
	t.Logf("%d kills, %d answers saved, none lost", kills(), saved)
}

// The test above must be able to fail: a program that says "saved" too early
// is caught.
func TestKillingAProgramThatSaysSavedTooEarlyIsNoticed(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "shop")
	last := killed(t, dir, true, time.Millisecond)
	db, err := data.Open(ctx, data.Options{Dir: dir, Probe: tempdb.Anywhere{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	found, err := remembers(ctx, db, strconv.FormatInt(last, 10))
	require.NoError(t, err)
	assert.False(t, found)
}
