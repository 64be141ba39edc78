package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"shifu/app/kit"
	"shifu/app/theme"
)

// What a page costs on the UI goroutine before anything is painted.

func BenchmarkOpeningAPageOfAQuiz(b *testing.B) {
	for b.Loop() {
		quiz().Resize(fyne.NewSize(1216, 800))
	}
}

func BenchmarkOpeningADesk(b *testing.B) {
	for b.Loop() {
		desk().Resize(fyne.NewSize(1096, 800))
	}
}

func BenchmarkMovingThroughALongTable(b *testing.B) {
	tb := people()
	rows := make([]person, 50000)
	for i := range rows {
		rows[i] = person{fmt.Sprint("人", i), i}
	}
	tb.Resize(fyne.NewSize(700, 700))
	tb.SetRows(rows)
	f := tb.Focus()
	for b.Loop() {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
}

func BenchmarkChoosingAnOption(b *testing.B) {
	l := kit.NewOptionList(false, nil, kit.Option{Words: reading}, kit.Option{Words: reading}, kit.Option{Words: reading}, kit.Option{Words: reading})
	w := test.NewWindow(l)
	defer w.Close()
	w.Resize(fyne.NewSize(500, 600))
	i := 0
	for b.Loop() {
		l.Choose(i % 4)
		i++
	}
}

func BenchmarkShorteningALabel(b *testing.B) {
	l := kit.NewLabel(reading, theme.Body, theme.Ink)
	i := 0
	for b.Loop() {
		l.Resize(fyne.NewSize(100+float32(i%50), 20))
		i++
	}
}
