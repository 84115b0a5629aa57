//! The background compiler: no call waits for it, an engine that closes leaves it behind, and its code is found on disk.
//!
//! A program of its own, because it counts the threads of its process.

use allod_core::args;
use allod_testing::world::{ALICE, AT_FIRST_SIGHT, by};
use allod_vm::{DeployOptions, Engine, EngineConfig, Receipt, Tier};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longer than anything here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// Tests that look at the threads of the process take turns with those that start some.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn artefacts(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|e| e == "artefact")).count()
}

/// Loops within loops, 95 deep, as often as fills `bytes`: the optimising compiler takes 6 µs for each byte.
fn bomb(bytes: usize) -> String {
    let open: String =
        (0..95).map(|n| format!("loop local.get {0} i32.const 1 i32.add local.set {0} ", n % 8)).collect();
    let close: String = (0..95).map(|n| format!("local.get {} br_if 0 end ", n % 8)).collect();
    let one =
        format!("(func (param i32) (result i32) (local i32 i32 i32 i32 i32 i32 i32) {open} {close} local.get 0)\n");
    format!(r#"(module {} (func (export "Seven") (result i32) (i32.const 7)))"#, one.repeat(bytes / 1_500))
}

#[test]
fn a_module_made_to_keep_the_compiler_busy_is_deployed_and_called_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(EngineConfig::default().with_cache_dir(folder.path())).unwrap();
    let contract = engine.deploy_with_options(bomb(200_000), Default::default()).unwrap().address;
    for _ in 0..10 {
        let receipt = engine.execute_with_args(contract, "Seven", args![]).unwrap();
        assert_eq!(receipt.decode::<i32>().unwrap(), 7);
    }
    assert_eq!((engine.tier(contract).unwrap(), artefacts(folder.path())), (Tier::Interpreter, 0), "no machine code");
    drop(engine);
    assert_eq!(artefacts(folder.path()), 0, "and none after the engine has closed");
}

/// Threads of this process that have the name of the background compiler's.
#[cfg(target_os = "linux")]
fn compiling() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let names = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim() == "allod-compile").count()
}

/// Compiles something small, so that the workers that an optimising compiler has for the whole process are there: they are
/// named after the thread that needed them first, and stay. Gives how many of them there are.
#[cfg(target_os = "linux")]
fn workers_that_stay() -> usize {
    let engine = Engine::open(EngineConfig::default().with_tiers(AT_FIRST_SIGHT)).unwrap();
    let contract = engine.deploy(bomb(1_500)).unwrap().address;
    engine.execute_with_args(contract, "Seven", args![]).unwrap();
    let began = Instant::now();
    while engine.tier(contract).unwrap() == Tier::Interpreter {
        assert!(began.elapsed() < PATIENCE, "it is compiled");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(engine);
    // The system lists a thread for a moment after it has ended.
    std::thread::sleep(Duration::from_millis(300));
    compiling()
}

#[test]
fn an_engine_that_closes_lets_go_of_what_it_compiles() {
    let _turn = turn();
    #[cfg(target_os = "linux")]
    let staying = workers_that_stay();
    let folder = tempfile::tempdir().unwrap();
    let config = EngineConfig::default().with_tiers(AT_FIRST_SIGHT).with_cache_dir(folder.path());
    let engine = Engine::open(config).unwrap();
    // As text it is longer than text may be.
    let module = wat::parse_str(bomb(1_000_000)).unwrap();
    let options = DeployOptions { gas_limit: Some(1 << 40), ..Default::default() };
    let contract = engine.deploy_with_options(module, options).unwrap().address;
    engine.execute_with_args(contract, "Seven", args![]).unwrap();
    // Six seconds of optimised compiling, and more of this.
    std::thread::sleep(Duration::from_millis(100));
    drop(engine);
    assert_eq!(artefacts(folder.path()), 0, "it was not waited for");
    #[cfg(target_os = "linux")]
    {
        let began = Instant::now();
        while compiling() > staying {
            assert!(began.elapsed() < PATIENCE, "its thread is gone");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_hot_module_is_compiled_once_and_found_on_disk_by_the_next_engine() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("artefacts");
    let open = || Engine::open(EngineConfig::default().with_path(folder.path())).unwrap();
    let engine = open();
    let code = r#"(module (import "allod" "gas_left" (func $left (result i64))) (memory (export "memory") 1)
        (func (export "Count") (param i32) (result i32) (local i32)
            (loop $l (local.set 1 (i32.add (local.get 1) (i32.const 3)))
                (br_if $l (i32.lt_u (local.get 1) (local.get 0)))) (local.get 1))"#;
    let nothing = "(drop (i32.add (i32.const 1) (i32.const 2)))".repeat(3_000);
    let contract = engine.deploy(format!("{code} (func {nothing}))")).unwrap().address;
    let count =
        |engine: &Engine, to: i32| -> Receipt { engine.query(contract, "Count", args![to], by(ALICE)).unwrap() };
    let wanted = count(&engine, 100);
    assert_eq!((engine.tier(contract).unwrap(), artefacts(&path)), (Tier::Interpreter, 0), "one call is not enough");
    while engine.tier(contract).unwrap() == Tier::Interpreter {
        count(&engine, 30_000);
    }
    assert_eq!(count(&engine, 100), wanted);
    drop(engine);
    assert_eq!(artefacts(&path), 1);
    let engine = open();
    assert_eq!((engine.tier(contract).unwrap(), count(&engine, 100)), (Tier::Machine, wanted));
}
