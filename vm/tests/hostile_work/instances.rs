//! Instances and indexes made to cost the host more than they cost in gas: segments, memory, walks over owners.

use crate::proportion::{caller, escaped, in_proportion};
use allod_core::{Address, HostStatus, LimitKind, Reason, Status, args};
use allod_testing::hostile::{deploy, imports, module, with_gas};
use allod_testing::world::{ALICE, config, memory_engine};
use allod_vm::{Compiler, DeployOptions, Engine, WasiOptions};

#[test]
fn segment_bomb_an_instance_is_paid_for_by_what_must_be_set_up() {
    let engine = memory_engine();
    let segments: String = (0..5_000).map(|i| format!(r#"(data (i32.const {}) "\01")"#, i * 13_000)).collect();
    let wat = format!(r#"(module (memory (export "memory") 1024) {segments} (func (export "x")))"#);
    in_proportion(&engine, caller(&engine, deploy(&engine, &wat), 5), 50_000_000);
}

#[test]
fn segment_bomb_what_the_interpreter_sets_up_at_each_call_costs_about_what_it_takes() {
    let engine = Engine::open(config().with_compiler(Compiler::Interpreter)).unwrap();
    let table = |segments: usize, items: usize| {
        let segment = format!("(elem (i32.const 0) func {})", "0 ".repeat(items));
        format!("(table 16384 funcref) {}", segment.repeat(segments))
    };
    let functions = |many: usize| "(func)".repeat(many);
    let exports = |many: usize| (0..many).map(|i| format!("(func (export \"x{i}\"))")).collect::<String>();
    let data =
        |segments: usize, bytes: usize| format!("(data (i32.const 0) \"{}\")", "x".repeat(bytes)).repeat(segments);
    let cases = [
        ("as much of all as is free", 64, table(1, 9_000) + &functions(1_500) + &exports(100) + &data(24, 65_000)),
        ("a page, and what is free with it", 1, table(1, 500) + &functions(100) + &exports(10) + &data(1, 24_000)),
        ("table entries", 1, table(8, 16_000)),
        ("functions", 1, functions(49_000)),
        ("exports", 1, exports(1_000)),
        ("data", 1, data(40, 65_000)),
        ("data segments", 1, data(20_000, 1)),
    ];
    for (what, pages, parts) in cases {
        let wat = format!(r#"(module (memory (export "memory") {pages}) (func (export "f")) {parts})"#);
        let contract = engine.deploy(wat).unwrap().address;
        print!("{what}: ");
        in_proportion(&engine, contract, 500_000_000);
    }
}

#[test]
fn segment_bomb_memory_is_paid_for_before_it_is_touched() {
    let engine = memory_engine();
    let wat = r#"(module (memory (export "memory") 1024) (func (export "x") (local i32) (loop
        (i32.store8 (local.get 0) (i32.const 1))
        (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 4096))) (i32.const 67108864))))))"#;
    in_proportion(&engine, caller(&engine, deploy(&engine, wat), 10), 50_000_000);
}

#[test]
fn memory_bomb_a_call_chain_has_so_much_memory_and_no_more() {
    let engine = memory_engine();
    // Each begins with 256 MiB, all that a deployer may allow one, and calls the next.
    let link = |next: Option<Address>| {
        let next = next.map_or_else(String::new, |next| escaped(&next.0));
        let body = format!(
            r#"(memory (export "memory") 4096) (data (i32.const 0) "{next}") (data (i32.const 40) "f") (data (i32.const 50) "\00")
            (func (export "f") (result i64)
              (call $call (i32.const 0) (i32.const 40) (i32.const 1) (i32.const 50) (i32.const 1)
                (i64.const 0) (i32.const 100) (i32.const 8)))"#
        );
        let wat = format!("(module {} {body})", imports(&["call"]));
        let wasi = WasiOptions { memory_limit: 256 << 20, ..WasiOptions::default() };
        engine.deploy_with_options(wat, DeployOptions { wasi, ..DeployOptions::default() }).unwrap().address
    };
    let last = link(None);
    let middle = link(Some(last));
    let first = link(Some(middle));
    let options = || with_gas(Address::ZERO, 1_000_000_000);
    let call = |contract| engine.execute(contract, "f", args![], options()).unwrap();
    let (two, three) = (call(middle), call(first));
    assert_eq!(two.trace.children.len(), 1, "512 MiB is what a chain may have");
    let middle = &three.trace.children[0];
    let [third] = &middle.children[..] else { panic!("{middle:?}") };
    let too_much = Reason::Limit { what: LimitKind::ChainMemory, given: 768 << 20, limit: 512 << 20 };
    assert_eq!(third.status, Status::Refused { reason: Box::new(too_much) }, "the third would be too much");
    let told = HostStatus::split(engine.execute(last, "f", args![], options()).unwrap().decode().unwrap());
    assert_eq!(told.map(|(status, _)| status), Some(HostStatus::CallRefused), "there is no contract at zero");
}

#[test]
fn owner_walk_finding_an_object_stays_cheap_after_failing_calls() {
    let engine = memory_engine();
    let failing = deploy(
        &engine,
        &module(
            &["revert", "create_object"],
            r#"(func (export "x") (drop (call $create_object)) (call $revert (i32.const 1) (i32.const 0) (i32.const 0)))"#,
        ),
    );
    // Four thousand objects made and deleted, and then: fail, so that what is known is forgotten, and find.
    let body = format!(
        r#"(data (i32.const 100) "{}") (data (i32.const 140) "x") (data (i32.const 150) "\00")
        (func (export "f") (local i32)
          (call $contract_address (i32.const 200))
          (loop (drop (call $delete_object (i32.wrap_i64 (call $create_object))))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 4000))))
          (local.set 0 (i32.const 0))
          (loop
            (drop (call $call (i32.const 100) (i32.const 140) (i32.const 1) (i32.const 150) (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0)))
            (drop (call $get_object_with_owner (i32.const 200)))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 100)))))"#,
        escaped(&failing.0)
    );
    let names = ["create_object", "delete_object", "get_object_with_owner", "contract_address", "call"];
    in_proportion(&engine, deploy(&engine, &module(&names, &body)), 50_000_000);
}

#[test]
fn owner_walk_finding_an_object_stays_cheap_among_stored_objects_that_went() {
    let engine = memory_engine();
    let failing = deploy(
        &engine,
        &module(
            &["revert", "create_object"],
            r#"(func (export "x") (local i32) (loop (drop (call $create_object))
              (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 20))))
              (call $revert (i32.const 1) (i32.const 0) (i32.const 0)))"#,
        ),
    );
    // `make` makes two thousand and one objects. `f` shares all but the youngest, so that nobody owns them, and then,
    // again and again, has a call fail and asks for the oldest.
    let body = format!(
        r#"(data (i32.const 100) "{}") (data (i32.const 140) "x") (data (i32.const 150) "\00")
        (func $find (result i32) (i32.wrap_i64 (call $get_object_with_owner (i32.const 200))))
        (func (export "make") (local i32)
          (loop (drop (call $create_object))
            (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 2001)))))
        (func (export "f") (local $i i32)
          (call $contract_address (i32.const 200))
          (loop
            (drop (call $object_share (call $find)))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2000))))
          (local.set $i (i32.const 0))
          (loop
            (drop (call $call (i32.const 100) (i32.const 140) (i32.const 1) (i32.const 150) (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0)))
            (drop (call $find))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 300)))))"#,
        escaped(&failing.0)
    );
    let names = ["create_object", "object_share", "get_object_with_owner", "contract_address", "call"];
    let contract = deploy(&engine, &module(&names, &body));
    engine.execute(contract, "make", args![], with_gas(ALICE, 50_000_000)).unwrap();
    let receipt = in_proportion(&engine, contract, 50_000_000);
    assert_eq!(receipt.status, Status::Success);
}
