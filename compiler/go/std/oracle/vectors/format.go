// Formats: every verb with every kind of value, flags, widths, precisions and indexes.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 4

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

type (
	number int
	small  int8
	word   uint16
	real   float64
	name   string
	flag   bool
	octets []byte
	names  []name
	table  map[string]int
	point  struct{ X, Y int }
	nested struct {
		Point  point
		hidden point
		Any    any
		err    error
		Err    error
		List   []point
		Ptr    *point
		S      shouted
		s      shouted
		F      func()
	}
	shouted string
	failure struct{ Code int }
	golike  int
	custom  struct{ A, B int }
	one     struct{ V int8 }
	pair    [2]int16
	empty   struct{}
)

func (s shouted) String() string  { return strings.ToUpper(string(s)) }
func (f *failure) Error() string  { return "failure " + strconv.Itoa(f.Code) }
func (g golike) GoString() string { return "golike<" + strconv.Itoa(int(g)) + ">" }
func (c custom) Format(f fmt.State, verb rune) {
	w, wok := f.Width()
	p, pok := f.Precision()
	fmt.Fprintf(f, "{%d %t %d %t %s %t%t%t%t%t}", w, wok, p, pok, fmt.FormatString(f, verb), f.Flag('-'), f.Flag('+'), f.Flag('#'),
		f.Flag(' '), f.Flag('0'))
}

type problem string

func (p problem) Error() string { return string(p) }

func float(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

var values = []any{
	nil, true, flag(false), 0, 1, -5, 42, number(7), small(-128), int8(5), int16(-300), int32(65), int64(-1 << 63), uint(9), uint8(255),
	word(500), uint32(0x1F600), uint64(1<<64 - 1), uintptr(10), 'x', 'é', rune(0x10FFFF), 0x110000, 0.0, 1.5, -2.25, 1e6, 1e21, 1e-7, 100000.0,
	1234567.0, 3.0, float32(0.1), real(2.5), float("nan"), float("inf"), float("-inf"), float("-0"), 123456789.0, "", "text", "é日", "a\"b\nc`", "\xff", name("n"), []byte(nil), []byte{},
	[]byte("hex\x00"), octets("oct"), [3]byte{1, 2, 3}, []int(nil), []int{}, []int{1, -2, 3}, []string{"a", "b c"}, names{"x", "y"}, [2]bool{true},
	[]any{1, "a", nil, 2.5}, []error{problem("e"), nil}, map[string]int(nil), map[string]int{}, table{"b": 2, "a": 1, "c": 3},
	map[int]string{3: "c", -1: "a", 2: "b"}, map[any]int{nil: 0, 2: 1, 1: 5, 7: 2}, map[point]bool{{2, 1}: true, {1, 2}: false, {1, 1}: true},
	map[bool]int{true: 1, false: 0}, map[float64]int{2: 1, -1: 2}, map[[2]int]int{{1, 2}: 1, {0, 9}: 2}, point{1, 2}, &point{3, 4}, (*point)(nil),
	nested{Any: 5, Err: problem("bad"), err: problem("hid"), List: []point{{1, 2}}, S: "loud", s: "quiet"}, nested{Any: point{}},
	shouted("loud"), []shouted{"a", "b"}, map[shouted]shouted{"k": "v"}, &failure{3}, golike(5), []golike{1, 2}, custom{1, 2}, &custom{3, 4},
	[]custom{{}}, one{-3}, pair{-1, 2}, []one{{1}, {-1}}, empty{}, []empty{{}, {}}, struct {
		a int
		B string
	}{1, "x"}, &[]int{1}, &map[string]int{"a": 1}, &[2]int{1, 2}, errors.New("plain"), fmt.Errorf("wrap %w", problem("in")), (func())(nil),
	(*int)(nil), []*point{nil}, []func(){nil}, [][]byte{[]byte("ab"), nil}, [][]int{{1}, {2, 3}}, map[string][]int{"z": {1}, "y": nil}, int8(-1), []int8{-1, 2}, [1]int16{-7}, [1]uint8{200}, struct{ X float32 }{-0.5},
}

func line(s string) { println(s) }

func wraps() {
	base, other := errors.New("base"), &failure{9}
	for _, err := range []error{fmt.Errorf("a"), fmt.Errorf("a %w", base), fmt.Errorf("%w %w", base, other), fmt.Errorf("%w", 5), fmt.Errorf("%w", nil),
		fmt.Errorf("%[2]w %[1]w %[2]w", base, other), fmt.Errorf("%v", base), fmt.Errorf("%w %d %w", base, 5, nil), fmt.Errorf("%+w", base), fmt.Errorf("%d", other)} {
		line(fmt.Sprintf("%v %T %t %t %t", err, err, errors.Is(err, base), errors.Is(err, other), errors.Unwrap(err) == base))
	}
	line(fmt.Sprintf("%w", base))
}

func main() {
	wraps()
	for _, verb := range "vdsqxXtTcUboOeEfFgGwy!" {
		for _, flags := range []string{"", "+", "#", "-8", "08", "12", " ", "#+", ".0", ".3", "+8.2", "#8", "# ", "-08", "20.10", "+#020.4", " 6"} {
			format := "%" + flags + string(verb)
			for i, value := range values {
				if verb == 'w' && i > 20 {
					break
				}
				line(format + " " + fmt.Sprintf(format+"|", value))
			}
		}
	}
	formats := []string{"", "%", "%%", "%d%%", "100%", "%d", "%d %d", "%[1]d %[1]d", "%[2]d %[1]d", "%[3]d", "%[0]d", "%[x]d", "%[]d", "%[1", "%[", "%[1]", "%[2]*[1]d",
		"%*d", "%-*d", "%.*d", "%*.*f", "%[1]*d", "%[3]*.[2]*[1]f", "%6.2f", "%[2]*.[1]*f", "%.[2]d", "%[1]2d", "%[1].2d", "%.2[1]d", "%99999999d", "%.99999999d", "%[9999999]d", "%é", "%\xff",
		"%!", "%d %s %v", "%-+5d|", "%+-5d|", "%0-5d|", "%-05d|", "%5%|", "%.d", "%.", "%5", "%-", "% d", "%+d", "%x %X %#x", "%v %+v %#v", "%d %", "%z %d", "%[2]d", "%[1]d %d", "%[5]d %d", "%*", "%.*", "%.-3d", "%-3.-2d", "%[1][2]d", "%1[2]d"}
	args := [][]any{{}, {1}, {1, 2}, {3, 2, 1}, {"a"}, {nil}, {4, 3.14159}, {5, 2, 3.14159}, {-6, 7}, {uint8(6), 7}, {int64(3), "x"}, {9999999, 1}, {2.5, 1}, {point{1, 2}, "s", nil}, {1, "a", true}, {8, -2, 7}}
	for _, format := range formats {
		for _, arg := range args {
			line(strconv.Quote(format) + " " + fmt.Sprintf(format, arg...))
		}
	}
	for range rounds {
		format, arg := "", []any{}
		for range random() % 4 {
			letters := "%%%%%%%vdsxqt+-# 0123456789.*[]é"
			for range random() % 6 {
				format += string(letters[random()%32])
			}
			format += string("vdsqxXtTcUbofeg"[random()%15])
			arg = append(arg, values[random()%40])
		}
		line(strconv.Quote(format) + " " + fmt.Sprintf(format, arg...))
	}
	for range rounds {
		a, b, c := values[random()%uint64(len(values))], values[random()%uint64(len(values))], values[random()%uint64(len(values))]
		line(fmt.Sprint(a, b, c) + fmt.Sprintln(a, b) + fmt.Sprint(a) + fmt.Sprint("x", a, "y", 1, 2, "z", b, nil, nil))
		x := random() >> (random() % 64)
		format := "%" + []string{"", "+", "-", "#", "0", " ", "+0", "#0", "-#"}[random()%9] + []string{"", "5", "12", "20"}[random()%4] + []string{"", ".0", ".1", ".7", "."}[random()%5]
		f := float(strconv.Itoa(int(x>>32)) + "e" + strconv.Itoa(int(random()%40)-30))
		line(format + fmt.Sprintf(format+"d "+format+"x "+format+"o "+format+"b "+format+"U "+format+"q", x, int64(x), int32(x), uint8(x), x>>43, rune(x>>44)))
		line(format + fmt.Sprintf(format+"v "+format+"e "+format+"f "+format+"g "+format+"x "+format+"G "+format+"b", f, -f, f, float32(f), f, -f, f))
	}
	line(fmt.Sprint() + fmt.Sprintln() + string(fmt.Append([]byte("x"), 1)) + string(fmt.Appendf(nil, "%d", 2)) + string(fmt.Appendln(nil, 3)))
	var b strings.Builder
	n, err := fmt.Fprintf(&b, "%d-%s", 5, "x")
	fmt.Fprint(&b, 1, 2)
	fmt.Fprintln(&b, "end")
	println(b.String(), n, err == nil)
	fmt.Println("line", 1)
	fmt.Printf("%v\n", point{})
	fmt.Print(1, 2, "\n")
}
