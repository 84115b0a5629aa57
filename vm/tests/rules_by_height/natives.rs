//! Native contracts and features by height, and what a store knows of them.

use crate::at;
use crate::stored::{over, refused};
use allod_core::{Address, Context, Hash, Object, ObjectId, Reason, Status, Type, args, tagged_value};
use allod_state::{MemoryStorage, Reader, keys};
use allod_testing::world::{ALICE, CAROL, by, config, puppet};
use allod_vm::{
    BlockContext, DeployOptions, Engine, EngineConfig, EngineError, Features, NativeContract, NativeContractError,
    Salt, WasiOptions,
};
use std::sync::Arc;

const AT: Address = Address([0x77; 20]);

/// Native contract that tells its version.
fn native(version: u32) -> NativeContract {
    NativeContract::new("version", AT, version)
        .with_function("Version", &[], &[Type::U32], 50, move |_, _| Ok(vec![version.into()]))
}

fn planned(config: EngineConfig) -> EngineConfig {
    config
        .with_native_from(10, native(1))
        .with_native_from(20, native(2))
        .with_native_from(30, NativeContract::new("version", AT, 3))
}

/// The version that a call in block `height` meets, which is not committed.
fn version(engine: &Engine, height: u64) -> Result<u32, EngineError> {
    engine.simulate(AT, "Version", args![], at(height))?.decode()
}

#[test]
fn it_begins_changes_and_ends_at_its_heights_for_calls_blocks_and_contracts() {
    for threads in [1, 3] {
        let engine = Engine::open(planned(config()).with_threads(threads).with_batch_size(4)).unwrap();
        let relay = puppet(&engine);
        assert!(matches!(version(&engine, 9), Err(EngineError::NoContract { address: AT })));
        assert_eq!([10, 19, 20, 29].map(|height| version(&engine, height).unwrap()), [1, 1, 2, 2]);
        assert!(matches!(version(&engine, 30), Err(EngineError::Abi(_))), "it has no such function any more");
        assert_eq!(engine.query(AT, "Version", args![], at(25)).unwrap().decode::<u32>().unwrap(), 2);
        for (height, wanted) in [(9, None), (10, Some(1)), (19, Some(1)), (20, Some(2)), (30, None)] {
            let block = BlockContext { height, time: height as i64, chain_id: 1 };
            let relayed = args![AT, 0u64, "Version", tagged_value::encode(&[])];
            let relayed = engine.simulate(relay, "Relay", relayed, at(height)).unwrap();
            let (told, answer): (u32, Vec<u8>) = relayed.decode().unwrap();
            assert_eq!(
                (told == 0).then(|| u32::from_le_bytes(answer.try_into().unwrap())),
                wanted,
                "in block {height}"
            );
            let calls: Vec<_> = (1..20)
                .map(|byte| {
                    let input = Vec::new();
                    let payload = allod_vm::Payload::Call {
                        contract: AT,
                        function: "Version".into(),
                        input,
                        value: 0,
                        objects: vec![],
                    };
                    let (from, chain_id, gas_limit) = (Address([byte; 20]), 1, 50_000);
                    allod_vm::Transaction { from, nonce: 0, chain_id, gas_limit, gas_price: 0, payload }
                })
                .collect();
            for receipt in engine.execute_block(&block, calls).unwrap() {
                assert_eq!(receipt.decode::<u32>().ok(), wanted, "block {height}: {}", receipt.status);
            }
        }
        let listed = |height| engine.rules_at(height).native_contracts().map(|(n, from)| (n.version(), from)).next();
        assert_eq!([9, 10, 25, 99].map(listed), [None, Some((1, 10)), Some((2, 20)), Some((3, 30))]);
        let digests = [9, 10, 20, 30].map(|height| *engine.rules_at(height).native_contracts_digest());
        assert!((1..4).all(|at| digests[at] != digests[at - 1]));
    }
}

#[test]
fn what_can_not_be_served_is_refused_at_opening_with_its_height() {
    let other = Address([0x78; 20]);
    let moved = NativeContract::new("version", other, 2);
    let error = Engine::open(config().with_native(native(1)).with_native_from(7, moved)).map(drop).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the rules from block 7 on: native contract \"version\" is at two addresses, {AT} and {other}: one name has one \
             address, at every height"
        )
    );
    let two = config().with_native(native(1)).with_native(NativeContract::new("other", AT, 1));
    let error = Engine::open(two).map(drop).unwrap_err();
    assert!(matches!(error, EngineError::NativeContract(NativeContractError::Address { address: AT, .. })), "{error}");
    let later = config().with_native(native(1)).with_native_from(9, NativeContract::new("other", AT, 1));
    let error = Engine::open(later).map(drop).unwrap_err().to_string();
    assert!(error.starts_with("the rules from block 9 on: native contracts "), "{error}");
}

#[test]
fn a_store_knows_its_native_contracts_and_features() {
    let store = Arc::new(MemoryStorage::new());
    let none = over(&store, |config| config).unwrap();
    none.deploy("(module)").unwrap();
    drop(none);
    let row = || store.get(&keys::metadata(keys::RULES_NAME)).unwrap().unwrap();
    let before = row();
    assert_eq!(refused(over(&store, |config| config.with_native(native(1)))), ("native contracts", 0));
    let few = Features { simd: false, ..Features::default() };
    assert_eq!(refused(over(&store, |config| config.with_features(few))), ("features", 0));
    assert_eq!(row(), before);

    let from_two = |config: EngineConfig| config.with_native_from(2, native(1)).with_features_from(3, few);
    let engine = over(&store, from_two).unwrap();
    assert!(row().len() > before.len());
    engine.execute(AT, "Version", args![], by(ALICE)).unwrap();
    engine.deploy("(module (memory 1))").unwrap();
    drop(engine);
    over(&store, from_two).unwrap();
    let error = over(&store, |config| config.with_features_from(3, few));
    assert_eq!(refused(error), ("native contracts", 2));
    let newer = |config: EngineConfig| config.with_native_from(2, native(2)).with_features_from(3, few);
    assert_eq!(refused(over(&store, newer)), ("native contracts", 2));
    assert_eq!(refused(over(&store, |config| config.with_native_from(2, native(1)))), ("features", 3));
    over(&store, |config| from_two(config).with_native_from(4, native(2))).unwrap();
    over(&store, |config| config.with_rules_adopted()).unwrap();
    assert_eq!(refused(over(&store, |config| config)), ("native contracts", 2));
}

#[test]
fn an_export_takes_the_native_contracts_along_with_their_objects() {
    let keeps = |version| {
        NativeContract::new("keeps", AT, version).with_function("Keep", &[("n", Type::U64)], &[], 50, |chain, args| {
            let (n,): (u64,) = args.decode()?;
            chain.get_object(&ObjectId::ZERO)?.set("n", n.into()).map(|()| vec![])
        })
    };
    let engine = Engine::open(config().with_native(keeps(1))).unwrap();
    engine.execute(AT, "Keep", args![7], by(ALICE)).unwrap();
    engine.verify().unwrap();
    let (mut bytes, root) = (Vec::new(), engine.state_root().unwrap());
    engine.export().unwrap().write_to(&mut bytes).unwrap();
    let store = Arc::new(MemoryStorage::new());
    allod_vm::import(store.clone(), &bytes[..], root).unwrap();
    assert_eq!(refused(over(&store, |config| config)), ("native contracts", 0));
    assert_eq!(refused(over(&store, |config| config.with_native(keeps(2)))), ("native contracts", 0));
    let other = over(&store, |config| config.with_native(keeps(1))).unwrap();
    assert_eq!(other.object(ObjectId::default_of(&AT)).unwrap().unwrap().fields, [("n".to_owned(), 7u64.into())]);
    for engine in [engine, other] {
        engine.execute(AT, "Keep", args![8], by(ALICE)).unwrap();
        assert_eq!(engine.object(ObjectId::default_of(&AT)).unwrap().unwrap().fields, [("n".to_owned(), 8u64.into())]);
    }
}

/// The code of a contract, and the address that its deploy by `ALICE` gives it.
fn taken() -> (Vec<u8>, DeployOptions, Address) {
    let code = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let salt = Hash([5; 32]);
    let address = Address::of_contract(&ALICE, Salt::Chosen(salt), &Hash::of_code(&code));
    (code, DeployOptions { from: ALICE, salt: Some(salt), ..DeployOptions::default() }, address)
}

#[test]
fn an_address_that_a_contract_has_is_refused_at_opening_and_at_the_height() {
    let (code, options, address) = taken();
    let late = |config: EngineConfig| config.with_native_from(10, NativeContract::new("late", address, 1));
    let wanted = format!(
        "native contract \"late\" can't begin at block 10: a contract was deployed at {address}; give the native contract \
         another address"
    );
    for threads in [1, 2] {
        let store = Arc::new(MemoryStorage::new());
        let engine = over(&store, |config| late(config).with_threads(threads)).unwrap();
        // Before its height the address is as free as any other.
        engine.deploy_with_options(&code, options.clone()).unwrap();
        let block = |height| BlockContext { height, time: 1 << 40, chain_id: 1 };
        engine.state_root().unwrap();
        let rows = store.scan(&[], usize::MAX).unwrap();
        for error in [
            engine.execute_block(&block(10), vec![]).map(drop).unwrap_err(),
            engine.begin_block(block(11)).map(drop).unwrap_err(),
            engine.execute(address, "f", args![], at(12)).map(drop).unwrap_err(),
        ] {
            assert_eq!(error.to_string(), wanted);
        }
        assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows);
        let mut built = engine.begin_block(block(9)).unwrap();
        built.put(b"k", b"v").unwrap();
        let pending = built.seal().unwrap();
        let error = engine.begin_block_on(&pending, block(10)).map(drop).unwrap_err();
        assert_eq!(error.to_string(), wanted, "on a pending block as well");
        engine.commit(&pending).unwrap();
        drop(engine);
        let error = over(&store, late).map(drop).unwrap_err();
        assert!(matches!(error, EngineError::NativeTaken { from: 10, .. }), "{error}");
        assert_eq!(over(&store, late).map(drop).unwrap_err().to_string(), wanted);
        over(&store, |config| config).unwrap();
    }
}

#[test]
fn deploys_ask_for_what_the_chain_has_at_their_height() {
    let none = Features { deploys: false, reentry: false, simd: false, bulk_memory: false };
    let engine = Engine::open(config().with_features(none).with_features_from(10, Features::default())).unwrap();
    let plain = WasiOptions { enable_bulk_memory: false, ..WasiOptions::default() };
    let options = |wasi: &WasiOptions, reentrant| DeployOptions {
        from: CAROL,
        wasi: wasi.clone(),
        reentrant,
        ..DeployOptions::default()
    };
    let simd = WasiOptions { enable_simd: true, ..plain.clone() };
    let asked = [
        (options(&plain, true), "reentrant"),
        (options(&simd, false), "enable_simd"),
        (options(&WasiOptions::default(), false), "enable_bulk_memory"),
    ];
    for (options, field) in asked.clone() {
        let error = engine.deploy_with_options("(module)", options).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{field} is true, wanted false: the chain ")), "{error}");
    }
    let block = |height| BlockContext { height, time: height as i64, chain_id: 1 };
    let by_transaction = |height, options: DeployOptions| {
        let deploy = engine.deploy_transaction("(module (memory 2))", options).unwrap();
        let receipts = engine.execute_block(&block(height), vec![deploy]).unwrap();
        receipts[0].status.clone()
    };
    let refused = by_transaction(2, options(&plain, false));
    let Status::Refused { reason } = &refused else { panic!("{refused}") };
    assert!(
        matches!(&**reason, Reason::Option { option, value: 1, min: 0, max: 0 } if &**option == "deploy"),
        "{reason}"
    );
    engine.deploy_with_options("(module)", options(&plain, false)).unwrap();
    for (height, (options, _)) in (10..).zip(asked) {
        assert_eq!(by_transaction(height, options), Status::Success);
    }
    assert_eq!([9, 10].map(|height| engine.rules_at(height).features()), [none, Features::default()]);
}
