package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

// MinRead is the room that ReadFrom makes for each Read.
const MinRead = 512

// ErrTooLarge is what Go panics with where there is no memory left.
var ErrTooLarge = errors.New("bytes.Buffer: too large")

// Buffer is bytes that are written at the end and read from the begin. The zero Buffer is empty.
type Buffer struct {
	data []byte
	at   int
	// last is the size of the character that was read last, lastByte of anything else that was, or lastNone.
	last int
}

const (
	lastNone = 0
	lastByte = -1
)

// NewBuffer returns a Buffer with bytes to read, which it takes over.
func NewBuffer(buf []byte) *Buffer { return &Buffer{data: buf} }

// NewBufferString returns a Buffer with text to read.
func NewBufferString(s string) *Buffer { return &Buffer{data: []byte(s)} }

// Bytes returns what has not been read. It holds until the Buffer changes.
func (b *Buffer) Bytes() []byte { return b.data[b.at:] }

// AvailableBuffer returns an empty slice over the room at the end.
func (b *Buffer) AvailableBuffer() []byte { return b.data[len(b.data):] }

// String returns what has not been read; "<nil>" of a nil Buffer.
func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.data[b.at:])
}

// Len returns the bytes that have not been read.
func (b *Buffer) Len() int { return len(b.data) - b.at }

// Cap returns the bytes that there is room for.
func (b *Buffer) Cap() int { return cap(b.data) }

// Available returns the bytes that there is room for at the end.
func (b *Buffer) Available() int { return cap(b.data) - len(b.data) }

// Truncate drops all but the first n bytes that have not been read. It panics if there are fewer.
func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.last = lastNone
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.data = b.data[:b.at+n]
}

// Reset makes the Buffer empty and keeps its room.
func (b *Buffer) Reset() {
	b.data, b.at, b.last = b.data[:0], 0, lastNone
}

// Grow makes room for n more bytes. It panics if n is negative.
func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	if b.Len() == 0 && b.at > 0 {
		b.Reset()
	}
	if b.Available() < n {
		b.data = append(make([]byte, 0, 2*cap(b.data)+n), b.data[b.at:]...)
		b.at = 0
	}
}

// Write appends bytes; the error is always nil.
func (b *Buffer) Write(p []byte) (n int, err error) {
	b.last = lastNone
	b.data = append(b.data, p...)
	return len(p), nil
}

// WriteString appends text; the error is always nil.
func (b *Buffer) WriteString(s string) (n int, err error) {
	b.last = lastNone
	b.data = append(b.data, s...)
	return len(s), nil
}

// WriteByte appends a byte; the error is always nil.
func (b *Buffer) WriteByte(c byte) error {
	b.last = lastNone
	b.data = append(b.data, c)
	return nil
}

// WriteRune appends a character and returns its bytes; the error is always nil.
func (b *Buffer) WriteRune(r rune) (n int, err error) {
	before := len(b.data)
	b.last = lastNone
	b.data = utf8.AppendRune(b.data, r)
	return len(b.data) - before, nil
}

// ReadFrom appends all that a reader gives.
func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	b.last = lastNone
	for {
		b.Grow(MinRead)
		m, err := r.Read(b.data[len(b.data):cap(b.data)])
		if m < 0 {
			panic("bytes.Buffer: reader returned negative count from Read")
		}
		b.data = b.data[:len(b.data)+m]
		n += int64(m)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// WriteTo gives a writer what has not been read.
func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.last = lastNone
	if left := b.Len(); left > 0 {
		m, err := w.Write(b.data[b.at:])
		if m > left {
			panic("bytes.Buffer.WriteTo: invalid Write count")
		}
		b.at += m
		n = int64(m)
		if err != nil {
			return n, err
		}
		if m != left {
			return n, io.ErrShortWrite
		}
	}
	b.Reset()
	return n, nil
}

// Read reads bytes into p.
func (b *Buffer) Read(p []byte) (n int, err error) {
	b.last = lastNone
	if b.Len() == 0 {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.data[b.at:])
	b.at += n
	if n > 0 {
		b.last = lastByte
	}
	return n, nil
}

// Next reads n bytes, or all if there are fewer. They hold until the Buffer changes.
func (b *Buffer) Next(n int) []byte {
	b.last = lastNone
	n = min(n, b.Len())
	next := b.data[b.at : b.at+n]
	b.at += n
	if n > 0 {
		b.last = lastByte
	}
	return next
}

// ReadByte reads a byte.
func (b *Buffer) ReadByte() (byte, error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, io.EOF
	}
	b.at++
	b.last = lastByte
	return b.data[b.at-1], nil
}

// ReadRune reads a character.
func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRune(b.data[b.at:])
	b.at += size
	b.last = size
	return r, size, nil
}

// UnreadRune goes back by the character that was read last.
func (b *Buffer) UnreadRune() error {
	if b.last <= lastNone {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	if b.at >= b.last {
		b.at -= b.last
	}
	b.last = lastNone
	return nil
}

// UnreadByte goes back by the byte that was read last.
func (b *Buffer) UnreadByte() error {
	if b.last == lastNone {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	b.last = lastNone
	b.at = max(b.at-1, 0)
	return nil
}

// Peek returns the next n bytes without reading them, and io.EOF if there are fewer.
func (b *Buffer) Peek(n int) ([]byte, error) {
	if b.Len() < n {
		return b.data[b.at:], io.EOF
	}
	return b.data[b.at : b.at+n], nil
}

// ReadBytes reads up to and with a byte, or all and io.EOF if there is none.
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	text, err := b.ReadString(delim)
	return append(line, text...), err
}

// ReadString is ReadBytes of text.
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	end := IndexByte(b.data[b.at:], delim) + 1
	if end == 0 {
		end, err = b.Len(), io.EOF
	}
	line = string(b.data[b.at : b.at+end])
	b.at += end
	b.last = lastByte
	return line, err
}
