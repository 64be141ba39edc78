package staff

import (
	"encoding/base32"
	"strings"

	"golang.org/x/text/unicode/norm"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/internal/op"
)

// Claim codes are eight characters of an alphabet without 0 O 1 I L, so that
// nobody misreads a note; 39 bits, tried online only and throttled.
const (
	claimAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	claimLength   = 8
)

// newClaimCode makes a code: XXXX-XXXX.
func newClaimCode(entropy op.Entropy) (Secret, error) {
	var code []byte
	for len(code) < claimLength {
		b, err := random(entropy, 1)
		if err != nil {
			return "", err
		}
		if n := len(claimAlphabet); int(b[0]) < 256/n*n { // else the first letters would come more often
			code = append(code, claimAlphabet[int(b[0])%n])
		}
	}
	return Secret(code[:4]) + "-" + Secret(code[4:]), nil
}

// claimCode brings a typed code into its form.
func claimCode(s Secret) string { return letters(s) }

// The recovery code is 120 random bits as 24 characters of Crockford's base32,
// and four check characters that find a typing error before anything is tried.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const (
	recoveryBytes = 15
	checkLength   = 4
)

// newRecoveryCode makes a code in seven groups of four; the last is the check.
func newRecoveryCode(entropy op.Entropy) (Secret, error) {
	b, err := random(entropy, recoveryBytes)
	if err != nil {
		return "", err
	}
	body := crockford.EncodeToString(b)
	body += checkOf(body)
	var groups []string
	for ; body != ""; body = body[4:] {
		groups = append(groups, body[:4])
	}
	return Secret(strings.Join(groups, "-")), nil
}

// recoveryCode brings a typed code into the form that keys are derived from
// (fault.staff.recovery_typo).
func recoveryCode(s Secret) (string, error) {
	c := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(letters(s))
	body, check := c, ""
	if len(c) > checkLength {
		body, check = c[:len(c)-checkLength], c[len(c)-checkLength:]
	}
	if b, err := crockford.DecodeString(body); err != nil || len(b) != recoveryBytes || checkOf(body) != check {
		return "", fault.New(fault.Invalid, "fault.staff.recovery_typo")
	}
	return body, nil
}

func checkOf(body string) string {
	h := ledger.Sum("shifu-recovery-check/1", []byte(body))
	return crockford.EncodeToString(h[:])[:checkLength]
}

// letters keeps the letters and digits of a code, in capitals, however it was
// grouped and whichever width it was typed in.
func letters(s Secret) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case r < 0x80 || r == '–' || r == '—':
			return -1
		}
		return r // a foreign character makes the code wrong, not shorter
	}, norm.NFKC.String(string(s)))
}
