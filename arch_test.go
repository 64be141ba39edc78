// The house rules: which folder may import which. ARCHITECTURE in docs/ says
// why; this file makes them hold.
package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// arrow says what the packages under a folder may import of ours. The longest
// folder that fits a package rules it.
type arrow struct {
	folder string   // path inside the module; "." is main.go
	may    []string // folders of ours that it may import; "x/..." includes what is below
}

var arrows = []arrow{
	{".", []string{"app/...", "data/...", "training/...", "quiz/...", "internal/...", "assets"}},
	{"cmd/shifuctl", []string{"cmd/shifuctl/...", "data/...", "training/...", "quiz/...", "internal/...", "assets/..."}},
	{"app", []string{"app/...", "training/...", "quiz/...", "internal/...", "assets/..."}},
	{"app/theme", []string{"assets", "internal/lang"}},
	{"app/kit", []string{"app/kit/...", "app/theme", "assets", "internal/lang"}},
	{"data", []string{"data/...", "training/...", "quiz/...", "internal/...", "assets/..."}},
	{"training/staff", []string{"internal/fault", "internal/op", "internal/lang", "internal/ledger"}},
	{"training/certificate", []string{"training/...", "quiz/...", "internal/fault", "internal/op", "internal/lang", "internal/ledger"}},
	{"training", []string{"training/staff", "quiz/...", "internal/fault", "internal/op", "internal/lang", "internal/ledger"}},
	{"quiz", []string{"quiz/...", "internal/fault", "internal/op", "internal/lang"}},
	{"assets", nil},
	{"internal/fault", nil},
	{"internal/lang", nil},
	{"internal/op", []string{"internal/fault"}},
	{"internal/ledger", []string{"internal/fault"}},
	{"internal/i18n", []string{"internal/fault", "internal/lang", "assets"}},
	{"internal/testkit", []string{"..."}},
	{"internal", []string{"internal/..."}},
	{"scripts", []string{"internal/...", "assets"}}, // tools of the repository, no part of the product
	{"e2e", []string{"..."}},
}

// only names the folders in which an import from outside may stand.
var only = []struct {
	imported string
	folders  []string
}{
	{"fyne.io/fyne/v2/app", []string{"app"}},
	{"fyne.io/fyne/v2", []string{"app/..."}},
	{"database/sql", []string{"data/..."}},
	{"modernc.org/sqlite", []string{"data/...", "internal/testkit"}},
	{"github.com/jackc/pgx/v5", []string{"data/..."}},
	{"github.com/xuri/excelize/v2", []string{"data/..."}},
}

// pure lists what the domain never imports: it has no disk, no net, no process
// and no clock of its own.
var (
	domain = []string{"quiz/...", "training/...", "internal/ledger", "internal/op", "internal/fault", "internal/lang"}
	impure = []string{"os", "os/exec", "net", "net/http", "database/sql", "syscall", "fyne.io/fyne/v2"}
)

func TestEveryImportFollowsTheArrows(t *testing.T) {
	packages := importsByFolder(t)
	require.NotEmpty(t, packages)
	for folder, imports := range packages {
		rule, ok := ruleOf(folder)
		if !assert.True(t, ok, "folder %s has no arrow: add one to arrows, with a reason", folder) {
			continue
		}
		for imported, file := range imports {
			if own, ours := strings.CutPrefix(imported, "shifu/"); ours {
				assert.True(t, own == folder || within(own, rule.may), "%s: %s may not import %s", file, folder, own)
				continue
			}
			for _, o := range only {
				if imported == o.imported || strings.HasPrefix(imported, o.imported+"/") {
					assert.True(t, within(folder, o.folders), "%s: only %v may import %s", file, o.folders, o.imported)
					break
				}
			}
			if within(folder, domain) {
				for _, bad := range impure {
					assert.False(t, imported == bad || strings.HasPrefix(imported, bad+"/") && bad != "os",
						"%s: the domain may not import %s", file, imported)
				}
			}
		}
	}
}

func TestTheDomainReadsNoWallClock(t *testing.T) {
	for _, file := range sources(t) {
		if !within(filepath.ToSlash(filepath.Dir(file)), domain) || filepath.ToSlash(file) == "internal/op/op.go" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		for _, name := range callsOf(parsed, "time") {
			assert.NotContains(t, []string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"}, name,
				"%s: the clock is injected (op.Clock)", file)
		}
	}
}

func ruleOf(folder string) (arrow, bool) {
	best, found := arrow{}, false
	for _, a := range arrows {
		if (folder == a.folder || strings.HasPrefix(folder, a.folder+"/")) && len(a.folder) >= len(best.folder) {
			best, found = a, true
		}
	}
	return best, found
}

func within(folder string, list []string) bool {
	for _, l := range list {
		if l == "..." || folder == l {
			return true
		}
		if base, deep := strings.CutSuffix(l, "/..."); deep && (folder == base || strings.HasPrefix(folder, base+"/")) {
			return true
		}
	}
	return false
}

func importsByFolder(t *testing.T) map[string]map[string]string {
	packages := map[string]map[string]string{}
	for _, file := range sources(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		folder := filepath.ToSlash(filepath.Dir(file))
		if packages[folder] == nil {
			packages[folder] = map[string]string{}
		}
		for _, imp := range parsed.Imports {
			path, err := strconv.Unquote(imp.Path.Value)
			require.NoError(t, err)
			packages[folder][path] = file
		}
	}
	return packages
}

// sources lists the Go files that are not tests.
func sources(t *testing.T) []string {
	var files []string
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "build" || d.Name() == "tour") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return nil
	}))
	return files
}

// callsOf lists the names that a file selects from a package by its usual name.
func callsOf(file *ast.File, pkg string) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == pkg && id.Obj == nil {
				names = append(names, sel.Sel.Name)
			}
		}
		return true
	})
	return names
}
