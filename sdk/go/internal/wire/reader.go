package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// Reader takes values off the front of its bytes. After the first that does not fit it gives zeros, and
// End tells what was wrong.
type Reader struct {
	left  []byte
	wrong string
}

// NewReader reads data, which it does not copy.
func NewReader(data []byte) Reader { return Reader{left: data} }

// End is empty if every value fitted and no byte is left, and otherwise says what was wrong.
func (r *Reader) End() string {
	if r.wrong == "" && len(r.left) > 0 {
		return "bytes left over after the last value"
	}
	return r.wrong
}

func (r *Reader) fail(why string) {
	if r.wrong == "" {
		r.wrong = why
	}
	r.left = nil
}

func (r *Reader) take(n int) []byte {
	if n > len(r.left) {
		r.fail("bytes end before the last value")
		return nil
	}
	front := r.left[:n:n]
	r.left = r.left[n:]
	return front
}

func (r *Reader) U8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *Reader) U16() uint16 {
	if b := r.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (r *Reader) U32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *Reader) U64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *Reader) I8() int8   { return int8(r.U8()) }
func (r *Reader) I16() int16 { return int16(r.U16()) }
func (r *Reader) I32() int32 { return int32(r.U32()) }
func (r *Reader) I64() int64 { return int64(r.U64()) }

// Int reads an int, which some compilers make 32 bits wide.
func (r *Reader) Int() int {
	wide := r.I64()
	if int64(int(wide)) != wide {
		r.fail("a number too large for an int of this compiler")
		return 0
	}
	return int(wide)
}

// Uint reads a uint, which some compilers make 32 bits wide.
func (r *Reader) Uint() uint {
	wide := r.U64()
	if uint64(uint(wide)) != wide {
		r.fail("a number too large for a uint of this compiler")
		return 0
	}
	return uint(wide)
}

// Bool reads a byte that is 0 or 1. It also tells whether an option is there.
func (r *Reader) Bool() bool {
	switch r.U8() {
	case 0:
		return false
	case 1:
		return true
	}
	r.fail("a flag that is neither 0 nor 1")
	return false
}

// Fixed fills out with bytes whose number the type tells.
func (r *Reader) Fixed(out []byte) { copy(out, r.take(len(out))) }

// Bytes reads a length and a copy of that many bytes.
func (r *Reader) Bytes() []byte { return append([]byte(nil), r.counted()...) }

// String reads a length and that much text, which must be UTF-8.
func (r *Reader) String() string {
	text := r.counted()
	if !utf8.Valid(text) {
		r.fail("text that is not UTF-8")
		return ""
	}
	return string(text)
}

func (r *Reader) counted() []byte {
	size := r.U64()
	if size > uint64(len(r.left)) {
		r.fail("a length beyond the end")
		return nil
	}
	return r.take(int(size))
}

// Count reads the number of items that follow. Each takes a byte or more, so that no number is larger
// than the bytes left.
func (r *Reader) Count() int {
	count := r.U64()
	if count > uint64(len(r.left)) {
		r.fail("a length beyond the end")
		return 0
	}
	return int(count)
}
