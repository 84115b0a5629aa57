//! Settings of an engine: prices and limits that no engine can work with do not open one.

use allod_core::{GasSchedule, HostOp, Price, args};
use allod_state::{MemoryStorage, Reader};
use allod_testing::hostile::{self, calling};
use allod_testing::world::{ALICE, block, by, config};
use allod_vm::{CallLimits, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions};
use std::sync::Arc;

const ADD: &str = r#"(module (func (export "add") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then)) (i64.add (local.get 0) (local.get 1))))"#;

fn opens(config: EngineConfig) -> Result<(), String> {
    Engine::open(config).map(drop).map_err(|error| error.to_string())
}

#[test]
fn prices_that_no_engine_can_work_with_do_not_open_one() {
    let with = |change: fn(&mut GasSchedule)| {
        let mut schedule = GasSchedule::standard();
        change(&mut schedule);
        opens(config().with_schedule(schedule))
    };
    let zero = |name: &str| Err(format!("gas schedule: instruction {name} is 0, wanted 1 to 4294967295"));
    assert_eq!(with(|s| s.instructions.branch = 0), zero("branch"));
    assert_eq!(with(|s| s.instructions.branch_table = 0), zero("branch_table"));
    assert_eq!(with(|s| s.instructions.call = 0), zero("call"));
    assert_eq!(with(|s| s.instructions.call_indirect = 0), zero("call_indirect"));
    assert_eq!(with(|s| s.instructions.local = 0), zero("local"));
    assert_eq!(with(|s| s.instructions.memory = 0), zero("memory"));
    assert_eq!(with(|s| s.instructions.control_free = 0), Ok(()));
    let range = "wanted 1 to 268435456";
    let wanted = format!("gas schedule: instruction bulk_per_64_bytes is {}, {range}", u32::MAX);
    assert_eq!(with(|s| s.instructions.bulk_per_64_bytes = u32::MAX), Err(wanted));
    let wanted = format!("gas schedule: figure refund_quotient is 0, wanted 1 to {}", u64::MAX);
    assert_eq!(with(|s| s.refund_quotient = 0), Err(wanted));
    let wanted = format!("gas schedule: figure gas_per_millisecond is 0, wanted 1 to {}", i64::MAX);
    assert_eq!(with(|s| s.gas_per_millisecond = 0), Err(wanted));
    let dear = GasSchedule::standard().with_price(HostOp::Call, Price { base: u64::MAX, per_unit: 0 });
    let wanted = format!("gas schedule: base price of call is {}, wanted 0 to {}", u64::MAX, i64::MAX);
    assert_eq!(opens(config().with_schedule(dear)), Err(wanted));
}

#[test]
fn every_price_of_instructions_may_be_as_large_as_its_range_says() {
    let mut json = serde_json::to_value(GasSchedule::standard()).unwrap();
    let names: Vec<String> = json["instructions"].as_object().unwrap().keys().cloned().collect();
    for name in names {
        json["instructions"][name.as_str()] =
            if name.ends_with("_page") || name.ends_with("_64_bytes") { 1 << 28 } else { u32::MAX }.into();
    }
    let schedule: GasSchedule = serde_json::from_value(json).unwrap();
    let engine = Engine::open(config().with_schedule(schedule)).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    let options = ExecuteOptions { gas_limit: Some(u64::MAX), ..by(ALICE) };
    let receipt = engine.execute(contract, "add", args![1, 2], options).unwrap();
    assert_eq!(receipt.decode::<i64>().unwrap(), 3);
}

#[test]
fn limits_that_refuse_every_call_or_pass_what_can_be_held_do_not_open_an_engine() {
    let with = |change: fn(&mut CallLimits)| {
        let mut limits = CallLimits::default();
        change(&mut limits);
        opens(config().with_limits(limits))
    };
    let wanted = |text: &str| Err(text.to_owned());
    assert_eq!(with(|l| l.call_depth = 0), wanted("call_depth is 0 frames, wanted 1 to 256"));
    assert_eq!(with(|l| l.call_depth = 1000), wanted("call_depth is 1000 frames, wanted 1 to 256"));
    assert_eq!(with(|l| l.code = 0), wanted("code is 0 bytes, wanted 1 to 536870912"));
    assert_eq!(with(|l| l.code = 1 << 32), wanted("code is 4294967296 bytes, wanted 1 to 536870912"));
    assert_eq!(with(|l| l.chain_memory = 65_535), wanted("chain_memory is 65535 bytes, wanted 65536 to 1099511627776"));
    assert_eq!(
        with(|l| l.memory = u64::MAX),
        wanted(&format!("memory is {} bytes, wanted 65536 to 4294967296", u64::MAX))
    );
    assert_eq!(with(|l| l.function_name = 0), wanted("function_name is 0 bytes, wanted 1 to 1048576"));
    assert_eq!(with(|l| (l.source, l.events, l.brought, l.debug) = (0, 0, 0, 0)), Ok(()));
}

#[test]
fn a_contract_that_calls_itself_as_deep_as_it_may_fits_the_stack_of_a_thread() {
    // At the bottom, and on the way back, the store on disk is asked for what nobody has read yet.
    let body = r#"(data (i32.const 64) "down") (data (i32.const 72) "\00")
        (func (export "down")
            (call $contract_address (i32.const 0))
            (drop (call $call (i32.const 0) (i32.const 64) (i32.const 4) (i32.const 72) (i32.const 1)
                (i64.const 0) (i32.const 1024) (i32.const 1024)))
            (drop (call $balance (i32.const 72))))"#;
    let within = |depth: u64, stack: usize| {
        let wat = hostile::module(&["contract_address", "call", "balance"], body);
        let run = move || {
            let folder = tempfile::tempdir().unwrap();
            let limits = CallLimits { call_depth: depth, ..CallLimits::default() };
            let engine = Engine::open(config().with_path(folder.path()).with_limits(limits)).unwrap();
            let options = DeployOptions { reentrant: true, ..DeployOptions::default() };
            let contract = engine.deploy_with_options(&wat, options).unwrap().address;
            let options = ExecuteOptions { gas_limit: Some(1 << 40), ..by(ALICE) };
            let receipt = engine.execute(contract, "down", args![], options).unwrap();
            assert!(receipt.is_success(), "{}", receipt.status);
            let mut frames = 1;
            let mut frame = &receipt.trace;
            while let Some(child) = frame.children.first() {
                (frame, frames) = (child, frames + 1);
            }
            frames
        };
        std::thread::Builder::new().stack_size(stack).spawn(run).unwrap().join().unwrap()
    };
    // The one beyond the limit is refused, and has a frame in the trace all the same or none.
    assert!((64..=65).contains(&within(64, 2 << 20)));
    assert!((256..=257).contains(&within(256, 8 << 20)));
}

#[test]
fn a_deployed_module_that_prices_do_not_fit_any_more_is_no_transactions_fault() {
    let store = Arc::new(MemoryStorage::new());
    let contract = Engine::open(config().with_storage(store.clone())).unwrap().deploy(ADD).unwrap().address;
    // The module is smaller than this engine takes in: it was set up otherwise than the one that let it in.
    let limits = CallLimits { code: 8, ..CallLimits::default() };
    let config = config().with_storage(store.clone()).with_limits(limits).with_rules_adopted();
    let engine = Engine::open(config).unwrap();
    let rows = store.scan(&[], usize::MAX).unwrap();
    let transaction = calling(ALICE, contract, "add", vec![0; 16], 1 << 20);
    let error = engine.execute_block(&block(9, 9), vec![transaction]).unwrap_err();
    assert!(matches!(error, EngineError::Gate(_)), "{error}");
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows, "the block is not there");
}

#[test]
fn an_engine_says_how_it_was_set_up() {
    let limits = CallLimits { call_depth: 9, ..CallLimits::default() };
    let config = config().with_schedule(GasSchedule::calibrated()).with_limits(limits.clone()).with_chain_id(4);
    let words = format!("{config:?} {:?}", DeployOptions::default());
    assert!(words.contains("chain_id: 4") && words.contains("DeployOptions"), "{words}");
    let engine = Engine::open(config).unwrap();
    assert_eq!((engine.schedule(), engine.limits(), engine.chain_id()), (&GasSchedule::calibrated(), &limits, 4));
}
