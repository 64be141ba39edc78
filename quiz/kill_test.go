package quiz_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/op"
	"shifu/quiz"
)

// killDir names the folder of a child process that answers until it is killed.
const killDir = "SHIFU_TEST_KILL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		answerUntilKilled(dir)
		return
	}
	os.Exit(m.Run())
}

// onDisk opens the shop of a folder on the machine's own clock.
func onDisk(dir string) (*data.DB, *quiz.Service, error) {
	db, err := data.Open(ctx, data.Options{Dir: dir, Clock: op.NewSystemClock(), IDs: op.RandomIDs{}, Probe: tempdb.Anywhere{}})
	if err != nil {
		return nil, nil, err
	}
	p := &ports{mentors: map[string]string{}, heads: map[string][]string{}}
	return db, &quiz.Service{Store: store{&tempdb.Fixture{DB: db}, p}, Clock: op.NewSystemClock(), IDs: op.RandomIDs{}}, nil
}

// answerUntilKilled practises and says each answer only when it was told that
// the answer is saved.
func answerUntilKilled(dir string) {
	_, s, err := onDisk(dir)
	if err != nil {
		panic(err)
	}
	for {
		sitting, err := s.Start(ctx, lin, quiz.Start{Command: cmd(), Points: []string{"t.returns"}, Purpose: quiz.Practice, Count: 50})
		if err != nil {
			panic(err)
		}
		for n := range sitting.Slots {
			choice := []string{"late", "agree", "damaged", "intercept"}[rand.IntN(4)]
			out, err := s.Answer(ctx, lin, quiz.Reply{Command: cmd(), Attempt: sitting.Attempt, Slot: n, Response: json.RawMessage(`{"choice":"` + choice + `"}`)})
			if err != nil || !out.Saved {
				panic(fmt.Sprint(err, out))
			}
			fmt.Println(sitting.Attempt, n, choice)
		}
	}
}

// TestAnAnswerThatWasCalledSavedSurvivesAKill sends SIGKILL at random moments.
// SHIFU_TEST_KILLS sets how often; a run of many is for the nightly gate.
func TestAnAnswerThatWasCalledSavedSurvivesAKill(t *testing.T) {
	if testing.Short() {
		return
	}
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("SHIFU_TEST_KILLS")); err == nil {
		kills = n
	}
	dir := filepath.Join(t.TempDir(), "shop")
	db, s, err := onDisk(dir)
	require.NoError(t, err)
	require.NoError(t, s.Store.Update(ctx, func(tx quiz.Tx) error {
		_, err := quiz.PutBank(ctx, tx, quiz.Bank{Points: points(), Models: models(t)})
		return err
	}))
	require.NoError(t, db.Close())

	saved := map[string]map[int]string{} // attempt -> slot -> choice
	total := 0
	for round := range kills {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), killDir+"="+dir)
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		var failed strings.Builder
		child.Stderr = &failed
		require.NoError(t, child.Start())
		lines := bufio.NewScanner(out)
		var timer *time.Timer
		for lines.Scan() {
			if timer == nil { // alive: now it has a little to live
				timer = time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { _ = child.Process.Kill() })
			}
			var attempt, choice string
			var slot int
			if n, _ := fmt.Sscan(lines.Text(), &attempt, &slot, &choice); n < 3 {
				continue // cut off by the kill: not said whole
			}
			if saved[attempt] == nil {
				saved[attempt] = map[int]string{}
			}
			saved[attempt][slot] = choice
			total++
		}
		require.Error(t, child.Wait(), "the kill came")
		require.Empty(t, failed.String(), "and nothing else ended it")

		db, s, err := onDisk(dir)
		require.NoError(t, err, "round %d", round)
		for attempt, slots := range saved {
			sitting, err := s.Sitting(ctx, lin, attempt)
			require.NoError(t, err)
			for slot, choice := range slots {
				assert.JSONEq(t, `{"choice":"`+choice+`"}`, string(sitting.Slots[slot].Response), "round %d: %s %d", round, attempt, slot)
			}
		}
		open, err := s.Open(ctx, lin)
		require.NoError(t, err)
		require.NotEmpty(t, open)
		resumed, err := s.Resume(ctx, lin, quiz.Resume{Command: cmd(), Attempt: open[0].Attempt})
		require.NoError(t, err)
		assert.Equal(t, quiz.WhyStopped, resumed.StoppedBy)
		require.NoError(t, db.Close())
	}
	assert.Greater(t, total, kills, "answers were given")
	t.Logf("%d kills, %d answers called saved, none lost", kills, total)
}
