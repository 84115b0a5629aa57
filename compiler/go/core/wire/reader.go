package wire

import "runtime/sys"

// The bytes that are being read: where the next is, how many are left, and what was wrong with them. After the first
// value that does not fit come zeros, and End tells what was wrong.
var (
	from  uint32
	left  uint32
	wrong string
)

// Open begins to read so many bytes.
func Open(at, size uint32) {
	from, left, wrong = at, size, ""
}

// End is empty if every value fitted and no byte is left, and otherwise says what was wrong.
func End() string {
	if wrong == "" && left > 0 {
		return "bytes left over after the last value"
	}
	return wrong
}

// Wrong is empty if every value fitted so far, and otherwise says what was wrong.
func Wrong() string { return wrong }

func fail(why string) {
	if wrong == "" {
		wrong = why
	}
	left = 0
}

// zeros are read where there are no bytes any more.
var zeros [4]uint64

// take is the address of the next size bytes, of which zeros has to have as many.
func take(size uint32) uint32 {
	if size > left {
		fail("bytes end before the last value")
		return sys.AddressOf(&zeros)
	}
	at := from
	from += size
	left -= size
	return at
}

// Functions that the compiler puts Decode together of.

func read8() uint8   { return sys.Load8(take(1)) }
func read16() uint16 { return sys.Load16(take(2)) }
func read32() uint32 { return sys.Load32(take(4)) }
func read64() uint64 { return sys.Load64(take(8)) }

// readBool reads a byte that is 0 or 1. It also tells whether an option is there.
func readBool() bool {
	switch read8() {
	case 0:
		return false
	case 1:
		return true
	}
	fail("a flag that is neither 0 nor 1")
	return false
}

// readFixed reads an array of at most 32 bytes, whose number its type tells.
func readFixed[A any]() A { return sys.Read[A](take(sys.SizeOf[A]())) }

// readBlock reads a length, and is the address of that many bytes.
func readBlock() (at, size uint32) {
	wanted := read64()
	if wanted > uint64(left) {
		fail("a length beyond the end")
		return sys.AddressOf(&zeros), 0
	}
	size = uint32(wanted)
	return take(size), size
}

// readString reads a length and that much text, which must be UTF-8.
func readString() string {
	at, size := readBlock()
	if size == 0 {
		return ""
	}
	if !isUTF8(at, at+size) {
		fail("text that is not UTF-8")
		return ""
	}
	return sys.StringOf(Copied(at, size), size)
}

// readBytes reads a length and a copy of that many bytes.
func readBytes[B any]() []B {
	at, size := readBlock()
	if size == 0 {
		return nil
	}
	return sys.SliceOf[B](Copied(at, size), size, size)
}

// readByteArray reads a length, which must be that of the array, and the array.
func readByteArray[A any]() (value A) {
	at, size := readBlock()
	if size != sys.SizeOf[A]() {
		fail("a list of another length than the array")
		return value
	}
	return sys.Read[A](at)
}

// Copied is the address of a copy of so many bytes.
func Copied(at, size uint32) uint32 {
	to := sys.Alloc(size)
	sys.Copy(to, at, size)
	return to
}

// readCount reads the number of items that follow. Each takes a byte or more, so that no number is larger than the bytes
// left.
func readCount() uint32 {
	count := read64()
	if count > uint64(left) {
		fail("a length beyond the end")
		return 0
	}
	return uint32(count)
}

func readList[E any]() []E {
	count := int(readCount())
	if count == 0 {
		return nil
	}
	items := make([]E, count)
	for i := range items {
		items[i] = sys.Decode[E]()
	}
	return items
}

// readItems fills the elements of an array, whose number must be that of the list.
func readItems[E any](items []E) {
	if int(readCount()) != len(items) {
		fail("a list of another length than the array")
		return
	}
	for i := range items {
		items[i] = sys.Decode[E]()
	}
}

// decodeInto reads what target points to; false where that is nil.
func decodeInto[E any](target *E) bool {
	if target == nil {
		return false
	}
	*target = sys.Decode[E]()
	return true
}

func readOption[E any]() *E {
	if !readBool() {
		return nil
	}
	item := new(E)
	*item = sys.Decode[E]()
	return item
}

// readMap reads a list of entries, in which no key may come twice.
func readMap[K comparable, V any]() map[K]V {
	count := int(readCount())
	entries := make(map[K]V)
	for range count {
		key := sys.Decode[K]()
		value := sys.Decode[V]()
		if wrong != "" {
			return nil
		}
		if _, twice := entries[key]; twice {
			fail("the same key twice in a map")
			return nil
		}
		entries[key] = value
	}
	return entries
}
