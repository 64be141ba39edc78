package pack_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"

	"shifu/assets"
	"shifu/internal/i18n"
	"shifu/internal/lang"
)

// misread are readings that a blind conversion gives to words of the starter
// packs. None of them is Chinese that a shop would write.
var misread = regexp.MustCompile(`[兩三幾]天后|年后|週后|長髮我|櫃併發|[絨皮面經、，]幹了[才再上用會還,。]|隻能|說明瞭|[寄退]迴|麵單|麵料|紅衝|沖銷量|貨籤|老闆鞋|公裡|檔案袋|這裏|于[女先]|範[女先]|頭髮熱|膚髮燙|籤核|剩余|[一兩這那換買萬]臺|售后|許可權|結束通話`)

// leftSimplified are characters that exist in simplified Chinese only, of those
// that the packs use most.
const leftSimplified = "们这为时发货单证双码购钱优满红运费险评维护级别权规则订样问题话术亲谢请给买卖"

// TestTheStarterPacksReadAsTraditionalChineseWrites: conversion at display time,
// over every text of every pack.
func TestTheStarterPacksReadAsTraditionalChineseWrites(t *testing.T) {
	for _, name := range assets.Packs() {
		p, _ := starter(t, name)
		read := 0
		check := func(path string, text lang.Text) {
			read++
			hant := i18n.For(lang.ZhHant).Text(text)
			if m := misread.FindString(hant); m != "" {
				at := strings.Index(hant, m)
				t.Errorf("%s: %s… reads %s", path, string([]rune(hant[at:])[:min(8, len([]rune(hant[at:])))]), m)
			}
			if i := strings.IndexAny(hant, leftSimplified); i >= 0 {
				t.Errorf("%s stays simplified: %s", path, hant)
			}
			assert.Equal(t, digits(text.ZH), digits(hant), "%s: a figure changed", path)
		}
		texts(reflect.ValueOf(p.Manifest), "pack", check)
		texts(reflect.ValueOf(p.Points), "points", check)
		texts(reflect.ValueOf(p.Facts), "facts", check)
		texts(reflect.ValueOf(p.Lessons), "lessons", check)
		texts(reflect.ValueOf(p.Scripts), "scripts", check)
		texts(reflect.ValueOf(p.Cases), "cases", check)
		texts(reflect.ValueOf(p.Programmes), "programmes", check)
		texts(reflect.ValueOf(p.Certificates), "certificates", check)
		texts(reflect.ValueOf(p.Rubrics), "rubrics", check)
		for _, m := range p.Models {
			texts(reflect.ValueOf(*m), "model "+m.ID, check)
		}
		assert.Greater(t, read, 500, name)
	}
}

// digits are the figures of a text.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
