package host

import "unsafe"

// Text is a string as the host reads it.
func Text(s string) (unsafe.Pointer, uint32) {
	return unsafe.Pointer(unsafe.StringData(s)), uint32(len(s))
}

// Bytes is a slice as the host reads it.
func Bytes(b []byte) (unsafe.Pointer, uint32) {
	return unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b))
}

// Room is a slice as the host writes it: all it has room for.
func Room(b []byte) (unsafe.Pointer, uint32) {
	return unsafe.Pointer(unsafe.SliceData(b)), uint32(cap(b))
}

// Split takes an answer apart: the status in its upper half, a length or a handle in its lower.
func Split(answer uint64) (status, low uint32) {
	return uint32(answer >> 32), uint32(answer)
}
