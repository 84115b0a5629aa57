// Package wire puts values into bytes and takes them out: fixed width, little-endian, lengths as eight bytes, nothing
// between and nothing left over. It is the only place that knows the encoding. What it does for a type is written by
// the compiler, from the functions of this package: Encode of a struct is Encode of its fields, of a list writeList.
package wire

import (
	"allod.dev/core/internal/host"
	"runtime/sys"
)

// RoomSize is the number of bytes that go to the host or come back without memory being asked for.
const RoomSize = 512

// largest is the number of bytes of a message, at most: half of what addresses reach.
const largest = 1 << 31

// Places for what goes to the host, and for what comes back. No two uses overlap, so that an ordinary host call takes
// no memory.
var (
	outRoom [RoomSize / 8]uint64
	inRoom  [RoomSize / 8]uint64
)

// The message that is being written: where it begins, where the next byte goes, and where its room ends.
var start, next, limit uint32

// Room is where a message of so many bytes goes, all of which are written at once. Of a size that is known ahead nothing is left
// but the address.
func Room(size uint64) uint32 {
	at := sys.AddressOf(&outRoom)
	if size > RoomSize {
		at = largeRoom(size)
	}
	return at
}

func largeRoom(size uint64) uint32 {
	if size > largest {
		panic(tooLarge)
	}
	return sys.Alloc(uint32(size))
}

const tooLarge = "core: more bytes than a contract has memory for"

// Begin begins a message.
func Begin() {
	start = sys.AddressOf(&outRoom)
	next = start
	limit = start + RoomSize
}

// Reserve makes room for so many bytes more of the message, and is the address where they go.
func Reserve(size uint64) uint32 {
	if size > uint64(limit-next) {
		grow(size)
	}
	return next
}

// Message is what has been written since Begin: its address and its length.
func Message() (at, size uint32) { return start, next - start }

// grow moves the message to where there is room for size bytes more.
func grow(size uint64) {
	used := next - start
	wanted := (size + uint64(used)) * 2
	if size > largest || wanted > largest {
		panic(tooLarge)
	}
	at := sys.Alloc(uint32(wanted))
	sys.Copy(at, start, used)
	start, next, limit = at, at+used, at+uint32(wanted)
}

// Raw adds text to the message as it is.
func Raw(text string) {
	at := Reserve(uint64(len(text)))
	sys.Copy(at, sys.StringData(text), uint32(len(text)))
	next = at + uint32(len(text))
}

// Byte adds a byte to the message.
func Byte(value uint8) {
	at := Reserve(1)
	sys.Store8(at, value)
	next = at + 1
}

// Value adds a value to the message.
func Value[T any](value T) {
	next = sys.Encode(Reserve(sys.EncodedSize(value)), value)
}

// InRoom is where the host writes what it answers.
func InRoom() uint32 { return sys.AddressOf(&inRoom) }

// Answer is where an answer of the host lies, once it is known how long that is: in the room, or, where that was too small,
// in memory of its own.
func Answer(length uint32) uint32 {
	if length <= RoomSize {
		return sys.AddressOf(&inRoom)
	}
	at := sys.Alloc(length)
	host.Fetch(at, length)
	return at
}
