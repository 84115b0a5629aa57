// Package sys stands in for the intrinsics that the library uses, so that stock Go can compile it.
package sys

import (
	"math"
	"math/bits"
	"reflect"
)

func Comparable(v any) bool                   { return v == nil || reflect.ValueOf(v).Comparable() }
func Float64Bits(f float64) uint64            { return math.Float64bits(f) }
func Float64Of(bits uint64) float64           { return math.Float64frombits(bits) }
func Float32Bits(f float32) uint32            { return math.Float32bits(f) }
func Float32Of(bits uint32) float32           { return math.Float32frombits(bits) }
func Sqrt(f float64) float64                  { return math.Sqrt(f) }
func Floor(f float64) float64                 { return math.Floor(f) }
func Ceil(f float64) float64                  { return math.Ceil(f) }
func Trunc(f float64) float64                 { return math.Trunc(f) }
func Nearest(f float64) float64               { return math.RoundToEven(f) }
func LeadingZeros64(x uint64) int             { return bits.LeadingZeros64(x) }
func TrailingZeros64(x uint64) int            { return bits.TrailingZeros64(x) }
func OnesCount64(x uint64) int                { return bits.OnesCount64(x) }
func RotateLeft64(x uint64, count int) uint64 { return bits.RotateLeft64(x, count) }
func RotateLeft32(x uint32, count int) uint32 { return bits.RotateLeft32(x, count) }
