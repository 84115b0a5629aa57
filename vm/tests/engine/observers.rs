//! Whoever looks on changes nothing: traced or not, timed or not, cold or warm, in memory or on disk, first tried
//! or not, the same story leaves the same bytes and costs the same gas.

use allod_core::{Address, Args, ObjectId, args, tagged_value};
use allod_state::keys;
use allod_testing::world::{self, ALICE, BOB, block, config, puppet, puppet_with};
use allod_vm::{BlockContext, DeployOptions, Engine, ExecuteOptions, GasReport, Receipt};
use std::path::Path;

/// How a story is told. All of them must end alike.
#[derive(Clone, Copy, Debug, Default)]
struct Telling {
    /// Each frame is timed.
    timed: bool,
    /// Each call is asked for as a query, profiled and simulated before it is made.
    tried: bool,
    /// The engine is closed and opened again before each call.
    restarted: bool,
    /// The compiled modules are thrown away before each call.
    cold: bool,
}

/// A step: function, arguments by what the steps before returned, and who asks.
type Step = (&'static str, fn(&Stage) -> Args, Address);

struct Stage {
    puppet: Address,
    relay: Address,
    object: ObjectId,
}

fn relayed(stage: &Stage, function: &str, values: &[allod_core::Value]) -> Args {
    args![stage.puppet, 0u64, function, tagged_value::encode(values)]
}

const STORY: [Step; 16] = [
    ("Create", |_| args![], ALICE),
    ("Write", |s| args![s.object, 7u64], ALICE),
    ("Value", |s| args![s.object], BOB),
    ("Give", |s| args![s.object, ALICE], BOB),
    ("Give", |s| args![s.object, BOB], BOB),
    ("Find", |_| args![ALICE], BOB),
    ("Tell", |_| args![], BOB),
    ("Pay", |_| args![BOB, 5u64], ALICE),
    ("FiveQueries", |_| args![], ALICE),
    ("Grow", |_| args![3u32], ALICE),
    ("FailTrap", |s| args![s.object], ALICE),
    ("FailLoop", |s| args![s.object], ALICE),
    ("FailDepth", |s| args![s.object], ALICE),
    ("Relay", |s| relayed(s, "Tell", &[]), ALICE),
    ("Relay", |s| relayed(s, "FailRevert", &[s.object.into()]), ALICE),
    ("Delete", |s| args![s.object], ALICE),
];

struct Told {
    gas: Vec<GasReport>,
    receipts: Vec<Receipt>,
    /// The whole store but the receipts.
    store: Vec<(Vec<u8>, Vec<u8>)>,
}

fn tell(telling: Telling, folder: Option<&Path>) -> Told {
    let open = || {
        let config = config();
        Engine::open(match folder {
            Some(path) => config.with_path(path),
            None => config,
        })
        .unwrap()
    };
    let mut engine = open();
    let mut stage = Stage { puppet: puppet(&engine), relay: Address::ZERO, object: ObjectId::ZERO };
    stage.relay = puppet_with(&engine, DeployOptions::default());
    engine.fund(stage.puppet, 100).unwrap();
    let (mut gas, mut receipts) = (Vec::new(), Vec::new());
    for (height, (function, args, from)) in (100..).zip(STORY) {
        if telling.restarted || telling.cold {
            drop(engine);
            if let (true, Some(folder)) = (telling.cold, folder) {
                std::fs::remove_dir_all(folder.join("artefacts")).unwrap();
            }
            engine = open();
        }
        let block: BlockContext = block(height, 1_000);
        let options = || ExecuteOptions {
            from,
            gas_limit: Some(2_000_000),
            block: Some(block),
            timing: telling.timed,
            ..ExecuteOptions::default()
        };
        let contract = if function == "Relay" { stage.relay } else { stage.puppet };
        let tried = telling.tried.then(|| {
            engine.query(contract, function, args(&stage), options()).unwrap();
            let (profiled, profile) = engine.profile(contract, function, args(&stage), options()).unwrap();
            assert_eq!(profile.total(), profiled.gas.used + profiled.gas.refunded, "{function}");
            let plain = engine.simulate(contract, function, args(&stage), options()).unwrap();
            assert_eq!((profiled.gas, profiled.status), (plain.gas, plain.status), "{function}");
            engine.simulate(contract, function, args(&stage), options()).unwrap()
        });
        let mut receipt = engine.execute(contract, function, args(&stage), options()).unwrap();
        if let Some(tried) = tried {
            assert_eq!((tried.gas, tried.status), (receipt.gas.clone(), receipt.status.clone()), "{function}");
        }
        if function == "Create" {
            stage.object = receipt.decode().unwrap();
        }
        gas.push(receipt.gas.clone());
        assert_eq!(receipt.trace.elapsed_ns.is_some(), telling.timed, "{function}");
        untime(&mut receipt.trace);
        receipts.push(receipt);
    }
    // A store in memory is told the root when somebody asks for it, one on disk with every block.
    engine.state_root().unwrap();
    let mut store = engine.storage().scan(b"", usize::MAX).unwrap();
    // A store on disk says which layout it has; that is of the file, not of the chain. How many receipts stand under a
    // key depends on when they were written, and what each of them says does not.
    store.retain(|(key, _)| key != b"gschema" && key[0] != keys::receipts(0)[0]);
    for receipt in &receipts {
        let stored = engine.receipt(receipt.hash).unwrap().unwrap();
        let mut without_debug = receipt.clone();
        without_debug.debug.clear();
        assert_eq!(stored, without_debug);
    }
    Told { gas, receipts, store }
}

fn untime(frame: &mut allod_vm::CallFrame) {
    frame.elapsed_ns = None;
    frame.children.iter_mut().for_each(untime);
}

/// Compares everything with the plain story in memory.
fn same(telling: Telling, on_disk: bool) {
    let plain = tell(Telling::default(), None);
    let folder = tempfile::tempdir().unwrap();
    let told = tell(telling, on_disk.then_some(folder.path()));
    for (i, (function, ..)) in STORY.iter().enumerate() {
        assert_eq!(told.gas[i], plain.gas[i], "{telling:?}: gas of {function}");
        assert_eq!(told.receipts[i], plain.receipts[i], "{telling:?}: receipt of {function}");
    }
    assert!(told.store == plain.store, "{telling:?}: the stores differ");
}

#[test]
fn observers_a_timed_trace_changes_neither_gas_nor_a_byte_of_the_store() {
    same(Telling { timed: true, ..Telling::default() }, false);
}

#[test]
fn observers_a_query_a_profile_and_a_simulation_before_each_call_change_nothing() {
    same(Telling { tried: true, ..Telling::default() }, false);
}

#[test]
fn observers_memory_and_disk_hold_the_same_bytes() {
    same(Telling::default(), true);
}

#[test]
fn cold_warm_an_engine_opened_again_before_each_call_charges_the_same() {
    same(Telling { restarted: true, ..Telling::default() }, true);
}

#[test]
fn cold_warm_a_module_compiled_again_before_each_call_charges_the_same() {
    same(Telling { cold: true, ..Telling::default() }, true);
}

#[test]
fn cold_warm_the_second_call_costs_what_the_first_did() {
    let engine = world::memory_engine();
    let contract = puppet(&engine);
    let gas: Vec<_> =
        (0..5).map(|_| engine.simulate(contract, "FiveQueries", args![], world::by(ALICE)).unwrap().gas).collect();
    assert!(gas.iter().all(|report| *report == gas[0]));
}

#[test]
fn deep_recursion_ends_at_the_same_frame_whatever_the_native_stack() {
    let on = |stack: usize| {
        let run = || {
            let engine = world::memory_engine();
            let contract = puppet(&engine);
            let object: ObjectId = world::call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
            engine.execute(contract, "FailDepth", args![object], world::by(ALICE)).unwrap()
        };
        std::thread::Builder::new().stack_size(stack).spawn(run).unwrap().join().unwrap()
    };
    assert_eq!(on(4 << 20), on(64 << 20));
}
