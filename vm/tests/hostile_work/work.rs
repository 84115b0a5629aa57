//! Much work for little gas: what the host does must stay in proportion to what was paid, in time, in memory, and
//! in what a receipt leaves behind.

use crate::proportion::{caller, escaped, in_proportion};
use allod_core::abi::Abi;
use allod_core::{Address, Status, args, codec};
use allod_testing::hostile::{calling, deploy, deploying, module, with_gas};
use allod_testing::world::{ALICE, block, config, memory_engine};
use allod_vm::{DeployOptions, DeployTerms, Engine, Hash, Receipt, WasiOptions};

/// Bytes that a receipt may have beside one for each gas.
const RECEIPT: u64 = 4_096;

fn is_short(receipt: &Receipt) {
    let bytes = codec::encode(receipt).unwrap().len() as u64;
    let most = RECEIPT + receipt.gas.used + receipt.gas.refunded;
    assert!(bytes <= most, "a receipt of {bytes} bytes for {} gas", receipt.gas.used);
}

/// A loop of one host operation until the gas is gone, with a word at 0 that is another each time.
fn flood(names: &[&str], before: &str, each: &str) -> String {
    let body = format!(
        r#"(func (export "f") (local $h i32) {before} (loop
          (i32.store (i32.const 0) (i32.add (i32.const 1) (i32.load (i32.const 0)))) {each} (br 0)))"#
    );
    module(names, &body)
}

#[test]
fn host_flood_cheap_operations_cost_about_what_they_take() {
    let engine = memory_engine();
    let floods = [
        flood(&["block_height"], "", "(drop (call $block_height))"),
        flood(&["sender"], "", "(call $sender (i32.const 8))"),
        flood(&["balance"], "", "(drop (call $balance (i32.const 0)))"),
        flood(&["get_object"], "", "(drop (call $get_object (i32.const 0)))"),
        flood(&["get_object_with_owner"], "", "(drop (call $get_object_with_owner (i32.const 0)))"),
        flood(&["create_object"], "", "(drop (call $create_object))"),
        flood(&["debug"], "", "(call $debug (i32.const 0) (i32.const 100))"),
        flood(&["output"], "", "(call $output (i32.const 0) (i32.const 1000))"),
        flood(&["sha256"], "", "(call $sha256 (i32.const 0) (i32.const 1000) (i32.const 2000))"),
        flood(&["keccak256"], "", "(call $keccak256 (i32.const 0) (i32.const 1000) (i32.const 2000))"),
        flood(&["blake3"], "", "(call $blake3 (i32.const 0) (i32.const 1000) (i32.const 2000))"),
        flood(
            &["ed25519_verify"],
            "",
            "(drop (call $ed25519_verify (i32.const 0) (i32.const 0) (i32.const 100) (i32.const 200)))",
        ),
    ];
    for wat in floods {
        is_short(&in_proportion(&engine, deploy(&engine, &wat), 2_000_000));
    }
}

#[test]
fn call_flood_many_calls_cost_about_what_they_take() {
    let engine = memory_engine();
    let nothing = deploy(&engine, r#"(module (func (export "x")))"#);
    let trap = deploy(&engine, r#"(module (func (export "x") unreachable))"#);
    for target in [nothing, trap, ALICE] {
        let receipt = in_proportion(&engine, caller(&engine, target, 300), 50_000_000);
        assert_eq!(receipt.status, Status::Success);
        is_short(&receipt);
    }
}

#[test]
fn event_flood_stops_at_the_limit_of_a_transaction() {
    let engine = memory_engine();
    let body = r#"(func (export "f") (result i32) (local i32 i32) (loop
        (if (i32.eqz (call $log (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 1)))
          (then (local.set 1 (i32.add (local.get 1) (i32.const 1)))))
        (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10000)))) (local.get 1))"#;
    let contract = deploy(&engine, &module(&["log"], body));
    let receipt = in_proportion(&engine, contract, 50_000_000);
    assert_eq!(receipt.decode::<u32>().unwrap(), 4_096);
    assert_eq!(receipt.events.len(), 4_096);
}

#[test]
fn handle_flood_stops_at_the_limit_of_a_frame() {
    let engine = memory_engine();
    let body = r#"(func (export "f") (result i32) (local i32 i32) (loop
        (if (i64.eqz (i64.shr_u (call $get_object (i32.const 64)) (i64.const 32)))
          (then (local.set 1 (i32.add (local.get 1) (i32.const 1)))))
        (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 70000)))) (local.get 1))"#;
    let contract = deploy(&engine, &module(&["get_object"], body));
    let receipt = in_proportion(&engine, contract, 50_000_000);
    assert_eq!(receipt.decode::<u32>().unwrap(), 65_536);
    is_short(&receipt);
}

#[test]
fn trace_flood_a_frame_lists_no_more_objects_than_it_may() {
    let engine = memory_engine();
    let wat = flood(&["create_object"], "", "(drop (call $create_object))");
    let receipt = in_proportion(&engine, deploy(&engine, &wat), 1_000_000);
    assert!(receipt.trace.objects_cut);
    assert_eq!(receipt.trace.objects.len(), 256);
}

#[test]
fn debug_flood_is_cut_and_not_in_the_receipt_that_is_kept() {
    let engine = memory_engine();
    let wat = flood(&["debug"], "", "(call $debug (i32.const 0) (i32.const 60000))");
    let contract = deploy(&engine, &wat);
    let receipt = engine.execute(contract, "f", args![], with_gas(ALICE, 2_000_000)).unwrap();
    assert_eq!(receipt.debug.len(), 64 << 10);
    assert!(engine.receipt(receipt.hash).unwrap().unwrap().debug.is_empty());
}

#[test]
fn poison_a_transaction_of_many_large_events_does_not_stop_its_block() {
    let engine = memory_engine();
    let body = r#"(func (export "f") (local i32)
        (i32.store8 (i32.const 100) (i32.const 2)) (i32.store8 (i32.const 101) (i32.const 12))
        (i32.store8 (i32.const 110) (i32.const 13)) (i64.store (i32.const 111) (i64.const 65000))
        (loop (drop (call $log (i32.const 0) (i32.const 0) (i32.const 100) (i32.const 65019)))
          (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 600)))))"#;
    let contract = deploy(&engine, &module(&["log"], body));
    let receipts = engine.execute_block(&block(9, 9), vec![calling(ALICE, contract, "f", vec![], 100_000_000)]);
    is_short(&receipts.unwrap()[0]);
}

#[test]
fn poison_a_transaction_of_many_long_reasons_does_not_stop_its_block() {
    let engine = memory_engine();
    let body = r#"(func (export "x") (memory.fill (i32.const 0) (i32.const 255) (i32.const 65536))
        (call $revert (i32.const 1) (i32.const 0) (i32.const 65536)))"#;
    let failing = deploy(&engine, &module(&["revert"], body));
    let contract = caller(&engine, failing, 200);
    let receipts = engine.execute_block(&block(9, 9), vec![calling(ALICE, contract, "f", vec![], 100_000_000)]);
    is_short(&receipts.unwrap()[0]);
}

#[test]
fn poison_a_reason_that_is_no_text_is_no_longer_than_one_that_is() {
    let engine = memory_engine();
    let body = r#"(func (export "f") (memory.fill (i32.const 0) (i32.const 255) (i32.const 1596))
        (call $revert (i32.const 1) (i32.const 0) (i32.const 1596)))"#;
    let contract = deploy(&engine, &module(&["revert"], body));
    let receipt = engine.simulate(contract, "f", args![], with_gas(ALICE, 100_000)).unwrap();
    let Status::Reverted { message, .. } = &receipt.status else { panic!("{:?}", receipt.status) };
    // What stands for a byte that is no text takes three, and 341 of those fit into 1,024 bytes.
    assert_eq!(message.len(), 1_023);
    is_short(&receipt);
}

#[test]
fn poison_a_function_name_of_any_length_does_not_stop_its_block() {
    let engine = memory_engine();
    let transaction = calling(ALICE, ALICE, &"x".repeat(33 << 20), vec![], 1);
    let receipts = engine.execute_block(&block(9, 9), vec![transaction]).unwrap();
    is_short(&receipts[0]);
}

#[test]
fn a_refused_deploy_pays_for_what_was_done_and_leaves_no_machine_code() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(config().with_cache_dir(folder.path())).unwrap();
    let module = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let terms = |fuel_limit| DeployTerms {
        salt: Some(Hash([1; 32])),
        wasi: WasiOptions { fuel_limit, ..WasiOptions::default() },
        ..DeployTerms::default()
    };
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    engine.execute_block(&block(1, 1), vec![deploying(ALICE, module.clone(), terms(1))]).unwrap();
    let before = files();
    // The same address under other terms: taken, so that nothing need be compiled for it.
    let again = (2..6).map(|fuel| deploying(ALICE, module.clone(), terms(fuel))).collect();
    for receipt in engine.execute_block(&block(2, 2), again).unwrap() {
        assert!(matches!(receipt.status, Status::Refused { .. }));
        assert!(receipt.gas.used > 0, "a refusal after a compile is not free");
    }
    assert_eq!(files(), before, "no artefact for a contract that is not there");
}

#[test]
fn a_refund_pays_for_no_work_but_the_deletions() {
    let engine = memory_engine();
    let body = r#"(func (export "f") (local i32)
        (loop (drop (call $delete_object (i32.wrap_i64 (call $create_object))))
          (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10000))))
        (local.set 0 (i32.const 0))
        (loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 200000)))))"#;
    let contract = deploy(&engine, &module(&["create_object", "delete_object"], body));
    let gas = engine.simulate(contract, "f", args![], with_gas(ALICE, 50_000_000)).unwrap().gas;
    assert!(gas.used >= gas.instructions, "{gas:?}");
}

#[test]
fn value_bomb_a_byte_of_arguments_or_of_an_event_is_no_kilobyte_of_memory() {
    let engine = memory_engine();
    // A list of `Option<struct of 255 fields>`, all of them nothing: each item is one byte.
    let ty = [&[17u8, 18, 19, 0, 255][..], &[0, 1].repeat(255)].concat();
    let list = [&ty[..], &2_000u64.to_le_bytes(), &[0; 2_000]].concat();
    let event = [&[2u8, 12, 0, 0, 0, 0, 0, 0, 0, 0][..], &list].concat();
    let arguments = [&[1u8][..], &list].concat();
    let log = format!(
        r#"(data (i32.const 64) "{}") (func (export "f") (local i32) (loop
          (drop (call $log (i32.const 0) (i32.const 0) (i32.const 64) (i32.const {})))
          (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 8)))))"#,
        escaped(&event),
        event.len()
    );
    is_short(&in_proportion(&engine, deploy(&engine, &module(&["log"], &log)), 50_000_000));
    let call = format!(
        r#"(data (i32.const 64) "{}") (func (export "f") (local i32) (loop
          (drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const {}) (i64.const 0) (i32.const 0) (i32.const 0)))
          (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 8)))))"#,
        escaped(&arguments),
        arguments.len()
    );
    in_proportion(&engine, deploy(&engine, &module(&["call"], &call)), 50_000_000);
}

#[test]
fn call_flood_long_names_and_arguments_are_paid_for_also_when_refused() {
    let engine = memory_engine();
    let name = flood(
        &["call"],
        "(memory.fill (i32.const 64) (i32.const 255) (i32.const 1000000))",
        "(drop (call $call (i32.const 0) (i32.const 64) (i32.const 1000000) (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 0)))",
    );
    in_proportion(&engine, deploy(&engine, &name), 500_000);
}

#[test]
fn call_flood_a_refusal_by_a_contract_of_many_parameters_is_paid_for() {
    let engine = memory_engine();
    let inputs: Vec<_> = (0..20_000).map(|i| serde_json::json!({"name": format!("a{i}"), "type": "u64"})).collect();
    let refused = with_functions(&engine, serde_json::json!([{"name": "x", "inputs": inputs}])).unwrap_err();
    assert!(refused.contains("64 inputs and outputs") && refused.len() < 500, "{refused}");
    let target = with_functions(&engine, serde_json::json!([{"name": "x", "inputs": inputs[..64]}])).unwrap();
    in_proportion(&engine, caller(&engine, target, 20), 50_000_000);
}

#[test]
fn a_receipt_does_not_grow_with_what_the_abi_promises() {
    let engine = memory_engine();
    let outputs: Vec<_> = (0..40_000).map(|_| serde_json::json!({"name": "", "type": "u64"})).collect();
    let refused = with_functions(&engine, serde_json::json!([{"name": "x", "outputs": outputs}])).unwrap_err();
    assert!(refused.contains("64 inputs and outputs"), "{refused}");
    let target = with_functions(&engine, serde_json::json!([{"name": "x", "outputs": outputs[..64]}])).unwrap();
    is_short(&engine.simulate(target, "x", args![], with_gas(ALICE, 1_000_000)).unwrap());
}

fn with_functions(engine: &Engine, functions: serde_json::Value) -> Result<Address, String> {
    let json = serde_json::json!({"package_name": "test", "functions": functions});
    let abi = Some(Abi::from_json(json.to_string().as_bytes()).unwrap());
    let options = DeployOptions { abi, ..DeployOptions::default() };
    let deployed = engine.deploy_with_options(r#"(module (func (export "x")))"#, options);
    deployed.map(|deployed| deployed.address).map_err(|error| error.to_string())
}

#[test]
fn field_names_are_paid_for_by_their_length() {
    let engine = memory_engine();
    let flood = flood(
        &["get_object", "object_get"],
        "(local.set $h (i32.wrap_i64 (call $get_object (i32.const 70000))))",
        "(drop (call $object_get (local.get $h) (i32.const 0) (i32.const 65536) (i32.const 80000) (i32.const 1) (i32.const 0) (i32.const 0)))",
    );
    in_proportion(&engine, deploy(&engine, &flood), 100_000);
}
