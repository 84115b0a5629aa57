// Package strings works on text.
package strings

import (
	"internal/view"
	"unicode/utf8"
)

// Builder puts a text together without copying it again and again. The zero Builder is empty.
type Builder struct {
	buffer []byte
}

// String returns the text so far.
func (b *Builder) String() string {
	return view.String(b.buffer)
}

// Len returns the bytes of the text so far.
func (b *Builder) Len() int { return len(b.buffer) }

// Cap returns the bytes that there is room for.
func (b *Builder) Cap() int { return cap(b.buffer) }

// Reset makes the Builder empty.
func (b *Builder) Reset() { b.buffer = nil }

// Grow makes room for n more bytes. It panics if n is negative.
func (b *Builder) Grow(n int) {
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buffer)-len(b.buffer) < n {
		b.buffer = append(make([]byte, 0, 2*cap(b.buffer)+n), b.buffer...)
	}
}

// Write appends bytes; the error is always nil.
func (b *Builder) Write(p []byte) (int, error) {
	b.buffer = append(b.buffer, p...)
	return len(p), nil
}

// WriteByte appends a byte; the error is always nil.
func (b *Builder) WriteByte(c byte) error {
	b.buffer = append(b.buffer, c)
	return nil
}

// WriteRune appends a character and returns its bytes; the error is always nil.
func (b *Builder) WriteRune(r rune) (int, error) {
	before := len(b.buffer)
	b.buffer = utf8.AppendRune(b.buffer, r)
	return len(b.buffer) - before, nil
}

// WriteString appends text; the error is always nil.
func (b *Builder) WriteString(s string) (int, error) {
	b.buffer = append(b.buffer, s...)
	return len(s), nil
}
