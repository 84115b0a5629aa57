//! What whoever embeds an engine can do to it: open it with anything, ask it from inside itself, copy its store, share it.

use allod_core::{Address, Context, GasSchedule, HostOp, Price, Status, Type, args};
use allod_state::{GuardedStorage, LtHash, MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch, keys};
use allod_testing::hostile::{self, calling};
use allod_testing::world::{self, ALICE, BOB, CAROL, block, by, call, config, memory_engine, puppet};
use allod_vm::{
    BlockContext, CallLimits, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, Hash, NativeError,
    Stage,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

const NATIVE: Address = Address([0x17; 20]);
const ADD: &str = r#"(module (func (export "add") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then)) (i64.add (local.get 0) (local.get 1))))"#;

/// Everything that `store` holds, in a store of its own.
fn copy(store: &dyn Storage) -> Arc<MemoryStorage> {
    let (copy, mut batch) = (Arc::new(MemoryStorage::new()), WriteBatch::new());
    for (key, value) in store.snapshot().scan_after(&[], None, usize::MAX).unwrap() {
        batch.put(key, value);
    }
    copy.write(&batch).unwrap();
    copy
}

fn over(store: &Arc<impl Storage + 'static>) -> Engine {
    Engine::open(config().with_storage(store.clone())).unwrap()
}

/// The root of what is in the store, key by key.
fn of_the_rows(store: &dyn Reader) -> Hash {
    LtHash::recomputed(store).unwrap().root()
}

/// A store in memory that says it lasts, and does what it is told to before each question.
#[derive(Default)]
struct Told {
    store: MemoryStorage,
    lasting: bool,
    before: Mutex<Option<Before>>,
}

type Before = Arc<dyn Fn(&'static str) + Send + Sync>;

impl Told {
    fn tell(&self, before: impl Fn(&'static str) + Send + Sync + 'static) {
        *self.before.lock().unwrap() = Some(Arc::new(before));
    }

    fn obey(&self, what: &'static str) {
        let before = self.before.lock().unwrap().clone();
        if let Some(before) = before {
            before(what);
        }
    }
}

impl Reader for Told {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.obey("get");
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.obey("scan");
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Told {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.obey("write");
        self.store.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.obey("snapshot");
        self.store.snapshot()
    }

    fn is_volatile(&self) -> bool {
        !self.lasting
    }
}

// A store and its root

/// Whatever leaves something: calls, deploys, money, native code, blocks; after each, `look`.
fn story(engine: &Engine, mut look: impl FnMut(&Engine, &str)) {
    engine.fund(ALICE, 5).unwrap();
    look(engine, "money");
    let contract = puppet(engine);
    look(engine, "a deploy");
    for round in 0..3u64 {
        let object: allod_core::ObjectId = call(engine, ALICE, contract, "Create", args![]).decode().unwrap();
        call(engine, ALICE, contract, "Write", args![object, round]);
        look(engine, "calls");
        assert!(!engine.execute(contract, "FailTrap", args![object], by(ALICE)).unwrap().is_success());
        look(engine, "a call that fails");
        let native = engine.execute_native(NATIVE, "Make", by(ALICE), |chain| chain.create_object().map(|_| vec![]));
        assert!(native.unwrap().is_success());
        look(engine, "native code");
        let next = engine.last_block().unwrap().next();
        let create = || calling(ALICE, contract, "Create", vec![], 1_000_000);
        engine.execute_block(&next, (0..150).map(|_| create()).collect()).unwrap();
        look(engine, "a block");
        engine.fund(BOB, 1).unwrap();
        look(engine, "money after a block");
        engine.state_root().unwrap();
        call(engine, BOB, contract, "Delete", args![object]);
        look(engine, "a call after the root");
    }
}

/// Checks that a copy of `store` opens with the root of its rows, and that both go on alike.
fn check_copy(engine: &Engine, store: &dyn Storage, after: &str) {
    let copy = copy(store);
    let wanted = of_the_rows(&*copy);
    assert_eq!(LtHash::of_store(&*copy).unwrap().root(), wanted, "after {after}");
    let import = over(&copy);
    assert_eq!(import.state_root().unwrap(), wanted, "after {after}");
    let next = engine.last_block().unwrap().next();
    import.execute_block(&next, vec![]).unwrap();
    import.fund(CAROL, 1).unwrap();
    assert_eq!(import.state_root().unwrap(), of_the_rows(&*copy), "after {after} and more");
}

#[test]
fn a_copy_of_a_store_has_the_root_of_its_rows_at_any_moment() {
    for lasting in [false, true] {
        for threads in [1, 3] {
            let store = Arc::new(Told { lasting, ..Told::default() });
            let config = config().with_threads(threads).with_window(64).with_storage(store.clone());
            story(&Engine::open(config).unwrap(), |engine, after| check_copy(engine, &store.store, after));
        }
    }
}

#[test]
fn an_exported_state_has_the_root_of_its_engine() {
    for threads in [1, 3] {
        let open = || Engine::open(config().with_threads(threads).with_window(64)).unwrap();
        // Asked for at each moment first: from then on the engine writes at once.
        for first in 0..8 {
            let mut looks = 0;
            story(&open(), |engine, after| {
                looks += 1;
                if looks > first {
                    check_copy(engine, &**engine.storage(), after);
                    assert_eq!(engine.state_root().unwrap(), of_the_rows(&**engine.storage()), "after {after}");
                }
            });
        }
    }
}

#[test]
fn an_export_from_inside_a_native_call_has_the_root_of_what_was_before() {
    let engine = memory_engine();
    engine.fund(ALICE, 5).unwrap();
    let root = engine.state_root().unwrap();
    engine.fund(ALICE, 6).unwrap();
    let receipt = engine.execute_native(NATIVE, "Export", by(ALICE), |chain| {
        chain.create_object()?;
        let copy = copy(&**engine.storage());
        assert_eq!(over(&copy).state_root().unwrap(), of_the_rows(&*copy));
        assert_ne!(over(&copy).state_root().unwrap(), root);
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
    let copy = copy(&**engine.storage());
    assert_eq!(over(&copy).state_root().unwrap(), engine.state_root().unwrap());
}

#[test]
fn a_changed_row_of_an_import_is_found_by_recomputing() {
    let engine = memory_engine();
    engine.fund(ALICE, 5).unwrap();
    let copy = copy(&**engine.storage());
    copy.set(&keys::balance(&ALICE), &u64::MAX.to_le_bytes()).unwrap();
    assert_eq!(over(&copy).state_root().unwrap(), engine.state_root().unwrap(), "it is taken at its word");
    assert_ne!(of_the_rows(&*copy), engine.state_root().unwrap());
}

// Several engines

#[test]
fn a_second_engine_has_the_root_of_the_rows_while_the_first_lives() {
    let store = Arc::new(MemoryStorage::new());
    let old = over(&store);
    old.fund(ALICE, 5).unwrap();
    let new = over(&store);
    assert_eq!(new.state_root().unwrap(), of_the_rows(&*store));
    new.fund(ALICE, 6).unwrap();
    assert_eq!(new.state_root().unwrap(), of_the_rows(&*store));
    assert_eq!(old.balance(ALICE).unwrap(), 11, "whoever only looks sees what is there");
    assert_eq!(old.state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn an_engine_that_is_dropped_late_leaves_a_newer_root_alone() {
    for lasting in [false, true] {
        for asked in [false, true] {
            let store = Arc::new(Told { lasting, ..Told::default() });
            let old = over(&store);
            old.fund(ALICE, 5).unwrap();
            let new = over(&store);
            new.fund(ALICE, 6).unwrap();
            if asked {
                new.state_root().unwrap();
            }
            drop(new);
            drop(old);
            assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store), "{lasting} {asked}");
            assert_eq!(LtHash::of_store(&*store).unwrap().root(), of_the_rows(&*store), "{lasting} {asked}");
        }
    }
}

#[test]
fn an_engine_that_is_never_dropped_leaves_no_root_but_the_right_one() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store);
    engine.fund(ALICE, 5).unwrap();
    engine.state_root().unwrap();
    engine.fund(ALICE, 6).unwrap();
    std::mem::forget(engine);
    assert_eq!(store.get(&keys::metadata(keys::ROOT_NAME)).unwrap(), None, "none of older rows");
    assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn of_two_engines_that_write_one_is_told_and_nothing_is_lost() {
    type Act = fn(&Engine, Address) -> Result<(), EngineError>;
    let acts: [(&str, Act); 4] = [
        ("fund", |engine, _| engine.fund(ALICE, 1)),
        ("execute", |engine, contract| engine.execute(contract, "Create", args![], by(ALICE)).map(drop)),
        ("block", |engine, contract| {
            let next = engine.last_block()?.next();
            engine.execute_block(&next, vec![calling(ALICE, contract, "Create", vec![], 1_000_000)]).map(drop)
        }),
        ("native", |engine, _| engine.execute_native(NATIVE, "Nothing", by(ALICE), |_| Ok(vec![])).map(drop)),
    ];
    for lasting in [false, true] {
        for (one, first) in acts {
            for (other, second) in acts {
                let store = Arc::new(Told { lasting, ..Told::default() });
                let engines = [over(&store), over(&store)];
                let contract = puppet(&engines[0]);
                // Both know the state, so both would write what follows from it.
                assert_eq!(engines[0].state_root().unwrap(), engines[1].state_root().unwrap());
                second(&engines[1], contract).unwrap();
                let rows = store.scan(&[], usize::MAX).unwrap();
                let told = first(&engines[0], contract).unwrap_err();
                assert!(matches!(told, EngineError::StoreMoved { .. }), "{one} after {other}: {told}");
                assert!(told.to_string().starts_with("another engine has written to the store: it is at block "));
                assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows, "{one} after {other} leaves nothing");
                first(&engines[0], contract).unwrap_or_else(|e| panic!("{one} again, after {other}: {e}"));
                assert!(matches!(second(&engines[1], contract), Err(EngineError::StoreMoved { .. })));
                for engine in &engines {
                    assert_eq!(engine.state_root().unwrap(), of_the_rows(&*store), "{one} after {other}");
                }
            }
        }
    }
}

#[test]
fn of_two_engines_that_count_none_loses_a_count() {
    let store = Arc::new(MemoryStorage::new());
    let engines = [over(&store), over(&store)];
    let mut counted = 0;
    for round in 0..20 {
        counted += u64::from(engines[round / 3 % 2].fund(ALICE, 1).is_ok());
    }
    assert_eq!(engines[0].balance(ALICE).unwrap(), counted);
    assert!((10..20).contains(&counted), "{counted}");
    assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn an_engine_whose_store_was_written_to_during_its_call_is_told_at_the_commit() {
    let store = Arc::new(Told::default());
    let engine = over(&store);
    engine.fund(ALICE, 1).unwrap();
    let before = engine.state_root().unwrap();
    let receipt = engine.execute_native(NATIVE, "Slow", by(ALICE), |chain| {
        over(&store).fund(BOB, 7).unwrap();
        chain.create_object().map(|_| vec![])
    });
    assert!(matches!(receipt, Err(EngineError::StoreMoved { .. })));
    assert_eq!(engine.balance(BOB).unwrap(), 7);
    assert_eq!(engine.objects_of(NATIVE, None, 9).unwrap(), []);
    assert_eq!(engine.state_root().unwrap(), of_the_rows(&*store));
    assert_ne!(engine.state_root().unwrap(), before);
    engine.fund(ALICE, 1).unwrap();
}

// Prices and limits

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
    let contract = over(&store).deploy(ADD).unwrap().address;
    // The module is smaller than this engine takes in: it was set up otherwise than the one that let it in.
    let limits = CallLimits { code: 8, ..CallLimits::default() };
    let engine = Engine::open(config().with_storage(store.clone()).with_limits(limits)).unwrap();
    let rows = store.scan(&[], usize::MAX).unwrap();
    let transaction = calling(ALICE, contract, "add", vec![0; 16], 1 << 20);
    let error = engine.execute_block(&block(9, 9), vec![transaction]).unwrap_err();
    assert!(matches!(error, EngineError::Gate(_)), "{error}");
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows, "the block is not there");
}

// From inside

/// Asks `engine` for all that it can't do while it is at something else; each is answered as busy.
fn is_busy(engine: &Engine, contract: Address) {
    let busy = |what: &str, error: Option<EngineError>| {
        assert!(matches!(error, Some(EngineError::Busy)), "{what}: {error:?}");
    };
    busy("root", engine.state_root().err());
    busy("execute", engine.execute(contract, "add", args![1, 2], by(ALICE)).err());
    busy("block", engine.execute_block(&block(900, 900), vec![]).err());
    busy("fund", engine.fund(ALICE, 1).err());
    busy("deploy", engine.deploy(ADD).err());
    busy("native", engine.execute_native(NATIVE, "f", by(ALICE), |_| Ok(vec![])).err());
}

/// Does `act` on a thread of its own, and fails rather than waits for ever.
fn within_a_minute(act: impl FnOnce() + Send + 'static) {
    let (done, wait) = channel();
    let thread = std::thread::spawn(move || {
        act();
        let _ = done.send(());
    });
    match wait.recv_timeout(Duration::from_secs(60)) {
        Ok(()) => {}
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("it waits for itself"),
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => std::panic::resume_unwind(thread.join().unwrap_err()),
    }
}

#[test]
fn an_engine_that_is_asked_from_inside_a_native_call_is_busy_and_goes_on() {
    within_a_minute(|| {
        for storage in [None, Some(Arc::new(MemoryStorage::new()))] {
            let engine = match storage {
                None => memory_engine(),
                Some(store) => over(&store),
            };
            let contract = engine.deploy(ADD).unwrap().address;
            let receipt = engine.execute_native(NATIVE, "Ask", by(ALICE), |chain| {
                chain.create_object()?;
                is_busy(&engine, contract);
                assert_eq!(engine.balance(ALICE).unwrap(), 0);
                let sum = engine.query(contract, "add", args![1, 2], by(ALICE)).unwrap().decode::<i64>().unwrap();
                engine.simulate(contract, "add", args![1, 2], by(ALICE)).unwrap();
                is_busy(&engine, contract);
                Ok(vec![sum.into()])
            });
            assert_eq!(receipt.unwrap().decode::<i64>().unwrap(), 3);
            assert!(engine.execute(contract, "add", args![1, 2], by(ALICE)).unwrap().is_success());
            engine.state_root().unwrap();
            let panics = || engine.execute_native(NATIVE, "Panic", by(ALICE), |_| panic!("as it was told"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
            engine.fund(ALICE, 1).unwrap();
        }
    });
}

#[test]
fn another_thread_waits_for_a_native_call_as_ever() {
    let engine = memory_engine();
    std::thread::scope(|scope| {
        let mut others = Vec::new();
        let receipt = engine.execute_native(NATIVE, "Slow", by(ALICE), |_| {
            others.extend((0..4).map(|_| scope.spawn(|| engine.fund(ALICE, 1))));
            Ok(vec![])
        });
        assert!(receipt.unwrap().is_success());
        others.into_iter().for_each(|other| other.join().unwrap().unwrap());
    });
    assert_eq!(engine.balance(ALICE).unwrap(), 4);
}

#[test]
fn a_store_that_asks_its_engine_finds_it_busy() {
    within_a_minute(|| {
        for lasting in [false, true] {
            for threads in [1, 3] {
                let store = Arc::new(Told { lasting, ..Told::default() });
                let config = config().with_threads(threads).with_window(50).with_storage(store.clone());
                let engine = Arc::new(Engine::open(config).unwrap());
                let contract = engine.deploy(ADD).unwrap().address;
                let asked: Arc<Mutex<std::collections::BTreeSet<&str>>> = Arc::default();
                let inside: Arc<OnceLock<Weak<Engine>>> = Arc::default();
                inside.set(Arc::downgrade(&engine)).unwrap();
                store.tell({
                    let (asked, inside) = (asked.clone(), inside.clone());
                    move |what| {
                        // What only looks takes a snapshot, for which the store would be asked again.
                        let Some(engine) = inside.get().and_then(Weak::upgrade) else { return };
                        if what != "snapshot" && matches!(engine.fund(BOB, 1), Err(EngineError::Busy)) {
                            is_busy(&engine, contract);
                            asked.lock().unwrap().insert(what);
                        }
                    }
                });
                let transactions = (0..150u8).map(|n| calling(Address([n; 20]), contract, "add", vec![0; 16], 1 << 20));
                let receipts = engine.execute_block(&block(9, 9), transactions.collect()).unwrap();
                assert!(receipts.iter().all(|receipt| receipt.is_success()));
                engine.fund(ALICE, 1).unwrap();
                let asked = asked.lock().unwrap().clone();
                assert!(asked.contains("get") && asked.contains("write"), "{asked:?}");
                store.tell(|_| ());
                assert_eq!((engine.balance(ALICE).unwrap(), engine.balance(BOB).unwrap()), (1, 0));
                assert_eq!(engine.state_root().unwrap(), of_the_rows(&store.store));
            }
        }
    });
}

#[test]
fn whoever_is_told_of_the_stages_of_a_deploy_may_ask_the_engine_until_the_gate() {
    within_a_minute(|| {
        let engine = Arc::new(memory_engine());
        let (inner, stages) = (engine.clone(), Arc::new(Mutex::new(0)));
        let told = stages.clone();
        let progress = move |stage| {
            if matches!(stage, Stage::Gate | Stage::Meter | Stage::MachineCode) {
                return assert!(matches!(inner.fund(ALICE, 1), Err(EngineError::Busy)), "{stage:?}");
            }
            inner.fund(ALICE, 1).unwrap();
            inner.state_root().unwrap();
            *told.lock().unwrap() += 1;
        };
        let options = DeployOptions { progress: Some(Arc::new(progress)), ..DeployOptions::default() };
        engine.deploy_with_options(ADD, options).unwrap();
        assert_eq!(engine.balance(ALICE).unwrap(), *stages.lock().unwrap());
    });
}

// Chains and blocks

#[test]
fn the_engines_chain_is_the_chain_whatever_a_block_says() {
    let store = Arc::new(MemoryStorage::new());
    let engine = Engine::open(config().with_storage(store.clone()).with_chain_id(7)).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    let rows = store.scan(&[], usize::MAX).unwrap();
    let unsaid = BlockContext { height: 5, time: 5, ..BlockContext::default() };
    let in_it = || ExecuteOptions { block: Some(unsaid), ..by(ALICE) };
    let add = || args![1, 2];
    let deploy = DeployOptions { block: Some(unsaid), ..DeployOptions::default() };
    let refused = [
        engine.execute_block(&unsaid, vec![]).err(),
        engine.execute(contract, "add", add(), in_it()).err(),
        engine.simulate(contract, "add", add(), in_it()).err(),
        engine.query(contract, "add", add(), in_it()).err(),
        engine.execute_native(NATIVE, "f", in_it(), |_| Ok(vec![])).err(),
        engine.deploy_with_options(ADD, deploy).err(),
    ];
    for error in refused {
        let error = error.unwrap();
        assert_eq!(error.to_string(), "the block is of chain 0, the engine was opened for chain 7");
    }
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows);
    let receipt = engine.execute(contract, "add", add(), by(ALICE)).unwrap();
    assert_eq!((receipt.block.chain_id, engine.chain_id(), engine.last_block().unwrap().chain_id), (7, 7, 7));
}

#[test]
fn a_store_of_another_chain_does_not_open() {
    let store = Arc::new(MemoryStorage::new());
    let open = |chain| Engine::open(config().with_storage(store.clone()).with_chain_id(chain));
    open(77).unwrap().fund(ALICE, 5).unwrap();
    let error = open(1).err().unwrap();
    assert!(error.to_string().starts_with("the store is of chain 77, the engine was opened for chain 1; "), "{error}");
    assert_eq!(open(77).unwrap().balance(ALICE).unwrap(), 5);
    let folder = tempfile::tempdir().unwrap();
    let open = |chain| Engine::open(config().with_path(folder.path()).with_chain_id(chain));
    drop(open(3).unwrap());
    assert!(matches!(open(4), Err(EngineError::StoreChain { found: 3, wanted: 4 })));
    open(3).unwrap();
}

#[test]
fn a_block_that_none_could_follow_is_refused() {
    let engine = memory_engine();
    let contract = engine.deploy(ADD).unwrap().address;
    let at = |height| ExecuteOptions { block: Some(block(height, 9)), ..by(ALICE) };
    let wanted = format!("block {0} at 9 would end the chain: the greatest height is {1}", u64::MAX, u64::MAX - 1);
    let refused = [
        engine.execute_block(&block(u64::MAX, 9), vec![]).err(),
        engine.execute(contract, "add", args![1, 2], at(u64::MAX)).err(),
        engine.simulate(contract, "add", args![1, 2], at(u64::MAX)).err(),
        engine.query(contract, "add", args![1, 2], at(u64::MAX)).err(),
    ];
    for error in refused {
        assert_eq!(error.unwrap().to_string(), wanted);
    }
    assert!(engine.execute(contract, "add", args![1, 2], by(ALICE)).unwrap().is_success());
}

// Stores

#[test]
fn a_store_of_ones_own_says_which_layout_and_chain_it_has() {
    let store = Arc::new(MemoryStorage::new());
    store.set(b"\xffapp/rows", b"of the application").unwrap();
    drop(over(&store));
    assert_eq!(store.get(&keys::metadata(keys::SCHEMA_NAME)).unwrap(), Some(keys::SCHEMA.to_le_bytes().to_vec()));
    assert_eq!(store.get(&keys::metadata(keys::CHAIN_NAME)).unwrap(), Some(1u64.to_le_bytes().to_vec()));
    assert_eq!(store.get(b"\xffapp/rows").unwrap().unwrap(), b"of the application");
    store.set(&keys::metadata(keys::SCHEMA_NAME), &(keys::SCHEMA + 1).to_le_bytes()).unwrap();
    let wanted =
        format!("the store given has schema version {}, this program reads version {}", keys::SCHEMA + 1, keys::SCHEMA);
    let error = opens(config().with_storage(store)).unwrap_err();
    assert!(error.starts_with(&wanted), "{error}");
}

#[test]
fn a_store_that_is_none_does_not_open() {
    let named = keys::metadata(keys::SCHEMA_NAME);
    let junk = |rows: &[(&[u8], &[u8])]| {
        let store = Arc::new(MemoryStorage::new());
        rows.iter().for_each(|(key, value)| store.set(key, value).unwrap());
        opens(config().with_storage(store)).unwrap_err()
    };
    let wanted =
        "the store given is not a state store: it has key 67626c6f636b and names no schema version under \"gschema\"; ";
    assert!(junk(&[(b"gblock", b"junk")]).starts_with(wanted));
    let version = keys::SCHEMA.to_le_bytes();
    assert!(junk(&[(b"o", b"")]).starts_with("the store given is not a state store: it has key 6f"));
    let wanted = "corrupt schema version under key 67736368656d61: 13 bytes, wanted 4; ";
    assert!(junk(&[(&named, b"junk and more")]).starts_with(wanted));
    for (name, what, wanted) in [
        (keys::BLOCK_NAME, "last block", 24),
        (keys::TRANSACTION_NAME, "counter", 8),
        (keys::ROOT_NAME, "state lattice", 2048),
        (keys::CHAIN_NAME, "chain id", 8),
    ] {
        let error = junk(&[(&named, &version), (&keys::metadata(name), b"junk")]);
        assert!(error.starts_with(&format!("corrupt {what} under key 67")), "{error}");
        assert!(error.contains("4 bytes") && error.contains(&wanted.to_string()), "{error}");
    }
}

#[test]
fn a_store_that_panics_is_an_error_with_its_words_and_leaves_nothing() {
    for threads in [1, 3] {
        let store = Arc::new(Told::default());
        let config = config().with_threads(threads).with_window(50).with_storage(store.clone());
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let root = engine.state_root().unwrap();
        let rows = store.store.scan(&[], usize::MAX).unwrap();
        let create = || calling(ALICE, contract, "Create", vec![], 1_000_000);
        for (what, doing) in [("get", "read"), ("write", "write"), ("snapshot", "take a snapshot"), ("scan", "scan")] {
            // An engine over the same store that has read nothing yet, so that the panic comes in the middle.
            store.tell(|_| ());
            let fresh = Engine::open(world::config().with_threads(threads).with_window(50).with_storage(store.clone()))
                .unwrap();
            store.tell(move |asked| assert!(asked != what, "the disk is on fire"));
            let find = || calling(ALICE, contract, "Find", BOB.0.to_vec(), 1_000_000);
            let many = (0..120).map(|_| if what == "scan" { find() } else { create() });
            let error = match what {
                "snapshot" => fresh.balance(ALICE).unwrap_err(),
                _ => fresh.execute_block(&block(900, 900), many.collect()).unwrap_err(),
            };
            let wanted = format!("the store panicked when it was to {doing}: the disk is on fire");
            assert_eq!(error.to_string(), wanted, "{what}");
            assert!(matches!(error, EngineError::State(StateError::Panicked { .. })), "{what}: {error:?}");
        }
        store.tell(|_| ());
        assert_eq!(store.store.scan(&[], usize::MAX).unwrap(), rows);
        assert_eq!(engine.state_root().unwrap(), root);
        assert!(engine.execute_block(&block(900, 900), vec![create()]).unwrap()[0].is_success());
    }
}

#[test]
fn a_read_that_fails_inside_a_contract_is_the_stores_and_no_outcome() {
    let store = Arc::new(Told::default());
    let contract = puppet(&over(&store));
    let engine = over(&store);
    let object: allod_core::ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let engine = over(&store);
    engine.query(contract, "Height", args![], by(ALICE)).unwrap();
    // The contract's record and the like are read before it runs; its own reads come after them.
    for at in 0..6 {
        let count = AtomicUsize::new(0);
        store.tell(move |asked| {
            assert!(asked != "get" || count.fetch_add(1, Ordering::Relaxed) < at, "no more reads");
        });
        match over_again(&engine, contract, object) {
            Ok(receipt) => assert!(receipt.is_success()),
            Err(error) => {
                assert_eq!(error.to_string(), "the store panicked when it was to read: no more reads");
            }
        }
        store.tell(|_| ());
    }
    assert!(over_again(&engine, contract, object).unwrap().is_success());
}

fn over_again(
    engine: &Engine,
    contract: Address,
    object: allod_core::ObjectId,
) -> Result<allod_vm::Receipt, EngineError> {
    engine.execute(contract, "Write", args![object, 7u64], by(ALICE))
}

/// A store that breaks what stores promise.
struct Broken(MemoryStorage, &'static str);

impl Reader for Broken {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.0.get(key)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        let mut values = self.0.get_many(keys)?;
        if self.1 == "short" {
            values.pop();
        }
        Ok(values)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        match self.1 {
            "beyond" => self.0.scan_after(&[], None, limit),
            "long" => self.0.scan_after(prefix, after, usize::MAX),
            _ => self.0.scan_after(prefix, after, limit),
        }
    }
}

impl Storage for Broken {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.0.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(Broken(copy_of(&self.0), self.1))
    }
}

fn copy_of(store: &MemoryStorage) -> MemoryStorage {
    let (copy, mut batch) = (MemoryStorage::new(), WriteBatch::new());
    store.scan(&[], usize::MAX).unwrap().into_iter().for_each(|(key, value)| {
        batch.put(key, value);
    });
    copy.write(&batch).unwrap();
    copy
}

#[test]
fn a_store_that_breaks_its_promises_is_an_error_and_not_believed() {
    for how in ["short", "beyond", "long"] {
        let good = Arc::new(MemoryStorage::new());
        let engine = over(&good);
        let contract = puppet(&engine);
        for _ in 0..100 {
            call(&engine, ALICE, contract, "Create", args![]);
        }
        drop(engine);
        let engine = Engine::open(config().with_storage(Arc::new(Broken(copy_of(&good), how)))).unwrap();
        let error = match how {
            "short" => engine
                .execute_block(&block(900, 900), vec![calling(ALICE, contract, "Create", vec![], 1_000_000)])
                .unwrap_err(),
            "beyond" => engine.objects_of(contract, None, 2).unwrap_err(),
            _ => {
                let guarded = GuardedStorage::new(engine.storage().clone()).unwrap();
                EngineError::State(guarded.scan(b"", 2).unwrap_err())
            }
        };
        assert!(error.to_string().contains("it answers what no store may"), "{how}: {error}");
    }
}

// Native contracts

#[test]
fn a_native_contract_that_is_out_of_gas_is_told_so_at_every_question() {
    let engine = memory_engine();
    engine.fund(ALICE, 9).unwrap();
    let options = ExecuteOptions { gas_limit: Some(5), ..by(ALICE) };
    let receipt = engine.execute_native(NATIVE, "f", options, |chain| {
        assert_eq!(chain.sender(), Err(NativeError::Ended));
        assert_eq!(chain.block_height(), Err(NativeError::Ended));
        assert_eq!(chain.block_time(), Err(NativeError::Ended));
        assert_eq!(chain.contract_address(), Err(NativeError::Ended));
        assert_eq!(chain.balance(&ALICE), Err(NativeError::Ended));
        Ok(vec![])
    });
    assert_eq!(receipt.unwrap().status, Status::OutOfGas);
}

#[test]
fn an_object_that_is_gone_has_no_name_and_no_owner() {
    use allod_core::Object;
    let engine = memory_engine();
    let receipt = engine.execute_native(NATIVE, "f", by(ALICE), |chain| {
        let object = chain.create_object()?;
        let id = object.id()?;
        chain.delete_object(&id)?;
        for gone in [object.id().map(drop), object.owner().map(drop), object.contract().map(drop)] {
            assert!(matches!(gone, Err(NativeError::Refused { .. })), "{gone:?}");
        }
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
}

#[test]
fn what_a_native_contract_returns_is_in_its_receipt_with_its_types() {
    let engine = memory_engine();
    let receipt = engine.execute_native(NATIVE, "f", by(ALICE), |_| Ok(vec![7u64.into(), "seven".into()])).unwrap();
    assert_eq!(receipt.decode::<(u64, String)>().unwrap(), (7, "seven".to_owned()));
    assert_eq!(receipt.values().unwrap(), [7u64.into(), "seven".into()]);
    assert_eq!(receipt.result_json(), serde_json::json!([7, "seven"]));
    assert_eq!(receipt.outputs[0].ty, Type::U64);
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap(), receipt);
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
