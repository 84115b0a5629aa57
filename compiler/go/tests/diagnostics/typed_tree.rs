//! What the stages after the checker read: types, values, selections, type arguments, captured variables, and the
//! order in which package variables get their values.

use crate::support::{Package, check};
use allod_go::types::info::{Category, SelectionKind};

fn right(text: &str) -> Package {
    let package = check(&format!("package p\n{text}"));
    assert_eq!(package.found(), Vec::<String>::new(), "{text}");
    package
}

/// The type and value of the expression with this text, the first one in the source.
fn typed(package: &Package, text: &str) -> (String, Option<String>) {
    let source = |id| package.files.text(package.tree.span(id));
    let mut found: Vec<_> =
        package.checked.info.types.iter().filter(|(id, _)| source(**id) == text.as_bytes()).collect();
    found.sort_by_key(|(id, _)| package.tree.span(**id).start);
    let (_, typed) = found.first().unwrap_or_else(|| panic!("nothing is known of {text}"));
    (package.store.type_string(typed.ty), typed.value.as_ref().map(ToString::to_string))
}

#[test]
fn an_untyped_constant_has_the_type_its_surroundings_ask_for() {
    let package = right("var a float32 = 1 + 2\nvar b any = 'x'\nvar s uint = 3\nvar c int64 = 7 << s\n");
    assert_eq!(typed(&package, "1 + 2"), ("float32".into(), Some("3".into())));
    assert_eq!(typed(&package, "'x'"), ("rune".into(), Some("120".into())));
    assert_eq!(typed(&package, "7"), ("int64".into(), Some("7".into())));
    assert_eq!(typed(&package, "7 << s"), ("int64".into(), None));
}

#[test]
fn an_expression_that_gives_two_values_has_both_types_where_both_are_asked_for() {
    let package = right("func f(m map[string]int) bool { _, ok := m[\"a\"]; return ok }\n");
    assert_eq!(typed(&package, "m[\"a\"]").0, "(int, bool)");
}

#[test]
fn package_variables_get_their_values_in_the_order_of_what_they_need() {
    let package = right("var a = c + b\nvar b = f()\nvar c = f()\nvar d = 3\nfunc f() int { d++; return d }\n");
    let order: Vec<&str> =
        package.checked.info.init_order.iter().map(|init| package.store.object_name(init.variables[0])).collect();
    assert_eq!(order, ["d", "b", "c", "a"]);
}

#[test]
fn variables_that_a_function_literal_uses_are_captured_and_others_are_not() {
    let text = "func f(p int) func() int {\n\tq, r := 1, 2\n\treturn func() int { s := p + q; return s + func() int { return s }() }\n}\n";
    let package = check(&format!("package p\n{}", text.replace(", r := 1, 2", " := 1")));
    assert_eq!(package.found(), Vec::<String>::new());
    let mut captured: Vec<&str> =
        package.checked.info.captured.iter().map(|obj| package.store.object_name(*obj)).collect();
    captured.sort_unstable();
    assert_eq!(captured, ["p", "q", "s"]);
}

#[test]
fn a_promoted_field_and_method_are_selected_by_their_path() {
    let text = "type A struct{ x, y int }\nfunc (*A) m() {}\ntype B struct{ z int; *A }\nfunc f(b B) int { b.m(); g := B.m; g(b); return b.y }\n";
    let package = right(text);
    let mut selections: Vec<_> = package.checked.info.selections.iter().collect();
    selections.sort_by_key(|(id, _)| package.tree.span(**id).start);
    let found: Vec<_> = selections.iter().map(|(_, s)| (s.kind, &s.path[..], s.indirect)).collect();
    let wanted: [(SelectionKind, &[usize], bool); 3] = [
        (SelectionKind::Method, &[1, 0], true),
        (SelectionKind::Expression, &[1, 0], true),
        (SelectionKind::Field, &[1, 1], true),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn type_arguments_are_kept_whether_written_or_inferred() {
    let text = "func id[T any](x T) T { return x }\nvar a = id[string](\"a\")\nvar b = id(1)\ntype L[E any] []E\nvar c L[bool]\n";
    let package = right(text);
    let mut found: Vec<String> = package
        .checked
        .info
        .instances
        .values()
        .map(|args| args.iter().map(|arg| package.store.type_string(*arg)).collect::<Vec<_>>().join(" "))
        .collect();
    found.sort();
    assert_eq!(found, ["bool", "int", "string"]);
}

#[test]
fn categories_tell_variables_from_values_and_types() {
    let package = right("var x []int\nvar y = x[0] + len(x) + int(1)\n");
    let category = |text: &str| {
        let source = |id| package.files.text(package.tree.span(id));
        let found = package.checked.info.types.iter().find(|(id, _)| source(**id) == text.as_bytes());
        found.unwrap().1.category
    };
    assert_eq!(category("x[0]"), Category::Variable);
    assert_eq!(category("len(x)"), Category::Value);
    assert_eq!(category("int(1)"), Category::Const);
    assert_eq!(category("[]int"), Category::Type);
}
