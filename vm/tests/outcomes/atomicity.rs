//! A call that fails leaves no byte of state behind, and its receipt says how it failed.

use allod_core::{Address, HostStatus, ObjectId, RevertCode, Status, Trap, Value, args, tagged_value};
use allod_testing::world::{self, ALICE, BOB, by, call, memory_engine, puppet, state, told};
use allod_vm::{Engine, ExecuteOptions};

/// A puppet, and an object of it whose "v" is 1.
fn stage() -> (Engine, Address, ObjectId) {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    assert_eq!(told(&engine, ALICE, contract, "Write", args![object, 1u64]), HostStatus::Ok);
    (engine, contract, object)
}

fn fails(function: &str, wanted: Status) {
    let (engine, contract, object) = stage();
    let (before, all) = (state(&engine), engine.storage().scan(b"", usize::MAX).unwrap().len());
    let receipt = engine.execute(contract, function, args![object], by(ALICE)).unwrap();
    assert_eq!(receipt.status, wanted, "{function}");
    assert_eq!(state(&engine), before, "{function} changed the state");
    let added = engine.storage().scan(b"", usize::MAX).unwrap().len() - all;
    assert_eq!(added, 1, "{function}: the receipt is the only key that is new");
    assert!(receipt.events.is_empty(), "{function} left events");
    assert!(receipt.output.is_empty());
    assert!(receipt.decode::<()>().is_err(), "a failure never looks like a success");
    assert!(receipt.gas.used > 0 && receipt.gas.used <= receipt.gas.limit);
    let kept = engine.receipt(receipt.hash).unwrap().unwrap();
    assert_eq!((kept.status, kept.gas), (receipt.status, receipt.gas));
}

fn trapped(trap: Trap) -> Status {
    Status::Trapped { trap, message: String::new() }
}

#[test]
fn a_revert_is_undone_and_tells_its_message() {
    fails("FailRevert", Status::Reverted { code: RevertCode::ERROR, message: "as it was told".into() });
}

#[test]
fn an_assertion_is_undone_and_tells_its_message() {
    fails("FailAssert", Status::Reverted { code: RevertCode::ASSERT, message: "as it was told".into() });
}

#[test]
fn an_unreachable_is_undone() {
    fails("FailTrap", trapped(Trap::Unreachable));
}

#[test]
fn a_division_by_zero_is_undone() {
    fails("FailDivide", trapped(Trap::DivideByZero));
}

#[test]
fn a_load_outside_the_memory_is_undone() {
    fails("FailMemory", trapped(Trap::MemoryOutOfBounds));
}

#[test]
fn a_host_pointer_outside_the_memory_is_undone() {
    fails("FailPointer", trapped(Trap::MemoryOutOfBounds));
}

#[test]
fn an_endless_loop_runs_out_of_gas_and_is_undone() {
    fails("FailLoop", Status::OutOfGas);
}

#[test]
fn an_endless_recursion_meets_the_stack_limit_and_is_undone() {
    fails("FailDepth", trapped(Trap::StackOverflow));
}

#[test]
fn a_call_through_an_empty_table_entry_is_undone() {
    fails("FailIndirect", trapped(Trap::IndirectCall));
}

#[test]
fn out_of_gas_costs_the_whole_limit_and_not_more() {
    let (engine, contract, object) = stage();
    let options = ExecuteOptions { gas_limit: Some(50_000), ..by(ALICE) };
    let receipt = engine.execute(contract, "FailLoop", args![object], options).unwrap();
    assert_eq!(receipt.gas.used, 50_000);
    assert_eq!(receipt.gas.instructions + receipt.gas.host_total(), 50_000);
}

#[test]
fn the_limit_that_a_call_used_suffices_and_one_less_does_not() {
    let (engine, contract, object) = stage();
    let used = engine.simulate(contract, "Write", args![object, 7u64], by(ALICE)).unwrap().gas.used;
    let with = |limit| {
        let options = ExecuteOptions { gas_limit: Some(limit), ..by(ALICE) };
        engine.simulate(contract, "Write", args![object, 7u64], options).unwrap().status
    };
    assert_eq!(with(used), Status::Success);
    assert_eq!(with(used - 1), Status::OutOfGas);
    assert_eq!(with(0), Status::OutOfGas);
    assert_eq!(with(1), Status::OutOfGas);
    assert_eq!(with(u64::MAX), Status::Success);
}

#[test]
fn what_a_failing_callee_wrote_is_undone_and_its_gas_stays_spent() {
    let (engine, contract, object) = stage();
    let relay = puppet(&engine);
    let before = state(&engine);
    let args = args![contract, 0u64, "FailRevert", tagged_value::encode(&[Value::from(object)])];
    let receipt = call(&engine, BOB, relay, "Relay", args);
    let (number, message): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!(world::status(number), HostStatus::CallReverted);
    assert_eq!(message, b"as it was told");
    assert_eq!(state(&engine), before);
    assert!(receipt.events.is_empty());
    let child = &receipt.trace.children[0];
    assert!(matches!(child.status, Status::Reverted { .. }));
    assert!(child.gas_used > 1000, "the callee's write was paid for");
    assert!(receipt.gas.used > child.gas_used + 10_000, "and the caller paid for the callee");
}

#[test]
fn a_callee_that_runs_out_of_its_own_gas_leaves_the_caller_the_rest() {
    let (engine, contract, object) = stage();
    let relay = puppet(&engine);
    let args = args![contract, 20_000u64, "FailLoop", tagged_value::encode(&[Value::from(object)])];
    let receipt = call(&engine, BOB, relay, "Relay", args);
    let (number, _): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!(world::status(number), HostStatus::CallOutOfGas);
    assert_eq!(receipt.trace.children[0].gas_used, 20_000);
}

#[test]
fn memory_grows_to_the_limit_and_not_past_it() {
    let engine = memory_engine();
    let wasi = allod_vm::WasiOptions { memory_limit: 8 * 65_536, ..Default::default() };
    let contract = world::puppet_with(&engine, allod_vm::DeployOptions { wasi, ..Default::default() });
    let grow = |pages: u32| call(&engine, ALICE, contract, "Grow", args![pages]).decode::<i32>().unwrap();
    assert_eq!(grow(4), 4);
    assert_eq!(grow(5), -1);
    assert_eq!(grow(0), 4);
    let all = engine.execute(contract, "Grow", args![u32::MAX], by(ALICE)).unwrap();
    assert_eq!(all.status, Status::OutOfGas, "pages are paid for when they are asked for");
}

#[test]
fn money_that_moved_in_a_failing_call_moves_back() {
    let (engine, contract, object) = stage();
    engine.fund(contract, 100).unwrap();
    let before = state(&engine);
    let relay = puppet(&engine);
    let before_relay = state(&engine);
    assert!(before.len() < before_relay.len());
    let receipt = engine.execute(contract, "Pay", args![BOB, 101u64], by(ALICE)).unwrap();
    assert_eq!(world::status(receipt.decode().unwrap()), HostStatus::InsufficientBalance);
    assert_eq!(told(&engine, ALICE, contract, "Pay", args![BOB, 40u64]), HostStatus::Ok);
    assert_eq!((engine.balance(contract).unwrap(), engine.balance(BOB).unwrap()), (60, 40));
    let _ = (relay, object);
}

#[test]
fn a_contract_takes_what_was_attached_and_not_more() {
    let (engine, contract, _) = stage();
    engine.fund(ALICE, 100).unwrap();
    let take = |amount: u64, value| {
        let options = ExecuteOptions { value, ..by(ALICE) };
        let receipt = engine.execute(contract, "Take", args![amount], options).unwrap();
        world::status(receipt.decode().unwrap())
    };
    assert_eq!(take(10, 9), HostStatus::InsufficientBalance);
    assert_eq!(take(10, 10), HostStatus::Ok);
    assert_eq!(take(91, 90), HostStatus::InsufficientBalance);
    let more = engine.execute(contract, "Take", args![91u64], ExecuteOptions { value: 91, ..by(ALICE) }).unwrap_err();
    assert_eq!(more.to_string(), format!("account {ALICE} has 90, wanted 91"), "nor does she attach what she has not");
    assert_eq!((engine.balance(contract).unwrap(), engine.balance(ALICE).unwrap()), (10, 90));
}

#[test]
fn a_query_writes_nothing_also_through_a_nested_call() {
    let (engine, contract, object) = stage();
    let relay = puppet(&engine);
    let all = engine.storage().scan(b"", usize::MAX).unwrap();
    let receipt = engine.query(contract, "Write", args![object, 9u64], by(ALICE)).unwrap();
    assert_eq!(world::status(receipt.decode().unwrap()), HostStatus::ReadOnly);
    let args = args![contract, 0u64, "Write", tagged_value::encode(&[Value::from(object), Value::U64(9)])];
    let receipt = engine.query(relay, "Relay", args, by(ALICE)).unwrap();
    let (_, inner): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!(inner, (HostStatus::ReadOnly as u32).to_le_bytes());
    assert_eq!(engine.storage().scan(b"", usize::MAX).unwrap(), all);
}

#[test]
fn a_simulation_is_exact_and_leaves_nothing() {
    let (engine, contract, object) = stage();
    let all = engine.storage().scan(b"", usize::MAX).unwrap();
    let simulated = engine.simulate(contract, "Write", args![object, 9u64], by(ALICE)).unwrap();
    assert_eq!(engine.storage().scan(b"", usize::MAX).unwrap(), all);
    let executed = engine.execute(contract, "Write", args![object, 9u64], by(ALICE)).unwrap();
    assert_eq!(simulated, executed);
}
