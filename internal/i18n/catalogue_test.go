package i18n_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/i18n"
	"shifu/internal/lang"
)

// forms reads the catalogues of a language: key -> form -> text.
func forms(t *testing.T, tag lang.Tag) map[string]map[string]string {
	names, err := filepath.Glob("messages/*." + string(tag) + ".json")
	require.NoError(t, err)
	require.NotEmpty(t, names, "no catalogue of %s", tag)
	all := map[string]map[string]string{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		var file map[string]any
		require.NoError(t, json.Unmarshal(raw, &file), name)
		for key, v := range file {
			require.NotContains(t, all, key, "%s is written twice (%s)", key, name)
			switch v := v.(type) {
			case string:
				all[key] = map[string]string{"": v}
			case map[string]any:
				all[key] = map[string]string{}
				for form, s := range v {
					all[key][form] = s.(string)
				}
			}
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func placeholders(forms map[string]string) []string {
	set := map[string]bool{}
	for _, s := range forms {
		for _, p := range placeholder.FindAllString(s, -1) {
			set[strings.ReplaceAll(p, " ", "")] = true
		}
	}
	out := []string{}
	for p := range set {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func TestEveryMessageExistsInEveryLanguageWithTheSamePlaceholders(t *testing.T) {
	hans := forms(t, lang.ZhHans)
	for _, tag := range lang.Tags[1:] {
		other := forms(t, tag)
		for key, f := range hans {
			if g, ok := other[key]; assert.True(t, ok, "%s is missing in %s", key, tag) {
				assert.Equal(t, placeholders(f), placeholders(g), "%s in %s", key, tag)
				_, plain := f[""]
				_, plainToo := g[""]
				assert.Equal(t, plain, plainToo, "%s is plural in one language only (%s)", key, tag)
			}
		}
		for key := range other {
			assert.Contains(t, hans, key, "%s exists in %s only", key, tag)
		}
	}
}

func TestTraditionalMessagesAreWhatTheScriptMakes(t *testing.T) {
	hant := forms(t, lang.ZhHant)
	for key, f := range forms(t, lang.ZhHans) {
		for form, s := range f {
			assert.Equal(t, i18n.Hant(s), hant[key][form], "%s is stale: go run ./scripts/zh-hant messages", key)
		}
	}
}

func TestMessagesKeepTheTypographyOfTheirLanguage(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}[,;:?!]`)
	for key, f := range forms(t, lang.ZhHans) {
		for _, s := range f {
			assert.NotRegexp(t, han, placeholder.ReplaceAllString(s, "x"), "%s: Chinese takes full-width punctuation", key)
		}
	}
	for key, f := range forms(t, lang.En) {
		if strings.HasPrefix(key, "language.") {
			continue // a language is named in itself
		}
		for _, s := range f {
			assert.NotRegexp(t, `[，。；：？！“”]`, s, "%s: English takes half-width punctuation", key)
		}
	}
}

// usage walks the program's own Go files and collects the keys that it names
// where a key is asked for, and every other string.
func usage(t *testing.T) (asked map[string]string, said map[string]bool) {
	asked, said = map[string]string{}, map[string]bool{}
	root := "../.."
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					said[s] = true
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			i := map[string]int{"T": 0, "N": 0}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "fault" {
				i = map[string]int{"New": 1, "Wrap": 2}
			}
			at, ok := i[sel.Sel.Name]
			if !ok || at >= len(call.Args) {
				return true
			}
			if lit, ok := call.Args[at].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					asked[s] = set.Position(lit.Pos()).String()
				}
			}
			return true
		})
		return nil
	}))
	return asked, said
}

func TestEveryKeyThatTheProgramNamesHasWords(t *testing.T) {
	hans := forms(t, lang.ZhHans)
	asked, _ := usage(t)
	require.NotEmpty(t, asked)
	for key, where := range asked {
		if strings.Contains(key, ".") && !strings.ContainsAny(key, " {") {
			assert.Contains(t, hans, key, "named in %s", where)
		}
	}
}

func TestNoMessageIsUnused(t *testing.T) {
	_, said := usage(t)
	used := func(key string) bool {
		if said[key] {
			return true
		}
		// A key made of a beginning in the source and a value: "stage." + name.
		for i := strings.LastIndexByte(key, '.'); i > 0; i = strings.LastIndexByte(key[:i], '.') {
			if said[key[:i+1]] {
				return true
			}
		}
		return false
	}
	for key := range forms(t, lang.ZhHans) {
		assert.True(t, used(key), "%s is said nowhere", key)
	}
}
