//! A store knows the rules that it ran under.

use crate::{ADD, dear, gas_at};
use allod_core::{GasSchedule, HostOp, Price};
use allod_state::{MemoryStorage, Reader, Storage, StoreFault, keys};
use allod_testing::world::{ALICE, config};
use allod_vm::{CallLimits, Engine, EngineConfig, EngineError, FeeTerms, Hash, HostModule};
use std::sync::Arc;

pub(crate) fn over(
    store: &Arc<MemoryStorage>,
    with: impl FnOnce(EngineConfig) -> EngineConfig,
) -> Result<Engine, EngineError> {
    Engine::open(with(config().with_storage(store.clone())))
}

/// The kind of rule and the height by which a store is refused.
pub(crate) fn refused(result: Result<Engine, EngineError>) -> (&'static str, u64) {
    let error = result.map(drop).unwrap_err();
    assert_eq!(error.store_fault(), Some(StoreFault::OtherRules), "{error}");
    match error {
        EngineError::StoreRules { kind, height, .. } => (kind, height),
        other => panic!("{other}"),
    }
}

#[test]
fn a_store_that_ran_under_other_rules_does_not_open_and_names_them() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store, |config| config).unwrap();
    engine.deploy(ADD).unwrap();
    drop(engine);
    let before = store.scan(&[], usize::MAX).unwrap();
    let few = CallLimits { events: 5, ..CallLimits::default() };
    let price = Price { base: 1, per_unit: 0 };
    let module = HostModule::new("m", 1).with_function("f", &[], None, price, |_, _| Ok(0));
    assert_eq!(refused(over(&store, |config| config.with_schedule(dear(1)))), ("gas schedule", 0));
    assert_eq!(refused(over(&store, |config| config.with_limits(few.clone()))), ("limits", 0));
    assert_eq!(refused(over(&store, |config| config.with_fees(FeeTerms::to(ALICE)))), ("fee terms", 0));
    assert_eq!(refused(over(&store, |config| config.with_host_module(module.clone()))), ("host modules", 0));
    assert_eq!(refused(over(&store, |config| config.with_schedule_from(1, dear(1)))), ("gas schedule", 1));
    let read_only = over(&store, |config| config.with_schedule(dear(1)).with_read_only(true));
    assert_eq!(refused(read_only), ("gas schedule", 0));
    let error = over(&store, |config| config.with_schedule(dear(1))).map(drop).unwrap_err().to_string();
    let (found, wanted) = (GasSchedule::standard().hash(), dear(1).hash());
    let wanted = format!(
        "the store ran under another gas schedule from block 0 on: {found}, the engine was opened with {wanted}; open it \
         with the one that it ran under, and name the new one from a block after 1 on"
    );
    assert_eq!(error, wanted);
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), before, "nothing was changed");
    over(&store, |config| config.with_schedule_from(2, dear(1)).with_limits_from(3, few)).unwrap();
}

#[test]
fn what_was_planned_may_be_planned_anew_until_it_has_come() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store, |config| config.with_schedule_from(10, dear(1))).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    gas_at(&engine, contract, 9);
    drop(engine);
    over(&store, |config| config).unwrap();
    over(&store, |config| config.with_schedule_from(12, dear(2))).unwrap();
    let engine = over(&store, |config| config.with_schedule_from(11, dear(3))).unwrap();
    gas_at(&engine, contract, 10);
    drop(engine);
    assert_eq!(refused(over(&store, |config| config.with_schedule_from(10, dear(1)))), ("gas schedule", 10));
    let engine = over(&store, |config| config.with_schedule_from(11, dear(3))).unwrap();
    gas_at(&engine, contract, 11);
    drop(engine);
    assert_eq!(refused(over(&store, |config| config)), ("gas schedule", 11));
    assert_eq!(refused(over(&store, |config| config.with_schedule_from(11, dear(4)))), ("gas schedule", 11));
    over(&store, |config| config.with_schedule_from(11, dear(3)).with_schedule_from(12, dear(4))).unwrap();
}

#[test]
fn a_store_in_which_nothing_has_run_takes_any_rules() {
    let store = Arc::new(MemoryStorage::new());
    over(&store, |config| config.with_schedule(dear(1))).unwrap().fund(ALICE, 5).unwrap();
    over(&store, |config| config).unwrap().deploy(ADD).unwrap();
    assert_eq!(refused(over(&store, |config| config.with_schedule(dear(1)))), ("gas schedule", 0));
}

#[test]
fn rules_that_are_adopted_hold_from_the_next_block_on() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store, |config| config).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    let usual = gas_at(&engine, contract, 5);
    drop(engine);
    let engine = over(&store, |config| config.with_schedule(dear(50)).with_rules_adopted()).unwrap();
    assert!(gas_at(&engine, contract, 6) >= usual + 50);
    drop(engine);
    // Whoever names the past as it was need not adopt anything.
    over(&store, |config| config.with_schedule_from(6, dear(50))).unwrap();
    assert_eq!(refused(over(&store, |config| config.with_schedule(dear(50)))), ("gas schedule", 0));
    over(&store, |config| config.with_schedule(dear(50)).with_rules_adopted()).unwrap();
    over(&store, |config| config.with_schedule_from(6, dear(50))).unwrap();
}

#[test]
fn a_store_from_before_it_knew_rules_opens_and_knows_them_from_then_on() {
    let store = Arc::new(MemoryStorage::new());
    over(&store, |config| config).unwrap().deploy(ADD).unwrap();
    store.delete(&keys::metadata(keys::RULES_NAME)).unwrap();
    over(&store, |config| config.with_read_only(true)).unwrap();
    assert_eq!(store.get(&keys::metadata(keys::RULES_NAME)).unwrap(), None);
    over(&store, |config| config).unwrap();
    assert_eq!(refused(over(&store, |config| config.with_schedule(dear(1)))), ("gas schedule", 0));
    store.set(&keys::metadata(keys::RULES_NAME), b"mine").unwrap();
    let error = over(&store, |config| config).map(drop).unwrap_err();
    assert_eq!(error.store_fault(), Some(StoreFault::Damaged));
    assert!(error.to_string().starts_with("corrupt rules under key 6772756c6573: "), "{error}");
}

#[test]
fn an_export_takes_the_rules_along() {
    let dear = GasSchedule::standard().with_price(HostOp::Log, Price { base: 9, per_unit: 9 });
    let engine = Engine::open(config().with_schedule(dear.clone())).unwrap();
    engine.deploy(ADD).unwrap();
    let (mut bytes, root): (Vec<u8>, Hash) = (Vec::new(), engine.state_root().unwrap());
    engine.export().unwrap().write_to(&mut bytes).unwrap();
    let store = Arc::new(MemoryStorage::new());
    allod_vm::import(store.clone(), &bytes[..], root).unwrap();
    assert_eq!(refused(over(&store, |config| config)), ("gas schedule", 0));
    over(&store, |config| config.with_schedule(dear)).unwrap();
}
