package quiz_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
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
			if slices.Contains([]string{"float32", "float64", "complex64", "complex128", "ParseFloat", "FormatFloat", "Float32", "Float64"}, n.Name) {
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
		require.NotEmpty(t, files, name)
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				assert.Empty(t, floats(t, file))
			}
		}
	}
	file := filepath.Join(t.TempDir(), "bad.go")
	for _, bad := range []string{"var x float64", "var x = 19.5", "var x = 1e3", "var x = float32(1)", "var x, _ = strconv.ParseFloat(\"1\", 64)", "var x = math.Sqrt(2)", "var x complex128"} {
		require.NoError(t, os.WriteFile(file, []byte("package bad\n\n"+bad+"\n"), 0o600))
		assert.NotEmpty(t, floats(t, file), "the guard fires at %s", bad)
	}
}
