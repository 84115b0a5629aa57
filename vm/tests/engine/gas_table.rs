//! The gas table of the documents, measured through running contracts.

use allod_core::{GasSchedule, HostOp, HostStatus, ObjectId, Price, args, tagged_value};
use allod_testing::world::{self, ALICE, BOB, by, call, config, memory_engine, puppet, told};
use allod_vm::{Engine, Receipt};

fn gas_of(receipt: &Receipt, op: HostOp) -> u64 {
    receipt.gas.host.iter().find(|row| row.0 == op).map_or(0, |row| row.1)
}

#[test]
fn five_queries_cost_ninety() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = call(&engine, ALICE, contract, "FiveQueries", args![]);
    let queries = [HostOp::BlockHeight, HostOp::BlockTime, HostOp::ContractAddress, HostOp::Sender, HostOp::Balance];
    assert_eq!(queries.map(|op| gas_of(&receipt, op)), [10, 10, 10, 10, 50]);
    assert_eq!(queries.iter().map(|op| gas_of(&receipt, *op)).sum::<u64>(), 90);
}

#[test]
fn objects_cost_what_the_table_says() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = call(&engine, ALICE, contract, "Create", args![]);
    assert_eq!(gas_of(&receipt, HostOp::CreateObject), 50);
    assert_eq!(gas_of(&receipt, HostOp::ObjectId), 10);
    let object: ObjectId = receipt.decode().unwrap();

    let receipt = call(&engine, ALICE, contract, "Write", args![object, 5u64]);
    assert_eq!(gas_of(&receipt, HostOp::GetObject), 50);
    assert_eq!(gas_of(&receipt, HostOp::ObjectSet), 1000 + 100 * 8);
    let receipt = call(&engine, ALICE, contract, "Read", args![object]);
    assert_eq!(gas_of(&receipt, HostOp::ObjectGet), 100 + 8);
    let receipt = call(&engine, ALICE, contract, "Owner", args![object]);
    assert_eq!(gas_of(&receipt, HostOp::ObjectOwner), 100);
    let receipt = call(&engine, ALICE, contract, "Find", args![contract]);
    assert_eq!(gas_of(&receipt, HostOp::GetObjectWithOwner), 50);
    let receipt = call(&engine, ALICE, contract, "Give", args![object, ALICE]);
    assert_eq!(gas_of(&receipt, HostOp::ObjectSetOwner), 500);
}

#[test]
fn a_deleted_object_gives_gas_back_but_no_more_than_a_fifth_of_what_was_used() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let receipt = call(&engine, ALICE, contract, "Delete", args![object]);
    assert_eq!(gas_of(&receipt, HostOp::DeleteObject), 500);
    let spent = receipt.gas.instructions + receipt.gas.host_total();
    assert_eq!(receipt.gas.refunded, spent / 5);
    assert_eq!(receipt.gas.used, spent - receipt.gas.refunded);
    assert!(engine.object(object).unwrap().is_none());
}

#[test]
fn logging_costs_a_hundred_and_one_for_each_byte() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = call(&engine, ALICE, contract, "Tell", args![]);
    assert_eq!(gas_of(&receipt, HostOp::Log), 100 + 4 + 20);
    assert_eq!(receipt.events.len(), 1);
    assert_eq!(receipt.events[0].name, "Told");
}

#[test]
fn a_transfer_costs_five_hundred() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    engine.fund(contract, 10).unwrap();
    let receipt = call(&engine, ALICE, contract, "Pay", args![BOB, 4u64]);
    assert_eq!(gas_of(&receipt, HostOp::Transfer), 500);
    assert_eq!(engine.balance(BOB).unwrap(), 4);
}

#[test]
fn a_call_costs_ten_thousand_and_what_the_callee_uses() {
    let engine = memory_engine();
    let (caller, callee) = (puppet(&engine), puppet(&engine));
    let receipt = call(&engine, ALICE, caller, "Relay", args![callee, 25_000u64, "Sender", tagged_value::encode(&[])]);
    assert_eq!(gas_of(&receipt, HostOp::Call), 10_000);
    let child = &receipt.trace.children[0];
    assert_eq!(child.gas_limit, 25_000);
    assert!(child.gas_used < 25_000);
    assert_eq!(receipt.trace.gas_used, receipt.gas.used);
}

#[test]
fn instructions_and_host_operations_add_up_to_what_was_used() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    for function in ["Create", "Tell", "Sender", "FiveQueries"] {
        let gas = call(&engine, ALICE, contract, function, args![]).gas;
        assert!(gas.instructions > 0);
        assert_eq!(gas.used, gas.instructions + gas.host_total() - gas.refunded, "{function}");
    }
}

#[test]
fn every_operation_has_a_price_and_a_dearer_one_is_charged() {
    let schedule = GasSchedule::standard();
    for op in HostOp::ALL {
        assert!(schedule.price(*op).base >= 10, "{}", op.name());
    }
    let dear = schedule.clone().with_price(HostOp::Sender, Price { base: 11, per_unit: 0 });
    let engine = Engine::open(config().with_schedule(dear)).unwrap();
    let contract = puppet(&engine);
    let cheap_engine = memory_engine();
    let cheap_contract = puppet(&cheap_engine);
    let dear = engine.query(contract, "Sender", args![], by(ALICE)).unwrap().gas.used;
    let cheap = cheap_engine.query(cheap_contract, "Sender", args![], by(ALICE)).unwrap().gas.used;
    assert_eq!(dear, cheap + 1);
}

#[test]
fn gas_is_the_same_cold_and_warm() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Engine::open(config().with_path(folder.path())).unwrap();
    let engine = open();
    let contract = puppet(&engine);
    let cold = engine.query(contract, "FiveQueries", args![], by(ALICE)).unwrap().gas;
    let warm = engine.query(contract, "FiveQueries", args![], by(ALICE)).unwrap().gas;
    drop(engine);
    let restarted = open().query(contract, "FiveQueries", args![], by(ALICE)).unwrap().gas;
    assert_eq!(cold, warm);
    assert_eq!(cold, restarted);
}

#[test]
fn a_timeout_is_turned_into_gas_so_that_every_machine_stops_at_the_same_instruction() {
    let engine = memory_engine();
    let wasi = allod_vm::WasiOptions { timeout: 1, ..Default::default() };
    let contract = world::puppet_with(&engine, allod_vm::DeployOptions { wasi, ..Default::default() });
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    assert_eq!(told(&engine, ALICE, contract, "Write", args![object, 1u64]), HostStatus::Ok);
    let receipt = engine.execute(contract, "FailLoop", args![object], by(ALICE)).unwrap();
    assert_eq!(receipt.status, allod_core::Status::OutOfGas);
    assert_eq!(receipt.trace.gas_limit, GasSchedule::standard().gas_per_millisecond);
    assert_eq!(receipt.gas.used, receipt.trace.gas_limit);
}

#[test]
fn a_deletion_pays_for_the_fields_it_walks_over_beyond_the_free_ones() {
    let engine = memory_engine();
    // Fill(n) makes an object with n fields named by 4 bytes each; Drop deletes object 0 of this call after filling it.
    let wat = r#"(module
        (import "allod" "create_object" (func $create (result i64)))
        (import "allod" "delete_object" (func $delete (param i32) (result i32)))
        (import "allod" "object_set" (func $set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1) (data (i32.const 4) "\01")
        (func (export "FillAndDrop") (param $n i32)
            (local $o i32) (local.set $o (i32.wrap_i64 (call $create)))
            (loop $more
                (i32.store (i32.const 0) (local.get $n))
                (drop (call $set (local.get $o) (i32.const 0) (i32.const 4) (i32.const 4) (i32.const 1) (i32.const 8) (i32.const 1)))
                (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (drop (call $delete (local.get $o)))))"#;
    let contract = engine.deploy(wat).unwrap().address;
    for (fields, wanted) in [(1, 500), (16, 500), (17, 550), (200, 500 + 184 * 50)] {
        let receipt = call(&engine, ALICE, contract, "FillAndDrop", args![fields]);
        assert_eq!(gas_of(&receipt, HostOp::DeleteObject), wanted, "{fields} fields");
    }
    // With gas for a part of the fields only, the deletion ends the call.
    let full = engine.simulate(contract, "FillAndDrop", args![200], by(ALICE)).unwrap().gas;
    let options = allod_vm::ExecuteOptions { gas_limit: Some(full.used + full.refunded - 1), ..by(ALICE) };
    let cut = engine.simulate(contract, "FillAndDrop", args![200], options).unwrap();
    assert_eq!(cut.status, allod_core::Status::OutOfGas);
}
