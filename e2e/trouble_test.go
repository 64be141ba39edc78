//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the data folder may be found in when the program starts: each is told in
// the window, and nothing is touched before the person decides.
func TestTroubleAtTheStartIsToldAndTouchesNothing(t *testing.T) {
	for lang, name := range map[string]string{"zh": "trouble-zh", "en": "trouble-en"} {
		t.Run(lang, func(t *testing.T) {
			w := &tour{screen: newScreen(t, name, lang, 1024, 680)}
			said, code := w.shifuctl("demo", "--data", w.folder, "--people", "4", "--days", "2", "--seed", "3")
			require.Equal(t, 0, code, said)
			w.start("sign-in") // and its end leaves a verified backup
			w.stop()
			database := filepath.Join(w.folder, "shifu.db")
			whole, err := os.ReadFile(database)
			require.NoError(t, err)

			newer := bytes.Clone(whole)
			newer[62] = 0x27 // user_version, bytes 60 to 63 of the header: SQLite's file format, section 1.3
			w.found(database, newer, "newer")

			damaged := bytes.Clone(whole)
			clear(damaged[len(damaged)/4 : len(damaged)*3/4])
			w.found(database, damaged, "damaged")
			w.look("damaged-recover")
			w.key("ctrl+Return")
			w.until("the damaged file set aside", func() bool {
				aside, err := filepath.Glob(filepath.Join(w.folder, "set-aside", "*", "shifu.db"))
				require.NoError(t, err)
				if len(aside) != 1 {
					return false
				}
				kept, err := os.ReadFile(aside[0])
				return err == nil && bytes.Equal(damaged, kept)
			})
			w.shot("damaged-recovered")
			w.stop()
			w.start("sign-in")
			w.shot("open-again")

			// A second start at the same folder while the first is open.
			second := exec.Command(w.program.Path, w.program.Args[1:]...)
			second.Env = w.environment()
			require.NoError(t, second.Start())
			ended := make(chan error, 1)
			go func() { ended <- second.Wait() }()
			wait(2 * time.Second) // it may show a window that stays
			w.shot("second-start")
			_ = second.Process.Kill()
			<-ended
			assert.True(t, w.running(), "the first goes on")
			w.stop()

			// A folder that another program synchronises.
			w.folder = filepath.Join(t.TempDir(), "Dropbox", "shop")
			require.NoError(t, os.MkdirAll(filepath.Join(filepath.Dir(w.folder), ".dropbox.cache"), 0o755))
			w.look("synchronised")
			w.stop()
			assert.NoDirExists(t, w.folder, "nothing was made there")
		})
	}
}

// found opens the program on a database and sees that it is left as it was.
func (w *tour) found(database string, content []byte, name string) {
	w.t.Helper()
	require.NoError(w.t, os.WriteFile(database, content, 0o600))
	w.look(name)
	w.stop()
	after, err := os.ReadFile(database)
	require.NoError(w.t, err)
	assert.True(w.t, bytes.Equal(content, after), "%s: the file was touched", name)
}

// look starts the program where it cannot open the shop, and so writes no log:
// the window itself must show something.
func (w *tour) look(name string) {
	w.t.Helper()
	w.launch()
	w.until("a window", func() bool { return strings.TrimSpace(w.windows()) != "" && colours(w.screen) > 20 })
	w.shot(name)
}

// windows lists the windows of the program.
func (s *screen) windows() string {
	cmd := exec.Command("xdotool", "search", "--onlyvisible", "--name", ".")
	cmd.Env = s.environment()
	out, _ := cmd.Output() // exits with 1 while there is none
	return string(out)
}

// colours counts how many colours are on the screen, up to a hundred.
func colours(s *screen) int {
	img, seen := pixels(s, s.settle()), map[string]bool{}
	for i := 0; i < len(img.Pix) && len(seen) < 100; i += 4 {
		seen[string(img.Pix[i:i+3])] = true
	}
	return len(seen)
}
