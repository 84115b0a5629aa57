package slices

// Insert returns s with elements put in before position i, in place if there is room.
func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	_ = s[i:]
	if len(v) == 0 {
		return s
	}
	if i == 0 && len(s) == 0 && cap(s) < len(v) {
		return append(s, v...)
	}
	// They are read before anything moves, since they may be part of s.
	count := len(s)
	s = append(s, v...)
	rotate(s[i:], count-i)
	return s
}

// rotate moves the first elements behind the others.
func rotate[E any](s []E, first int) {
	Reverse(s[:first])
	Reverse(s[first:])
	Reverse(s)
}

// Delete returns s without s[i:j]. Elements that are not used any more become zero.
func Delete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	count := len(s)
	s = append(s[:i], s[j:]...)
	clear(s[len(s):count])
	return s
}

// DeleteFunc returns s without the elements for which del returns true. Elements that are not used any more become zero.
func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	kept := 0
	for i := range s {
		if v := s[i]; !del(v) {
			s[kept] = v
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

// Replace returns s with other elements in the place of s[i:j], in place if there is room.
func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	if i == j {
		return Insert(s, i, v...)
	}
	tail := s[j:]
	total := i + len(v) + len(tail)
	if total > cap(s) {
		replaced := append(make(S, 0, total), s[:i]...)
		return append(append(replaced, v...), tail...)
	}
	inserted := append([]E(nil), v...)
	replaced := s[:total]
	copy(replaced[i+len(v):], tail)
	copy(replaced[i:], inserted)
	if total < len(s) {
		clear(s[total:])
	}
	return replaced
}

// Clone returns a copy of s, or nil of nil.
func Clone[S ~[]E, E any](s S) S {
	return append(s[:0:0], s...)
}

// Compact drops elements that equal the one before. Elements that are not used any more become zero.
func Compact[S ~[]E, E comparable](s S) S {
	if len(s) < 2 {
		return s
	}
	kept := 1
	for i := 1; i < len(s); i++ {
		if s[i] != s[i-1] {
			s[kept] = s[i]
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

// CompactFunc drops elements for which eq holds with the one before. Elements that are not used any more become zero.
func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	kept := 1
	for i := 1; i < len(s); i++ {
		if !eq(s[i], s[i-1]) {
			s[kept] = s[i]
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

// Grow returns s with room for n more elements. It panics if n is negative.
func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if n -= cap(s) - len(s); n > 0 {
		s = append(s[:cap(s)], make([]E, n)...)[:len(s)]
	}
	return s
}

// Clip returns s without room for more elements.
func Clip[S ~[]E, E any](s S) S {
	return s[:len(s):len(s)]
}

// Reverse puts the elements into the opposite order.
func Reverse[S ~[]E, E any](s S) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// Concat returns a new slice of the elements of all.
func Concat[S ~[]E, E any](slices ...S) S {
	total := 0
	for _, s := range slices {
		total += len(s)
	}
	all := Grow[S](nil, total)
	for _, s := range slices {
		all = append(all, s...)
	}
	return all
}

// Repeat returns a new slice of x as often as count says. It panics if count is negative or the result is too large.
func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	if count > 0 && len(x) > (1<<63-1)/count {
		panic("the result of (len(x) * count) overflows")
	}
	all := make(S, 0, len(x)*count)
	for range count {
		all = append(all, x...)
	}
	return all
}
