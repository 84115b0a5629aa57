// Package io names what is read from and written to. A contract has no files: its readers and writers are texts and
// buffers.
package io

import "errors"

// EOF says that there is nothing more to read.
var EOF = errors.New("EOF")

// ErrUnexpectedEOF says that there is nothing more to read where more was wanted.
var ErrUnexpectedEOF = errors.New("unexpected EOF")

// ErrShortWrite says that a writer took less than it was given and no error.
var ErrShortWrite = errors.New("short write")

// ErrNoProgress says that a reader gave nothing again and again, and no error.
var ErrNoProgress = errors.New("multiple Read calls return no data or error")

// Places that an offset of Seeker counts from.
const (
	SeekStart   = 0
	SeekCurrent = 1
	SeekEnd     = 2
)

// Reader gives bytes, len(p) of them at most.
type Reader interface {
	Read(p []byte) (n int, err error)
}

// Writer takes bytes. Where it takes less than all it returns an error.
type Writer interface {
	Write(p []byte) (n int, err error)
}

// ReadWriter gives and takes.
type ReadWriter interface {
	Reader
	Writer
}

// Seeker moves the place that is read next.
type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

// ReadSeeker is a Reader and a Seeker.
type ReadSeeker interface {
	Reader
	Seeker
}

// ReaderFrom takes all that a reader gives.
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

// WriterTo gives all it has to a writer.
type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

// ReaderAt gives the bytes at a place.
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

// ByteReader gives a byte.
type ByteReader interface {
	ReadByte() (byte, error)
}

// ByteScanner takes the last byte back.
type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

// ByteWriter takes a byte.
type ByteWriter interface {
	WriteByte(c byte) error
}

// RuneReader gives a character and its bytes.
type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

// RuneScanner takes the last character back.
type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

// StringWriter takes text.
type StringWriter interface {
	WriteString(s string) (n int, err error)
}

// WriteString gives text to a writer.
func WriteString(w Writer, s string) (n int, err error) {
	if writer, ok := w.(StringWriter); ok {
		return writer.WriteString(s)
	}
	return w.Write([]byte(s))
}

// ReadAll returns all that a reader gives.
func ReadAll(r Reader) ([]byte, error) {
	all := make([]byte, 0, 512)
	for {
		n, err := r.Read(all[len(all):cap(all)])
		all = all[:len(all)+n]
		if err == EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if len(all) == cap(all) {
			all = append(all, 0)[:len(all)]
		}
	}
}

// ReadFull fills buf. Where the reader ends before it returns ErrUnexpectedEOF, or EOF if it gave nothing.
func ReadFull(r Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var read int
		read, err = r.Read(buf[n:])
		n += read
	}
	switch {
	case n == len(buf):
		return n, nil
	case n > 0 && err == EOF:
		return n, ErrUnexpectedEOF
	}
	return n, err
}

// Discard takes everything and keeps nothing.
var Discard Writer = discard{}

type discard struct{}

func (discard) Write(p []byte) (int, error)       { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }
