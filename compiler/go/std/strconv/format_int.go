package strconv

import "internal/view"

const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

// Itoa returns a decimal number.
func Itoa(i int) string {
	return FormatInt(int64(i), 10)
}

// FormatInt returns a number to a base from 2 to 36, with digits in lower case.
func FormatInt(i int64, base int) string {
	if i < 0 {
		return format(-uint64(i), base, true)
	}
	return format(uint64(i), base, false)
}

// FormatUint is FormatInt of an unsigned number.
func FormatUint(i uint64, base int) string {
	return format(i, base, false)
}

// AppendInt appends what FormatInt returns.
func AppendInt(dst []byte, i int64, base int) []byte {
	return append(dst, FormatInt(i, base)...)
}

// AppendUint appends what FormatUint returns.
func AppendUint(dst []byte, i uint64, base int) []byte {
	return append(dst, FormatUint(i, base)...)
}

func format(x uint64, base int, negative bool) string {
	if base < 2 || base > len(digits) {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	size := 1
	for rest := x / uint64(base); rest > 0; rest /= uint64(base) {
		size++
	}
	if negative {
		size++
	}
	text := make([]byte, size)
	text[0] = '-'
	for x >= uint64(base) {
		size--
		text[size] = digits[x%uint64(base)]
		x /= uint64(base)
	}
	text[size-1] = digits[x]
	return view.String(text)
}
