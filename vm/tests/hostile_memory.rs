//! What contracts make the machine hold: instances, mappings, addresses, and what happens when there is no more.
//!
//! A program of its own, because it looks at the memory of its process and runs itself again within limits.
#![cfg(target_os = "linux")]

use allod_core::{Address, Status, args};
use allod_testing::hostile::{self, addresses, calling, deploy, filled, many, mappings, resident, spotted};
use allod_testing::world::{self, ALICE, BOB, block};
use allod_vm::{Budget, Budgets, Compiler, Engine, EngineConfig, EngineError, Receipt, Transaction, WasiOptions};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

const MIB: u64 = 1 << 20;

/// What a process takes is looked at by one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn calls(contracts: &[Address], many: usize, step: usize) -> Vec<Transaction> {
    (0..many)
        .map(|i| calling(ALICE, contracts[(i * 7 + step * 131) % contracts.len()], "f", vec![], 1_000_000))
        .collect()
}

fn all_well(receipts: &[Receipt]) {
    let failed = receipts.iter().find(|receipt| !receipt.is_success());
    assert!(failed.is_none(), "{:?}", failed.map(|receipt| &receipt.status));
}

#[test]
fn idle_instances_of_all_threads_share_one_budget_of_mappings() {
    let _alone = alone();
    let budgets = Budgets::default().with(Budget::InstanceMappings, 4_096);
    let config = EngineConfig::default().with_own_nonces().with_threads(3).with_batch_size(256).with_budgets(budgets);
    let engine = Engine::open(config).unwrap();
    let contracts = many(&engine, 256, spotted);
    let honest = engine.deploy(spotted(1_000_000)).unwrap().address;
    let mut most = 0;
    for step in 0..6 {
        let receipts =
            engine.execute_block(&block(1_000 + step, 1_000), calls(&contracts, 512, step as usize)).unwrap();
        all_well(&receipts);
        most = most.max(mappings());
    }
    // 257 modules of machine code take two each, and a process has some hundreds of its own.
    assert!(most < 4_096 + 2_048, "{most} mappings");
    let receipts =
        engine.execute_block(&block(2_000, 2_000), vec![calling(BOB, honest, "f", vec![], 1_000_000)]).unwrap();
    all_well(&receipts);
}

#[test]
fn with_the_default_budgets_blocks_go_on_whatever_contracts_keep() {
    let _alone = alone();
    let engine = Engine::open(EngineConfig::default().with_own_nonces().with_threads(3).with_batch_size(256)).unwrap();
    let contracts = many(&engine, 256, spotted);
    for step in 0..4 {
        all_well(&engine.execute_block(&block(1_000 + step, 1_000), calls(&contracts, 512, step as usize)).unwrap());
    }
    let most = mappings();
    assert!(most < 32_768, "{most} mappings");
}

#[test]
fn queries_on_other_threads_leave_room_for_blocks() {
    let _alone = alone();
    let budgets = Budgets::default().with(Budget::InstanceMappings, 4_096);
    let engine = Engine::open(EngineConfig::default().with_own_nonces().with_budgets(budgets)).unwrap();
    let contracts = many(&engine, 200, spotted);
    let over = AtomicBool::new(false);
    let most = std::thread::scope(|scope| {
        for thread in 0..2 {
            let (engine, contracts, over) = (&engine, &contracts, &over);
            scope.spawn(move || {
                let mut step = thread * 100;
                while !over.load(Ordering::Relaxed) {
                    step += 1;
                    let contract = contracts[step % contracts.len()];
                    let receipt = engine.query(contract, "f", args![], world::by(BOB)).unwrap();
                    assert!(receipt.is_success(), "{:?}", receipt.status);
                }
            });
        }
        let mut most = 0;
        for step in 0..5 {
            let done = engine.execute_block(&block(1_000 + step, 1_000), calls(&contracts, 200, step as usize));
            most = most.max(mappings());
            if step == 4 || done.is_err() {
                over.store(true, Ordering::Relaxed);
            }
            all_well(&done.unwrap());
        }
        most
    });
    assert!(most < 4_096 + 2_048, "{most} mappings");
}

#[test]
fn idle_instances_keep_no_more_memory_than_their_budget() {
    let _alone = alone();
    let budgets = Budgets::default().with(Budget::InstanceBytes, 64 * MIB);
    let engine = Engine::open(EngineConfig::default().with_own_nonces().with_budgets(budgets)).unwrap();
    // Two MiB each, all written: 512 MiB if they stayed.
    let contracts = many(&engine, 256, |number| filled(number, 32));
    let before = resident();
    for step in 0..3 {
        all_well(&engine.execute_block(&block(1_000 + step, 1_000), calls(&contracts, 256, step as usize)).unwrap());
    }
    let kept = resident().saturating_sub(before);
    assert!(kept < 128 * MIB, "{} MiB", kept / MIB);
}

#[test]
fn a_large_memory_is_given_back_after_its_call() {
    let _alone = alone();
    let engine = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
    let contract = {
        let wasi = WasiOptions { memory_limit: 256 * MIB, ..WasiOptions::default() };
        let options = allod_vm::DeployOptions { wasi, ..Default::default() };
        engine.deploy_with_options(filled(1, 3_200), options).unwrap().address
    };
    let before = resident();
    for _ in 0..3 {
        let receipt = engine.execute(contract, "f", args![], hostile::with_gas(ALICE, 1_000_000_000)).unwrap();
        assert!(receipt.is_success(), "{:?}", receipt.status);
        let kept = resident().saturating_sub(before);
        assert!(kept < 32 * MIB, "{} MiB", kept / MIB);
    }
}

/// Two contracts: `f` of one writes memory and calls the other.
fn a_pair(engine: &Engine) -> Address {
    let inner = deploy(engine, &filled(1, 4));
    let bytes: String = inner.0.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let outer = format!(
        r#"(data (i32.const 0) "{bytes}") (data (i32.const 40) "f") (data (i32.const 50) "\00")
        (func (export "f") (result i64)
          (i32.store (i32.const 65536) (i32.const 7))
          (call $call (i32.const 0) (i32.const 40) (i32.const 1) (i32.const 50) (i32.const 1) (i64.const 0) (i32.const 100) (i32.const 8)))"#
    );
    deploy(engine, &hostile::module(&["call"], &outer))
}

#[test]
fn where_addresses_are_gone_calls_are_interpreted_and_end_alike() {
    let _alone = alone();
    let run = |config: EngineConfig| {
        let engine = Engine::open(config).unwrap();
        let contract = a_pair(&engine);
        let blocks: Vec<_> = (0..3)
            .map(|step| engine.execute_block(&block(100 + step, 100), calls(&[contract], 8, 0)).unwrap())
            .collect();
        assert!(blocks.iter().flatten().all(Receipt::is_success));
        (blocks, engine.state_root().unwrap())
    };
    let wanted = run(EngineConfig::default().with_own_nonces());
    assert_eq!(run(EngineConfig::default().with_own_nonces().with_compiler(Compiler::Interpreter)), wanted);
    // No instance, and one.
    for most in [0, 9 << 30] {
        let budgets = Budgets::default().with(Budget::Addresses, most);
        assert_eq!(run(EngineConfig::default().with_own_nonces().with_budgets(budgets)), wanted, "{most}");
    }
    // From the first mapping on every memory is opened as a whole.
    let budgets = Budgets::default().with(Budget::InstanceMappings, 64).with(Budget::Instances, 1);
    assert_eq!(run(EngineConfig::default().with_own_nonces().with_budgets(budgets)), wanted);
}

#[test]
fn a_budget_out_of_its_bounds_is_refused() {
    for (budget, given, words) in [
        (Budget::Instances, 0, "a budget of 0 instances for instances: it must be from 1 to 16384"),
        (Budget::CodeBytes, 1, "a budget of 1 bytes for code bytes: it must be from 1048576 to 70368744177664"),
        (
            Budget::InstanceMappings,
            u64::MAX,
            "a budget of 18446744073709551615 mappings for instance mappings: it must be from 64 to 2147483648",
        ),
    ] {
        let config = EngineConfig::default().with_own_nonces().with_budgets(Budgets::default().with(budget, given));
        let error = Engine::open(config).err().unwrap();
        assert!(matches!(error, EngineError::Budget { .. }));
        assert_eq!(error.to_string(), words);
    }
}

/// Runs a test of this file, which is ignored otherwise, in a process of its own that has the `limit` of the shell's
/// `ulimit`.
fn alone_with(test: &str, limit: &str) {
    let itself = std::env::current_exe().unwrap();
    let script = format!("ulimit {limit}; exec \"$0\" --ignored --exact {test} --nocapture --test-threads=1");
    let output = Command::new("sh").arg("-c").arg(script).arg(itself).env("ALLOD_LIMITED", "1").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{:?}\n{text}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn stacks_of_a_deep_chain_are_given_back() {
    let _alone = alone();
    let after_a_chain = |spare| {
        let budgets = Budgets::default().with(Budget::SpareStacks, spare).with(Budget::Instances, 1);
        let engine = Engine::open(EngineConfig::default().with_own_nonces().with_budgets(budgets)).unwrap();
        let body = r#"(data (i32.const 40) "f") (data (i32.const 50) "\01\04")
            (func (export "f") (param $n i32) (result i32)
              (if (local.get $n) (then
                (call $contract_address (i32.const 0))
                (i32.store (i32.const 52) (i32.sub (local.get $n) (i32.const 1)))
                (if (i64.ne (i64.shr_u (call $call (i32.const 0) (i32.const 40) (i32.const 1) (i32.const 50) (i32.const 6)
                    (i64.const 0) (i32.const 100) (i32.const 8)) (i64.const 32)) (i64.const 0)) (then unreachable))))
              (i32.const 0))"#;
        let abi = Some(world::abi(&[("f", &[("n", "u32")], "u32")]));
        let options = allod_vm::DeployOptions { reentrant: true, abi, ..Default::default() };
        let wat = hostile::module(&["call", "contract_address"], body);
        let contract = engine.deploy_with_options(wat, options).unwrap().address;
        let receipt = engine.execute(contract, "f", args![60u32], hostile::with_gas(ALICE, 1_000_000_000)).unwrap();
        assert!(receipt.is_success(), "{:?}", receipt.status);
        mappings()
    };
    let kept = after_a_chain(1_000);
    let given_back = after_a_chain(8);
    // Each stack is two mappings: what is used, and a guard below it.
    assert!(given_back + 60 < kept, "{given_back} and {kept} mappings");
}

#[test]
fn where_the_kernel_has_no_more_mappings_blocks_go_on() {
    alone_with("no_mappings", "-c 0");
}

/// Instances are cut into mappings until the kernel gives no more.
#[test]
#[ignore = "run by another test in a process of its own"]
fn no_mappings() {
    if std::env::var_os("ALLOD_LIMITED").is_none() {
        return;
    }
    let open = |budgets| {
        let config = EngineConfig::default().with_own_nonces().with_threads(3).with_batch_size(256);
        Engine::open(config.with_budgets(budgets)).unwrap()
    };
    let unbounded = Budgets::default().with(Budget::InstanceMappings, 1 << 31).with(Budget::Instances, 16_384);
    let (engine, calm) = (open(unbounded), open(Budgets::default().with(Budget::InstanceMappings, 1_024)));
    let contracts = many(&engine, 400, spotted);
    assert_eq!(many(&calm, 400, spotted), contracts);
    let (mut most, mut wanted) = (0, Vec::new());
    let blocks = |step: u64| (block(1_000 + step, 1_000), calls(&contracts, 800, step as usize));
    for (given, transactions) in (0..3).map(blocks) {
        let receipts = engine.execute_block(&given, transactions).unwrap();
        all_well(&receipts);
        most = most.max(mappings());
        wanted.push(receipts);
    }
    println!("{most} mappings");
    for ((given, transactions), wanted) in (0..3).map(blocks).zip(wanted) {
        assert_eq!(calm.execute_block(&given, transactions).unwrap(), wanted);
    }
    assert_eq!(engine.state_root().unwrap(), calm.state_root().unwrap());
}

#[test]
fn a_process_of_few_addresses_runs_blocks() {
    alone_with("few_addresses", "-v 4194304");
}

/// No instance of machine code fits, so all is interpreted, with the outcome that another process has.
#[test]
#[ignore = "run by another test in a process of few addresses"]
fn few_addresses() {
    if std::env::var_os("ALLOD_LIMITED").is_none() {
        return;
    }
    let run = |compiler| {
        let engine =
            Engine::open(EngineConfig::default().with_own_nonces().with_threads(2).with_compiler(compiler)).unwrap();
        let contract = a_pair(&engine);
        let receipts = engine.execute_block(&block(100, 100), calls(&[contract], 100, 0)).unwrap();
        all_well(&receipts);
        (receipts, engine.state_root().unwrap())
    };
    assert_eq!(run(Compiler::Cranelift), run(Compiler::Interpreter));
}

#[test]
#[cfg_attr(feature = "portable", ignore = "all pages are writable from the start there")]
fn pages_that_cannot_be_made_writable_end_no_host_function() {
    alone_with("little_data", "-d 1048576");
}

/// A host function writes to one page after another, until the process may have no more memory that can be written.
#[test]
#[ignore = "run by another test in a process of little data"]
fn little_data() {
    if std::env::var_os("ALLOD_LIMITED").is_none() {
        return;
    }
    let deployed = || {
        let engine = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
        let wat = format!(
            r#"(module {} (memory (export "memory") 3200) (func (export "f") (result i32) (local $i i32)
              (loop (call $contract_address (local.get $i))
                (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4096))) (i32.const 209715200)))) (i32.const 7)))"#,
            hostile::imports(&["contract_address"])
        );
        let wasi = WasiOptions { memory_limit: 256 * MIB, ..WasiOptions::default() };
        let options = allod_vm::DeployOptions { wasi, ..Default::default() };
        let contract = engine.deploy_with_options(wat, options).unwrap().address;
        (contract, engine)
    };
    let (contract, engine) = deployed();
    let transactions = || vec![calling(ALICE, contract, "f", vec![], 1_000_000_000)];
    // Leaves an instance that is idle.
    all_well(&engine.execute_block(&block(100, 100), transactions()).unwrap());
    let before = (engine.last_block().unwrap(), engine.state_root().unwrap());
    let ballast: Vec<u8> = Vec::with_capacity(((1 << 30) - hostile::data() - 64 * MIB) as usize);
    let error = engine.query(contract, "f", args![], hostile::with_gas(ALICE, 1_000_000_000)).unwrap_err();
    assert_eq!(error.to_string(), "the machine has no room for an instance: a page can't be made writable");
    for _ in 0..2 {
        let error = engine.execute_block(&block(200, 200), transactions()).unwrap_err();
        assert!(matches!(error, EngineError::Shortage { .. }), "{error}");
        assert_eq!((engine.last_block().unwrap(), engine.state_root().unwrap()), before);
    }
    drop(ballast);
    let receipts = engine.execute_block(&block(200, 200), transactions()).unwrap();
    all_well(&receipts);
    let undisturbed = deployed().1;
    all_well(&undisturbed.execute_block(&block(100, 100), transactions()).unwrap());
    assert_eq!(undisturbed.execute_block(&block(200, 200), transactions()).unwrap(), receipts);
    assert_eq!(undisturbed.state_root().unwrap(), engine.state_root().unwrap());
}

#[test]
fn a_block_that_meets_a_shortage_is_not_executed_and_can_be_tried_again() {
    alone_with("a_shortage", "-v 4194304");
}

/// A contract grows its memory where the process has no addresses left for that.
#[test]
#[ignore = "run by another test in a process of few addresses"]
fn a_shortage() {
    if std::env::var_os("ALLOD_LIMITED").is_none() {
        return;
    }
    let deployed = || {
        let engine = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
        let wat = r#"(module (memory 1) (func (export "f") (result i32) (memory.grow (i32.const 4000))))"#;
        let wasi = WasiOptions { memory_limit: 256 * MIB, ..WasiOptions::default() };
        let options = allod_vm::DeployOptions { wasi, ..Default::default() };
        let contract = engine.deploy_with_options(wat, options).unwrap().address;
        (contract, engine)
    };
    let (contract, engine) = deployed();
    let transactions = || {
        let mut all = calls(&[contract], 2, 0);
        all.iter_mut().for_each(|transaction| transaction.gas_limit = 1_000_000_000);
        all
    };
    let before = (engine.last_block().unwrap(), engine.state_root().unwrap());
    let ballast: Vec<u8> = Vec::with_capacity(((4 << 30) - addresses() - 128 * MIB) as usize);
    for _ in 0..2 {
        let error = engine.execute_block(&block(100, 100), transactions()).unwrap_err();
        assert!(matches!(error, EngineError::Shortage { .. }), "{error}");
        let error = engine.execute(contract, "f", args![], hostile::with_gas(ALICE, 1_000_000_000)).unwrap_err();
        assert!(matches!(error, EngineError::Shortage { .. }), "{error}");
        let error = engine.query(contract, "f", args![], hostile::with_gas(ALICE, 1_000_000_000)).unwrap_err();
        assert!(matches!(error, EngineError::Shortage { .. }), "{error}");
        assert_eq!((engine.last_block().unwrap(), engine.state_root().unwrap()), before);
    }
    drop(ballast);
    let receipts = engine.execute_block(&block(100, 100), transactions()).unwrap();
    assert!(receipts.iter().all(|receipt| receipt.status == Status::Success));
    let undisturbed = deployed().1;
    assert_eq!(undisturbed.execute_block(&block(100, 100), transactions()).unwrap(), receipts);
    assert_eq!(undisturbed.state_root().unwrap(), engine.state_root().unwrap());
}
