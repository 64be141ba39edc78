package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"image"
	_ "image/jpeg" // pictures that a pack may hold
	_ "image/png"
	"path"
	"strconv"
	"strings"

	"shifu/quiz/model"
	"shifu/training"
)

func pictureType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".svg":
		return "image/svg+xml"
	}
	return ""
}

// picture reads a picture: its size first, and its points only when the size
// is one that the memory can bear.
func (r *reader) picture(f file) {
	m := training.Media{Name: f.name, Type: pictureType(f.name), Bytes: f.bytes}
	bad := func(zh, en string) { r.lost(CodePicture, f.name, model.Place{}, zh, en) }
	if m.Type == "image/svg+xml" {
		w, h, err := svgSize(f.bytes)
		if err != nil {
			bad("SVG 图片读不懂或含有不许有的内容（脚本、外部链接）："+err.Error(), "the SVG cannot be read or holds what it may not (scripts, links to the outside): "+err.Error())
			return
		}
		m.Width, m.Height = w, h
	} else {
		c, format, err := image.DecodeConfig(bytes.NewReader(f.bytes))
		if err != nil || "image/"+format != m.Type {
			bad("图片读不懂，或不是文件名所说的格式", "the picture cannot be read, or is not of the format that its name says")
			return
		}
		m.Width, m.Height = c.Width, c.Height
		if c.Width < 1 || c.Height < 1 || c.Width > training.MaxMediaSide || c.Height > training.MaxMediaSide {
			bad(fmt.Sprintf("图片 %d×%d 像素，每边最多 %d", c.Width, c.Height, training.MaxMediaSide),
				fmt.Sprintf("the picture is %d by %d pixels; a side has at most %d", c.Width, c.Height, training.MaxMediaSide))
			return
		}
		if _, _, err := image.Decode(bytes.NewReader(f.bytes)); err != nil {
			bad("图片损坏了", "the picture is damaged")
			return
		}
	}
	sum := sha256.Sum256(f.bytes)
	m.Hash = hex.EncodeToString(sum[:])
	r.mark("media/"+m.Name, f.name, model.Place{Line: 1, Column: 1})
	r.out.Media = append(r.out.Media, m)
}

// svgSize reads the size of an SVG and refuses whatever would run or reach out.
func svgSize(raw []byte) (width, height int, err error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	depth, first := 0, true
	for {
		t, err := d.Token()
		if t == nil && !first && depth == 0 {
			return width, height, nil
		}
		if err != nil {
			return 0, 0, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return 0, 0, fmt.Errorf("<!%.20s", t)
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth > 100 {
				return 0, 0, fmt.Errorf("more than 100 elements within each other")
			}
			if first {
				first = false
				if t.Name.Local != "svg" {
					return 0, 0, fmt.Errorf("<%s>", t.Name.Local)
				}
				width, height = svgBox(t.Attr)
			}
			if err := harmless(t); err != nil {
				return 0, 0, err
			}
		}
	}
}

func harmless(t xml.StartElement) error {
	switch strings.ToLower(t.Name.Local) {
	case "script", "foreignobject", "iframe", "image", "a", "style", "use", "animate", "set", "handler":
		return fmt.Errorf("<%s>", t.Name.Local)
	}
	for _, a := range t.Attr {
		name := strings.ToLower(a.Name.Local)
		if strings.HasPrefix(name, "on") || name == "href" && !strings.HasPrefix(a.Value, "#") || strings.Contains(strings.ReplaceAll(a.Value, "url(#", ""), "url(") {
			return fmt.Errorf("%s=%q", a.Name.Local, a.Value)
		}
	}
	return nil
}

// svgBox is the size in pixels by width and height, else by the view box.
func svgBox(attrs []xml.Attr) (width, height int) {
	for _, a := range attrs {
		switch a.Name.Local {
		case "width":
			width = pixels(a.Value)
		case "height":
			height = pixels(a.Value)
		}
	}
	if width > 0 && height > 0 {
		return width, height
	}
	for _, a := range attrs {
		if a.Name.Local == "viewBox" {
			if v := strings.FieldsFunc(a.Value, func(c rune) bool { return c == ' ' || c == ',' }); len(v) == 4 {
				return pixels(v[2]), pixels(v[3])
			}
		}
	}
	return 0, 0
}

func pixels(s string) int {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(n >= 1 && n < 1e6) {
		return 0
	}
	return int(n)
}
