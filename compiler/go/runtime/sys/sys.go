// Package sys declares the intrinsics: functions that the compiler's backend writes itself. Addresses are offsets into
// the module's memory. Only packages that come with the compiler can import it.
package sys

func Alloc(bytes uint32) uint32
func Load8(at uint32) uint8
func Load16(at uint32) uint16
func Load32(at uint32) uint32
func Load64(at uint32) uint64
func Store8(at uint32, value uint8)
func Store16(at uint32, value uint16)
func Store32(at uint32, value uint32)
func Store64(at uint32, value uint64)
func Copy(to, from, bytes uint32)
func Fill(at uint32, value uint8, bytes uint32)
func SizeOf[T any]() uint32
func Read[T any](at uint32) T
func Write[T any](at uint32, value T)
func Hash[T any](value T) uint32
func Equal[T any](a, b T) bool
func Comparable(v any) bool
func StringOf(at, length uint32) string
func StringData(s string) uint32
func SliceOf[T any](at, length, capacity uint32) []T
func SliceData[T any](s []T) uint32
func AddressOf[T any](p *T) uint32
func PointerOf[T any](at uint32) *T
func TypeNumber(v any) uint32
func InterfaceWord(v any) uint64
func InterfaceOf(number uint32, word uint64) any
func TypeTable() uint32
func Float64Bits(f float64) uint64
func Float64Of(bits uint64) float64
func Float32Bits(f float32) uint32
func Float32Of(bits uint32) float32
func Sqrt(f float64) float64
func Floor(f float64) float64
func Ceil(f float64) float64
func Trunc(f float64) float64
func Nearest(f float64) float64
func LeadingZeros64(x uint64) int
func TrailingZeros64(x uint64) int
func OnesCount64(x uint64) int
func RotateLeft64(x uint64, count int) uint64
func RotateLeft32(x uint32, count int) uint32
func Trap()
func Descriptor[T any]() string
func Unstorable[T any]() string
func TypeName[T any]() string
func TargetDescriptor[T any]() string
func TargetUnstorable[T any]() string
func EncodedSize[T any](value T) uint64
func Encode[T any](at uint32, value T) uint32
func Decode[T any]() T
func DecodeInto[T any](target T) bool
func Storage(v any, question uint32, at uint32) (uint64, string)
