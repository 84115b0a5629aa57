//! Who called whom: senders, traces, depth and re-entry.

use allod_core::{Address, HostStatus, Status, Value, args, tagged_value};
use allod_testing::world::{self, ALICE, by, call, config, memory_engine, puppet, puppet_with};
use allod_vm::{CallLimits, DeployOptions, Engine, ExecuteOptions};

/// The arguments of `Relay` that make `contracts` call each other in order, the last one `function`.
fn chain(contracts: &[Address], function: &str, values: &[Value]) -> (String, Vec<Value>) {
    match contracts {
        [] => (function.to_owned(), values.to_vec()),
        [next, rest @ ..] => {
            let (inner, inner_values) = chain(rest, function, values);
            let values = vec![
                Value::from(*next),
                Value::U64(0),
                Value::from(inner.as_str()),
                Value::from(tagged_value::encode(&inner_values)),
            ];
            ("RelayOrFail".to_owned(), values)
        }
    }
}

/// Calls the first contract, which calls the next, and so on; the last one does `function`.
fn through(engine: &Engine, contracts: &[Address], function: &str) -> allod_vm::Receipt {
    let (name, values) = chain(&contracts[1..], function, &[]);
    engine.execute(contracts[0], &name, allod_core::Args::Positional(values), by(ALICE)).unwrap()
}

#[test]
fn a_calls_b_calls_c_and_each_sees_its_own_caller() {
    let engine = memory_engine();
    let [a, b, c] = [(); 3].map(|()| puppet(&engine));
    let receipt = through(&engine, &[a, b, c], "Sender");
    assert_eq!(receipt.output, b.0, "c was called by b");
    assert_eq!(through(&engine, &[a, b], "Sender").output, a.0);
    assert_eq!(through(&engine, &[a], "Sender").output, ALICE.0);
    let frames: Vec<_> = receipt.trace.walk().map(|f| (f.contract, f.sender)).collect();
    assert_eq!(frames, [(a, ALICE), (b, a), (c, b)]);
}

#[test]
fn a_frame_holds_the_gas_of_the_frames_below_it() {
    let engine = memory_engine();
    let [a, b, c] = [(); 3].map(|()| puppet(&engine));
    let trace = through(&engine, &[a, b, c], "Sender").trace;
    let gas: Vec<_> = trace.walk().map(|f| f.gas_used).collect();
    assert!(gas[0] >= gas[1] + 10_000 && gas[1] >= gas[2] + 10_000, "{gas:?}");
    assert!(trace.walk().all(|f| f.elapsed_ns.is_none()));
}

#[test]
fn frames_are_timed_when_asked_and_the_gas_stays_the_same() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let options = ExecuteOptions { timing: true, ..by(ALICE) };
    let timed = engine.simulate(contract, "Sender", args![], options).unwrap();
    let plain = engine.simulate(contract, "Sender", args![], by(ALICE)).unwrap();
    assert!(timed.trace.elapsed_ns.is_some());
    assert_eq!(timed.gas, plain.gas);
}

#[test]
fn a_contract_on_the_chain_is_not_entered_again_unless_its_deployer_said_so() {
    let engine = memory_engine();
    let a = puppet(&engine);
    let receipt = through(&engine, &[a, a], "Sender");
    assert!(
        matches!(&receipt.status, Status::Reverted { message, .. } if message.contains("already on the call chain")),
        "{}",
        receipt.status
    );
    let open = puppet_with(&engine, DeployOptions { reentrant: true, ..Default::default() });
    assert_eq!(through(&engine, &[open, open], "Sender").output, open.0);
    let b = puppet(&engine);
    assert!(!through(&engine, &[a, b, a], "Sender").is_success(), "also by way of another");
    assert_eq!(through(&engine, &[open, b, open], "Sender").output, b.0);
}

#[test]
fn the_chain_is_as_deep_as_the_limit_and_not_deeper() {
    let limits = CallLimits { call_depth: 3, ..CallLimits::default() };
    let engine = Engine::open(config().with_limits(limits)).unwrap();
    let contracts = [(); 4].map(|()| puppet(&engine));
    assert!(through(&engine, &contracts[..3], "Sender").is_success());
    let receipt = through(&engine, &contracts, "Sender");
    assert!(
        matches!(&receipt.status, Status::Reverted { message, .. } if message.contains("depth")),
        "{}",
        receipt.status
    );
}

#[test]
fn the_deepest_chain_there_may_be_fits_on_the_native_stack() {
    let engine = memory_engine();
    let open = puppet_with(&engine, DeployOptions { reentrant: true, ..Default::default() });
    // Arguments nest, so their size bounds the chain here before depth does.
    let contracts = vec![open; 40];
    assert_eq!(through(&engine, &contracts, "Sender").output, open.0);
}

#[test]
fn a_call_after_an_error_starts_from_a_clean_chain() {
    let engine = memory_engine();
    let (a, b) = (puppet(&engine), puppet(&engine));
    assert!(!through(&engine, &[a, a], "Sender").is_success());
    assert_eq!(through(&engine, &[a, b], "Sender").output, a.0);
    let receipt = call(&engine, ALICE, a, "Relay", args![a, 0u64, "Sender", tagged_value::encode(&[])]);
    let (number, _): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!(world::status(number), HostStatus::CallRefused);
    let receipt = call(&engine, ALICE, a, "Relay", args![b, 0u64, "Sender", tagged_value::encode(&[])]);
    let (number, sender): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!((world::status(number), sender), (HostStatus::Ok, a.0.to_vec()));
}

#[test]
fn a_call_to_nobody_or_to_no_function_is_refused_and_can_be_handled() {
    let engine = memory_engine();
    let (a, b) = (puppet(&engine), puppet(&engine));
    let relay = |contract: Address, name: &str, values: &[Value]| {
        let receipt = call(&engine, ALICE, a, "Relay", args![contract, 0u64, name, tagged_value::encode(values)]);
        world::status(receipt.decode::<(u32, Vec<u8>)>().unwrap().0)
    };
    assert_eq!(relay(ALICE, "Sender", &[]), HostStatus::CallRefused);
    assert_eq!(relay(b, "Nothing", &[]), HostStatus::CallRefused);
    assert_eq!(relay(b, "Sender", &[Value::U64(1)]), HostStatus::CallRefused);
    assert_eq!(relay(b, "Pay", &[Value::from("bob"), Value::U64(1)]), HostStatus::CallRefused);
    assert_eq!(relay(b, "Sender", &[]), HostStatus::Ok);
}
