// Package view looks at bytes as a string and at a string as bytes, without a copy.
package view

import "runtime/sys"

// String returns the text of bytes. They must not change while it is used.
func String(b []byte) string {
	return sys.StringOf(sys.SliceData(b), uint32(len(b)))
}

// Bytes returns the bytes of a text. They must not be changed.
func Bytes(s string) []byte {
	return sys.SliceOf[byte](sys.StringData(s), uint32(len(s)), uint32(len(s)))
}
