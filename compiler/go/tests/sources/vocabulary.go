package main

import "errors"

type Point struct{ X, Y int }

func (p Point) Add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }
func (p *Point) Move(dx int)      { p.X += dx }

type Named struct {
	*Point
	Name string
}

type Shape interface {
	Area() float64
	Name() string
}

type Square struct{ side float64 }

func (s Square) Area() float64 { return s.side * s.side }
func (s Square) Name() string   { return "square" }

type Pair[K comparable, V any] struct {
	Key   K
	Value V
}

func (p *Pair[K, V]) Set(v V) { p.Value = v }
func (p Pair[K, V]) Get() V   { return p.Value }

type Number interface{ ~int | ~int64 | ~float64 }

func Sum[T Number](xs ...T) T {
	var total T
	for _, x := range xs {
		total += x
	}
	return total
}

func Map[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

type List[T any] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	value T
	next  *node[T]
}

func (l *List[T]) Push(v T) {
	l.head = &node[T]{v, l.head}
	l.size++
}

func (l *List[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.value) {
				return
			}
			i++
		}
	}
}

var (
	a     = b + 1
	b     = f()
	table = map[string]int{"one": 1, "two": 2}
)

func f() int { return len(table) }

func init() { a++ }

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func divide(a, b int) (q int, err error) {
	defer func() { q *= 2 }()
	if b == 0 {
		return 0, errors.New("zero")
	}
	return a / b, nil
}

func find(l *List[string], want string) (int, bool) {
	for i, v := range l.All() {
		if v == want {
			return i, true
		}
		if v == "stop" {
			break
		}
	}
	return -1, false
}

func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return "integer"
	case string:
		return "string " + v
	case Shape:
		return v.Name()
	case error:
		return v.Error()
	case []int:
		return "slice"
	}
	return "other"
}

func grade(n int) string {
	switch {
	case n > 90:
		return "a"
	case n > 80:
		fallthrough
	case n > 70:
		return "b"
	default:
		return "c"
	}
}

const (
	red = iota
	green
	blue
)

func main() {
	println("fib", fib(10), a, b)
	p := Point{1, 2}
	p.Move(3)
	q := p.Add(Point{X: 10})
	println(p.X, q.X, q.Y)
	n := Named{&p, "n"}
	n.Move(1)
	println(n.X, n.Add(q).Y)
	var s Shape = Square{1.5}
	println(s.Area(), s.Name())
	pair := Pair[string, int]{"k", 1}
	pair.Set(4)
	println(pair.Get(), Sum(1, 2, 3), Sum(1.5, 2))
	strs := Map([]int{1, 2, 3}, func(i int) string { return string(rune('a' + i)) })
	println(len(strs), strs[0]+strs[1]+strs[2])
	var l List[string]
	l.Push("x")
	l.Push("y")
	i, ok := find(&l, "x")
	println(i, ok)
	for k, v := range table {
		println(k, v)
	}
	table["three"]++
	delete(table, "one")
	v, ok := table["two"]
	println(v, ok, len(table))
	quot, err := divide(7, 2)
	println(quot, err == nil)
	_, err = divide(1, 0)
	println(err.Error())
	println(kind(nil), kind(3), kind("s"), kind(s), kind(err), kind([]int{}), kind(2.5))
	println(grade(95), grade(85), grade(75), grade(5))
	var funcs []func() int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { i += 10; return i })
	}
	for _, f := range funcs {
		println(f())
	}
	m := p.Add
	g := Point.Add
	h := (*Point).Move
	h(&p, 1)
	println(m(q).X, g(p, q).X)
	arr := [5]int{1, 2, 4: 5}
	sl := arr[1:4]
	sl = append(sl, 9)
	println(len(sl), cap(sl), arr[4])
	copy(sl, []int{7, 8})
outer:
	for i := range 3 {
		for j := range 3 {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			println(i, j)
		}
	}
	for i, r := range "aé" {
		println(i, r)
	}
	x, y := 1, 2
	x, y = y, x
	println(x, y, min(x, y), max(2.5, 1))
	switch x {
	case red:
		println("red")
	case green:
		println("green")
	case blue:
		println("blue")
	}
	ptr := &arr[2]
	*ptr = 77
	println(arr[2], p == q, arr == [5]int{})
	var e1, e2 any = p, q
	println(e1 == e2, e1 == any(p))
	if sq, ok := s.(Square); ok {
		println(sq.side)
	}
	type local struct{ a, b string }
	ls := map[local]bool{{"a", "b"}: true}
	println(ls[local{"a", "b"}])
	for i := 0; i < 2; i++ {
		defer println("deferred", i)
	}
	var u8 uint8 = 255
	u8++
	println(u8, int8(u8)-1, uint32(1)<<31, -7/2, -7%3, 7&^2, ^5)
	bs := []byte("hello")
	bs[0] = 'H'
	println(string(bs), "abc" < "abd", "x"+string(bs[1:3]))
	clear(table)
	println(len(table))
}
