// Package cmp compares values that have an order.
package cmp

// Ordered is the types that < takes. If floats are among them, NaN is less than all others.
type Ordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~float32 | ~float64 |
		~string
}

// Less tells if x is less than y. NaN is less than what is not NaN.
func Less[T Ordered](x, y T) bool {
	return x < y || x != x && y == y
}

// Compare returns -1 if x is less than y, 1 if it is greater, and 0 if both are equal. NaN equals NaN and is less than all
// others; -0 equals 0.
func Compare[T Ordered](x, y T) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	case y == y:
		return -1
	case x == x:
		return 1
	}
	return 0
}

// Or returns the first of the values that is not zero, or zero.
func Or[T comparable](vals ...T) T {
	var zero T
	for _, val := range vals {
		if val != zero {
			return val
		}
	}
	return zero
}
