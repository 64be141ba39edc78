//go:build cgo

package main

import (
	"context"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"shifu/internal/fault"
)

// sheet is the page with the recovery code, for the printer of the PC.
var sheet = template.Must(template.New("recovery").Parse(`<!doctype html><meta charset="utf-8"><title>{{.Shop}}</title>
<style>body{font-family:sans-serif;margin:25mm;color:#1f1b16}h1{font-size:20pt}p{font-size:12pt;line-height:1.7}
code{display:block;font-size:20pt;letter-spacing:.08em;border:1.5pt solid #1f1b16;padding:8mm;margin:10mm 0;word-break:break-all}</style>
<h1>{{.Shop}}</h1><p>恢复码 / Recovery code</p><code>{{.Code}}</code>
<p>请收在只有店主能拿到的地方。忘了口令或 PIN 时，只有它能找回店铺的钥匙。不要拍照，不要存在电脑里。</p>
<p>Keep this where only the owner can reach it. When passphrase and PIN are forgotten, nothing else brings the shop's keys back. Take no photograph of it and keep no copy on a computer.</p>
<script>window.onload=function(){window.print()}</script>`))

// print writes the recovery code onto a page and opens it in the program that
// prints pages here. The file is gone when the window closes.
func (s *session) print(_ context.Context, shop, code string) error {
	dir, err := os.MkdirTemp("", "shifu-print-")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.main.print")
	}
	s.closers = append(s.closers, func() { _ = os.RemoveAll(dir) })
	f, err := os.OpenFile(filepath.Join(dir, "recovery.html"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.main.print")
	}
	err = sheet.Execute(f, map[string]string{"Shop": shop, "Code": code})
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = opener(f.Name()).Start()
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.main.print")
	}
	return nil
}

// opener opens a file in the program that the system has for it.
func opener(name string) *exec.Cmd {
	switch runtime.GOOS {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", name)
	case "darwin":
		return exec.Command("open", name)
	}
	return exec.Command("xdg-open", name)
}
