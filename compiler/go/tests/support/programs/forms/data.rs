//! Forms over arrays, slices, maps, structs and interfaces that hold them.

use super::Form;

pub(super) const FORMS: &[Form] = &[
    (
        &[],
        r#"
a@# := [4]@T{@v, @v, 3: @v}
b@# := a@#
p@# := &a@#
?b@#[1] = @w
?p@#[2] = @w
s@# := a@#[1:3]
s@#[0] = @v
?s@# = append(s@#, @w)
println(a@# == b@#, len(p@#), cap(s@#), a@# == *p@#)
for i, x := range a@# {
	a@#[3] = @w
	println(i, x == a@#[i])
}
for i, x := range p@# {
	p@#[3] = @v
	println(i, x == a@#[3])
}
?for i := range p@# {
+	a@#[i] = a@#[3-i]
+}
?println(a@# == [4]@T{}, a@#[0] == a@#[3])
"#,
    ),
    (
        &[],
        r#"
s@# := []@T{@v, @v, @v}
t@# := append(s@#[:1:@[1|2|3]], @w)
println(s@#[1] == t@#[1], len(t@#))
q@# := (*[2]@T)(s@#)
q@#[0] = @w
a@# := [2]@T(s@#[1:])
a@#[0] = @v
println(s@#[0] == q@#[0], s@#[1] == a@#[0])
?println(len([@[3|4]]@T(s@#)))
?println(copy(s@#, s@#[1:]), s@#[0] == s@#[1])
?s@# = append(s@#[:1], s@#[2:]...)
?println(len(s@#))
?clear(s@#[1:])
?println(s@#[0] == *new(@T))
"#,
    ),
    (
        &[],
        r#"
list@# := []any{@A, @A, @A, @A, @A}
for i, a := range list@# {
	for j, b := range list@#[i:] {
		println(i, j, a == b)
	}
}
"#,
    ),
    (
        &[],
        r#"
m@# := map[any]int{}
for i, k := range []any{@A, @A, @A, @A} {
	m@#[k] += i + 1
}
println(len(m@#), m@#[any(@w)], m@#[nil], m@#["a"], m@#[1])
?delete(m@#, any(@w))
?_, ok@# := m@#[any(@w)]
+println(ok@#)
?clear(m@#)
println(len(m@#))
"#,
    ),
    (
        &[],
        r#"
type point@# struct {
	x, y @T
	_    int
	tags [2]string
}
a@#, b@# := point@#{x: @v}, point@#{x: @w, y: @v}
?b@# = a@#
?b@#.tags[1] = @s
println(a@# == b@#, a@# != point@#{})
m@# := map[point@#]int{a@#: 1, b@#: 2}
m@#[a@#] += @n
println(len(m@#), m@#[b@#], m@#[point@#{}])
?var one, other any = a@#, b@#
+println(one == other, one == any(a@#))
"#,
    ),
    (
        &[],
        r#"
k@# := map[[2]@K]map[@K]string{}
for i, k := range []@K{@k, @k, @k} {
	key := [2]@K{k, @k}
	if k@#[key] == nil {
		k@#[key] = map[@K]string{}
	}
	k@#[key][k] += string(rune('a' + i))
}
println(len(k@#), len(k@#[[2]@K{@k, @k}]), k@#[[2]@K{}][@k])
?for k := range k@# {
+	delete(k@#, k)
+}
?println(len(k@#))
"#,
    ),
    (
        &["math"],
        r#"
n@# := map[float64]int{math.NaN(): 1, 0: 2}
n@#[math.NaN()] = @n
n@#[math.Copysign(0, -1)] += @n
n@#[@f]++
_, ok@# := n@#[math.NaN()]
println(n@#[0], ok@#, len(n@#) > 2)
clear(n@#)
println(len(n@#))
"#,
    ),
    (
        &[],
        r#"
type pair@# struct{ a, b int }
x@# := []pair@#{{1, @n}, {b: @i}, 4: {}}
y@# := []*pair@#{{@n, 2}, nil, {}}
z@# := map[pair@#][]pair@#{{1, 2}: {{3, @n}}, {}: nil}
w@# := [...][2]pair@#{1: {{1, 1}, {}}, 0: {}}
println(len(x@#), x@#[1].b, y@#[0].a, z@#[pair@#{1, 2}][0].b, len(w@#), w@#[1][0].a)
?for _, p := range x@# {
+	p.a = 100
+}
?for i := range x@# {
+	x@#[i].b += x@#[i].a
+}
println(x@#[0].a, x@#[0].b)
?y@#[@n%3].a++
?println(z@#[pair@#{}] == nil)
?anon@# := struct{ a, b int }(x@#[0])
+println(pair@#(anon@#) == x@#[0], anon@# == struct{ a, b int }{1, 1})
"#,
    ),
    (
        &[],
        r#"
grid@# := make([][]@T, 3)
for i := range grid@# {
	grid@#[i] = make([]@T, i+1, 4)
	grid@#[i][i] = @w
}
?grid@#[0], grid@#[2] = grid@#[2], grid@#[0]
?grid@#[1] = append(grid@#[1], grid@#[2]...)
total@# := 0
for _, row := range grid@# {
	for range row {
		total@#++
	}
}
println(total@#, len(grid@#[0]), cap(grid@#[2]), grid@#[1][1] == @v)
"#,
    ),
    (
        &[],
        r#"
at@# := @q & 7
s@# := []int{1, 2, 3, 4, 5}
println(len(s@#[min(at@#, 5):]), len(s@#[:at@#&3]))
?if @c {
+	println(s@#[at@#])
+}
?if @c {
+	println(len(s@#[at@#:3]))
+}
?if @c {
+	println(len(s@#[1:2:at@#]))
+}
var none@# map[string]int
println(none@#["x"], len(none@#))
?if @c {
+	none@#["x"] = 1
+}
"#,
    ),
    (
        &["slices", "maps"],
        r#"
s@# := []@K{@k, @k, @k, @k}
slices.Sort(s@#)
at@#, ok@# := slices.BinarySearch(s@#, @k)
println(at@#, ok@#, slices.Contains(s@#, @k), slices.Index(s@#, s@#[2]), slices.Max(s@#) == s@#[3])
s@# = slices.Compact(s@#)
?slices.Reverse(s@#)
?s@# = slices.Insert(s@#, 1, @k)
m@# := map[@K]int{}
for i, k := range s@# {
	m@#[k] = i
}
for _, k := range slices.Sorted(maps.Keys(m@#)) {
	println(k, m@#[k])
}
?println(slices.Equal(s@#, slices.Clone(s@#)), len(slices.Repeat(s@#, 2)))
"#,
    ),
];
