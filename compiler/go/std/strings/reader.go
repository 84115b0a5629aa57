package strings

import (
	"errors"
	"io"
	"unicode/utf8"
)

// Reader reads a text.
type Reader struct {
	text string
	at   int64
	// before is where the character begins that was read last, or -1 if something else was.
	before int
}

// NewReader returns a Reader of s.
func NewReader(s string) *Reader { return &Reader{s, 0, -1} }

// Reset makes the Reader one of s.
func (r *Reader) Reset(s string) { *r = Reader{s, 0, -1} }

// Len returns the bytes that have not been read.
func (r *Reader) Len() int { return max(len(r.text)-int(r.at), 0) }

// Size returns the bytes of the text.
func (r *Reader) Size() int64 { return int64(len(r.text)) }

// Read reads bytes into b.
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.Len() == 0 {
		return 0, io.EOF
	}
	r.before = -1
	n = copy(b, r.text[r.at:])
	r.at += int64(n)
	return n, nil
}

// ReadAt reads the bytes at a place into b.
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("strings.Reader.ReadAt: negative offset")
	}
	if off >= int64(len(r.text)) {
		return 0, io.EOF
	}
	n = copy(b, r.text[off:])
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
	return r.text[r.at-1], nil
}

// UnreadByte goes back by a byte.
func (r *Reader) UnreadByte() error {
	if r.at <= 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
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
	ch, size = utf8.DecodeRuneInString(r.text[r.at:])
	r.at += int64(size)
	return ch, size, nil
}

// UnreadRune goes back by the character that was read last.
func (r *Reader) UnreadRune() error {
	if r.at <= 0 {
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	}
	if r.before < 0 {
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
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
		offset += int64(len(r.text))
	default:
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	if offset < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
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
	rest := r.text[r.at:]
	m, err := io.WriteString(w, rest)
	if m > len(rest) {
		panic("strings.Reader.WriteTo: invalid WriteString count")
	}
	r.at += int64(m)
	if m != len(rest) && err == nil {
		err = io.ErrShortWrite
	}
	return int64(m), err
}
