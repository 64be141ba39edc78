package model_test

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

// floats lists the floating-point types and literals of a Go source.
func floats(t *testing.T, name string, src any) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, 0)
	require.NoError(t, err)
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.Ident:
			if strings.HasPrefix(x.Name, "float") || strings.HasPrefix(x.Name, "complex") {
				out = append(out, set.Position(x.Pos()).String()+" "+x.Name)
			}
		case *ast.BasicLit:
			if x.Kind == token.FLOAT || x.Kind == token.IMAG {
				out = append(out, set.Position(x.Pos()).String()+" "+x.Value)
			}
		case *ast.SelectorExpr:
			if strings.HasPrefix(x.Sel.Name, "Float") || strings.HasPrefix(x.Sel.Name, "ParseFloat") {
				out = append(out, set.Position(x.Pos()).String()+" "+x.Sel.Name)
			}
		}
		return true
	})
	return out
}

func TestNoFloatingPointInKeysDrawAndMarks(t *testing.T) {
	for _, dir := range []string{"formula", "model", "draw", "response", "wording", "check"} {
		paths, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, paths, dir)
		for _, p := range paths {
			if strings.HasSuffix(p, "_test.go") {
				continue
			}
			src, err := os.ReadFile(p)
			require.NoError(t, err)
			for _, f := range floats(t, p, src) {
				// the YAML library's node for a number with a point is only named, to refuse it
				if strings.HasSuffix(f, " FloatNode") {
					continue
				}
				assert.Fail(t, "floating point", f)
			}
		}
	}
}

func TestTheSearchForFloatsFindsThem(t *testing.T) {
	for _, src := range []string{"var x float64", "var x = 1.5", "var x = 1e3", "var x = float32(1)", `var x, _ = strconv.ParseFloat("1", 64)`} {
		assert.NotEmpty(t, floats(t, "x.go", "package x\n"+src), src)
	}
	assert.Empty(t, floats(t, "x.go", "package x\nvar x = int64(3)"))
}
