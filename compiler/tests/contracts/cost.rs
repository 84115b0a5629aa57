//! What a Go contract costs: its size, its first memory, the instructions of a call, the calls of the host.

use crate::host::{Host, Outcome};
use allod_compiler::gate::{self, GateOptions};
use allod_core::Value;

const CONTRACT: &str = r#"package cost

import "allod.dev/core"

type Info struct { Name string; Supply uint64; Holders []core.Address }

func Nothing() {}
func Add(a, b uint64) uint64 { return a + b }
func Initialize(ctx core.Context) core.ObjectID { return ctx.CreateObject().ID() }
func Store(id core.ObjectID) error { o, err := core.GetObject(id); if err != nil { return err }; return o.Set("n", uint64(1)) }
func Load(id core.ObjectID) (uint64, error) { o, err := core.GetObject(id); if err != nil { return 0, err }; var n uint64; err = o.Get("n", &n); return n, err }
func StoreInfo(id core.ObjectID, name string) error {
	o, err := core.GetObject(id)
	if err != nil { return err }
	return o.Set("info", Info{name, 7, []core.Address{core.Sender()}})
}
func LoadInfo(id core.ObjectID) (Info, error) {
	o, err := core.GetObject(id)
	if err != nil { return Info{}, err }
	var info Info
	err = o.Get("info", &info)
	return info, err
}
func Five(ctx core.Context) uint64 {
	return uint64(ctx.Sender()[0]) + ctx.BlockHeight() + uint64(ctx.BlockTime()) + uint64(ctx.ContractAddress()[0]) + ctx.Balance(ctx.Sender())
}
func Remove(id core.ObjectID) { core.DeleteObject(id) }
func MakeAndRemove() { o := core.CreateObject(); core.DeleteObject(o.ID()) }
func Panic() { panic("no") }
func Allocate(n uint64) (total uint64) {
	for i := uint64(0); i < n; i++ { b := make([]byte, 1024); b[i%1024] = 1; kept = b; total += uint64(len(b)) }
	return total
}
var kept []byte
"#;

fn pages(wasm: &[u8]) -> u64 {
    let mut pages = 0;
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        if let wasmparser::Payload::MemorySection(section) = payload.unwrap() {
            pages += section.into_iter().map(|memory| memory.unwrap().initial).sum::<u64>();
        }
    }
    pages
}

#[test]
fn a_call_costs_hundreds_of_gas_and_not_thousands() {
    let mut host = Host::new(CONTRACT);
    println!("{} bytes, {} pages", host.compiled.wasm.len(), pages(&host.compiled.wasm));
    let id = host.values("Initialize", []).remove(0);
    let mut spent = |function: &str, args: Vec<Value>, most: u64| {
        let outcome = host.call(function, args);
        println!("{function}: {} gas, {:?}", host.world.instructions, host.world.calls);
        assert!(
            host.world.instructions <= most,
            "{function} took {}, at most {most}: {outcome:?}",
            host.world.instructions
        );
    };
    spent("Nothing", vec![], 300);
    spent("Add", vec![Value::U64(1), Value::U64(2)], 700);
    spent("Store", vec![id.clone()], 1_000);
    spent("Load", vec![id.clone()], 1_400);
    spent("StoreInfo", vec![id.clone(), Value::from("gold")], 2_000);
    spent("LoadInfo", vec![id], 3_000);
    spent("Five", vec![], 1_000);
    spent("Panic", vec![], 400);
    spent("Allocate", vec![Value::U64(1_000)], 150_000);
    spent("Allocate", vec![Value::U64(10_000)], 3_000_000);
}

#[test]
fn a_module_is_kilobytes_and_begins_with_two_mebibytes() {
    let host = Host::new(CONTRACT);
    let pages = pages(&host.compiled.wasm);
    assert!(pages <= 33, "{pages} pages");
    assert!(host.compiled.wasm.len() < 20 << 10, "{} bytes", host.compiled.wasm.len());
}

#[test]
fn every_method_is_one_call_of_the_host() {
    let mut host = Host::new(CONTRACT);
    host.values("Five", []);
    let calls = ["input", "sender", "block_height", "block_time", "contract_address", "sender", "balance", "output"];
    assert_eq!(host.world.calls, calls);
    let id = host.values("Initialize", []).remove(0);
    assert_eq!(host.world.calls, ["input", "create_object", "object_id", "output"]);
    host.values("StoreInfo", [id.clone(), Value::from("gold")]);
    assert_eq!(host.world.calls, ["input", "get_object", "sender", "object_set"]);
    host.values("LoadInfo", [id.clone()]);
    assert_eq!(host.world.calls, ["input", "get_object", "object_get", "output"]);
    host.values("StoreInfo", [id.clone(), Value::String("x".repeat(2_000))]);
    host.values("LoadInfo", [id]);
    assert_eq!(host.world.calls, ["input", "get_object", "object_get", "fetch", "output"], "a large field is fetched");
    host.values("MakeAndRemove", []);
    assert_eq!(host.world.calls, ["input", "create_object", "object_id", "delete_object"], "its handle is known");
    let id = host.values("Initialize", []).remove(0);
    host.values("Remove", [id]);
    assert_eq!(host.world.calls, ["input", "get_object", "delete_object"], "the handle of a bare id is asked for");
    assert!(matches!(host.call("Nothing", []), Outcome::Returned(output) if output.is_empty()));
}

#[test]
fn what_is_compiled_from_go_passes_the_gate() {
    let host = Host::new(CONTRACT);
    gate::check(&host.compiled.wasm, &GateOptions::default()).unwrap_or_else(|e| panic!("{e}"));
}
