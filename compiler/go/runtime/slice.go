package runtime

import "runtime/sys"

// makeSlice returns make([]T, length, capacity).
func makeSlice[T any](length, capacity int) []T {
	most := uint64(maxBytes) / uint64(max(sys.SizeOf[T](), 1))
	if uint64(length) > most {
		fail("runtime error: makeslice: len out of range")
	}
	if uint64(capacity) > most || capacity < length {
		fail("runtime error: makeslice: cap out of range")
	}
	return sys.SliceOf[T](sys.Alloc(uint32(capacity)*sys.SizeOf[T]()), uint32(length), uint32(capacity))
}

// growSlice returns a slice with the elements of s and room for more of them: twice the capacity for small slices, a
// quarter more for large ones, and whole words.
func growSlice[T any](s []T, more int) []T {
	wanted := len(s) + more
	if wanted <= cap(s) {
		return s
	}
	capacity := 2 * cap(s)
	if cap(s) >= 256 {
		capacity = cap(s) + (cap(s)+768)/4
	}
	capacity = max(capacity, wanted)
	size := int(sys.SizeOf[T]())
	if size == 0 {
		return sys.SliceOf[T](sys.SliceData(s), uint32(len(s)), uint32(capacity))
	}
	if wanted > maxBytes/size {
		fail("runtime error: growslice: len out of range")
	}
	bytes := (capacity*size + 7) &^ 7
	at := alloc(bytes)
	sys.Copy(at, sys.SliceData(s), uint32(len(s)*size))
	return sys.SliceOf[T](at, uint32(len(s)), uint32(bytes/size))
}

// appendSlice returns append(s, t...).
func appendSlice[T any](s, t []T) []T {
	if len(t) == 0 {
		return s
	}
	from := sys.SliceData(t)
	s = growSlice(s, len(t))
	size := sys.SizeOf[T]()
	at := sys.SliceData(s)
	sys.Copy(at+uint32(len(s))*size, from, uint32(len(t))*size)
	return sys.SliceOf[T](at, uint32(len(s)+len(t)), uint32(cap(s)))
}

// appendString returns append(s, t...) of bytes and a string.
func appendString(s []byte, t string) []byte {
	return appendSlice(s, sys.SliceOf[byte](sys.StringData(t), uint32(len(t)), uint32(len(t))))
}

// copySlice returns copy(to, from).
func copySlice[T any](to, from []T) int {
	count := min(len(to), len(from))
	sys.Copy(sys.SliceData(to), sys.SliceData(from), uint32(count)*sys.SizeOf[T]())
	return count
}

// copyString returns copy(to, from) of bytes and a string.
func copyString(to []byte, from string) int {
	count := min(len(to), len(from))
	sys.Copy(sys.SliceData(to), sys.StringData(from), uint32(count))
	return count
}

// clearSlice makes all elements zero.
func clearSlice[T any](s []T) {
	sys.Fill(sys.SliceData(s), 0, uint32(len(s))*sys.SizeOf[T]())
}

// slice returns s[low:high].
func slice[T any](s []T, low, high int) []T {
	if uint64(high) > uint64(cap(s)) {
		panicSliceEnd(high, cap(s), "capacity")
	}
	if uint64(low) > uint64(high) {
		panicSliceStart(low, high, "]")
	}
	return part(s, low, high, cap(s))
}

// sliceMax returns s[low:high:limit].
func sliceMax[T any](s []T, low, high, limit int) []T {
	if uint64(limit) > uint64(cap(s)) {
		panicSliceLimit(limit, cap(s), "capacity")
	}
	return partMax(s, low, high, limit)
}

// sliceArray returns array[low:high], given array[:].
func sliceArray[T any](array []T, low, high int) []T {
	if uint64(high) > uint64(len(array)) {
		panicSliceEnd(high, len(array), "length")
	}
	if uint64(low) > uint64(high) {
		panicSliceStart(low, high, "]")
	}
	return part(array, low, high, len(array))
}

// sliceArrayMax returns array[low:high:limit], given array[:].
func sliceArrayMax[T any](array []T, low, high, limit int) []T {
	if uint64(limit) > uint64(len(array)) {
		panicSliceLimit(limit, len(array), "length")
	}
	return partMax(array, low, high, limit)
}

func partMax[T any](s []T, low, high, limit int) []T {
	if uint64(high) > uint64(limit) {
		panicSliceMiddle(high, limit)
	}
	if uint64(low) > uint64(high) {
		panicSliceStart(low, high, ":]")
	}
	return part(s, low, high, limit)
}

// part returns s[low:high:limit] of bounds that hold. An empty rest keeps its address inside the slice.
func part[T any](s []T, low, high, limit int) []T {
	at := sys.SliceData(s)
	if low != limit {
		at += uint32(low) * sys.SizeOf[T]()
	}
	return sys.SliceOf[T](at, uint32(high-low), uint32(limit-low))
}

// sliceToArray returns the address of the elements of s, which has to have as many as the array.
func sliceToArray[T any](s []T, length int) uint32 {
	if len(s) < length {
		fail("runtime error: cannot convert slice with length " + itoa(len(s)) +
			" to array or pointer to array with length " + itoa(length))
	}
	return sys.SliceData(s)
}
