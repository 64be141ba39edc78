package quiz_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exact are the packages whose numbers are integers to the last digit.
var exact = []string{"formula", "model", "check", "draw", "wording", "response", "mastery"}

// floats names the places of a file that use floating point.
func floats(t *testing.T, file string) (places []string) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if n.Name == "float32" || n.Name == "float64" || n.Name == "ParseFloat" || n.Name == "FormatFloat" || n.Name == "Float64" {
				places = append(places, set.Position(n.Pos()).String())
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT || n.Kind == token.IMAG {
				places = append(places, set.Position(n.Pos()).String())
			}
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok && of.Name == "math" && !strings.HasPrefix(n.Sel.Name, "Max") && !strings.HasPrefix(n.Sel.Name, "Min") {
				places = append(places, set.Position(n.Pos()).String())
			}
		}
		return true
	})
	return places
}

func TestKeysDrawsAndMarksUseNoFloatingPoint(t *testing.T) {
	for _, name := range exact {
		files, err := filepath.Glob(name + "/*.go")
		require.NoError(t, err)
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				assert.Empty(t, floats(t, file))
			}
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.go")
	require.NoError(t, os.WriteFile(bad, []byte("package bad\n\nvar price = 19.5\n\nfunc f(x float64) float64 { return x }\n"), 0o600))
	assert.Len(t, floats(t, bad), 3, "the guard fires")
}
