//! Aliases that are met again while what they stand for is being looked into.

#[allow(dead_code, unreachable_pub)]
mod support;

use support::check;

#[test]
fn an_alias_in_a_cycle_through_a_pointer_is_the_type_it_stands_for() {
    let chains = ["*c", "c", "[]c", "map[string]c", "func(c)", "interface{ m(c) }", "[2]c"];
    for declarations in chains.iter().flat_map(|chain| [format!("type H interface{{ S(*A) }}\ntype A = b\ntype b struct{{ s {chain} }}\ntype c struct{{ h func(*A) }}\n"), format!("type A = b\ntype b struct{{ s {chain} }}\ntype c = d\ntype d struct{{ *e }}\ntype e struct {{ h func(*A); l []*A }}\n")]).chain(["type A = b\ntype b struct{ s *c }\ntype c struct{ h func(*A) }\n".to_owned(), "type c struct{ h func(*A) }\ntype b struct{ s *c }\ntype A = b\n".to_owned()]) {
        let package = check(&format!("package p\n\n{declarations}\nfunc f(h func(*A), g func(*b)) (c, c) {{ return x(h), x(g) }}\nfunc x(h func(*A)) (r c) {{ r.h = h; return }}\n"));
        assert_eq!(package.found(), Vec::<String>::new(), "{declarations}");
    }
}
