//! Forms that choose, repeat, leave and defer.

use super::Form;

pub(super) const FORMS: &[Form] = &[
    (
        &[],
        r#"
n@# := @i
if n@# := n@# % 7; n@# > @n {
	n@#++
	println(n@#)
} else {
	println(-n@#)
}
for n@# := 0; n@# < 3; n@#++ {
	n@# := n@# * @n
	println(n@#)
?	func() { n@# := "inner"; println(n@#) }()
}
switch n@# := any(n@#).(type) {
case int:
	println(n@# + 1)
default:
	_ = n@#
}
println(n@#)
"#,
    ),
    (
        &[],
        r#"
out@#:
for i := range 5 {
	burn()
	switch {
	case i == @n:
		continue out@#
	case i == @n:
?		println("in")
		break
	case @c:
		break out@#
	default:
		println(i)
	}
?	switch x := any(i).(type) {
+	case int:
+		if x == @n {
+			break
+		}
+		println("x", x)
+	}
	for j := 0; ; j++ {
		if j > i {
			continue out@#
		}
		if j == @n {
			break
		}
		println(i, j)
	}
	println("end", i)
}
"#,
    ),
    (
        &[],
        r#"
seq@# := func(yield func(int, string) bool) {
	for i := range @n {
		if !yield(i + @q, "s") {
			println("stopped", i)
			return
		}
	}
	println("over")
}
far@#:
for a, b := range seq@# {
	burn()
	if a%3 == @n {
		continue far@#
	}
	for c := range seq@# {
?		if c%4 == @n {
+			@[break|continue|break far@#|continue far@#]
+		}
		println(a, c)
	}
	println(a, b)
}
"#,
    ),
    (
        &[],
        r#"
find@# := func(limit int) (at int, found bool) {
?	defer func() { at *= 2 }()
	for x := range count(6) {
		if x > limit {
			return x, true
		}
?		for y := range count(x % 3) {
+			if y == @n {
+				return y, false
+			}
+		}
	}
	return -1, false
}
a@#, b@# := find@#(@i)
println(a@#, b@#)
"#,
    ),
    (
        &[],
        r#"
late@# := func() {
	for x := range count(@n) {
		defer println("late", x)
	}
	println("end")
}
late@#()
"#,
    ),
    (
        &[],
        r#"
d@# := func(n int) (r int, s string) {
	defer func() { r = r*2 + n; println("first", r, s) }()
?	for i := range n % 4 {
+		defer func() { r += i; s = cut(s + "x") }()
+	}
	defer println("args", r, n, len(s))
	r = @q
?	if n > @n {
+		return r + 1, "early"
+	}
	s = "late"
?	defer func(x int) { r -= x }(r)
	return r, s + "!"
}
a@#, b@# := d@#(@n)
println(a@#, b@#)
"#,
    ),
    (
        &[],
        r#"
var fs@# []func() int
for i := 0; i < 6; i++ {
	fs@# = append(fs@#, func() int { i += @n; return i })
?	if i%2 == 0 {
+		i++
+	}
}
for i, f := range fs@# {
	println(i, f(), f())
}
"#,
    ),
    (
        &[],
        r#"
var gs@# []func() @T
for i, x := range []@T{@v, @v, @v} {
?	if i == @n {
+		continue
+	}
	gs@# = append(gs@#, func() @T { g_int += i; x = @w; return x })
}
for _, g := range gs@# {
	println(g() == g())
}
"#,
    ),
    (
        &[],
        r#"
a@# := []int{5, 6, 7, 8}
i@# := 1
i@#, a@#[i@#] = 2, @i
?a@#[i@#], i@# = i@#, 0
a@#[0], a@#[1], a@#[2] = a@#[2], a@#[0], a@#[1]
?p@# := &a@#
+(*p@#)[i@#], p@# = 9, &[]int{1, 2, 3}
?m@# := map[string]int{"b": @i}
+m@#["a"], m@#["b"] = m@#["b"], m@#["a"]
+println(m@#["a"], m@#["b"])
?x@#, ok@# := map[int]string{1: "one"}[i@#]
+println(x@#, ok@#)
?a@#[i@#]++
?a@#[i@#] <<= @n
println(a@#[0], a@#[1], a@#[2], a@#[3], i@#)
"#,
    ),
    (
        &[],
        r#"
switch x := @i; {
case x > @n && @c:
	println("one")
	fallthrough
case x == @n:
	println("two")
default:
	println("other")
case x < 0:
	println("three")
}
switch any(@w) {
case 1, "a", @v:
	println("found")
case nil:
	println("nil")
default:
	println("none")
}
switch s := @s; s {
case "", "a":
	println("short")
case "zz", "glob":
	println("known")
default:
	println(len(s))
}
"#,
    ),
    (
        &[],
        r#"
var walk@# func(n int, path string) int
walk@# = func(n int, path string) int {
	burn()
	if n <= 0 {
		println(path)
		return 1
	}
	total := 0
	for i := range min(n, 2) {
		total += walk@#(n-1-i, cut(path+"."))
	}
	return total
}
println(walk@#(@n, @s))
"#,
    ),
];
