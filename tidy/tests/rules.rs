//! Each rule finds a planted breach of it, and nothing in what keeps it.

use allod_tidy::repository::{Member, members};
use allod_tidy::rules::{
    arrows, closed_errors, confined, examples, openings, overloads, rings, shared_files, sizes, test_programs,
};
use allod_tidy::{Breach, exceptions};

fn member(name: &str, files: &[(&str, &str)]) -> Member {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Member { name: name.to_owned(), manifest: String::new(), files }
}

fn places(breaches: &[Breach]) -> Vec<&str> {
    breaches.iter().map(|breach| breach.place.as_str()).collect()
}

#[test]
fn an_arrow_upwards_is_found_and_one_of_tests_is_not() {
    let with = |manifest: &str| Member { name: "state".to_owned(), manifest: manifest.to_owned(), ..Member::default() };
    let down = "[package]\nname = \"allod-state\"\n\n[dependencies]\nallod-core.workspace = true\n";
    assert_eq!(arrows::arrows(&[with(down)]), []);
    let up = format!("{down}allod-vm = {{ path = \"../vm\" }}\n");
    assert_eq!(places(&arrows::arrows(&[with(&up)])), ["state->vm"]);
    let test = format!("{down}\n[dev-dependencies]\nallod-vm.workspace = true\n");
    assert_eq!(arrows::arrows(&[with(&test)]), []);
    let new = Member { name: "new".to_owned(), ..Member::default() };
    assert_eq!(places(&arrows::arrows(&[new])), ["new"]);
}

#[test]
fn a_confined_word_is_found_in_code_and_not_in_comments_tests_or_its_place() {
    let rule = |path: &str, text: &str| confined::confined(&[member("state", &[(path, text)])]);
    assert_eq!(places(&rule("state/src/a.rs", "use bincode::config;")), ["bincode:state/src/a.rs"]);
    assert_eq!(places(&rule("state/src/a.rs", "fn f() { let k = b'w'; }")), ["key-letter:state/src/a.rs"]);
    assert_eq!(rule("state/src/key_space.rs", "const OBJECT: u8 = b'w';"), []);
    assert_eq!(rule("state/src/a.rs", "// bincode\n/// wasmer\nfn f() {}"), []);
    assert_eq!(rule("state/src/a.rs", "#[cfg(test)]\nmod tests { use wasmer::Store; }"), []);
    assert_eq!(places(&rule("state/src/a.rs", "fn f() { unsafe { g() } }")), ["unsafe:state/src/a.rs"]);
    assert_eq!(rule("state/tests/a.rs", "use bincode::config;"), []);
    let at = |path| confined::confined(&[member("vm", &[(path, "use wasmer_types::A; use wasmi::B;")])]);
    assert_eq!(places(&at("vm/src/engine.rs")), ["wasmer:vm/src/engine.rs", "wasmi:vm/src/engine.rs"]);
}

#[test]
fn a_source_file_of_another_crate_is_found_and_one_of_the_own_is_not() {
    let of = |line: &str| shared_files::shared_files(&[member("vm", &[("vm/tests/a/mod.rs", line)])]);
    assert_eq!(of("#[path = \"../b.rs\"]\nmod b;"), []);
    assert_eq!(places(&of("    #[path = \"../../../fuzz/src/b.rs\"]\n    mod b;")), ["vm/tests/a/mod.rs"]);
}

#[test]
fn a_file_of_tests_in_no_group_is_found_unless_it_says_why() {
    let of = |name: &str, path: &str, text: &str| test_programs::test_programs(&[member(name, &[(path, text)])]);
    assert_eq!(places(&of("vm", "vm/tests/a.rs", "//! Blocks.\n\nfn f() {}")), ["vm/tests/a.rs"]);
    let reason = format!("//! Blocks.\n//!\n//! {}it crashes.", test_programs::REASON);
    assert_eq!(of("vm", "vm/tests/a.rs", &reason), []);
    assert_eq!(of("vm", "vm/tests/blocks/a.rs", "//! Blocks."), []);
    assert_eq!(of("core", "core/tests/a.rs", "//! Codec."), []);
}

#[test]
fn a_file_of_more_lines_than_may_be_is_found() {
    let of = |lines: usize| sizes::file_lines(&[member("vm", &[("vm/tests/a.rs", &"\n".repeat(lines))])]);
    assert_eq!(of(sizes::FILE_LINES_MAX), []);
    assert_eq!(places(&of(sizes::FILE_LINES_MAX + 1)), ["vm/tests/a.rs"]);
}

#[test]
fn a_folder_of_more_entries_than_may_be_is_found_and_folders_count_once() {
    let of = |entries: usize| {
        let paths: Vec<String> = (0..entries).map(|n| format!("vm/src/a/f{n}.rs")).collect();
        let mut files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
        files.extend([("vm/src/b/c.rs", ""), ("vm/src/b/d.rs", "")]);
        sizes::folder_entries(&[member("vm", &files)])
    };
    assert_eq!(of(sizes::FOLDER_ENTRIES_MAX), []);
    assert_eq!(places(&of(sizes::FOLDER_ENTRIES_MAX + 1)), ["vm/src/a"]);
}

#[test]
fn a_ring_of_modules_is_found_through_uses_paths_and_re_exports() {
    let ring = |files: &[(&str, &str)]| {
        let breaches = rings::rings(&[member("vm", files)]);
        breaches.into_iter().map(|breach| breach.place).collect::<Vec<_>>()
    };
    let root = ("vm/src/lib.rs", "mod a; mod b; pub use a::A;");
    assert_eq!(ring(&[root, ("vm/src/a.rs", "pub struct A;"), ("vm/src/b.rs", "use crate::a::A;")]), [""; 0]);
    let (a, b) = (("vm/src/a.rs", "use crate::b::B; pub struct A;"), ("vm/src/b.rs", "pub struct B;"));
    assert_eq!(ring(&[root, a, b]), [""; 0]);
    let both = ["vm/src/a.rs", "vm/src/b.rs"];
    assert_eq!(ring(&[root, a, ("vm/src/b.rs", "use super::a::{self, A}; pub struct B;")]), both);
    assert_eq!(ring(&[root, a, ("vm/src/b.rs", "pub struct B; fn f() { let a = crate::A; }")]), both, "a re-export");
    assert_eq!(ring(&[root, a, ("vm/src/b.rs", "pub struct B; macro_rules! m { () => { $crate::a::A } }")]), both);
    let seen = "pub(in crate::a) struct B { pub(in crate::a) b: u8 } impl B { pub(in crate::a) fn f() {} }";
    assert_eq!(ring(&[root, a, ("vm/src/b.rs", seen)]), [""; 0], "whoever sees an item is not needed by it");
    let tests = "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }";
    assert_eq!(ring(&[root, a, ("vm/src/b.rs", tests)]), [""; 0], "tests may");
}

#[test]
fn a_module_may_use_those_below_it_and_they_it() {
    let files = [
        ("vm/src/lib.rs", "mod a;"),
        ("vm/src/a/mod.rs", "mod b; use b::B; pub struct A; fn f() { b::g(); }"),
        ("vm/src/a/b.rs", "use super::A; pub struct B; pub fn g() {}"),
    ];
    assert_eq!(rings::rings(&[member("vm", &files)]), []);
    let sibling = ("vm/src/a/c.rs", "use super::b::B; pub struct C;");
    let back = ("vm/src/a/b.rs", "use super::c::C; pub struct B;");
    let breaches = rings::rings(&[member("vm", &[files[0], files[1], sibling, back])]);
    assert_eq!(places(&breaches), ["vm/src/a/b.rs", "vm/src/a/c.rs"]);
}

#[test]
fn the_types_of_a_recursive_grammar_may_be_a_ring_and_their_walker_may_not_be_in_it() {
    let ring = |walker: &str| {
        let files = [
            ("compiler/go/src/lib.rs", "mod syntax;"),
            ("compiler/go/src/syntax/mod.rs", "mod tree; mod walker;"),
            ("compiler/go/src/syntax/tree/mod.rs", "mod expression; mod statement;"),
            ("compiler/go/src/syntax/tree/expression.rs", "pub struct Expr(super::statement::Stmt);"),
            ("compiler/go/src/syntax/tree/statement.rs", walker),
            ("compiler/go/src/syntax/walker.rs", "pub struct Walker(super::tree::expression::Expr);"),
        ];
        rings::rings(&[member("compiler/go", &files)]).len()
    };
    assert_eq!(ring("pub struct Stmt(super::expression::Expr);"), 0);
    assert_eq!(ring("pub struct Stmt(super::expression::Expr, crate::syntax::walker::Walker);"), 3);
}

#[test]
fn the_ring_that_is_a_contract_call_may_be() {
    let (call, host) = (format!("{}call.rs", rings::CONTRACT_CALL), format!("{}host.rs", rings::CONTRACT_CALL));
    let files = [
        (call.as_str(), "use crate::execution::host::H; pub struct C;"),
        (host.as_str(), "use crate::execution::call::C; pub struct H;"),
    ];
    assert_eq!(rings::rings(&[member("vm", &files)]), []);
}

#[test]
fn a_doc_comment_without_a_noun_at_its_head_is_found_once() {
    let rule = |text: &str| openings::openings(&[member("vm", &[("vm/src/a.rs", text)])]);
    assert_eq!(places(&rule("//! What it is.\n//! How it does.\nfn f() {}\n    /// Whether it may.\n")), ["vm 2"]);
    assert_eq!(rule("//! Journal of writes.\n//! What it holds.\n// What it is.\n/// Whatever it takes.\n"), []);
    assert_eq!(places(&rule("/// Write.\n///\n/// # Errors\n/// What the store says.\nfn f() {}\n")), ["vm 1"]);
    assert_eq!(places(&rule("/// Write.\n///\n/// # Errors\n///\n/// When it fails.\nfn f() {}\n")), ["vm 1"]);
    assert_eq!(rule("/// Write.\n///\n/// # Errors\n/// The store's.\n/// What is in it stays.\nfn f() {}\n"), []);
}

#[test]
fn a_public_error_that_can_not_grow_is_found() {
    let rule = |text: &str| closed_errors::closed_errors(&[member("vm", &[("vm/src/a.rs", text)])]);
    assert_eq!(places(&rule("#[derive(Debug)]\npub enum MyError {\n")), ["vm/src/a.rs:MyError"]);
    assert_eq!(rule("#[non_exhaustive]\n#[derive(Debug)]\npub enum MyError {\n"), []);
    assert_eq!(places(&rule("#[non_exhaustive]\npub enum AError {\n}\npub enum BError {\n")), ["vm/src/a.rs:BError"]);
    assert_eq!(rule("enum MyError {}\npub enum Mistake {}\n"), []);
}

#[test]
fn a_public_type_of_the_engine_without_an_example_is_found() {
    let rule = |name: &str, text: &str| examples::examples(&[member(name, &[(&format!("{name}/src/a.rs"), text)])]);
    let bare = rule("vm", "/// Journal.\n#[derive(Debug)]\npub struct Journal<'j> {\n");
    assert_eq!(places(&bare), ["vm/src/a.rs:Journal"]);
    let shown = "/// Journal.\n///\n/// ```\n/// ```\n#[derive(\n    Debug\n)]\npub struct Journal;\n";
    assert_eq!(rule("vm", shown), []);
    let second = rule("vm", "/// ```\n/// ```\npub enum A {}\npub enum B {}\n");
    assert_eq!(places(&second), ["vm/src/a.rs:B"], "an example is of one type");
    assert_eq!(rule("vm", "pub(crate) struct Journal;\n    pub struct Inner;\n"), []);
    assert_eq!(places(&rule("state", "pub struct Journal;\n")), ["state/src/a.rs:Journal"]);
    assert_eq!(rule("core", "pub struct Journal;\n"), []);
}

#[test]
fn a_public_name_with_two_meanings_is_found() {
    let two = |text: &str| {
        let core = member("core", &[("core/src/a.rs", "pub struct Slot; pub enum Error {}")]);
        overloads::overloads(&[core, member("vm", &[("vm/src/b.rs", text)])])
    };
    assert_eq!(places(&two("pub mod inner { pub enum Slot { A } }")), ["Slot"]);
    assert_eq!(two("pub(crate) struct Slot; struct Other; pub fn slot() {} pub enum Error {}"), []);
}

#[test]
fn an_exception_is_for_one_breach_and_must_be_one() {
    let breach = |place: &str| Breach { rule: "rings", place: place.to_owned(), message: String::new() };
    let list = "# known\n\nrings a.rs\n";
    assert_eq!(exceptions::compare(list, &[breach("a.rs")]), [""; 0]);
    assert_eq!(exceptions::compare(list, &[breach("a.rs"), breach("b.rs")]), ["new: rings: b.rs: "]);
    assert_eq!(exceptions::compare(list, &[]), ["no breach any more, remove its line: rings a.rs"]);
}

#[test]
fn members_are_read_from_one_line_or_several() {
    assert_eq!(members("[workspace]\nmembers = [\"core\", \"vm\"]\n"), ["core", "vm"]);
    assert_eq!(members("[workspace]\nmembers = [\n    \"core\",\n    \"vm\",\n]\n"), ["core", "vm"]);
}
