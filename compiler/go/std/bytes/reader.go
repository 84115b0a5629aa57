package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

// Reader reads bytes.
type Reader struct {
	data []byte
	at   int64
	// before is where the character begins that was read last, or -1 if something else was.
	before int
}

// NewReader returns a Reader of b.
func NewReader(b []byte) *Reader { return &Reader{b, 0, -1} }

// Reset makes the Reader one of b.
func (r *Reader) Reset(b []byte) { *r = Reader{b, 0, -1} }

// Len returns the bytes that have not been read.
func (r *Reader) Len() int { return max(len(r.data)-int(r.at), 0) }

// Size returns the bytes in all.
func (r *Reader) Size() int64 { return int64(len(r.data)) }

// Read reads bytes into b.
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.Len() == 0 {
		return 0, io.EOF
	}
	r.before = -1
	n = copy(b, r.data[r.at:])
	r.at += int64(n)
	return n, nil
}

// ReadAt reads the bytes at a place into b.
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("bytes.Reader.ReadAt: negative offset")
	}
	if off >= int64(len(r.data)) {
		return 0, io.EOF
	}
	n = copy(b, r.data[off:])
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}

// ReadByte reads a byte.
func (r *Reader) ReadByte() (byte, error) {
	r.before = -1
	if r.Len() == 0 {
		return 0, io.EOF
	}
	r.at++
	return r.data[r.at-1], nil
}

// UnreadByte goes back by a byte.
func (r *Reader) UnreadByte() error {
	if r.at <= 0 {
		return errors.New("bytes.Reader.UnreadByte: at beginning of slice")
	}
	r.before = -1
	r.at--
	return nil
}

// ReadRune reads a character.
func (r *Reader) ReadRune() (ch rune, size int, err error) {
	if r.Len() == 0 {
		r.before = -1
		return 0, 0, io.EOF
	}
	r.before = int(r.at)
	ch, size = utf8.DecodeRune(r.data[r.at:])
	r.at += int64(size)
	return ch, size, nil
}

// UnreadRune goes back by the character that was read last.
func (r *Reader) UnreadRune() error {
	if r.at <= 0 {
		return errors.New("bytes.Reader.UnreadRune: at beginning of slice")
	}
	if r.before < 0 {
		return errors.New("bytes.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.at, r.before = int64(r.before), -1
	return nil
}

// Seek goes to a place, counted from the begin, from here or from the end.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.before = -1
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += int64(len(r.data))
	default:
		return 0, errors.New("bytes.Reader.Seek: invalid whence")
	}
	if offset < 0 {
		return 0, errors.New("bytes.Reader.Seek: negative position")
	}
	r.at = offset
	return offset, nil
}

// WriteTo writes what has not been read.
func (r *Reader) WriteTo(w io.Writer) (n int64, err error) {
	r.before = -1
	if r.Len() == 0 {
		return 0, nil
	}
	rest := r.data[r.at:]
	m, err := w.Write(rest)
	if m > len(rest) {
		panic("bytes.Reader.WriteTo: invalid Write count")
	}
	r.at += int64(m)
	if m != len(rest) && err == nil {
		err = io.ErrShortWrite
	}
	return int64(m), err
}
