package training

import (
	"strings"

	"shifu/internal/lang"
)

// Findable is what a thing is found by in a list: its title in both languages,
// the pinyin of the Chinese one (initials and whole), and further words such as an
// id. Hand it to Found.
func Findable(title lang.Text, more ...string) string {
	initials, whole := readings(title.ZH)
	parts := append([]string{fold(title.ZH), fold(title.EN), whole}, initials...)
	for _, m := range more {
		parts = append(parts, fold(m))
	}
	return strings.Join(parts, separator)
}

// Found says whether a thing holds every word of a query; an empty query finds
// everything.
func Found(findable, query string) bool {
	for _, w := range words(query) {
		if !strings.Contains(findable, w) {
			return false
		}
	}
	return true
}
