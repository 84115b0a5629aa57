// Package bits counts and moves bits, and calculates with two words.
package bits

import "runtime/sys"

// UintSize is the number of bits of a uint.
const UintSize = 64

// LeadingZeros returns the zeros above the highest bit of x that is set.
func LeadingZeros(x uint) int     { return sys.LeadingZeros64(uint64(x)) }
func LeadingZeros8(x uint8) int   { return sys.LeadingZeros64(uint64(x)) - 56 }
func LeadingZeros16(x uint16) int { return sys.LeadingZeros64(uint64(x)) - 48 }
func LeadingZeros32(x uint32) int { return sys.LeadingZeros64(uint64(x)) - 32 }
func LeadingZeros64(x uint64) int { return sys.LeadingZeros64(x) }

// TrailingZeros returns the zeros below the lowest bit of x that is set.
func TrailingZeros(x uint) int     { return sys.TrailingZeros64(uint64(x)) }
func TrailingZeros8(x uint8) int   { return sys.TrailingZeros64(uint64(x) | 1<<8) }
func TrailingZeros16(x uint16) int { return sys.TrailingZeros64(uint64(x) | 1<<16) }
func TrailingZeros32(x uint32) int { return sys.TrailingZeros64(uint64(x) | 1<<32) }
func TrailingZeros64(x uint64) int { return sys.TrailingZeros64(x) }

// OnesCount returns the bits of x that are set.
func OnesCount(x uint) int     { return sys.OnesCount64(uint64(x)) }
func OnesCount8(x uint8) int   { return sys.OnesCount64(uint64(x)) }
func OnesCount16(x uint16) int { return sys.OnesCount64(uint64(x)) }
func OnesCount32(x uint32) int { return sys.OnesCount64(uint64(x)) }
func OnesCount64(x uint64) int { return sys.OnesCount64(x) }

// RotateLeft returns x rotated by k bits to the left, or by -k to the right.
func RotateLeft(x uint, k int) uint { return uint(sys.RotateLeft64(uint64(x), k)) }
func RotateLeft8(x uint8, k int) uint8 {
	return x<<(uint(k)&7) | x>>(-uint(k)&7)
}
func RotateLeft16(x uint16, k int) uint16 {
	return x<<(uint(k)&15) | x>>(-uint(k)&15)
}
func RotateLeft32(x uint32, k int) uint32 { return sys.RotateLeft32(x, k) }
func RotateLeft64(x uint64, k int) uint64 { return sys.RotateLeft64(x, k) }

// Len returns the bits that x needs; 0 needs none.
func Len(x uint) int     { return 64 - sys.LeadingZeros64(uint64(x)) }
func Len8(x uint8) int   { return 64 - sys.LeadingZeros64(uint64(x)) }
func Len16(x uint16) int { return 64 - sys.LeadingZeros64(uint64(x)) }
func Len32(x uint32) int { return 64 - sys.LeadingZeros64(uint64(x)) }
func Len64(x uint64) int { return 64 - sys.LeadingZeros64(x) }

// Reverse returns the bits of x in the opposite order.
func Reverse(x uint) uint       { return uint(Reverse64(uint64(x))) }
func Reverse8(x uint8) uint8    { return uint8(Reverse64(uint64(x)) >> 56) }
func Reverse16(x uint16) uint16 { return uint16(Reverse64(uint64(x)) >> 48) }
func Reverse32(x uint32) uint32 { return uint32(Reverse64(uint64(x)) >> 32) }
func Reverse64(x uint64) uint64 {
	x = x>>1&0x5555555555555555 | x&0x5555555555555555<<1
	x = x>>2&0x3333333333333333 | x&0x3333333333333333<<2
	x = x>>4&0x0F0F0F0F0F0F0F0F | x&0x0F0F0F0F0F0F0F0F<<4
	return ReverseBytes64(x)
}

// ReverseBytes returns the bytes of x in the opposite order.
func ReverseBytes(x uint) uint       { return uint(ReverseBytes64(uint64(x))) }
func ReverseBytes16(x uint16) uint16 { return x>>8 | x<<8 }
func ReverseBytes32(x uint32) uint32 { return uint32(ReverseBytes64(uint64(x)) >> 32) }
func ReverseBytes64(x uint64) uint64 {
	x = x>>8&0x00FF00FF00FF00FF | x&0x00FF00FF00FF00FF<<8
	x = x>>16&0x0000FFFF0000FFFF | x&0x0000FFFF0000FFFF<<16
	return x>>32 | x<<32
}
