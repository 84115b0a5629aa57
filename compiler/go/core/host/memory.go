package host

import "runtime/sys"

// slots are two places of 64 bytes where addresses, ids, keys and digests lie while the host reads or writes them.
var slots [16]uint64

// Slot is the address of the first place, where the host writes what has a length that everybody knows.
func Slot() uint32 { return sys.AddressOf(&slots) }

// Lend puts value into the first place, for the host to read.
func Lend[T any](value T) uint32 {
	at := sys.AddressOf(&slots)
	sys.Write(at, value)
	return at
}

// LendSecond puts value into the second place.
func LendSecond[T any](value T) uint32 {
	at := sys.AddressOf(&slots) + 64
	sys.Write(at, value)
	return at
}

// Taken is what the host has written to the first place.
func Taken[T any]() T { return sys.Read[T](sys.AddressOf(&slots)) }

// Text is a string as the host reads it.
func Text(s string) (at, size uint32) { return sys.StringData(s), uint32(len(s)) }

// Bytes is a slice as the host reads it.
func Bytes(b []byte) (at, size uint32) { return sys.SliceData(b), uint32(len(b)) }

// Split takes an answer apart: the status in its upper half, a length or a handle in its lower.
func Split(answer uint64) (status, low uint32) { return uint32(answer >> 32), uint32(answer) }

// third is a place of 32 bytes, for a digest beside a key and a signature.
var third [4]uint64

// LendThird puts value, of at most 32 bytes, into the third place.
func LendThird[T any](value T) uint32 {
	at := sys.AddressOf(&third)
	sys.Write(at, value)
	return at
}
