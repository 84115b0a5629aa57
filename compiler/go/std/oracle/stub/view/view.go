// Package view is internal/view for stock Go.
package view

import "unsafe"

func String(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
func Bytes(s string) []byte  { return unsafe.Slice(unsafe.StringData(s), len(s)) }
