// Every construct of the grammar, at least once.
package tour

import (
	"fmt"
	. "math"
	_ "os"
	str "strings"
)

const (
	a, b = iota, 'x'
	c, d
	_ = 0x1p-2 + 1_000.5e+3 - 0b11 ^ 0o17&^0xff + 1i
)

var (
	one, two int = 1, 2
	text         = "s\t\u00e4" + `raw
string`
	table = map[string][]struct{ x, y int }{"a": {{1, 2}, {x: 3}}, "b": nil}
	fixed = [...]int{5: 1, 2, 3}
	f     = func(xs ...int) (n int, err error) { return len(xs), nil }
	ch    <-chan chan<- int
)

type (
	Pair[K comparable, V any] struct {
		Key   K `json:"key"`
		Value V
		*Embedded[K]
		fmt.Stringer
	}
	Number interface {
		~int | ~float64 | str.Builder
		String() string
		fmt.Stringer
	}
	Embedded[T any] = [N]T
	Tree[T interface{ Less(T) bool }] struct{ left, right *Tree[T] }
	Ptr[T *int,] struct{}
	Array [N * 2]int
	fn   func(int, ...string) (a, b bool)
)

const N = 3

func (p *Pair[K, _]) Set(k K, v any) (ok bool) {
	defer func() { _ = recover() }()
	p.Key, ok = k, true
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out[:len(xs):cap(out)]
}

func external(x int) (float64, error)

func main() {
	var x any = Map[int, string](nil, nil)
	i, j := 0, 1
	i, j = j, i
	i += 2 << j
	j--
outer:
	for i := 0; i < 10 && !(i == j); i++ {
		switch y := i % 3; {
		case y == 0, y > 5:
			fallthrough
		case y <= 1:
			continue outer
		default:
			break outer
		}
	}
	switch v := x.(type) {
	case nil, int:
	case []string:
		fmt.Println(v[0], v[1:], v[:2], *&v[0])
	}
	if n, err := f(1, 2); err != nil {
		panic(err)
	} else if n > 1 {
		goto end
	} else {
		go f([]int{1}...)
	}
	select {
	case v, ok := <-ch:
		_, _ = v, ok
	default:
	}
	for range 10 {
	}
	for {
		if (Pair[int, int]{}) == x.(Pair[int, int]) {
			break
		}
	}
end:
	{
		ch <- 1
	}
	_ = -+^<-ch | ^1
}
