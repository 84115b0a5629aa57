//! The three styles of writing a contract: package functions, functions with a context, methods.

use crate::host::{self, Host, Outcome};
use allod_core::{ObjectId, Value};

const BODY: &str = "
    n += value
    core.Log(\"Incremented\", \"by\", value, \"count\", n)
    return n, counter.Set(\"count\", n)
";

/// The same counter in each style.
fn counters(import: &str) -> [(&'static str, String); 4] {
    let package = format!(
        "package counter\nimport {import}\n
func Initialize() (core.ObjectID, error) {{ c := core.CreateObject(); return c.ID(), c.Set(\"count\", uint64(0)) }}
func Increment(id core.ObjectID, value uint64) (uint64, error) {{
    counter, err := core.GetObject(id)
    if err != nil {{ return 0, err }}
    var n uint64
    if err := counter.Get(\"count\", &n); err != nil {{ return 0, err }}{BODY}}}\n"
    );
    let context = package
        .replace("Initialize()", "Initialize(ctx core.Context)")
        .replace("Increment(", "Increment(ctx core.Context, ")
        .replace("core.CreateObject", "ctx.CreateObject")
        .replace("core.GetObject", "ctx.GetObject")
        .replace("core.Log", "ctx.Log");
    let pointer = context.replace("func ", "func (contract *Counter) ") + "type Counter struct{}\n";
    let value = package.replace("func ", "func (Counter) ") + "type Counter struct{}\n";
    [("package", package), ("context", context), ("pointer receiver", pointer), ("value receiver", value)]
}

fn counts(source: &str) {
    for mut host in Host::each(source) {
        let id = host.values("Initialize", []).remove(0);
        assert_eq!(host.values("Increment", [id.clone(), Value::U64(2)]), [Value::U64(2)]);
        assert_eq!(host.values("Increment", [id, Value::U64(2)]), [Value::U64(4)]);
        let (name, attributes) = &host.world.events[0];
        assert_eq!(name, "Incremented");
        assert_eq!(attributes[1], Value::U64(2));
        assert_eq!(attributes[3], Value::U64(4));
    }
}

#[test]
fn every_style_counts_to_four_under_both_import_paths() {
    for import in ["\"allod.dev/core\"", "\"github.com/govm-net/vm/core\""] {
        for (style, source) in counters(import) {
            println!("{style} with {import}");
            counts(&source);
        }
    }
}

#[test]
fn the_sdk_may_have_another_name_in_the_file() {
    let [(_, package), ..] = counters("vm \"allod.dev/core\"");
    counts(&package.replace("core.", "vm."));
}

#[test]
fn functions_and_methods_of_one_file_are_both_offered() {
    for mut host in Host::each(
        "package both\ntype C struct{}\nfunc One() uint64 { return 1 }\nfunc (C) Two() uint64 { return 2 }\nfunc inner() {}\n",
    ) {
        assert_eq!(host.values("One", []), [Value::U64(1)]);
        assert_eq!(host.values("Two", []), [Value::U64(2)]);
        assert_eq!(host.compiled.abi.as_ref().unwrap().functions.len(), 2);
    }
}

#[test]
fn a_missing_object_is_an_error_with_the_hosts_words() {
    let [(_, package), ..] = counters("\"allod.dev/core\"");
    for mut host in Host::each(&package) {
        let missing = Value::ObjectId(ObjectId([9; 32]));
        let outcome = host.call("Increment", [missing, Value::U64(1)]);
        assert_eq!(outcome, Outcome::Reverted(1, "there is no such object".into()));
    }
}

/// Names of what `source` offers, in its order.
fn offered(source: &str) -> Vec<String> {
    host::built(source).abi.unwrap().functions.into_iter().map(|function| function.name).collect()
}

#[test]
fn methods_of_types_that_begin_with_a_small_letter_are_nobodys_to_call() {
    let vault = "package inner\ntype vault struct{}\nfunc (vault) Drain() uint64 { return 1 }\nfunc (v *vault) Fill() {}\nfunc Take() uint64 { return vault{}.Drain() }\n";
    assert_eq!(offered(vault), ["Take"]);
    let texts = "package two\nimport \"fmt\"\ntype flat struct{}\ntype steep struct{}\nfunc (flat) String() string { return \"flat\" }\nfunc (steep) String() string { return \"steep\" }\nfunc Name(which bool) string { var s fmt.Stringer = flat{}; if which { s = steep{} }; return s.String() }\n";
    assert_eq!(offered(texts), ["Name"]);
    let sorted = "package sorted\nimport \"sort\"\nvar items = []int{3, 1, 2}\ntype byNumber struct{}\nfunc (byNumber) Len() int { return len(items) }\nfunc (byNumber) Less(i, j int) bool { return items[i] < items[j] }\nfunc (byNumber) Swap(i, j int) { items[i], items[j] = items[j], items[i] }\nfunc (byNumber) Visit(n any) error { return nil }\nfunc Third() int { sort.Sort(byNumber{}); return items[2] }\n";
    for mut host in Host::each(sorted) {
        assert_eq!(host.values("Third", []), [Value::I64(3)]);
        assert_eq!(host.compiled.abi.as_ref().unwrap().functions.len(), 1);
    }
}

#[test]
fn a_struct_that_embeds_empty_structs_alone_is_empty_too() {
    for mut host in Host::each(
        "package mixed\ntype Ownable struct{}\nfunc (Ownable) Owner() uint64 { return 1 }\ntype hidden struct{}\nfunc (hidden) Secret() {}\ntype Token struct {\n\tOwnable\n\thidden\n}\nfunc (t Token) Name() uint64 { return t.Owner() + 1 }\n",
    ) {
        assert_eq!(host.values("Name", []), [Value::U64(2)]);
        assert_eq!(host.values("Owner", []), [Value::U64(1)]);
        assert_eq!(host.compiled.abi.as_ref().unwrap().functions.len(), 2);
    }
}
