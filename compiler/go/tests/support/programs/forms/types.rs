//! Forms over types: embedded ones, their methods, generic ones, interfaces, and what is said of a panic.

use super::Form;

pub(super) const PRELUDE: &str = r#"
type failure struct{ code int }

func (f *failure) Error() string { return "failure" + string(rune('0'+f.code%10)) }

type Namer interface{ Name() string }

type base struct {
	id   int
	name string
}

func (b base) Name() string { return b.name }

func (b *base) rename(s string) { b.name = s }

type middle struct {
	*base
	level int
}

func (m middle) deep() int { return m.level + m.id }

type top struct {
	middle
	Namer
	id string
}

type side struct {
	base
	weight float64
}

func (s side) Name() string { return s.base.Name() + "/side" }

type celsius float64

func (c celsius) String() string { return "warm" }

type plainText string

type Tree[K ordered, V any] struct {
	left, right *Tree[K, V]
	key         K
	value       V
}

func (t *Tree[K, V]) put(k K, v V) *Tree[K, V] {
	switch {
	case t == nil:
		return &Tree[K, V]{key: k, value: v}
	case k < t.key:
		t.left = t.left.put(k, v)
	case k > t.key:
		t.right = t.right.put(k, v)
	default:
		t.value = v
	}
	return t
}

func (t *Tree[K, V]) each(yield func(K, V) bool) bool {
	return t == nil || t.left.each(yield) && yield(t.key, t.value) && t.right.each(yield)
}

type Set[K comparable] map[K]struct{}

func (s Set[K]) with(keys ...K) Set[K] {
	for _, k := range keys {
		s[k] = struct{}{}
	}
	return s
}

type Named[A any, B ordered] struct {
	Pair[A, B]
	label string
}

func reduce[S ~[]E, E, A any](s S, a A, f func(A, E) A) A {
	for _, e := range s {
		a = f(a, e)
	}
	return a
}

func through[T any, P interface {
	*T
	rename(string)
}](x T, s string) T {
	P(&x).rename(s)
	return x
}

func kindOf[T any](x T) string {
	switch any(x).(type) {
	case int, int8, int16, int32, int64:
		return "signed"
	case interface{ Name() string }:
		return "named"
	case []T, map[string]T:
		return "of itself"
	case func() T:
		return "function"
	}
	return "other"
}
"#;

pub(super) const FORMS: &[Form] = &[
    (
        &[],
        r#"
t@# := top{middle{&base{@i, @s}, @n}, base{2, "two"}, "t"}
?t@#.rename(@s)
?t@#.Namer = side{base{3, @s}, 1.5}
println(t@#.id, t@#.middle.id, t@#.base.name, t@#.Name(), t@#.middle.Name(), t@#.level, t@#.deep())
var n@# Namer = t@#
println(n@#.Name(), n@# == Namer(t@#))
?n@# = t@#.middle
?n@# = &t@#
?n@# = side{base{4, "four"}, @f}
println(n@#.Name())
s@#, ok@# := n@#.(interface{ rename(string) })
println(ok@#, s@# == nil)
?if ok@# {
+	s@#.rename("new")
+	println(n@#.Name(), t@#.base.name)
+}
?t@#.base = nil
?if @c {
+	println(t@#.name)
+}
?if @c {
+	println(middle{}.Name())
+}
"#,
    ),
    (
        &[],
        r#"
b@# := base{@n, @s}
f@#, g@#, h@# := b@#.Name, base.Name, (*base).Name
r@#, m@# := b@#.rename, (*base).rename
_, _ = r@#, m@#
?b@#.name = "changed"
?r@#("by value")
?m@#(&b@#, "by expression")
println(f@#(), g@#(b@#), h@#(&b@#), b@#.name)
var none@# *base
var n@# Namer
s@# := side{b@#, @f}
k@# := Namer.Name
println(k@#(s@#), k@#(&s@#), s@#.Name(), s@#.base.Name(), none@# == nil, n@# == nil)
?if @c {
+	none@#.rename("x")
+}
?if @c {
+	println(none@#.Name())
+}
?if @c {
+	println(n@#.Name())
+}
"#,
    ),
    (
        &[],
        r#"
var t@# *Tree[@K, @T]
for _, k := range []@K{@k, @k, @k, @k} {
	t@# = t@#.put(k, @w)
}
t@# = t@#.put(@k, @v)
t@#.each(func(k @K, v @T) bool {
	println(k, v == @v)
	return true
})
for k := range func(yield func(@K, @T) bool) { t@#.each(yield) } {
	println(k)
?	break
}
"#,
    ),
    (
        &[],
        r#"
s@# := Set[@K]{}.with(@k, @k)
println(len(s@#.with(@k, @k)), len(s@#))
total@# := reduce([]@T{@v, @w, @v}, @i, func(a int, e @T) int { return a*2 + len(kindOf(e)) })
println(total@#)
"#,
    ),
    (
        &[],
        r#"
type list@# []@K
println(reduce(list@#{@k, @k}, "", func(a string, e @K) string { return a + kindOf(e) }))
println(sumOf(list@#{@k, @k, @k}...), kindOf(@w), kindOf(base{}), kindOf([]int{}), kindOf(list@#{}))
println(through(base{1, "a"}, @s).name, pickOne(@c, @k, @K(@k)))
n@# := Named[@T, @K]{Pair[@T, @K]{@v, @k}, @s}
println(n@#.head() == n@#.a, n@#.swapIn(@w) == @v, n@#.label, n@#.Pair.b)
f@# := n@#.head
?n@#.a = @w
println(f@#() == n@#.a)
?g@# := mapped[@T, string]
+println(len(g@#([]@T{@v}, func(@T) string { return "x" })))
?any@# := any(n@#)
+_, is@# := any@#.(Named[@T, @K])
+println(is@#)
"#,
    ),
    (
        &[],
        r#"
var x@# any = @A
switch y := x@#.(type) {
case int, string:
	println("basic", y == x@#)
case celsius, plainText:
	println("declared")
case error:
	println("error", y.Error())
case nil:
	println("nil")
case interface{ Val(int) int }:
	println("valuer")
default:
	_ = y
	println("other")
}
if i, ok := x@#.(int); ok {
	println(i)
} else if s, ok := x@#.(string); ok {
	println(s, i)
}
?if @c {
+	println(x@#.(@T) == @v)
+}
?if @c {
+	println(x@#.(Namer).Name())
+}
?if @c {
+	println(x@#.(error) == nil)
+}
"#,
    ),
    (
        &[],
        r#"
if @c {
	panic(@[@w|@A|@f|float32(1.5)|celsius(3)|plainText("text")|&failure{@n}|error(&failure{3})|base{}|nil|[]int{1}|int8(-5)|uint8(200)|'x'|true|1e100|struct{}{}])
}
"#,
    ),
    (
        &["fmt"],
        r#"
if @c {
	panic(fmt.Sprint(@i, @s))
}
println(fmt.Sprint(celsius(@f), &failure{@n}, base{1, "b"}, side{}, plainText(@s)))
?println(fmt.Sprintf("@[%v|%+v|%#v|%T|%s]", celsius(@f)), fmt.Sprintf("@[%v|%+v|%T|%s|%d]", side{base{@n, "x"}, 2}))
?println(fmt.Sprintf("@[%v|%s|%T|%q]", error(&failure{@n})), fmt.Sprintf("%T %T", Pair[@T, @K]{}, &Tree[@K, []@T]{}))
"#,
    ),
    (
        &[],
        r#"
var fn@# func(@T) @T
if @c {
	fn@# = func(x @T) @T { return @w }
}
println(fn@# == nil)
if fn@# != nil || @c {
	println(fn@#(@v) == @w)
}
var p@# *[3]@T
println(len(p@#))
?for i := range p@# {
+	println(i)
+}
?if @c {
+	println(p@#[1] == @v)
+}
"#,
    ),
    (
        &[],
        r#"
type node@# struct {
	next *node@#
	val  @T
}
var head@# *node@#
for range @n {
	head@# = &node@#{head@#, @w}
}
n@# := 0
for at := head@#; at != nil; at = at.next {
	n@#++
?	if at.next != nil {
+		at.val = at.next.val
+	}
}
println(n@#)
?if @c {
+	println(head@#.next.next.val == @v)
+}
"#,
    ),
];
