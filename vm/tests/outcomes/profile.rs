//! A profile says where every unit of gas went, and changes none.

use allod_core::{HostOp, ObjectId, Status, args, tagged_value};
use allod_testing::world::{ALICE, by, call, contract, memory_engine, puppet};
use allod_vm::{Address, Engine, ExecuteOptions, Place, Profile, Receipt};

/// Profiles a call, and checks it against the receipt and against a simulation.
fn profiled(engine: &Engine, contract: Address, function: &str, args: allod_core::Args) -> (Receipt, Profile) {
    let simulated = engine.simulate(contract, function, args.clone(), by(ALICE)).unwrap();
    let (receipt, profile) = engine.profile(contract, function, args, by(ALICE)).unwrap();
    assert_eq!(receipt, simulated, "{function}: the same receipt as without");
    assert_eq!(profile.total(), receipt.gas.used + receipt.gas.refunded, "{function}");
    for (op, gas) in &receipt.gas.host {
        let spent: u64 = profile.nodes.iter().filter(|n| n.place == Place::Host(*op)).map(|n| n.gas).sum();
        assert_eq!(spent, *gas, "{function}: {}", op.name());
    }
    (receipt, profile)
}

fn gas_in(profile: &Profile, function: &str) -> u64 {
    let named = |place: &Place| matches!(place, Place::Function(name) if name == function);
    profile.nodes.iter().filter(|node| named(&node.place)).map(|node| node.gas).sum()
}

#[test]
fn gas_is_found_in_the_function_that_spent_it() {
    let engine = memory_engine();
    let wat = r#"(module
        (func $cheap (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func $dear (param i32) (result i32) (local i32)
            (loop $l (local.set 1 (call $cheap (local.get 1))) (br_if $l (i32.lt_u (local.get 1) (local.get 0)))) (local.get 1))
        (func $main (export "run") (param i32) (result i32) (call $dear (local.get 0))))"#;
    let address = engine.deploy(wat).unwrap().address;
    let (receipt, profile) = profiled(&engine, address, "run", args![100]);
    assert_eq!(receipt.decode::<i32>().unwrap(), 100);
    let [main, dear, cheap] = ["main", "dear", "cheap"].map(|name| gas_in(&profile, name));
    assert_eq!(main + dear + cheap, receipt.gas.instructions);
    assert_eq!(cheap % 100, 0);
    assert!(dear > cheap && cheap > main && main > 0, "{main} {dear} {cheap}");
}

#[test]
fn every_ending_is_accounted_for_to_the_last_unit() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    for function in
        ["FailRevert", "FailTrap", "FailDivide", "FailMemory", "FailPointer", "FailDepth", "Delete", "Value"]
    {
        profiled(&engine, contract, function, args![object]);
    }
    let options = ExecuteOptions { gas_limit: Some(100_000), ..by(ALICE) };
    let (receipt, profile) = engine.profile(contract, "FailLoop", args![object], options).unwrap();
    assert_eq!((receipt.status, profile.total()), (Status::OutOfGas, 100_000));
}

#[test]
fn a_callee_stands_under_the_host_operation_that_called_it() {
    let engine = memory_engine();
    let (caller, callee) = (puppet(&engine), puppet(&engine));
    let (receipt, profile) = profiled(&engine, caller, "Relay", args![callee, 0u64, "Tell", tagged_value::encode(&[])]);
    let call = profile.nodes.iter().find(|node| node.place == Place::Host(HostOp::Call)).unwrap();
    assert_eq!(call.gas, 10_000);
    let [read, called] = call.children[..] else {
        panic!("what is read is paid for, and the callee is called: {call:?}")
    };
    assert_eq!(profile.nodes[read].place, Place::Host(HostOp::Entry));
    assert_eq!(profile.nodes[called].place, Place::Contract(callee, "Tell".into()));
    assert_eq!(receipt.trace.children[0].gas_used, subtree(&profile, called));
}

fn subtree(profile: &Profile, node: usize) -> u64 {
    let node = &profile.nodes[node];
    node.gas + node.children.iter().map(|child| subtree(profile, *child)).sum::<u64>()
}

#[test]
fn functions_with_several_results_and_floats_are_probed_too() {
    let engine = memory_engine();
    let wat = r#"(module
        (func $pair (param f64 i64) (result i64 f64) (local.get 1) (local.get 0))
        (func (export "run") (param i64) (result i64) (local f64)
            (call $pair (f64.const 2) (local.get 0)) (local.set 1) (i64.mul (i64.trunc_f64_s (local.get 1)))))"#;
    let address = contract(&engine, wat, &[("run", &[("n", "i64")], "i64")]);
    let (receipt, profile) = profiled(&engine, address, "run", args![21i64]);
    assert_eq!(receipt.decode::<i64>().unwrap(), 42);
    assert!(gas_in(&profile, "pair") > 0);
}

#[test]
fn a_profile_is_written_as_folded_stacks_speedscope_and_a_picture() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let (_, profile) = profiled(&engine, contract, "Create", args![]);
    let name = |_: &Address| "puppet".to_owned();
    let folded = profile.folded(name);
    let sum = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap();
    assert_eq!(folded.lines().map(sum).sum::<u64>(), profile.total());
    assert!(folded.contains("puppet.Create;host entry "), "{folded}");

    let speedscope = profile.speedscope("Create", name);
    let weights = speedscope["profiles"][0]["weights"].as_array().unwrap();
    assert_eq!(weights.iter().map(|w| w.as_u64().unwrap()).sum::<u64>(), profile.total());
    let frames = speedscope["shared"]["frames"].as_array().unwrap().len() as u64;
    for sample in speedscope["profiles"][0]["samples"].as_array().unwrap() {
        assert!(sample.as_array().unwrap().iter().all(|frame| frame.as_u64().unwrap() < frames));
    }

    let picture = profile.flame_graph("Create <puppet>", name);
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert!(picture.contains("Create &lt;puppet&gt;") && picture.contains("host create_object: 50 gas"));
}
