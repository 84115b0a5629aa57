//! The three styles of writing a contract: package functions, functions with a context, methods.

mod host;

use allod_core::{ObjectId, Value};
use host::{Host, Outcome};

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
    let mut host = Host::new(source);
    let id = host.values("Initialize", []).remove(0);
    assert_eq!(host.values("Increment", [id.clone(), Value::U64(2)]), [Value::U64(2)]);
    assert_eq!(host.values("Increment", [id, Value::U64(2)]), [Value::U64(4)]);
    let (name, attributes) = &host.world.events[0];
    assert_eq!(name, "Incremented");
    assert_eq!(attributes[1], Value::U64(2));
    assert_eq!(attributes[3], Value::U64(4));
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
    let mut host = Host::new(
        "package both\ntype C struct{}\nfunc One() uint64 { return 1 }\nfunc (C) Two() uint64 { return 2 }\nfunc inner() {}\n",
    );
    assert_eq!(host.values("One", []), [Value::U64(1)]);
    assert_eq!(host.values("Two", []), [Value::U64(2)]);
    assert_eq!(host.compiled.abi.as_ref().unwrap().functions.len(), 2);
}

#[test]
fn a_missing_object_is_an_error_with_the_hosts_words() {
    let [(_, package), ..] = counters("\"allod.dev/core\"");
    let mut host = Host::new(&package);
    let missing = Value::ObjectId(ObjectId([9; 32]));
    let outcome = host.call("Increment", [missing, Value::U64(1)]);
    assert_eq!(outcome, Outcome::Reverted(1, "there is no such object".into()));
}
