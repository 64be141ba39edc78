package answer

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
)

// typed is a field that holds the whole answer, for the types that are written.
type typed struct {
	field *kit.Field
	quiet bool // a draft is put back: nothing was changed
}

// hear calls read with what stands in the field, and changed when a person wrote
// it. read may be nil.
func (t *typed) hear(read func(string), changed func()) {
	t.field.OnChanged(func(s string) {
		t.field.SetError("")
		if read != nil {
			read(s)
		}
		if !t.quiet {
			changed()
		}
	})
}

func (t *typed) First() fyne.Focusable { return t.field.Entry }
func (t *typed) Keys() []kit.Key       { return nil }

func (t *typed) Response() json.RawMessage {
	if t.field.Text() == "" {
		return nil
	}
	return encode(map[string]string{"text": t.field.Text()})
}

func (t *typed) Restore(raw json.RawMessage) {
	t.quiet = true
	t.field.SetText(textOf(raw))
	t.quiet = false
}
