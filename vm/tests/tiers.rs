//! Whatever a module runs on, the interpreter, machine code, or one after the other: nothing that can be seen of a call
//! tells them apart, and nobody waits for the compiler.
//!
//! A program of its own, because it looks at the threads of its process.

use allod_core::{Args, HostStatus, ObjectId, Status, Trap, Value, args, tagged_value};
use allod_testing::hostile::{calling, with_gas};
use allod_testing::world::{self, ALICE, AT_FIRST_SIGHT, BOB, PUPPET, by, puppet};
use allod_vm::{Address, Compiler, DeployOptions, Engine, EngineConfig, Receipt, Tier, Tiers, WasiOptions};
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longer than anything here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(300);

fn compiled() -> Engine {
    Engine::open(EngineConfig::default().with_own_nonces().with_tiers(Tiers::COMPILED)).unwrap()
}

fn interpreted() -> Engine {
    Engine::open(EngineConfig::default().with_compiler(Compiler::Interpreter)).unwrap()
}

/// An engine on which every module is interpreted once and compiled then.
fn both() -> Engine {
    Engine::open(EngineConfig::default().with_tiers(AT_FIRST_SIGHT)).unwrap()
}

/// Waits until calls of `contract` run machine code.
fn forged(engine: &Engine, contract: Address) {
    let began = Instant::now();
    while engine.tier(contract).unwrap() == Tier::Interpreter {
        assert!(began.elapsed() < PATIENCE, "it is compiled some day");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Tests that look at the threads of the process take turns with those that start some.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a call of `function` answers on an engine of each kind that runs it on one tier.
fn alike(code: &str, options: &DeployOptions, function: &str, args: &Args, gas: u64) -> Receipt {
    let run = |engine: Engine, tier: Tier| {
        let contract = engine.deploy_with_options(code, options.clone()).unwrap().address;
        assert_eq!(engine.tier(contract).unwrap(), tier);
        engine.execute(contract, function, args.clone(), with_gas(ALICE, gas)).unwrap()
    };
    let machine = run(compiled(), Tier::Machine);
    assert_eq!(run(interpreted(), Tier::Interpreter), machine, "{function} on both tiers");
    machine
}

/// Every function of the puppet: an operation of the host, a way to fail, or a call of another.
fn puppet_story(engine: &Engine, rounds: usize, between: impl Fn(Address)) -> Vec<Receipt> {
    let (one, other) = (puppet(engine), puppet(engine));
    engine.fund(one, 1_000).unwrap();
    let nested = |function: &str, values: &[Value]| args![one, 400_000u64, function, tagged_value::encode(values)];
    let mut receipts = Vec::new();
    for _ in 0..rounds {
        let made = world::call(engine, ALICE, one, "Create", args![]);
        let object: ObjectId = made.decode().unwrap();
        receipts.push(made);
        let steps: Vec<(Address, &str, Args)> = vec![
            (one, "Write", args![object, 7u64]),
            (one, "Value", args![object]),
            (one, "Tell", args![]),
            (one, "Pay", args![BOB, 5u64]),
            (one, "Pay", args![BOB, 5_000u64]),
            (one, "Sender", args![]),
            (one, "FiveQueries", args![]),
            (one, "FailRevert", args![object]),
            (one, "FailAssert", args![object]),
            (one, "FailTrap", args![object]),
            (one, "FailDivide", args![object]),
            (one, "FailMemory", args![object]),
            (one, "FailPointer", args![object]),
            (one, "FailLoop", args![object]),
            (one, "FailDepth", args![object]),
            (one, "FailIndirect", args![object]),
            (one, "Grow", args![3u32]),
            (one, "Grow", args![60_000u32]),
            (other, "Relay", nested("Sender", &[])),
            (other, "Relay", nested("Nothing", &[])),
            (other, "Relay", nested("FailRevert", &[object.into()])),
            (other, "Relay", nested("FailLoop", &[object.into()])),
            (other, "Relay", nested("FailDepth", &[object.into()])),
            (one, "Relay", nested("Sender", &[])),
            (one, "Delete", args![object]),
        ];
        for (contract, function, args) in steps {
            let options = with_gas(ALICE, 3_000_000);
            let seen = engine.simulate(contract, function, args.clone(), options.clone()).unwrap();
            let receipt = engine.execute(contract, function, args, options).unwrap();
            assert_eq!((seen.status, seen.gas.used), (receipt.status.clone(), receipt.gas.used), "{function}");
            receipts.push(receipt);
        }
        between(one);
    }
    receipts
}

#[test]
fn every_call_has_the_same_receipt_on_either_tier_and_on_one_after_the_other() {
    let _turn = turn();
    let (machine, program, both) = (compiled(), interpreted(), both());
    let wanted = puppet_story(&machine, 3, |one| assert_eq!(machine.tier(one).unwrap(), Tier::Machine));
    let failed = |trap: &str| wanted.iter().any(|receipt| receipt.status.to_string().contains(trap));
    assert!(["divi", "memory", "unreachable", "stack", "indirect"].iter().all(|trap| failed(trap)), "all ways to fail");
    assert_eq!(puppet_story(&program, 3, |one| assert_eq!(program.tier(one).unwrap(), Tier::Interpreter)), wanted);
    assert_eq!(puppet_story(&both, 3, |one| forged(&both, one)), wanted);
    let roots = [&machine, &program, &both].map(|engine| engine.state_root().unwrap());
    assert!(roots.iter().all(|root| *root == roots[0]));
}

/// The puppet, with more code than is compiled at once.
fn large_puppet() -> String {
    let nothing = "(drop (i32.add (i32.const 1) (i32.const 2)))".repeat(3_000);
    format!("{} (func $large {nothing}))", PUPPET.trim_end().strip_suffix(')').unwrap())
}

#[test]
fn contracts_on_different_tiers_call_each_other_and_themselves() {
    let _turn = turn();
    let story = |engine: &Engine, tiers: [Tier; 2]| {
        let options = || DeployOptions { reentrant: true, ..Default::default() };
        let small = world::puppet_with(engine, options());
        let abi = engine.abi(small).unwrap();
        let large = DeployOptions { abi: Some(abi), ..options() };
        let large = engine.deploy_with_options(large_puppet(), large).unwrap().address;
        assert_eq!([small, large].map(|contract| engine.tier(contract).unwrap()), tiers);
        let mut receipts = Vec::new();
        for (first, second) in [(small, large), (large, small)] {
            let innermost =
                tagged_value::encode(&[first.into(), 0u64.into(), "Sender".into(), tagged_value::encode(&[]).into()]);
            let args = args![second, 0u64, "Relay", innermost];
            let receipt = engine.execute(first, "Relay", args, with_gas(ALICE, 3_000_000)).unwrap();
            let (status, _): (u32, Vec<u8>) = receipt.decode().unwrap();
            assert_eq!(world::status(status), HostStatus::Ok);
            receipts.push(receipt);
            let object: ObjectId = world::call(engine, ALICE, second, "Create", args![]).decode().unwrap();
            let args = args![second, 300_000u64, "FailDepth", tagged_value::encode(&[object.into()])];
            receipts.push(engine.execute(first, "Relay", args, with_gas(ALICE, 3_000_000)).unwrap());
        }
        receipts
    };
    let usual = Engine::open(EngineConfig::default()).unwrap();
    let seen = story(&usual, [Tier::Machine, Tier::Interpreter]);
    assert_eq!(seen[0].trace.children[0].children.len(), 1, "and back into the first");
    assert_eq!(seen, story(&compiled(), [Tier::Machine; 2]));
    assert_eq!(seen, story(&interpreted(), [Tier::Interpreter; 2]));
}

/// Calls itself for ever, counts how often, and says so when it is asked: which of two functions goes deeper, and how
/// many numbers a frame holds.
fn recursion(locals: usize) -> String {
    let used: String = (0..locals).map(|n| format!("(local.set $l{n} (i64.extend_i32_u (local.get 0)))")).collect();
    let kept: String =
        (0..locals).map(|n| format!("(local.set $s (i64.add (local.get $s) (local.get $l{n})))")).collect();
    let declared: String = (0..locals).map(|n| format!("(local $l{n} i64)")).collect();
    format!(
        r#"(module (import "allod" "debug" (func $debug (param i32 i32))) (memory (export "memory") 1)
            (func $deep (param i32) (result i64) {declared} (local $s i64) {used}
                (i32.store (i32.const 0) (local.get 0)) (call $debug (i32.const 0) (i32.const 4))
                (local.set $s (call $deep (i32.add (local.get 0) (i32.const 1)))) {kept} (local.get $s))
            (func $bare (call $bare) (call $bare))
            (func (export "Deep") (result i64) (call $deep (i32.const 0)))
            (func (export "Bare") (call $bare)))"#
    )
}

#[test]
fn recursion_ends_at_the_same_call_with_the_largest_stack_and_takes_none_of_the_native_one() {
    let largest =
        DeployOptions { wasi: WasiOptions { stack_size: 768 << 10, ..Default::default() }, ..Default::default() };
    // The native stack is a third of what the module may have by its own count.
    let run = move || {
        for (locals, function, calls) in [(0, "Bare", 1), (0, "Deep", 4_000), (200, "Deep", 300)] {
            let receipt = alike(&recursion(locals), &largest, function, &args![], 1 << 40);
            let Status::Trapped { trap: Trap::StackOverflow, .. } = receipt.status else {
                panic!("{}", receipt.status)
            };
            assert!(function == "Bare" || receipt.debug.len() / 4 > calls, "{} calls", receipt.debug.len() / 4);
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_chain_of_contracts_as_long_as_may_be_takes_little_native_stack() {
    let chain = |engine: Engine| {
        let puppets: Vec<Address> = (0..66).map(|_| puppet(&engine)).collect();
        let last = tagged_value::encode(&[]);
        let step = |inner: Vec<u8>, to: &Address, name: &str| {
            tagged_value::encode(&[(*to).into(), 0u64.into(), name.into(), inner.into()])
        };
        let mut inner = step(last, &puppets[65], "Sender");
        for to in puppets[1..65].iter().rev() {
            inner = step(inner, to, "Relay");
        }
        let Some(Value::List(..) | Value::Bytes(_)) = tagged_value::decode(&inner).unwrap().into_iter().nth(3) else {
            panic!("arguments are nested in bytes");
        };
        let values = tagged_value::decode(&inner).unwrap();
        engine.execute(puppets[0], "Relay", Args::Positional(values), with_gas(ALICE, 90_000_000)).unwrap()
    };
    let run = move || (chain(interpreted()), chain(compiled()));
    let (seen, wanted) = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
    let mut depth = 1;
    let mut frame = &seen.trace;
    while let Some(child) = frame.children.first() {
        (frame, depth) = (child, depth + 1);
    }
    assert_eq!(depth, 65, "as deep as a chain may be, and the one that was refused");
    assert_eq!(seen, wanted);
}

#[test]
fn memory_grows_to_the_cap_and_not_beyond() {
    let code = r#"(module (memory (export "memory") 1)
        (func (export "Grow") (result i32)
            (loop $l (br_if $l (i32.ne (memory.grow (i32.const 7)) (i32.const -1))))
            (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (i32.store8 (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1)) (i32.const 1))
            (i32.store8 (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))
                (i32.add (memory.grow (i32.const 0)) (memory.grow (i32.const 1))))
            (memory.size))
        (func (export "Beyond") (drop (memory.grow (i32.const 3)))
            (i32.store8 (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))"#;
    for (limit, pages) in [(64 << 20, 1_024), (3 << 20, 48)] {
        let wasi = WasiOptions { memory_limit: limit, ..Default::default() };
        let options = DeployOptions { wasi, ..Default::default() };
        let grown = alike(code, &options, "Grow", &args![], 1 << 40);
        assert_eq!(grown.decode::<i32>().unwrap(), pages, "{}", grown.status);
        let beyond = alike(code, &options, "Beyond", &args![], 1 << 40);
        assert!(matches!(beyond.status, Status::Trapped { trap: Trap::MemoryOutOfBounds, .. }));
    }
}

#[test]
fn a_host_function_in_a_table_is_served_like_any() {
    let code = r#"(module (import "allod" "gas_left" (func $left (result i64))) (memory (export "memory") 1)
        (type $t (func (result i64))) (table 3 funcref) (elem (i32.const 0) $left $mine)
        (func $mine (result i64) (i64.sub (call $left) (call_indirect (type $t) (i32.const 0))))
        (func (export "At") (param i32) (result i64) (i64.add (i64.const 1) (call_indirect (type $t) (local.get 0)))))"#;
    for at in 0..4 {
        let receipt = alike(code, &DeployOptions::default(), "At", &args![at], 100_000);
        assert_eq!(receipt.is_success(), at < 2, "{}", receipt.status);
    }
}

/// Constants by the thousand and branches further than 16 bits reach, in a function that calls itself: what an
/// interpreter that keeps constants in frames has to be kept from.
fn wide(constants: usize, branches: usize) -> String {
    let mut body = String::new();
    for n in 0..constants {
        let value = (n as i64 + 70_000) * 7_919_777;
        write!(body, "(local.set $s (i64.xor (local.get $s) (i64.const {value})))").unwrap();
    }
    for n in 0..branches {
        write!(body, "(br_if $out (i64.eq (local.get $s) (i64.const {n})))").unwrap();
        write!(body, "(if (i64.eq (local.get $s) (i64.const -{n}))").unwrap();
        write!(body, "(then (local.set $s (i64.add (local.get $s) (local.get $n)))) (else (nop)))").unwrap();
    }
    format!(
        r#"(module (global $g i64 (i64.const 123456789012345))
            (func $wide (param $n i64) (param $down i64) (result i64) (local $s i64)
                (if (i64.eqz (local.get $n)) (then (return (i64.const 0))))
                (local.set $s (i64.add (global.get $g) (i64.mul (local.get $down)
                    (call $wide (i64.sub (local.get $n) (i64.const 1)) (local.get $down)))))
                (block $out {body})
                (local.get $s))
            (func (export "Wide") (param i64) (param i64) (result i64) (call $wide (local.get 0) (local.get 1))))"#
    )
}

#[test]
fn many_constants_and_far_branches_change_nothing() {
    let wasi = WasiOptions { stack_size: 768 << 10, ..Default::default() };
    let largest = DeployOptions { wasi, gas_limit: Some(1 << 40), ..Default::default() };
    for (constants, branches) in [(6_000, 0), (0, 3_000)] {
        let code = wide(constants, branches);
        let receipt = alike(&code, &largest, "Wide", &args![9i64, 3i64], 1 << 40);
        assert!(receipt.is_success(), "{}", receipt.status);
        let deep = alike(&code, &largest, "Wide", &args![i64::MAX, 0i64], 1 << 40);
        assert!(matches!(deep.status, Status::Trapped { trap: Trap::StackOverflow, .. }), "{}", deep.status);
    }
}

#[test]
fn queries_and_profiles_say_the_same_on_either_tier() {
    let ask = |engine: Engine| {
        let (one, other) = (puppet(&engine), puppet(&engine));
        let object: ObjectId = world::call(&engine, ALICE, one, "Create", args![]).decode().unwrap();
        let nested = args![one, 0u64, "Value", tagged_value::encode(&[object.into()])];
        let query = engine.query(other, "Relay", nested.clone(), by(ALICE)).unwrap();
        let denied = engine.query(one, "Write", args![object, 1u64], by(ALICE)).unwrap();
        let profile = engine.profile(other, "Relay", nested, by(ALICE)).unwrap();
        let failing = engine.profile(one, "FailDepth", args![object], by(ALICE)).unwrap();
        (query, denied, profile, failing)
    };
    let wanted = ask(compiled());
    assert!(wanted.2.1.nodes.len() > 10, "a profile with functions of both contracts");
    assert_eq!(ask(interpreted()), wanted);
}

#[test]
fn blocks_on_two_threads_end_alike_while_modules_change_their_tier() {
    let _turn = turn();
    let run = |engine: Engine| {
        let puppets: Vec<Address> = (0..4).map(|_| puppet(&engine)).collect();
        let mut block = engine.last_block().unwrap();
        let mut receipts = Vec::new();
        for _ in 0..12 {
            block = block.next();
            let transactions = (0..40).map(|n| {
                let function = if n % 7 == 3 { "FiveQueries" } else { "Create" };
                calling(ALICE, puppets[n % 4], function, Vec::new(), 1_000_000)
            });
            receipts.push(engine.execute_block(&block, transactions.collect()).unwrap());
        }
        (receipts, engine.state_root().unwrap())
    };
    let set_up = |tiers| {
        Engine::open(EngineConfig::default().with_own_nonces().with_tiers(tiers).with_threads(2).with_batch_size(20))
            .unwrap()
    };
    assert_eq!(run(set_up(AT_FIRST_SIGHT)), run(compiled()));
}
