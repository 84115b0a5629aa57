//! One engine that runs across a change of its rules.

use crate::{ADD, at, dear, gas_at};
use allod_core::{GasSchedule, LimitKind, Reason, Status, WasmType, args};
use allod_testing::hostile::{self, calling};
use allod_testing::world::{ALICE, block, by, config};
use allod_vm::{
    CallLimits, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, FeeTerms, HostModule, Price, Receipt,
    Transaction, WasiOptions,
};

/// Engine whose schedule is the standard one up to block 9, and two others from 10 and 20 on.
fn across(config: EngineConfig) -> Engine {
    Engine::open(config.with_schedule_from(10, dear(1_000)).with_schedule_from(20, dear(7))).unwrap()
}

/// Gas of a call under one schedule all the time.
fn gas_under(schedule: GasSchedule) -> u64 {
    let engine = Engine::open(config().with_schedule(schedule)).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    gas_at(&engine, contract, 5)
}

#[test]
fn a_call_is_charged_by_the_schedule_of_its_block() {
    let wanted = [GasSchedule::standard(), dear(1_000), dear(7)].map(gas_under);
    assert!(wanted[0] < wanted[2] && wanted[2] < wanted[1]);
    let engine = across(config());
    let contract = engine.deploy(ADD).unwrap().address;
    let heights = [(2, 0), (9, 0), (10, 1), (11, 1), (19, 1), (20, 2), (500, 2)];
    for (height, rules) in heights {
        // Of any block, before and after.
        for (height, rules) in heights {
            assert_eq!(engine.query(contract, "add", args![1, 2], at(height)).unwrap().gas.used, wanted[rules]);
        }
        let next = engine.simulate(contract, "add", args![1, 2], at(height)).unwrap().gas.used;
        assert_eq!((next, gas_at(&engine, contract, height)), (wanted[rules], wanted[rules]), "block {height}");
        let (receipt, profile) = engine.profile(contract, "add", args![1, 2], ExecuteOptions::default()).unwrap();
        assert_eq!(profile.total(), receipt.gas.used);
    }
    assert_eq!(engine.schedule(), &GasSchedule::standard());
    let froms = [9, 10, 19, 20, u64::MAX].map(|height| engine.rules_at(height).from());
    assert_eq!(froms, [0, 10, 10, 20, 20]);
}

#[test]
fn one_engine_across_a_change_does_what_one_for_each_does() {
    for threads in [1, 3] {
        let config = || config().with_threads(threads).with_batch_size(50);
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let at_path = |number: usize| config().with_path(folders[number].path());
        let mut one = across(at_path(0));
        let schedules = [GasSchedule::standard(), dear(1_000), dear(7)];
        let open = |rules: usize| {
            let config = at_path(1).with_schedule(schedules[rules].clone());
            Engine::open(config.with_rules_adopted()).unwrap()
        };
        let mut each = open(0);
        let contract = one.deploy(ADD).unwrap().address;
        assert_eq!(each.deploy(ADD).unwrap().address, contract);
        for (height, rules) in [(8, 0), (9, 0), (10, 1), (11, 1), (25, 2), (26, 2)] {
            drop(each);
            each = open(rules);
            let call = |number: u8| calling(allod_vm::Address([number; 20]), contract, "add", vec![1; 16], 1 << 20);
            let transactions: Vec<Transaction> = (0..120).map(call).collect();
            let block = block(height, height as i64);
            let receipts = |engine: &Engine| engine.execute_block(&block, transactions.clone()).unwrap();
            assert_eq!(receipts(&one), receipts(&each), "block {height}");
            assert_eq!(one.state_root().unwrap(), each.state_root().unwrap());
            if height == 9 || height == 10 {
                drop(one);
                one = across(at_path(0));
            }
        }
    }
}

#[test]
fn a_call_that_fails_across_a_change_leaves_the_old_rules_in_force() {
    let engine = across(config());
    let contract = engine.deploy(ADD).unwrap().address;
    let usual = gas_at(&engine, contract, 2);
    let nobody = allod_vm::Address([9; 20]);
    for _ in 0..2 {
        assert!(matches!(engine.execute(nobody, "f", args![], at(30)), Err(EngineError::NoContract { .. })));
        assert!(engine.execute(contract, "none", args![], at(30)).is_err());
        assert!(engine.execute_block(&block(30, i64::MIN), vec![]).is_err(), "times never fall");
    }
    assert_eq!(gas_at(&engine, contract, 3), usual);
    assert_eq!(engine.last_block().unwrap().height, 3);
}

#[test]
fn fees_are_charged_from_their_height_on() {
    let collector = allod_vm::Address([0xFE; 20]);
    let terms = FeeTerms { base_price: 2, ..FeeTerms::to(collector) };
    for threads in [1, 3] {
        let config = config().with_threads(threads).with_batch_size(8).with_fees_from(10, terms);
        let engine = Engine::open(config).unwrap();
        let contract = engine.deploy(ADD).unwrap().address;
        engine.fund(ALICE, 1 << 40).unwrap();
        let run = |height: u64, gas_price: u64| {
            let call = Transaction { gas_price, ..calling(ALICE, contract, "add", vec![1; 16], 1 << 20) };
            engine.execute_block(&block(height, height as i64), vec![call; 20]).unwrap()
        };
        assert!(run(9, 0).iter().all(Receipt::is_success));
        assert_eq!(engine.balance(collector).unwrap(), 0);
        assert!(run(10, 0).iter().all(|receipt| matches!(receipt.status, Status::Refused { .. })));
        assert_eq!(engine.balance(collector).unwrap(), 0);
        let used: u64 = run(11, 2).iter().map(|receipt| receipt.gas.used).sum();
        assert_eq!(engine.balance(collector).unwrap(), 2 * used);
        let fees = [9, 10].map(|height| engine.rules_at(height).fees().copied());
        assert_eq!((fees, engine.fees()), ([None, Some(terms)], None));
    }
}

#[test]
fn limits_hold_from_their_height_on() {
    let few = CallLimits { input: 8, ..CallLimits::default() };
    let engine = Engine::open(config().with_limits_from(10, few.clone())).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    let add = |height| engine.execute(contract, "add", args![1, 2], at(height));
    assert!(add(9).unwrap().is_success());
    let reason = Reason::Limit { what: LimitKind::Input, given: 16, limit: 8 };
    let refused = add(10).unwrap_err();
    assert_eq!(refused.reason(), Some(reason.clone()), "{refused}");
    let receipts = engine.execute_block(&block(10, 10), vec![calling(ALICE, contract, "add", vec![0; 16], 1 << 20)]);
    assert_eq!(receipts.unwrap()[0].status, Status::Refused { reason: Box::new(reason) });
    assert_eq!((engine.rules_at(9).limits(), engine.rules_at(10).limits()), (&CallLimits::default(), &few));
}

#[test]
fn the_depth_of_calls_is_that_of_the_block() {
    let body = r#"(data (i32.const 64) "down") (data (i32.const 72) "\00")
        (func (export "down")
            (call $contract_address (i32.const 0))
            (drop (call $call (i32.const 0) (i32.const 64) (i32.const 4) (i32.const 72) (i32.const 1)
                (i64.const 0) (i32.const 1024) (i32.const 1024))))"#;
    let with = |depth| CallLimits { call_depth: depth, ..CallLimits::default() };
    let config = config().with_limits(with(20)).with_limits_from(10, with(5)).with_limits_from(20, with(30));
    let engine = Engine::open(config).unwrap();
    let options = DeployOptions { reentrant: true, ..DeployOptions::default() };
    let wat = hostile::module(&["contract_address", "call"], body);
    let contract = engine.deploy_with_options(wat, options).unwrap().address;
    let depth = |receipt: Receipt| {
        let (mut frame, mut frames) = (&receipt.trace, 1);
        while let Some(child) = frame.children.first() {
            (frame, frames) = (child, frames + 1);
        }
        frames
    };
    let of = |height| depth(engine.execute(contract, "down", args![], at(height)).unwrap());
    let depths: Vec<i32> = [9, 10, 15, 20].map(of).to_vec();
    assert!(depths[1] == depths[2] && depths[0] - depths[1] == 15 && depths[3] - depths[1] == 25, "{depths:?}");
}

/// Host module whose function answers `version`.
fn oracle(version: u32) -> HostModule {
    let price = Price { base: 5, per_unit: 0 };
    HostModule::new("oracle", version)
        .with_function("ask", &[], Some(WasmType::I32), price, move |_, _| Ok(version.into()))
}

const ASKING: &str = r#"(module (import "oracle" "ask" (func $ask (result i32))) (memory (export "memory") 1)
    (func (export "ask") (result i64) (i64.extend_i32_u (call $ask))))"#;

#[test]
fn a_host_module_is_there_from_its_height_on_and_another_version_from_another() {
    let config = config().with_host_module_from(5, oracle(1)).with_host_module_from(10, oracle(2));
    let engine = Engine::open(config).unwrap();
    let deploy = |height| {
        let options = DeployOptions { block: at(height).block, ..DeployOptions::default() };
        engine.deploy_with_options(ASKING, options)
    };
    assert!(matches!(deploy(4), Err(EngineError::Gate(_))), "nobody knows it yet");
    let contract = deploy(5).unwrap().address;
    let ask = |height| engine.execute(contract, "ask", args![], at(height)).unwrap().decode::<i64>().unwrap();
    assert_eq!([6, 9, 10, 11].map(ask), [1, 1, 2, 2]);
    let modules = [4, 5, 10].map(|height| *engine.rules_at(height).host_modules());
    assert!(modules[0] != modules[1] && modules[1] != modules[2]);
    assert_eq!(engine.rules_at(5).gate_rules(&WasiOptions::default()).imports.len(), 1);
    assert_eq!(engine.gate_rules(&WasiOptions::default()).imports, []);
}

#[test]
fn deploys_are_let_in_and_charged_by_the_rules_of_their_block() {
    let small = CallLimits { code: 20, ..CallLimits::default() };
    let engine = Engine::open(config().with_limits_from(3, small)).unwrap();
    let deployed = |number: u8| {
        let options = DeployOptions { salt: Some(allod_vm::Hash([number; 32])), ..DeployOptions::default() };
        engine.deploy_with_options(ADD, options)
    };
    for number in 1..=2 {
        deployed(number).unwrap();
    }
    let error = deployed(3).unwrap_err().to_string();
    assert!(error.contains("20"), "{error}");
    assert_eq!(engine.last_block().unwrap().height, 2);
}

#[test]
fn rules_that_no_engine_can_work_with_name_their_height() {
    let mut free = GasSchedule::standard();
    free.instructions.branch = 0;
    let error = Engine::open(config().with_schedule_from(7, free)).map(drop).unwrap_err();
    let wanted = "the rules from block 7 on: gas schedule: instruction branch is 0, wanted 1 to 4294967295";
    assert_eq!(error.to_string(), wanted);
    let deep = CallLimits { call_depth: 1_000, ..CallLimits::default() };
    let error = Engine::open(config().with_limits_from(9, deep)).map(drop).unwrap_err().to_string();
    assert_eq!(error, "the rules from block 9 on: call_depth is 1000 frames, wanted 1 to 256");
    let error = Engine::open(config().with_host_module_from(9, HostModule::new("allod", 1))).map(drop).unwrap_err();
    assert!(error.to_string().starts_with("the rules from block 9 on: host module \"allod\": "), "{error}");
}

#[test]
fn an_explanation_runs_under_the_rules_of_its_block() {
    let engine = across(config());
    let contract = engine.deploy(r#"(module (func (export "fail") unreachable))"#).unwrap().address;
    for height in [5, 12, 30] {
        let receipt = engine.execute(contract, "fail", args![], at(height)).unwrap();
        let explanation = engine.explain(contract, "fail", args![], at(height)).unwrap();
        assert!(explanation.agrees_with(&receipt), "block {height}");
    }
    assert!(engine.execute(contract, "fail", args![], by(ALICE)).is_ok());
}
