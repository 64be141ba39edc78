package main_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A fault whose message shows a placeholder that the program does not fill
// would read "<no value>" to a person.
func TestEveryFaultFillsWhatItsMessageShows(t *testing.T) {
	shown := placeholders(t)
	require.NotEmpty(t, shown)
	looked := 0
	for _, path := range sources(t) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || call.Ellipsis.IsValid() {
				return true
			}
			key, rest, ok := faultCall(call)
			if !ok {
				return true
			}
			looked++
			filled := map[string]bool{}
			for i := 0; i < len(rest); i += 2 {
				if name, ok := literal(rest[i]); ok && name != "" {
					filled[strings.ToUpper(name[:1])+name[1:]] = true
				}
			}
			for _, name := range shown[key] {
				assert.True(t, filled[name], "%s: the message of %s shows {{.%s}}, which is not given", set.Position(call.Pos()), key, name)
			}
			return true
		})
	}
	assert.Positive(t, looked)
}

// faultCall reads fault.New(code, key, ...) and fault.Wrap(err, code, key, ...).
func faultCall(call *ast.CallExpr) (key string, rest []ast.Expr, ok bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", nil, false
	}
	if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "fault" {
		return "", nil, false
	}
	at := map[string]int{"New": 1, "Wrap": 2}[sel.Sel.Name]
	if at == 0 || at >= len(call.Args) {
		return "", nil, false
	}
	key, ok = literal(call.Args[at])
	return key, call.Args[at+1:], ok
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// placeholders lists what each message shows, by key.
func placeholders(t *testing.T) map[string][]string {
	names, err := filepath.Glob("internal/i18n/messages/*.zh-Hans.json")
	require.NoError(t, err)
	shown, form := map[string][]string{}, regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		var messages map[string]any
		require.NoError(t, json.Unmarshal(raw, &messages), name)
		for key, m := range messages {
			for _, match := range form.FindAllStringSubmatch(fmt.Sprint(m), -1) {
				shown[key] = append(shown[key], match[1])
			}
		}
	}
	return shown
}
