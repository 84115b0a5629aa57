package runtime

// Panics of bounds and arithmetic. None of these functions returns; their texts are Go's.

func panicIndex(index, length int) {
	if index < 0 {
		fail("runtime error: index out of range [" + itoa(index) + "]")
	}
	panicIndexUnsigned(uint64(index), length)
}

func panicIndexUnsigned(index uint64, length int) {
	text := "runtime error: index out of range [" + decimal(index, false) + "] with length "
	fail(text + itoa(length))
}

func panicSlice(bounds string) {
	fail("runtime error: slice bounds out of range [" + bounds)
}

// panicSliceStart is of s[low:high] with low > high.
func panicSliceStart(low, high int, close string) {
	if low < 0 {
		panicSlice(itoa(low) + ":" + close)
	}
	panicSlice(itoa(low) + ":" + itoa(high) + close)
}

// panicSliceEnd is of s[:high] with high beyond the length or capacity.
func panicSliceEnd(high, most int, of string) {
	if high < 0 {
		panicSlice(":" + itoa(high) + "]")
	}
	panicSlice(":" + itoa(high) + "] with " + of + " " + itoa(most))
}

// panicSliceLimit is of s[::limit] with a limit beyond the length or capacity.
func panicSliceLimit(limit, most int, of string) {
	if limit < 0 {
		panicSlice("::" + itoa(limit) + "]")
	}
	panicSlice("::" + itoa(limit) + "] with " + of + " " + itoa(most))
}

// panicSliceMiddle is of s[:high:limit] with high > limit.
func panicSliceMiddle(high, limit int) {
	if high < 0 {
		panicSlice(":" + itoa(high) + ":]")
	}
	panicSlice(":" + itoa(high) + ":" + itoa(limit) + "]")
}

func panicNil() {
	fail("runtime error: invalid memory address or nil pointer dereference")
}

func panicDivide() {
	fail("runtime error: integer divide by zero")
}

func panicShift() {
	fail("runtime error: negative shift amount")
}

func panicMemory() {
	fail("runtime error: out of memory")
}

func panicStack() {
	fail("runtime error: stack overflow")
}
