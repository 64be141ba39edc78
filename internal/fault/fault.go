// Package fault is the one error vocabulary of all layers. The domain sets a
// code and a message key, an adapter adds the operation and maps its driver's
// errors, and the window or the command line turns the key into words: what
// happened, what is kept, what to do.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code classifies a fault for programs. People read the message of the key.
type Code string

const (
	Invalid     Code = "invalid"     // the input cannot be accepted as it is
	NotFound    Code = "not_found"   // what was named does not exist
	Conflict    Code = "conflict"    // someone or something was faster, or it exists already
	Forbidden   Code = "forbidden"   // this person may not do this
	Expired     Code = "expired"     // it was right once and its time is over
	Corrupt     Code = "corrupt"     // stored bytes are not what was written
	Unavailable Code = "unavailable" // disk full, locked, out of reach: may work later
	Internal    Code = "internal"    // a defect of the program
)

// Params are the named values that a message's placeholders show.
type Params map[string]any

// Error is a fault. Key names a message of the catalogues ("fault.staff.wrong_pin");
// Op is where it happened, for the log ("staff.SignIn"); Err is what caused it.
type Error struct {
	Code   Code
	Op     string
	Key    string
	Params Params
	Err    error
}

// New makes a fault with a message key. Further arguments are pairs of a
// parameter's name and its value.
func New(code Code, key string, pairs ...any) *Error {
	return &Error{Code: code, Key: key, Params: params(pairs)}
}

// Wrap makes a fault with a message key around its cause.
func Wrap(err error, code Code, key string, pairs ...any) *Error {
	return &Error{Code: code, Key: key, Params: params(pairs), Err: err}
}

// In adds the operation to an error on its way up. A fault keeps its code and
// key; anything else becomes an internal fault. In(op, nil) is nil.
func In(op string, err error) error {
	if err == nil {
		return nil
	}
	var f *Error
	if errors.As(err, &f) {
		return &Error{Code: f.Code, Op: op, Key: f.Key, Params: f.Params, Err: err}
	}
	return &Error{Code: Internal, Op: op, Key: "fault.internal", Err: err}
}

// CodeOf answers the code of an error: Internal for an error that is no fault,
// "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var f *Error
	if errors.As(err, &f) {
		return f.Code
	}
	return Internal
}

// Is says whether an error is a fault of the code.
func Is(err error, code Code) bool { return CodeOf(err) == code }

// KeyOf answers the message key of an error, "fault.internal" for an error
// that is no fault.
func KeyOf(err error) string {
	var f *Error
	if errors.As(err, &f) && f.Key != "" {
		return f.Key
	}
	return "fault.internal"
}

// ParamsOf answers the parameters of an error's message, nil where there are none.
func ParamsOf(err error) Params {
	var f *Error
	for errors.As(err, &f) { // also through errors that were joined
		if f.Params != nil {
			return f.Params
		}
		err = f.Err
	}
	return nil
}

func (e *Error) Unwrap() error { return e.Err }

// Error is for the log: operation, code, key and cause. People read the
// message of the key instead.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	if inner, ok := e.Err.(*Error); ok && inner.Key == e.Key {
		b.WriteString(inner.Error())
		return b.String()
	}
	b.WriteString(string(e.Code))
	if e.Key != "" {
		b.WriteString(" " + e.Key)
	}
	if len(e.Params) > 0 {
		fmt.Fprintf(&b, " %v", map[string]any(e.Params))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func params(pairs []any) Params {
	if len(pairs) == 0 {
		return nil
	}
	if len(pairs)%2 != 0 {
		panic("fault: a parameter without a value")
	}
	p := make(Params, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		p[pairs[i].(string)] = pairs[i+1]
	}
	return p
}
