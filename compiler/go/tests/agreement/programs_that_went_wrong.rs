//! Programs that were compiled wrong once, each with what Go prints.

use crate::support::execute;
use crate::support::machine::End;

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
