//go:build e2e

package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/stretchr/testify/require"
)

// shot keeps a picture once the window has stopped changing.
func (s *screen) shot(name string) {
	s.t.Helper()
	s.count++
	last := s.settle()
	var b bytes.Buffer
	require.NoError(s.t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, pixels(s, last)))
	require.NoError(s.t, os.WriteFile(filepath.Join(s.shots, fmt.Sprintf("%02d-%s.png", s.count, name)), b.Bytes(), 0o644))
}

// settle waits until the window has stopped changing and answers its pixels.
func (s *screen) settle() (last []byte) {
	s.t.Helper()
	for range 40 {
		now, err := os.ReadFile(s.memory)
		require.NoError(s.t, err)
		if bytes.Equal(now, last) {
			break
		}
		last = now
		wait(100 * time.Millisecond)
	}
	return last
}

// pixels reads the memory of the display: the X window dump format, version 7,
// of the X11 distribution's XWDFile.h; numbers are big-endian.
func pixels(s *screen, dump []byte) *image.RGBA {
	field := func(n int) int { return int(binary.BigEndian.Uint32(dump[4*n:])) }
	header, width, height, order, bits, stride, colours := field(0), field(4), field(5), field(7), field(11), field(12), field(19)
	require.Equal(s.t, 32, bits, "the display has %d bits a pixel", bits)
	rows := dump[header+12*colours:]
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p, to := rows[y*stride+4*x:], img.Pix[y*img.Stride+4*x:]
			if order == 0 { // least byte first: blue, green, red
				to[0], to[1], to[2], to[3] = p[2], p[1], p[0], 255
			} else {
				to[0], to[1], to[2], to[3] = p[1], p[2], p[3], 255
			}
		}
	}
	return img
}
