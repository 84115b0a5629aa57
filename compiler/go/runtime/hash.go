package runtime

import "runtime/sys"

// Hashes of which those of other types are made. They are the same on every machine, and a source that wants many keys
// with one hash can have them: the index of a map is then as slow as a list, and its gas is paid by who asked for it.

// hashInt returns the hash of an integer, a bool, a pointer or a map.
func hashInt(x uint64) uint32 {
	x *= 0x9E3779B97F4A7C15
	return uint32(x>>32) ^ uint32(x>>47)
}

// hashFloat returns the hash of a float, which is the same for 0 and -0.
func hashFloat(f float64) uint32 {
	if f == 0 {
		return 0
	}
	return hashInt(sys.Float64Bits(f))
}

// hashJoin returns the hash of two parts, in their order.
func hashJoin(a, b uint32) uint32 {
	return hashInt(uint64(a)<<32 | uint64(b))
}

// stringHash returns the hash of a string: FNV-1a over words of four bytes, then over the bytes left, with a last mix
// that spreads into the bits that maps go by.
func stringHash(s string) uint32 {
	const prime = 16777619
	hash := uint32(2166136261)
	at, length := sys.StringData(s), uint32(len(s))
	for ; length >= 4; length -= 4 {
		hash = (hash ^ sys.Load32(at)) * prime
		hash ^= hash >> 15
		at += 4
	}
	for ; length > 0; length-- {
		hash = (hash ^ uint32(sys.Load8(at))) * prime
		at++
	}
	return hash ^ hash>>15
}
