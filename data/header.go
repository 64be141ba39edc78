package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"shifu/internal/fault"
)

// header is what the first hundred bytes of a SQLite file say
// (sqlite.org/fileformat2.html, 1.3).
type header struct {
	version     int64 // user_version, our newest migration
	application uint32
	empty       bool // a file without a byte: SQLite made it and stopped there
}

// readHeader reads the head of a database file without SQLite, which could
// write beside it. A file that is no SQLite database is fault.data.corrupt.
func readHeader(file string) (header, error) {
	f, err := os.Open(file)
	if err != nil {
		return header{}, mapped(err)
	}
	defer func() { _ = f.Close() }()
	b := make([]byte, 100)
	n, err := io.ReadFull(f, b)
	if n == 0 && errors.Is(err, io.EOF) {
		return header{empty: true}, nil
	}
	if err != nil || !bytes.HasPrefix(b, []byte("SQLite format 3\x00")) {
		return header{}, fault.Wrap(err, fault.Corrupt, "fault.data.corrupt")
	}
	return header{
		version:     int64(binary.BigEndian.Uint32(b[60:])),
		application: binary.BigEndian.Uint32(b[68:]),
	}, nil
}
