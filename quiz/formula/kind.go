// Package formula holds the small language of item models: kinds and their
// integer values, the cells of decision tables, and formulas for amounts,
// dates and yes/no questions. Everything is int64; there is no floating point,
// no loop, no string and no assignment, so that a key is the same on every
// machine and every formula ends after at most its number of terms.
package formula

// Kind is what a value is: it decides which words, units and operators fit.
type Kind uint8

const (
	NoKind  Kind = iota
	Enum         // a level of one radical or let; the value is the level's index
	Int          // a whole number
	Money        // cents (分)
	Percent      // hundredths of a percent: 9500 is 95%
	Date         // days since 1970-01-01
	Bool         // 0 no, 1 yes
)

var kindNames = [...]string{"", "enum", "int", "money", "percent", "date", "bool"}
var kindZH = [...]string{"", "档位", "整数", "金额", "百分比", "日期", "是/否"}
var kindEN = [...]string{"", "level", "whole number", "amount of money", "percentage", "date", "yes/no"}

// String is the kind's name in a model file.
func (k Kind) String() string { return kindNames[k] }

// ZH is the kind's name in Chinese messages.
func (k Kind) ZH() string { return kindZH[k] }

// EN is the kind's name in English messages.
func (k Kind) EN() string { return kindEN[k] }

// One names a value of the kind in English messages: a level, an amount of money.
func (k Kind) One() string {
	switch k {
	case Money:
		return "an " + k.EN()
	case Bool:
		return k.EN()
	}
	return "a " + k.EN()
}

// Number says whether values of the kind can be added and compared by size.
func (k Kind) Number() bool { return k == Int || k == Money || k == Percent }

// ParseKind reads the name of a kind in a model file; ok is false for others.
func ParseKind(s string) (k Kind, ok bool) {
	for i := 1; i < len(kindNames); i++ {
		if kindNames[i] == s {
			return Kind(i), true
		}
	}
	return NoKind, false
}

// Kinds lists the names of all kinds as a model file writes them.
func Kinds() []string { return kindNames[1:] }
