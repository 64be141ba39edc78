// Command zh-hant makes the traditional Chinese of the product.
//
//	go run ./scripts/zh-hant messages        writes <area>.zh-Hant.json from <area>.zh-Hans.json
//	go run ./scripts/zh-hant table DIR       writes internal/i18n/hant/table.txt from OpenCC's dictionaries
//
// DIR holds STCharacters.txt, STPhrases.txt, TWPhrases.txt and TWVariants.txt as
// text. On Debian: apt-get install opencc, then for each
// opencc_dict -i /usr/share/opencc/NAME.ocd2 -o DIR/NAME.txt -f ocd2 -t text
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"shifu/internal/i18n"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == "messages":
		err = messages("internal/i18n/messages")
	case len(os.Args) == 3 && os.Args[1] == "table":
		err = table(os.Args[2], "internal/i18n/hant/table.txt")
	default:
		fmt.Fprintln(os.Stderr, "usage: zh-hant messages | zh-hant table DIR   (in the repository's root)")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "zh-hant:", err)
		os.Exit(1)
	}
}

// messages converts every catalogue, keeping the order of its keys.
func messages(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.zh-Hans.json"))
	if err != nil {
		return err
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !json.Valid(raw) {
			return fmt.Errorf("%s is not JSON", name)
		}
		out, err := convert(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		to := strings.TrimSuffix(name, ".zh-Hans.json") + ".zh-Hant.json"
		if err := os.WriteFile(to, out, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// convert converts the values of a catalogue and leaves keys and layout.
func convert(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	dec := json.NewDecoder(bytes.NewReader(raw))
	last := int64(0)
	depth, key := 0, true // whether the next string names something
	for {
		tok, err := dec.Token()
		if err != nil {
			break
		}
		end := dec.InputOffset()
		chunk := raw[last:end]
		last = end
		switch v := tok.(type) {
		case json.Delim:
			out.Write(chunk)
			if v == '{' {
				depth++
			} else {
				depth--
			}
			key = true
		case string:
			if key {
				out.Write(chunk)
			} else {
				// What stands before the string: a colon and spaces.
				out.Write(chunk[:bytes.IndexByte(chunk, '"')])
				var b bytes.Buffer
				enc := json.NewEncoder(&b)
				enc.SetEscapeHTML(false)
				if err := enc.Encode(i18n.Hant(v)); err != nil {
					return nil, err
				}
				out.Write(bytes.TrimRight(b.Bytes(), "\n"))
			}
			key = !key
		default:
			return nil, fmt.Errorf("%v is neither a text nor a plural", tok)
		}
	}
	out.Write(raw[last:])
	return out.Bytes(), nil
}

// table reads OpenCC's s2twp chain and writes the part of it that changes
// anything: Taiwan's variants are applied to every result beforehand, and a
// phrase that its characters convert to anyway is left out.
func table(dir, to string) error {
	read := func(name string) (map[string]string, error) {
		raw, err := os.ReadFile(filepath.Join(dir, name+".txt"))
		if err != nil {
			return nil, err
		}
		m := map[string]string{}
		for line := range strings.Lines(string(raw)) {
			from, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
			if ok {
				m[from] = strings.Fields(rest)[0]
			}
		}
		return m, nil
	}
	parts := map[string]map[string]string{}
	for _, name := range []string{"STCharacters", "STPhrases", "TWPhrases", "TWVariants"} {
		m, err := read(name)
		if err != nil {
			return err
		}
		parts[name] = m
	}
	taiwan := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if v, ok := parts["TWVariants"][string(r)]; ok {
				b.WriteString(v)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	char := map[string]string{}
	for from, v := range parts["TWVariants"] {
		char[from] = v
	}
	for from, v := range parts["STCharacters"] {
		if v = taiwan(v); v != from && bmp(from) && bmp(v) {
			char[from] = v
		} else {
			delete(char, from)
		}
	}
	byChars := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if v, ok := char[string(r)]; ok {
				b.WriteString(v)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	phrase := map[string]string{}
	for from, v := range parts["STPhrases"] {
		if v = taiwan(v); v != byChars(from) && bmp(from) && bmp(v) && utf8.RuneCountInString(from) <= 6 {
			phrase[from] = v
		}
	}
	word := map[string]string{}
	for from, v := range parts["TWPhrases"] {
		word[taiwan(from)] = taiwan(v)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# version %d, made by scripts/zh-hant from the dictionaries of OpenCC (Apache-2.0). Do not edit.\n", i18n.HantVersion)
	for _, part := range []struct {
		name string
		m    map[string]string
	}{{"[script]", char}, {"", phrase}, {"[words]", word}} {
		if part.name != "" {
			b.WriteString(part.name + "\n")
		}
		keys := make([]string, 0, len(part.m))
		for k := range part.m {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			b.WriteString(k + "\t" + part.m[k] + "\n")
		}
	}
	fmt.Printf("%d characters, %d phrases, %d words, %d bytes\n", len(char), len(phrase), len(word), b.Len())
	return os.WriteFile(to, []byte(b.String()), 0o644)
}

// bmp says whether all characters lie where fonts and PDFs can draw them.
func bmp(s string) bool {
	for _, r := range s {
		if r > 0xFFFF {
			return false
		}
	}
	return true
}
