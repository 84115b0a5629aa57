package binary

import (
	"errors"
	"io"
)

// Most bytes of a number of so many bits.
const (
	MaxVarintLen16 = 3
	MaxVarintLen32 = 5
	MaxVarintLen64 = 10
)

// AppendUvarint appends a number in groups of seven bits, the lowest first.
func AppendUvarint(buf []byte, x uint64) []byte {
	for ; x >= 0x80; x >>= 7 {
		buf = append(buf, byte(x)|0x80)
	}
	return append(buf, byte(x))
}

// PutUvarint writes a number in groups of seven bits and returns how many. It panics if buf is too short.
func PutUvarint(buf []byte, x uint64) int {
	i := 0
	for ; x >= 0x80; x >>= 7 {
		buf[i] = byte(x) | 0x80
		i++
	}
	buf[i] = byte(x)
	return i + 1
}

// Uvarint reads a number and returns its bytes: 0 if buf is too short, less if the number has more than 64 bits.
func Uvarint(buf []byte) (uint64, int) {
	x := uint64(0)
	for i, b := range buf {
		switch {
		case i == MaxVarintLen64 || i == MaxVarintLen64-1 && b > 1 && b < 0x80:
			return 0, -(i + 1)
		case b < 0x80:
			return x | uint64(b)<<(7*i), i + 1
		}
		x |= uint64(b&0x7F) << (7 * i)
	}
	return 0, 0
}

// zigzag makes small numbers of both signs small ones without a sign.
func zigzag(x int64) uint64 { return uint64(x<<1 ^ x>>63) }

// AppendVarint appends a number with a sign, which becomes its lowest bit.
func AppendVarint(buf []byte, x int64) []byte { return AppendUvarint(buf, zigzag(x)) }

// PutVarint writes a number with a sign, as PutUvarint does.
func PutVarint(buf []byte, x int64) int { return PutUvarint(buf, zigzag(x)) }

// Varint reads a number with a sign, as Uvarint does.
func Varint(buf []byte) (int64, int) {
	x, n := Uvarint(buf)
	return int64(x>>1) ^ -int64(x&1), n
}

// ReadUvarint reads a number from a reader. Its end within the number is io.ErrUnexpectedEOF.
func ReadUvarint(r io.ByteReader) (uint64, error) {
	x := uint64(0)
	for i := range MaxVarintLen64 {
		b, err := r.ReadByte()
		if err != nil {
			if i > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return x, err
		}
		if b < 0x80 {
			if i == MaxVarintLen64-1 && b > 1 {
				break
			}
			return x | uint64(b)<<(7*i), nil
		}
		x |= uint64(b&0x7F) << (7 * i)
	}
	return x, errors.New("binary: varint overflows a 64-bit integer")
}

// ReadVarint reads a number with a sign from a reader.
func ReadVarint(r io.ByteReader) (int64, error) {
	x, err := ReadUvarint(r)
	return int64(x>>1) ^ -int64(x&1), err
}
