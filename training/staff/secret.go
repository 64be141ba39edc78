package staff

import (
	"fmt"
	"io"
	"log/slog"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/fault"
)

// Secret is a PIN, a passphrase or a code on its way. It prints as dots, so that
// no log line or error shows it by mistake; string(s) is the secret. Fields of
// this type are also kept out of JSON (`json:"-"`).
type Secret string

const dots = "••••"

// Format prints dots, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, dots) }

// LogValue logs dots.
func (Secret) LogValue() slog.Value { return slog.StringValue(dots) }

// MarshalText writes dots: a secret that slips into JSON stays one.
func (Secret) MarshalText() ([]byte, error) { return []byte(dots), nil }

// Limits of what people choose, in characters.
const (
	PINDigits          = 6
	PassphraseShortest = 10
	PassphraseLongest  = 128
	NameLongest        = 40
)

// typed brings what was typed into one form: an input method that writes
// full-width letters or digits must not make another passphrase of it.
func typed(s Secret) string { return norm.NFKC.String(string(s)) }

// pin checks a chosen PIN: six digits that are neither all the same nor a run
// up or down (fault.staff.pin_form, fault.staff.pin_easy).
func pin(s Secret) (string, error) {
	p := typed(s)
	if len(p) != PINDigits {
		return "", fault.New(fault.Invalid, "fault.staff.pin_form", "Digits", PINDigits)
	}
	same, up, down := true, true, true
	for i := range len(p) {
		if p[i] < '0' || p[i] > '9' {
			return "", fault.New(fault.Invalid, "fault.staff.pin_form", "Digits", PINDigits)
		}
		if i > 0 {
			same = same && p[i] == p[i-1]
			up = up && p[i] == p[i-1]+1
			down = down && p[i] == p[i-1]-1
		}
	}
	if same || up || down {
		return "", fault.New(fault.Invalid, "fault.staff.pin_easy")
	}
	return p, nil
}

// passphrase checks a chosen passphrase: long enough, and not a few characters,
// the person's name or a PIN over and over (fault.staff.passphrase_short,
// fault.staff.passphrase_long, fault.staff.passphrase_easy).
func passphrase(s Secret, name string) (string, error) {
	p := typed(s)
	runes := []rune(p)
	switch n := len(runes); {
	case !utf8.ValidString(p) || n < PassphraseShortest:
		return "", fault.New(fault.Invalid, "fault.staff.passphrase_short", "Least", PassphraseShortest)
	case n > PassphraseLongest:
		return "", fault.New(fault.Invalid, "fault.staff.passphrase_long", "Most", PassphraseLongest)
	}
	easy := repeatsOf(p, norm.NFKC.String(name))
	for n := 1; n <= PINDigits; n++ {
		easy = easy || repeatsOf(p, string(runes[:n]))
	}
	if easy {
		return "", fault.New(fault.Invalid, "fault.staff.passphrase_easy")
	}
	return p, nil
}

// repeatsOf says whether a text is nothing but a part over and over.
func repeatsOf(s, part string) bool {
	if part == "" || len(s)%len(part) != 0 {
		return false
	}
	for ; s != ""; s = s[len(part):] {
		if s[:len(part)] != part {
			return false
		}
	}
	return true
}
