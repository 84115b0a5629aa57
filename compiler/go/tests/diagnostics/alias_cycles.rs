//! Aliases that are met again while what they stand for is being looked into.

use crate::support::check;

/// Uses of the type `*A` that have to be the type `*b`.
const USES: &str = "
func f(h func(*A), g func(*b)) (c, c) { return x(h), x(g) }

func x(h func(*A)) (r c) {
	r.h = h
	return
}
";

fn assert_right(declarations: &str) {
    let package = check(&format!("package p\n\n{declarations}{USES}"));
    assert_eq!(package.found(), Vec::<String>::new(), "{declarations}");
}

#[test]
fn an_alias_in_a_cycle_through_a_pointer_is_the_type_it_stands_for() {
    for chain in ["*c", "c", "[]c", "map[string]c", "func(c)", "interface{ m(c) }", "[2]c"] {
        let types = format!("type A = b\ntype b struct{{ s {chain} }}\n");
        assert_right(&format!("type H interface{{ S(*A) }}\n{types}type c struct{{ h func(*A) }}\n"));
        assert_right(&format!("{types}type c = d\ntype d struct{{ *e }}\ntype e struct{{ h func(*A); l []*A }}\n"));
    }
}
