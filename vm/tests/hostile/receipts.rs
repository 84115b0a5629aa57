//! What failures say and cost: nothing of the machine in a receipt, gas reported whatever failed.

use allod_core::{
    Args, GasSchedule, HostOp, HostStatus, IMPORTS, ObjectId, Reason, Status, Trap, Value, args, tagged_value,
};
use allod_security::CallFrame;
use allod_testing::hostile::{calling, deploy, deploying, gas_of, module, with_gas};
use allod_testing::world::{ALICE, BOB, block, by, call, config, memory_engine, puppet, relayed, status};
use allod_vm::{Address, DeployTerms, Engine, EngineError, MAX_LIMIT, Receipt, WasiOptions};

fn object_of(engine: &Engine, contract: Address) -> ObjectId {
    call(engine, ALICE, contract, "Create", args![]).decode().unwrap()
}

/// Every word of people's language in a receipt.
fn words(receipt: &Receipt) -> Vec<String> {
    fn of(status: &Status) -> String {
        status.to_string()
    }
    fn frames(frame: &CallFrame, out: &mut Vec<String>) {
        out.push(of(&frame.status));
        frame.children.iter().for_each(|child| frames(child, out));
    }
    let mut out = vec![of(&receipt.status)];
    frames(&receipt.trace, &mut out);
    out
}

/// What would tell one machine, build or run from another.
const TELLTALES: [&str; 12] =
    ["/", "\\", ".rs", "0x", "backtrace", "panicked", "thread", "wasmer", "rocksdb", "src", "cranelift", "::"];

fn says_nothing_of_the_machine(receipt: &Receipt) {
    for text in words(receipt) {
        for telltale in TELLTALES {
            assert!(!text.contains(telltale), "{text:?} contains {telltale:?}");
        }
    }
}

#[test]
fn error_text_of_every_way_to_fail_names_no_path_address_or_backtrace() {
    let engine = memory_engine();
    let (contract, relay) = (puppet(&engine), puppet(&engine));
    let object = object_of(&engine, contract);
    let failing = [
        "FailRevert",
        "FailAssert",
        "FailTrap",
        "FailDivide",
        "FailMemory",
        "FailPointer",
        "FailLoop",
        "FailDepth",
        "FailIndirect",
    ];
    for function in failing {
        let options = with_gas(ALICE, 3_000_000);
        let receipt = engine.execute(contract, function, args![object], options).unwrap();
        assert!(!receipt.is_success());
        says_nothing_of_the_machine(&receipt);
        let nested = args![contract, 2_000_000u64, function, tagged_value::encode(&[Value::from(object)])];
        says_nothing_of_the_machine(&engine.execute(relay, "RelayOrFail", nested, by(ALICE)).unwrap());
    }
    // What the host itself has to say: refusals of every kind, through `last_error` into a revert.
    let refused = [
        (contract, "Value", vec![Value::from(ObjectId::ZERO)]),
        (contract, "Value", vec![Value::from(ObjectId([7; 32]))]),
        (contract, "Find", vec![Value::from(BOB)]),
        (contract, "Nothing", vec![]),
        (contract, "Give", vec![Value::from(object)]),
        (contract, "Give", vec![Value::from(object), Value::from("bob")]),
        (BOB, "Nothing", vec![]),
        (relay, "Sender", vec![]),
    ];
    for (target, function, values) in refused {
        let nested = args![target, 0u64, function, tagged_value::encode(&values)];
        let receipt = engine.execute(relay, "RelayOrFail", nested, by(ALICE)).unwrap();
        assert!(!receipt.is_success(), "{function}");
        says_nothing_of_the_machine(&receipt);
    }
}

#[test]
fn error_text_of_transactions_that_cannot_begin_names_no_path_address_or_backtrace() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let with_section = |json: &[u8]| {
        let mut module = wat(r#"(module (func (export "f")))"#);
        let body = [b"\x09allod.abi".as_slice(), json].concat();
        module.push(0);
        module.extend([(body.len() as u8 & 0x7f) | 0x80, (body.len() >> 7) as u8]);
        module.extend(body);
        module
    };
    let modules = [
        b"".to_vec(),
        b"\0asm".to_vec(),
        b"\0asm\x01\0\0\0\xff\xff\xff\xff\xff".to_vec(),
        wat(r#"(module (func (export "allod.gas")))"#),
        wat(r#"(module (import "env" "exit" (func)))"#),
        wat(r#"(module (import "allod" "call" (func)))"#),
        wat(r#"(module (memory 1 2 shared))"#),
        wat(r#"(module (func $f) (start $f))"#),
        wat(r#"(module (memory (export "memory") 1) (data (i32.const 65536) "x") (func (export "f")))"#),
        wat(r#"(module (table 1 funcref) (elem (i32.const 1) $f) (func $f (export "f")))"#),
        with_section(b"{"),
        with_section(b"[1,2,3]"),
        with_section(br#"{"package_name":"x","functions":[{"name":"g"}]}"#),
        with_section(br#"{"package_name":"x","functions":[{"name":"f","inputs":[{"name":"a","type":"float"}]}]}"#),
    ];
    let mut transactions: Vec<_> =
        modules.into_iter().map(|module| deploying(ALICE, module, DeployTerms::default())).collect();
    let bad_terms =
        DeployTerms { wasi: WasiOptions { stack_size: 1, ..WasiOptions::default() }, ..DeployTerms::default() };
    transactions.push(deploying(ALICE, wat("(module)"), bad_terms));
    transactions.push(calling(ALICE, BOB, "f", vec![], 1_000_000));
    transactions.push(calling(ALICE, contract, "Nothing", vec![], 1_000_000));
    transactions.push(calling(ALICE, contract, "Sender", vec![0; (1 << 20) + 1], 1_000_000));
    let receipts = engine.execute_block(&block(9, 9), transactions).unwrap();
    for receipt in receipts {
        assert!(matches!(receipt.status, Status::Refused { .. }), "{}", receipt.status);
        says_nothing_of_the_machine(&receipt);
    }
}

#[test]
fn host_fail_gas_is_reported_whichever_host_function_ends_the_call() {
    let engine = memory_engine();
    // Every import with an argument, given what makes it trap, or fail, or refuse.
    for import in IMPORTS.iter().filter(|import| !import.params.is_empty()) {
        let args: String = import
            .params
            .iter()
            .map(|ty| match ty {
                allod_core::WasmType::I32 => "(i32.const -1)",
                allod_core::WasmType::I64 => "(i64.const -1)",
            })
            .collect();
        let drop = if import.result.is_some() { "drop" } else { "" };
        let body = format!(r#"(func (export "f") (call ${} {args}) {drop})"#, import.name);
        let contract = deploy(&engine, &module(&[import.name], &body));
        let receipt = engine.execute(contract, "f", args![], with_gas(ALICE, 1_000_000)).unwrap();
        let gas = &receipt.gas;
        assert_eq!(gas.used + gas.refunded, gas.instructions + gas.host_total(), "{}", import.name);
        assert!(gas_of(&receipt, import.op) > 0, "{}", import.name);
        assert_eq!(receipt.trace.gas_used, gas.used, "{}", import.name);
    }
}

#[test]
fn entry_fee_every_entry_point_pays_for_its_set_up() {
    let engine = memory_engine();
    let schedule = GasSchedule::standard();
    let wat = r#"(module (memory (export "memory") 3)
        (func (export "nothing")) (func (export "numbers") (param i64 i64) (result i64) (local.get 0))
        (func (export "_initialize")))"#;
    let contract = deploy(&engine, wat);
    let numbers = args![1i64, 2i64];
    for (function, args, input) in [("nothing", args![], 0), ("numbers", numbers, 16)] {
        let receipt = engine.execute(contract, function, args, by(ALICE)).unwrap();
        assert_eq!(gas_of(&receipt, HostOp::Entry), schedule.price(HostOp::Entry).of(input));
        assert_eq!(gas_of(&receipt, HostOp::Instantiate), schedule.price(HostOp::Instantiate).of(3));
    }
    // Also a nested call, out of the callee's own allowance, and before anything of it is set up.
    let relay = puppet(&engine);
    let (answer, _) = relayed(&engine, ALICE, relay, contract, "nothing", &[], vec![]);
    assert_eq!(answer, HostStatus::Ok);
    let starved = args![contract, 99u64, "nothing", tagged_value::encode(&[])];
    let (answer, _): (u32, Vec<u8>) = call(&engine, ALICE, relay, "Relay", starved).decode().unwrap();
    assert_eq!(status(answer), HostStatus::CallOutOfGas);
}

#[test]
fn alloc_reentry_the_host_calls_no_function_of_the_contract_but_the_one_asked_for() {
    let engine = memory_engine();
    let body = r#"(func (export "malloc") (param i32) (result i32) (unreachable))
        (func (export "alloc") (param i32) (result i32) (unreachable))
        (func (export "free") (param i32) (unreachable))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
        (func (export "f") (param i64) (result i64) (drop (call $input (i32.const 0) (i32.const 65536)))
          (drop (call $fetch (i32.const 0) (i32.const 65536))) (drop (call $last_error (i32.const 0) (i32.const 65536)))
          (local.get 0))"#;
    let contract = deploy(&engine, &module(&["input", "fetch", "last_error"], body));
    assert_eq!(call(&engine, ALICE, contract, "f", args![7i64]).decode::<i64>().unwrap(), 7);
}

#[test]
fn gas_edges_limits_of_zero_one_and_the_largest_number_do_not_wrap() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    for limit in [0, 1, 99, 100] {
        let receipt = engine.execute(contract, "Sender", args![], with_gas(ALICE, limit)).unwrap();
        assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, limit));
    }
    let exact = engine.simulate(contract, "Sender", args![], by(ALICE)).unwrap().gas.used;
    for limit in [exact, MAX_LIMIT - 1, MAX_LIMIT, MAX_LIMIT + 1, u64::MAX] {
        let receipt = engine.execute(contract, "Sender", args![], with_gas(ALICE, limit)).unwrap();
        assert_eq!((receipt.status, receipt.gas.used), (Status::Success, exact));
        assert_eq!(receipt.gas.limit, limit.min(MAX_LIMIT));
    }
    let relay = puppet(&engine);
    for asked in [u64::MAX, MAX_LIMIT + 1] {
        let nested = args![contract, asked, "Sender", tagged_value::encode(&[])];
        let (answer, _): (u32, Vec<u8>) = call(&engine, ALICE, relay, "Relay", nested).decode().unwrap();
        assert_eq!(status(answer), HostStatus::Ok);
    }
}

#[test]
fn node_local_the_clock_is_the_blocks_randomness_is_fixed_and_there_are_no_files() {
    let wat = r#"(module
        (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
        (import "allod" "output" (func $output (param i32 i32)))
        (memory (export "memory") 1)
        (func (export "f")
          (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 0)))
          (drop (call $random (i32.const 8) (i32.const 8)))
          (drop (call $environ (i32.const 16) (i32.const 20)))
          (drop (call $args (i32.const 24) (i32.const 28)))
          (i32.store (i32.const 32) (call $prestat (i32.const 3) (i32.const 100)))
          (call $output (i32.const 0) (i32.const 36))))"#;
    let run = || {
        let engine = memory_engine();
        let contract = deploy(&engine, wat);
        let options = allod_vm::ExecuteOptions { block: Some(block(50, 1_700_000_000)), ..by(ALICE) };
        engine.execute(contract, "f", args![], options).unwrap()
    };
    let first = run();
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(first, run(), "the same bytes at another moment");
    let wanted = [
        &(1_700_000_000u64 * 1_000_000_000).to_le_bytes()[..],
        &[0x5a; 8],
        &[0; 16],
        &8u32.to_le_bytes(), // bad descriptor: nothing is open
    ];
    assert_eq!(first.output, wanted.concat());
    for import in ["fd_readdir", "path_open", "sock_accept", "poll_oneoff"] {
        let wat = format!(r#"(module (import "wasi_snapshot_preview1" "{import}" (func)) (func (export "f")))"#);
        assert!(memory_engine().deploy(wat).is_err(), "{import}");
    }
}

#[test]
fn schedule_bump_a_new_price_is_charged_over_an_old_cache() {
    let folder = tempfile::tempdir().unwrap();
    let config = || config().with_path(folder.path()).with_rules_adopted();
    let open = |schedule| Engine::open(config().with_schedule(schedule)).unwrap();
    let dearer = {
        let mut schedule = GasSchedule::standard();
        schedule.instructions.multiply += 1_000;
        schedule
    };
    let wat = r#"(module (func (export "f") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3))))"#;
    let engine = open(GasSchedule::standard());
    let contract = deploy(&engine, wat);
    let gas = |engine: &Engine| engine.simulate(contract, "f", args![5i64], by(ALICE)).unwrap().gas.instructions;
    let before = gas(&engine);
    drop(engine);
    assert_eq!(gas(&open(dearer)), before + 1_000);
    assert_eq!(gas(&open(GasSchedule::standard())), before, "and back");
}

#[test]
fn address_squat_a_deploy_that_fails_takes_no_address_and_another_deployer_has_another() {
    let engine = memory_engine();
    let module = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let salted = || DeployTerms { salt: Some(allod_vm::Hash([3; 32])), ..DeployTerms::default() };
    let mut poor = deploying(ALICE, module.clone(), salted());
    poor.gas_limit = 10;
    let transactions = vec![
        deploying(BOB, module.clone(), salted()),
        poor,
        deploying(ALICE, module.clone(), salted()),
        deploying(ALICE, module, salted()),
    ];
    let receipts = engine.execute_block(&block(5, 5), transactions).unwrap();
    assert_eq!(receipts[1].status, Status::OutOfGas);
    assert_eq!(receipts[2].status, Status::Success, "nothing stood in its way");
    assert_ne!(receipts[0].contract, receipts[2].contract);
    assert!(matches!(receipts[3].status, Status::Refused { .. }), "it is not replaced");
}

#[test]
fn decode_bombs_at_every_border_are_refused_and_cost_what_they_are_long() {
    let engine = memory_engine();
    let huge = u64::MAX.to_le_bytes();
    let bombs: [(&str, Vec<u8>); 8] = [
        ("nothing", vec![]),
        ("a count that nothing backs", vec![255]),
        ("a string of 2^64 bytes", [&[1, 12][..], &huge].concat()),
        ("a list of 2^64 items", [&[1, 17, 1][..], &huge].concat()),
        ("a list of nothing, 2^64 times", [&[1, 17, 19, 0, 0][..], &huge].concat()),
        ("a type of a thousand lists", [vec![1], vec![17; 1000], vec![1]].concat()),
        ("a type nobody knows", vec![1, 99]),
        ("bytes left over", vec![0, 0, 0]),
    ];
    for (what, bomb) in bombs {
        let escaped: String = bomb.iter().map(|b| format!("\\{b:02x}")).collect();
        let body = format!(
            r#"(data (i32.const 64) "{escaped}") (data (i32.const 2048) "v")
            (func (export "Log") (result i32) (call $log (i32.const 0) (i32.const 0) (i32.const 64) (i32.const {len})))
            (func (export "Call") (result i64) (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const {len}) (i64.const 0) (i32.const 0) (i32.const 0)))
            (func (export "Set") (result i32) (call $object_set (i32.wrap_i64 (call $get_object (i32.const 4096)))
              (i32.const 2048) (i32.const 1) (i32.const 65) (i32.const {ty}) (i32.const 0) (i32.const 8)))"#,
            len = bomb.len(),
            ty = bomb.len().saturating_sub(1)
        );
        let contract = deploy(&engine, &module(&["log", "call", "get_object", "object_set"], &body));
        let tell = |function| call(&engine, ALICE, contract, function, args![]);
        assert_eq!(status(tell("Log").decode().unwrap()), HostStatus::Invalid, "{what}");
        let (refused, _) = HostStatus::split(tell("Call").decode().unwrap()).unwrap();
        assert_eq!(refused, HostStatus::CallRefused, "{what}");
        let set: u32 = tell("Set").decode().unwrap();
        assert!([HostStatus::Invalid, HostStatus::LimitExceeded].contains(&status(set)), "{what}");
    }
    // And from outside: input that is not what the function takes does not reach the contract.
    let puppet = puppet(&engine);
    let write = |input| engine.execute(puppet, "Write", Args::Encoded(input), by(ALICE)).unwrap_err();
    for input in [vec![], vec![0xFF; 3]] {
        let refused = write(input);
        assert!(matches!(refused, EngineError::Refused(Reason::Input { position: 1, .. })), "{refused}");
    }
    assert_eq!(write(vec![0xFF; 100_000]).to_string(), "Write: arguments: 99960 bytes left over after the value");
}

#[test]
fn an_instance_that_cannot_be_set_up_never_enters() {
    let engine = memory_engine();
    let refused = [
        r#"(module (memory (export "memory") 1) (data (i32.const -1) "x") (func (export "f")))"#,
        r#"(module (memory (export "memory") 1) (data (i32.const 65535) "xy") (func (export "f")))"#,
        r#"(module (global $g i32 (i32.const 65536)) (memory (export "memory") 1) (data (global.get $g) "x") (func (export "f")))"#,
        r#"(module (table 1 funcref) (elem (i32.const -1) $f) (func $f (export "f")))"#,
        r#"(module (table 2000000 funcref) (func (export "f")))"#,
        r#"(module (memory (export "memory") 65536) (func (export "f")))"#,
        r#"(module (import "allod" "memory" (memory 1)) (func (export "f")))"#,
    ];
    for (height, wat) in (1..).zip(refused) {
        let transaction = deploying(ALICE, wat::parse_str(wat).unwrap(), DeployTerms::default());
        let receipts = engine.execute_block(&block(height, 0), vec![transaction]).unwrap();
        assert!(matches!(receipts[0].status, Status::Refused { .. }), "{wat}");
    }
    let trapping = deploy(&engine, r#"(module (func (export "_initialize") unreachable) (func (export "f")))"#);
    let receipt = engine.execute(trapping, "f", args![], by(ALICE)).unwrap();
    assert!(matches!(receipt.status, Status::Trapped { trap: Trap::Unreachable, .. }));
}
