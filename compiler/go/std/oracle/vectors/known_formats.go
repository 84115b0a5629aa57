// Formats that the compiler reads itself, and some that it does not.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

type code int

func (c code) Error() string { return "code " + strconv.Itoa(int(c)) }

func f(s string) string { println("eval", s); return s }
func n(i int) int       { println("eval", i); return i }

var base = errors.New("base")

func main() {
	var none error
	var e error = code(5)
	x := 5
	var u8 uint8 = 200
	var i8 int8 = -7
	println(fmt.Sprintf("a"), fmt.Sprintf(""), fmt.Sprintf("%%"), fmt.Sprintf("100%% %s", "x"))
	println(fmt.Sprintf("%d of %s, %v %t", x, "abc", true, false))
	println(fmt.Sprintf("%s %d %v", f("one"), n(2), f("three")))
	println(fmt.Sprintf("%v %s", e, e), fmt.Sprintf("%v %s", none, none))
	println(fmt.Sprintf("%d %d %v %d", u8, i8, 'x', uint64(1<<64-1)))
	println(fmt.Sprintf("%s", x), fmt.Sprintf("%d", "s"), fmt.Sprintf("%d"), fmt.Sprintf("a", 1), fmt.Sprintf("%t", 1))
	println(fmt.Errorf("plain").Error(), fmt.Errorf("x %d", 5).Error())
	w := fmt.Errorf("wrap %s: %w", "ctx", base)
	println(w.Error(), errors.Is(w, base), errors.Unwrap(w) == base)
	w = fmt.Errorf("%w and %w", base, e)
	println(w.Error(), errors.Is(w, base), errors.Is(w, e))
	w = fmt.Errorf("nil %w", none)
	println(w.Error(), errors.Unwrap(w) == nil)
	println(fmt.Sprintf("%v", code(3)), fmt.Sprintf("%d", code(3)))
	const c = "const %d"
	println(fmt.Sprintf(c+" %s", 1, "z"))
	args := []any{1, 2}
	println(fmt.Sprintf("%d %d", args...))
	x, s := 1, "q"
	println(fmt.Sprintf("%d%s", x, s))
	println(fmt.Sprintf("%w", base))
}
