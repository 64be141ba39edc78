package app

import (
	"crypto/rand"
	"encoding/base32"
	"time"

	"fyne.io/fyne/v2"

	"shifu/app/kit"
	"shifu/app/theme"
	"shifu/internal/fault"
)

// reference makes a number that stands in the log and in the details of what
// the person is told: eight characters, none that look alike.
func reference() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(b[:])
}

// Report tells an error that has no place on the page.
func (s *Shell) Report(err error) {
	if err == nil {
		return
	}
	ref := s.log(err)
	words := s.words.Fault(err)
	switch fault.CodeOf(err) {
	case fault.Internal, fault.Corrupt:
		number := kit.NewParagraph(s.words.T("shell.reference", "Ref", ref), theme.Caption, theme.Ink3)
		s.Dialog(kit.Sheet{
			Title:   s.words.T("shell.trouble"),
			Content: kit.Column(8, kit.NewParagraph(words, theme.Body, theme.Ink2), number),
			Main:    kit.NewButton(kit.Main, s.words.T("shell.understood"), func() { s.closeSheet() }).Cap("Enter"),
		})
	default:
		s.Toast(kit.Message{Words: words, Icon: "alert", Stay: 8 * time.Second})
	}
}

// Say turns an error into words for a place on the page. What is internal gets
// its number behind the sentence, since there is no other place for it.
func (s *Shell) Say(err error) string {
	if err == nil {
		return ""
	}
	ref := s.log(err)
	words := s.words.Fault(err)
	if c := fault.CodeOf(err); c == fault.Internal || c == fault.Corrupt {
		words += " " + s.words.T("shell.reference", "Ref", ref)
	}
	return words
}

// log writes the error with a reference number. What a person did wrong is no
// defect and is written quietly.
func (s *Shell) log(err error) string {
	ref := reference()
	at := s.cfg.Log.Info
	if c := fault.CodeOf(err); c == fault.Internal || c == fault.Corrupt || c == fault.Unavailable {
		at = s.cfg.Log.Error
	}
	at("fault", "ref", ref, "code", string(fault.CodeOf(err)), "key", fault.KeyOf(err), "page", s.route().String(), "err", err.Error())
	return ref
}

// Toast shows a message at the bottom, after the one that is there.
func (s *Shell) Toast(m kit.Message) {
	s.cfg.Log.Info("told", "page", s.route().Page, "icon", m.Icon)
	s.toasts = append(s.toasts, m)
	switch {
	case len(s.toasts) == 1:
		s.nextToast()
	case len(s.toasts) == 2 && s.toasts[0].Do == nil:
		s.toastAway() // nothing can be done with it any more: the news comes first
	}
}

// hush takes all messages away: they were for somebody else.
func (s *Shell) hush() {
	if len(s.toasts) == 0 {
		return
	}
	s.toasts = s.toasts[:1]
	s.toastAway()
}

// noticed is how long a message must have stood to count as read.
const noticed = time.Second

// turn takes a message away that belongs to the page that is left: it was read,
// and there is nothing to do with it. One that was told just now comes along.
func (s *Shell) turn() {
	if len(s.toasts) > 0 && s.toasts[0].Do == nil && s.cfg.Clock.Monotonic()-s.toastSince > noticed {
		s.toastAway()
	}
}

func (s *Shell) nextToast() {
	s.toastLayer.Objects = nil
	if len(s.toasts) == 0 {
		kit.Relay(s.toastLayer)
		return
	}
	s.toastSince = s.cfg.Clock.Monotonic()
	m := s.toasts[0]
	stay := m.Stay
	if stay == 0 {
		stay = 5 * time.Second
	}
	gone := false
	var stop func()
	away := func() {
		if gone {
			return
		}
		gone = true
		stop()
		s.router.Drop(s.toastKeys)
		s.toastKeys = nil
		s.toasts = s.toasts[1:]
		s.nextToast()
	}
	s.toastAway = away
	do := m.Do
	m.Do = func() {
		away()
		if do != nil {
			do()
		}
	}
	s.toastKeys = &kit.Layer{}
	if do != nil && m.Cap != "" {
		s.toastKeys.Keys = []kit.Key{kit.Ctrl(fyne.KeyZ, "", m.Do)}
	}
	s.router.Push(s.toastKeys)
	view := kit.ToastView(m)
	s.toastLayer.Objects = []fyne.CanvasObject{view}
	kit.Relay(s.toastLayer)
	// The message stays while it has the focus.
	stop = s.cfg.Runner.Every(s.ctx, stay, func() {
		if c := s.cfg.Window.Canvas(); c.Focused() != fyne.Focusable(view.Pressable) {
			away()
		}
	})
}

// Confirm asks a question over the page.
func (s *Shell) Confirm(q kit.Question) {
	kit.Confirm(s.cfg.Window.Canvas(), q)
	s.asked()
}

// Dialog shows own content over the page.
func (s *Shell) Dialog(sh kit.Sheet) func() {
	s.closeSheet = kit.Show(s.cfg.Window.Canvas(), sh)
	s.asked()
	return s.closeSheet
}

// asked notes in the log that something lies over the page and has the keys, once
// the window shows it.
func (s *Shell) asked() {
	s.afterPainting(func() { s.cfg.Log.Info("asked", "page", s.route().Page) })
}
