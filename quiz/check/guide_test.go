package check_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/quiz/check"
	"shifu/quiz/model"
)

var (
	blank  = regexp.MustCompile(`%\[\d\]s`)
	plural = regexp.MustCompile(`%\[\d\]p\([^|]*\|([^)]*)\)`)
	fenced = regexp.MustCompile("(?s)```yaml\n(.*?)```")
)

// guideLine is the line of a code in a guide: what fills the message is … there.
func guideLine(code, message, repair string) string {
	plain := func(s string) string {
		s = strings.ReplaceAll(blank.ReplaceAllString(plural.ReplaceAllString(s, "$1"), "…"), "%%", "%")
		return strings.ReplaceAll(s, "|", `\|`)
	}
	return "| " + code + " | " + plain(message) + " | " + plain(repair) + " |"
}

func TestBothGuidesListEveryCodeAsTheProgramSaysIt(t *testing.T) {
	english, err := os.ReadFile("../../docs/item-models.md")
	require.NoError(t, err)
	chinese, err := os.ReadFile("../../docs/item-models.zh-CN.md")
	require.NoError(t, err)
	for _, c := range model.Codes() {
		assert.Contains(t, string(english), guideLine(c.Code, c.Message.EN, c.Repair.EN))
		assert.Contains(t, string(chinese), guideLine(c.Code, c.Message.ZH, c.Repair.ZH))
	}
}

func TestEveryModelOfTheGuideIsCleanAndEveryTypeHasOne(t *testing.T) {
	guide, err := os.ReadFile("../../docs/item-models.zh-CN.md")
	require.NoError(t, err)
	shown := map[model.Type]bool{}
	for _, block := range fenced.FindAllStringSubmatch(string(guide), -1) {
		src := block[1]
		if !strings.HasPrefix(src, "format: 1") {
			src = "format: 1\nmodels:\n" + src
		}
		reports, rest := check.File("guide.yaml", []byte(src), check.Options{})
		require.Empty(t, rest, src)
		for _, r := range reports {
			errors, warnings, _ := check.Count(r.Findings)
			assert.Zero(t, errors+warnings, "%s: %s", r.ID, english(r))
			shown[r.Type] = true
		}
	}
	for _, typ := range model.Types {
		assert.True(t, shown[typ], "the guide shows no %s", typ)
	}
}
