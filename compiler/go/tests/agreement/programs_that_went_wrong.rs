//! Programs that were compiled wrong once, each with what Go prints.

use crate::support::machine::End;
use crate::support::{execute, execute_or_refused};

fn assert_prints(text: &str, wanted: &str) {
    let ran = execute(text).unwrap();
    assert_eq!((String::from_utf8_lossy(&ran.output).as_ref(), &ran.end), (wanted, &End::Returned), "{text}");
}

#[test]
fn a_large_variable_is_not_kept_where_an_unused_parameter_was() {
    let program = "package main

type valuer interface{ val(x int) int }

type cell struct {
	inner valuer
	lists [3][]uint64
	flags [4][]bool
}

var known = cell{flags: [4][]bool{{false, false}, {}, {false}, {false, false, false}}}

func (c *cell) val(x int) int { return x }

func fill(unused ...bool) int {
	cells := [4][3]cell{2: {0: known}}
	_ = cells
	f := valuer.val
	return f(&cell{nil, known.lists, known.flags}, 15)
}

func main() { println(fill(true)) }
";
    assert_prints(program, "15\n");
}

#[test]
fn a_panic_says_a_float_as_go_does() {
    let ends = |value: &str| {
        let program = format!(
            "package main\n\ntype celsius float32\n\ntype named float64\n\n\
             func (n named) String() string {{ return \"named\" }}\n\nfunc main() {{\n\tvar x any = 2.5\n\t_ = x\n\tpanic({value})\n}}\n"
        );
        execute(&program).unwrap().end
    };
    let wanted = [
        ("1.5", "1.5"),
        ("float32(0.1)", "0.1"),
        ("1e100", "1e+100"),
        ("x", "2.5"),
        ("celsius(-3.25)", "main.celsius(-3.25)"),
        ("named(1)", "named"),
    ];
    for (value, text) in wanted {
        assert_eq!(ends(value), End::Panicked(text.into()), "{value}");
    }
}

#[test]
fn an_exponent_beyond_the_limit_is_refused_by_that_limit() {
    let refused = execute_or_refused("package main\n\nfunc main() { println(1e70000/1e69999 == 10) }\n").err().unwrap();
    assert_eq!(refused.message, "3: the constant 1e70000 is too large or too small");
    assert_eq!(refused.rule.as_deref(), Some("the constant 1e70000 is too large or too small"));
}

#[test]
fn floats_beyond_an_integer_become_what_they_do_on_amd64() {
    let program = "package main

func main() {
	for _, f := range []float64{1e308, 9.3e18, 4294967297.5, 3e9, -2147483649, -2147483648.5, 70000, -70000} {
		g := float32(f)
		println(int64(f), int32(f), int16(f), int8(f), uint8(f), uint16(f), uint32(f), uint64(f), int32(g), uint32(g))
	}
	zero := 0.0
	n := zero / zero
	println(int64(n), int32(n), uint32(n), uint64(n), int8(n))
}
";
    let wanted = "\
-9223372036854775808 -2147483648 0 0 0 0 0 9223372036854775808 -2147483648 0
-9223372036854775808 -2147483648 0 0 0 0 0 9300000000000000000 -2147483648 0
4294967297 -2147483648 0 0 0 0 1 4294967297 -2147483648 0
3000000000 -2147483648 0 0 0 0 3000000000 3000000000 -2147483648 3000000000
-2147483649 -2147483648 0 0 0 0 2147483647 18446744071562067967 -2147483648 2147483648
-2147483648 -2147483648 0 0 0 0 2147483648 18446744071562067968 -2147483648 2147483648
70000 70000 4464 112 112 4464 70000 70000 70000 70000
-70000 -70000 -4464 -112 144 61072 4294897296 18446744073709481616 -70000 4294897296
-9223372036854775808 -2147483648 0 9223372036854775808 0
";
    assert_prints(program, wanted);
}
