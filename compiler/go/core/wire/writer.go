package wire

import "runtime/sys"

// Functions that the compiler puts Encode and EncodedSize together of. Each writes to an address where there is room, and
// is the address behind what it wrote.

func writeBool(at uint32, value bool) uint32 {
	bit := uint8(0)
	if value {
		bit = 1
	}
	sys.Store8(at, bit)
	return at + 1
}

func write8(at uint32, value uint8) uint32 {
	sys.Store8(at, value)
	return at + 1
}

func write16(at uint32, value uint16) uint32 {
	sys.Store16(at, value)
	return at + 2
}

func write32(at uint32, value uint32) uint32 {
	sys.Store32(at, value)
	return at + 4
}

func write64(at uint32, value uint64) uint32 {
	sys.Store64(at, value)
	return at + 8
}

func sizeString(value string) uint64 { return 8 + uint64(len(value)) }

func writeString(at uint32, value string) uint32 {
	return writeBlock(at, sys.StringData(value), uint32(len(value)))
}

func sizeBytes[B any](value []B) uint64 { return 8 + uint64(len(value)) }

func writeBytes[B any](at uint32, value []B) uint32 {
	return writeBlock(at, sys.SliceData(value), uint32(len(value)))
}

// writeBlock writes a length and that many bytes.
func writeBlock(at, from, size uint32) uint32 {
	sys.Store64(at, uint64(size))
	sys.Copy(at+8, from, size)
	return at + 8 + size
}

// writeFixed writes an array of bytes whose number its type tells.
func writeFixed[A any](at uint32, value A) uint32 {
	sys.Write(at, value)
	return at + sys.SizeOf[A]()
}

// writeByteArray writes an array of bytes as a list of bytes.
func writeByteArray[A any](at uint32, value A) uint32 {
	sys.Store64(at, uint64(sys.SizeOf[A]()))
	return writeFixed(at+8, value)
}

// sizeItems is the size of a list whose items all have the same.
func sizeItems(count uint32, each uint64) uint64 { return 8 + uint64(count)*each }

func sizeList[E any](items []E) uint64 {
	size := uint64(8)
	for _, item := range items {
		size += sys.EncodedSize(item)
	}
	return size
}

func writeList[E any](at uint32, items []E) uint32 {
	sys.Store64(at, uint64(len(items)))
	at += 8
	for _, item := range items {
		at = sys.Encode(at, item)
	}
	return at
}

func sizeOption[E any](value *E) uint64 {
	if value == nil {
		return 1
	}
	return 1 + sys.EncodedSize(*value)
}

func writeOption[E any](at uint32, value *E) uint32 {
	if value == nil {
		return writeBool(at, false)
	}
	return sys.Encode(writeBool(at, true), *value)
}

func sizeMap[K comparable, V any](entries map[K]V) uint64 {
	size := uint64(8)
	for key, value := range entries {
		size += sys.EncodedSize(key) + sys.EncodedSize(value)
	}
	return size
}

// writeMap writes a map as a list of its entries, key before value, in the order in which they came in.
func writeMap[K comparable, V any](at uint32, entries map[K]V) uint32 {
	sys.Store64(at, uint64(len(entries)))
	at += 8
	for key, value := range entries {
		at = sys.Encode(sys.Encode(at, key), value)
	}
	return at
}
