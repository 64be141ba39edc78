package demo

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"time"

	"shifu/internal/op"
)

// zone is where the shop is.
var zone = time.FixedZone("CST", 8*60*60)

// clock is a clock that goes where the story is. It never goes back.
type clock struct {
	wall    time.Time
	elapsed time.Duration
}

func (c *clock) Now() time.Time           { return c.wall.UTC().Truncate(time.Millisecond) }
func (c *clock) Monotonic() time.Duration { return c.elapsed }

// pass lets time go by.
func (c *clock) pass(d time.Duration) {
	c.wall = c.wall.Add(d)
	c.elapsed += d
}

// until waits for a moment; one that is over already is now.
func (c *clock) until(t time.Time) {
	if d := t.Sub(c.wall); d > 0 {
		c.pass(d)
	}
}

// ids makes UUIDv7 ids of the story's time and of seeded entropy; a counter keeps
// those of one millisecond in order.
type ids struct {
	clock   op.Clock
	entropy io.Reader
	count   uint16
}

func (s *ids) New() string {
	var b [16]byte
	_, _ = io.ReadFull(s.entropy, b[8:]) // a seeded stream does not end
	binary.BigEndian.PutUint64(b[:8], uint64(s.clock.Now().UnixMilli())<<16)
	s.count++
	b[6], b[7] = 0x70|byte(s.count>>8)&0x0f, byte(s.count)
	b[8] = 0x80 | b[8]&0x3f
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
