//! Mistakes are found where Go finds them and said in its words.

use crate::support;

/// The lines of a source that have something after `// want`, and what.
fn wanted(text: &str) -> Vec<String> {
    let lines = text.lines().zip(1..);
    lines
        .filter_map(|(line, number)| line.split_once("// want ").map(|(_, want)| format!("{number}: {want}")))
        .collect()
}

fn holds(text: &str) {
    let text = format!("package p\n{text}");
    assert_eq!(support::check(&text).found(), wanted(&text), "{text}");
}

#[test]
fn names_that_nothing_has_and_names_that_are_taken() {
    holds(
        "
var a = b // want undefined: b
func f() { f() }
func f() {} // want f redeclared in this block
type T struct { x, x int } // want x redeclared
func (T) m() {}
func (T) m() {} // want method T.m already declared at x.go:7:10
",
    );
}

#[test]
fn variables_imports_and_values_that_nobody_uses() {
    holds(
        "
func f() {
	x := 1 // want declared and not used: x
	y, z := 1, 2 // want declared and not used: y
	z++
	_ = z
	1 // want 1 (untyped int constant) is not used
	len(\"a\") // want len(\"a\") (constant 1 of type int) is not used
}
",
    );
}

#[test]
fn values_that_do_not_fit() {
    holds("
type I interface{ m() }
type T struct{}
func (*T) m() {}
func two() (a int, b string) { return }
func f(x int, s string) (int, error) {
	x = s // want cannot use s (variable of type string) as int value in assignment
	var u uint8 = 256 // want cannot use 256 (untyped int constant) as uint8 value in variable declaration (overflows)
	_ = u
	var i I = T{} // want cannot use T{} (value of struct type T) as I value in variable declaration: T does not implement I (method m has pointer receiver)
	_ = i
	_ = string(1.5) // want cannot convert 1.5 (untyped float constant) to type string
	x, s = two()
	x = two() // want assignment mismatch: 1 variable but two returns 2 values
	f(1) // want not enough arguments in call to f
	return 1 // want not enough return values
}
");
}

#[test]
fn operators_on_what_they_are_not_defined_for() {
    holds(
        "
func f(a []int, m map[string]int, x int, s string) {
	_ = x + s // want invalid operation: x + s (mismatched types int and string)
	_ = a == a // want invalid operation: a == a (slice can only be compared to nil)
	_ = -s // want invalid operation: operator - not defined on s (variable of type string)
	_ = x / 0 // want invalid operation: division by zero
	_ = m[1] // want cannot use 1 (untyped int constant) as string value in map index
	_ = x[0] // want cannot index x (variable of type int)
	_ = a[1:0] // want invalid slice indices: 0 < 1
	_ = 1 << -1 // want invalid operation: negative shift count -1 (untyped int constant)
	x() // want invalid operation: cannot call x (variable of type int): int is not a function
}
",
    );
}

#[test]
fn statements_where_they_can_not_stand() {
    holds(
        "
func f(x any) int {
	break // want break not in for, switch, or select statement
	switch x.(type) {
	case int, int: // want duplicate case int in type switch
		fallthrough // want cannot fallthrough in type switch
	}
	switch 1 {
	case 1:
	case 1: // want duplicate case 1 (constant of type int) in expression switch
	}
l: // want label l declared and not used
	for {
		continue m // want invalid continue label m
	}
	if x { // want non-boolean condition in if statement
	}
	return 1
}
func g() int {
} // want missing return
",
    );
}

#[test]
fn declarations_that_depend_on_themselves() {
    holds(
        "
type T struct { t T } // want invalid recursive type: T refers to itself
type A = B // want invalid recursive type A
type B = A
const c = d // want initialization cycle for c
const d = c
var x = f() // want initialization cycle for x
func f() int { return x }
",
    );
}

#[test]
fn generic_code_is_checked_without_being_instantiated() {
    holds("
type Number interface { ~int | ~float64 }
func add[T Number](a, b T) T { return a + b }
func bad[T any](a, b T) T { return a + b } // want invalid operation: operator + not defined on a (variable of type T constrained by any)
func keys[K comparable, V any](m map[K]V) []K { return nil }
type Pair[K, V any] struct { k K; v V }
func f() {
	_ = add(1, 2.5)
	_ = add(\"a\", \"b\") // want string does not satisfy Number (string missing in ~int | ~float64)
	_ = keys(map[string]int{})
	_ = keys[[]int, int] // want []int does not satisfy comparable
	var p Pair[int] // want not enough type arguments for type Pair: have 1, want 2
	_ = p
	_ = add // want cannot use generic function add without instantiation
	var g func(int, int) int = add
	_ = g
}
");
}

#[test]
fn literals_of_structs_maps_and_arrays() {
    holds(
        "
type P struct { x, y int }
var (
	_ = P{1} // want too few values in struct literal of type P
	_ = P{x: 1, x: 2} // want duplicate field name x in struct literal
	_ = P{z: 1} // want unknown field z in struct literal of type P
	_ = map[string]int{\"a\": 1, \"a\": 2} // want duplicate key \"a\" in map literal
	_ = [2]int{1, 2, 3} // want index 2 is out of bounds (>= 2)
	_ = []int{0: 1, 0: 2} // want duplicate index 0 in array or slice literal
	_ = [...]P{{1, 2}, {x: 3}}
)
",
    );
}

#[test]
fn constants_are_exact() {
    holds("
const big = 1 << 500
const one = big >> 500
const third = 1.0 / 3
var a [one]int
var b int8 = third * 3 + 126
var c int8 = big // want cannot use big (untyped int constant 3273390607896141870013189696827599152216642046043064789483291368096133796404674554883270092325904157150886684127560071009217256545885393053328527589376) as int8 value in variable declaration (overflows)
const d = big * big // want constant multiplication overflow
var e = 5 / 2.0
var f int = e // want cannot use e (variable of type float64) as int value in variable declaration
");
}
