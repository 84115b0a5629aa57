//! Host modules: functions of an embedder's own are let in, served, priced and undone as the engine's are.

use WasmType::{I32, I64};
use allod_core::{Address, HostOp, RevertCode, Status, Trap, Value, args};
use allod_vm::{
    BlockContext, Compiler, Engine, EngineConfig, ExecuteOptions, HostContext, HostExit, HostModule, HostResult,
    HostStatus, Payload, Place, Price, Tiers, Transaction, WasmType,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const FREE: Price = Price { base: 0, per_unit: 0 };

/// Engines that serve `module`: one compiles everything, the other interprets it.
fn both(module: &HostModule) -> [Engine; 2] {
    let config = || EngineConfig::default().with_host_module(module.clone()).with_own_nonces();
    [config().with_tiers(Tiers::COMPILED), config().with_compiler(Compiler::Interpreter)]
        .map(|config| Engine::open(config).unwrap())
}

fn call(engine: &Engine, contract: Address, function: &str) -> allod_vm::Receipt {
    engine.execute_with_args(contract, function, args![]).unwrap()
}

/// Every signature that a host module may have, with a name for each.
fn signatures() -> Vec<(String, Vec<WasmType>, Option<WasmType>)> {
    let mut params: Vec<Vec<WasmType>> = vec![vec![]];
    for len in 1..=4u32 {
        params.extend((0..1u32 << len).map(|mix| (0..len).map(|at| [I32, I64][(mix >> at & 1) as usize]).collect()));
    }
    params.extend((5..=8).map(|len| vec![I32; len]));
    let all = params.into_iter().flat_map(|params| [None, Some(I32), Some(I64)].map(|result| (params.clone(), result)));
    all.enumerate().map(|(at, (params, result))| (format!("f{at}"), params, result)).collect()
}

/// A number that no other arguments give.
fn mixed(args: &[u64]) -> u64 {
    args.iter().fold(args.len() as u64 + 7, |sum, arg| sum.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(*arg))
}

#[test]
fn arguments_and_results_of_every_signature_arrive_on_either_backend() {
    let seen = Arc::new(AtomicU64::new(0));
    let mut module = HostModule::new("mix", 1);
    let (mut imports, mut bodies) = (String::new(), String::new());
    let word = |ty: &WasmType| if *ty == I32 { "i32" } else { "i64" };
    for (name, params, result) in signatures() {
        let seen = seen.clone();
        module = module.with_function(&name, &params, result, FREE, move |_, args| {
            seen.store(mixed(args), Ordering::Relaxed);
            Ok(mixed(args) as i64)
        });
        let types: Vec<&str> = params.iter().map(word).collect();
        let (types, gives) =
            (types.join(" "), result.as_ref().map_or(String::new(), |ty| format!("(result {})", word(ty))));
        imports += &format!("(import \"mix\" \"{name}\" (func ${name} (param {types}) {gives}))");
        let given: String =
            params.iter().enumerate().map(|(at, ty)| format!("({}.const {})", word(ty), number(at, ty))).collect();
        bodies += &format!("(func (export \"{name}\") {gives} (call ${name} {given}))");
    }
    for engine in both(&module) {
        let wat = format!("(module {imports} (memory (export \"memory\") 1) {bodies})");
        let contract = engine.deploy(&wat).unwrap().address;
        for (name, params, result) in signatures() {
            let args: Vec<u64> = params.iter().enumerate().map(|(at, ty)| raw(number(at, ty), ty)).collect();
            seen.store(0, Ordering::Relaxed);
            let receipt = call(&engine, contract, &name);
            assert_eq!(receipt.status, Status::Success, "{name} {params:?}");
            assert_eq!(seen.load(Ordering::Relaxed), mixed(&args), "{name} {params:?}");
            let given = receipt.values().unwrap();
            match result {
                None => assert_eq!(given, []),
                Some(I32) => assert_eq!(given, [Value::I32(mixed(&args) as i32)]),
                Some(I64) => assert_eq!(given, [Value::I64(mixed(&args) as i64)]),
            }
        }
    }
}

/// An argument in which every byte counts, below zero at every other place.
fn number(at: usize, ty: &WasmType) -> i64 {
    let number = 0x0123_4567_89ab_cdef_i64.wrapping_mul(2 * at as i64 + 1);
    match ty {
        I32 => (number as i32).into(),
        I64 => number,
    }
}

fn raw(number: i64, ty: &WasmType) -> u64 {
    match ty {
        I32 => u64::from(number as u32),
        I64 => number as u64,
    }
}

/// A module with a function for each thing that can be asked for.
fn notes() -> HostModule {
    let price = Price { base: 500, per_unit: 3 };
    let slice = [I32, I32];
    let pair = [I32, I32, I32, I32];
    fn key(call: &HostContext<'_>, at: &[u64]) -> HostResult<Vec<u8>> {
        Ok(call.read(at[0], at[1])?.to_vec())
    }
    HostModule::new("notes", 1)
        .with_function("set", &pair, Some(I32), price, |call, args| {
            let (key, value) = (key(call, args)?, key(call, &args[2..])?);
            Ok(call.storage_set(&key, &value)? as i64)
        })
        .with_function("delete", &slice, Some(I32), price, |call, args| {
            let key = key(call, args)?;
            Ok(call.storage_delete(&key)? as i64)
        })
        .with_function("get", &[I32, I32, I32], Some(I32), price, |call, args| {
            let key = key(call, args)?;
            let Some(value) = call.storage_get(&key)? else { return Ok(-1) };
            call.write(args[2], &value)?;
            Ok(value.len() as i64)
        })
        .with_function("count", &slice, Some(I32), price, |call, args| {
            let prefix = key(call, args)?;
            Ok(call.storage_scan(&prefix, u32::MAX)?.len() as i64)
        })
        .with_function("work", &[I64], None, price, |call, args| call.charge(args[0]).map(|()| 0))
        .with_function("say", &slice, Some(I32), price, |call, args| {
            let said = Value::from(key(call, args)?);
            Ok(call.log("said", &[("text", said)])? as i64)
        })
        .with_function("give_up", &[], None, price, |_, _| Err(HostExit::revert(RevertCode(77), "as it was asked")))
        .with_function("break", &[], None, price, |_, _| Err(HostExit::fault("the feed is down")))
        .with_function("panic", &[], None, price, |_, _| panic!("nobody expected this"))
}

const NOTES: &str = r#"(module
    (import "notes" "set" (func $set (param i32 i32 i32 i32) (result i32)))
    (import "notes" "delete" (func $delete (param i32 i32) (result i32)))
    (import "notes" "get" (func $get (param i32 i32 i32) (result i32)))
    (import "notes" "count" (func $count (param i32 i32) (result i32)))
    (import "notes" "work" (func $work (param i64)))
    (import "notes" "say" (func $say (param i32 i32) (result i32)))
    (import "notes" "give_up" (func $give_up))
    (import "notes" "break" (func $break))
    (import "notes" "panic" (func $panic))
    (memory (export "memory") 1)
    (data (i32.const 0) "key-one") (data (i32.const 16) "value")
    (func (export "Set") (result i32) (call $set (i32.const 0) (i32.const 7) (i32.const 16) (i32.const 5)))
    (func (export "SetOther") (result i32) (call $set (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 2)))
    (func (export "Delete") (result i32) (call $delete (i32.const 0) (i32.const 7)))
    (func (export "Get") (result i64)
        (i64.or (i64.shl (i64.extend_i32_s (call $get (i32.const 0) (i32.const 7) (i32.const 64))) (i64.const 32))
            (i64.load32_u (i32.const 64))))
    (func (export "Count") (result i32) (call $count (i32.const 0) (i32.const 3)))
    (func (export "Work") (param i64) (call $work (local.get 0)))
    (func (export "Say") (result i32) (call $say (i32.const 0) (i32.const 3)))
    (func (export "SetThenTrap") (drop (call $set (i32.const 0) (i32.const 7) (i32.const 0) (i32.const 7)))
        (drop (call $say (i32.const 0) (i32.const 3))) unreachable)
    (func (export "SetThenGiveUp") (drop (call $set (i32.const 0) (i32.const 7) (i32.const 0) (i32.const 7)))
        (call $give_up))
    (func (export "SetThenBreak") (drop (call $set (i32.const 0) (i32.const 7) (i32.const 0) (i32.const 7)))
        (call $break))
    (func (export "SetThenPanic") (drop (call $set (i32.const 0) (i32.const 7) (i32.const 0) (i32.const 7)))
        (call $panic))
    (func (export "Outside") (param i32 i32) (result i32) (call $get (local.get 0) (local.get 1) (i32.const 64)))
    (func (export "Nowhere") (result i32) (call $get (i32.const 0) (i32.const 7) (i32.const 65533))))"#;

/// Everything in the store but what a call always changes.
fn state(engine: &Engine) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = engine.storage().scan(b"", usize::MAX).unwrap();
    all.into_iter().filter(|(key, _)| !matches!(key[0], b'r' | b'g')).collect()
}

#[test]
fn values_are_the_contracts_own_and_in_the_root_and_a_failing_call_leaves_none() {
    let mut seen = Vec::new();
    for engine in both(&notes()) {
        let [contract, other] = [0; 2].map(|_| engine.deploy(NOTES).unwrap().address);
        let empty = engine.state_root().unwrap();
        assert_eq!(call(&engine, contract, "Get").decode::<i64>().unwrap() >> 32, -1);
        assert_eq!(call(&engine, contract, "Set").decode::<i32>().unwrap(), 0);
        assert_eq!(call(&engine, contract, "Get").decode::<i64>().unwrap(), 5 << 32 | 0x756c_6176);
        assert_eq!(call(&engine, other, "Get").decode::<i64>().unwrap() >> 32, -1, "another contract has its own");
        let row = engine.storage().get(&allod_vm::keys::contract_storage(&contract, b"key-one")).unwrap();
        assert_eq!(row.as_deref(), Some(&b"value"[..]));
        assert_ne!(engine.state_root().unwrap(), empty);

        let before = state(&engine);
        let ended = call(&engine, contract, "SetThenTrap");
        assert!(matches!(ended.status, Status::Trapped { trap: Trap::Unreachable, .. }) && ended.events.is_empty());
        let status = call(&engine, contract, "SetThenGiveUp").status;
        assert_eq!(status.to_string(), "reverted (code 77): as it was asked");
        assert_eq!(state(&engine), before);

        assert_eq!(call(&engine, contract, "SetOther").decode::<i32>().unwrap(), 0);
        assert_eq!(call(&engine, contract, "Count").decode::<i32>().unwrap(), 2);
        assert_eq!(call(&engine, contract, "Delete").decode::<i32>().unwrap(), 0);
        assert_eq!(call(&engine, contract, "Count").decode::<i32>().unwrap(), 1);
        let said = call(&engine, contract, "Say");
        assert_eq!(said.events[0].name.as_str(), "said");
        assert_eq!(said.events[0].attributes.as_slice()[0].1, Value::from(b"key".to_vec()));
        engine.verify().unwrap();
        seen.push((engine.state_root().unwrap(), said.hash));
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn a_query_writes_nothing_and_a_simulation_costs_what_the_call_does() {
    for engine in both(&notes()) {
        let contract = engine.deploy(NOTES).unwrap().address;
        let options = ExecuteOptions::default;
        let asked = engine.query(contract, "Set", args![], options()).unwrap();
        assert_eq!(asked.decode::<i32>().unwrap(), HostStatus::ReadOnly as i32);
        assert_eq!(
            engine.query(contract, "Say", args![], options()).unwrap().decode::<i32>().unwrap(),
            HostStatus::ReadOnly as i32
        );
        let simulated = engine.simulate(contract, "Set", args![], options()).unwrap();
        assert_eq!(call(&engine, contract, "Get").decode::<i64>().unwrap() >> 32, -1);
        assert_eq!(simulated.gas, call(&engine, contract, "Set").gas);
    }
}

#[test]
fn a_call_costs_its_own_price_and_that_of_every_host_module_and_its_units() {
    let [compiled, interpreted] = both(&notes());
    let mut reports = Vec::new();
    for engine in [&compiled, &interpreted] {
        let contract = engine.deploy(NOTES).unwrap().address;
        let of =
            |receipt: &allod_vm::Receipt| receipt.gas.host.iter().find(|row| row.0 == HostOp::HostModule).unwrap().1;
        let receipt = engine.execute_with_args(contract, "Work", args![1_000]).unwrap();
        assert_eq!(of(&receipt), 10 + 500 + 3 * 1_000);
        let (profiled, profile) = engine.profile(contract, "Work", args![1_000], ExecuteOptions::default()).unwrap();
        assert_eq!(profiled.gas, receipt.gas);
        let place = Place::Module("notes.work".into());
        let spent: u64 = profile.nodes.iter().filter(|node| node.place == place).map(|node| node.gas).sum();
        assert_eq!(spent, 10 + 500 + 3 * 1_000);
        assert_eq!(place.label(|_| unreachable!("no address")), "host notes.work");

        let limit = receipt.gas.used - 1;
        let options = ExecuteOptions { gas_limit: Some(limit), ..ExecuteOptions::default() };
        let short = engine.execute(contract, "Work", args![1_000], options).unwrap();
        assert_eq!((short.status.clone(), short.gas.used), (Status::OutOfGas, limit));
        let endless = engine.execute_with_args(contract, "Work", args![-1i64]).unwrap();
        assert_eq!(endless.status, Status::OutOfGas);
        reports.push((receipt.gas, endless.gas));
    }
    assert_eq!(reports[0], reports[1]);
}

#[test]
fn a_pointer_outside_of_the_memory_is_a_trap() {
    for engine in both(&notes()) {
        let contract = engine.deploy(NOTES).unwrap().address;
        call(&engine, contract, "Set");
        for (ptr, len) in [(-1, 1), (65_536, 1), (65_535, 2), (0, -1), (-8, 16), (i32::MIN, i32::MIN)] {
            let status = engine.execute_with_args(contract, "Outside", args![ptr, len]).unwrap().status;
            assert!(matches!(status, Status::Trapped { trap: Trap::MemoryOutOfBounds, .. }), "{ptr} {len}: {status}");
        }
        let status = call(&engine, contract, "Nowhere").status;
        assert!(matches!(status, Status::Trapped { trap: Trap::MemoryOutOfBounds, .. }), "{status}");
    }
}

#[test]
fn a_panic_or_a_fault_of_a_function_is_an_error_and_leaves_the_engine_as_it_was() {
    for engine in both(&notes()) {
        let contract = engine.deploy(NOTES).unwrap().address;
        call(&engine, contract, "Set");
        let before = state(&engine);
        for (function, words) in [("SetThenPanic", "nobody expected this"), ("SetThenBreak", "the feed is down")] {
            let error = engine.execute_with_args(contract, function, args![]).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
            assert_eq!(state(&engine), before);
        }
        assert!(call(&engine, contract, "Set").is_success());
    }
}

#[test]
fn what_is_not_registered_is_not_let_in() {
    let other = HostModule::new("other", 1).with_function("get", &[I32], Some(I32), FREE, |_, _| Ok(0));
    for engine in both(&other).into_iter().chain([Engine::open(EngineConfig::default()).unwrap()]) {
        let error = engine.deploy(NOTES).unwrap_err().to_string();
        assert!(error.starts_with("imports: there is no \"notes.set\" to import"), "{error}");
    }
    let [engine, _] = both(&other);
    let wat = r#"(module (import "other" "get" (func (param i64) (result i32))) (memory (export "memory") 1))"#;
    let error = engine.deploy(wat).unwrap_err().to_string();
    assert!(error.contains("other.get") && error.contains("wanted (i32) -> i32"), "{error}");
    let refused = EngineConfig::default().with_host_module(HostModule::new("allod", 1));
    let error = Engine::open(refused).err().expect("the name is taken").to_string();
    assert_eq!(error, "host module \"allod\": the name is that of a module of the engine's own; choose another");
}

#[test]
fn another_set_has_another_name_and_takes_no_artefact_of_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let wat = r#"(module (import "m" "f" (func $f)) (memory (export "memory") 1) (func (export "F") (call $f)))"#;
    let artefacts =
        || std::fs::read_dir(folder.path()).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).count();
    let (mut names, mut before) = (Vec::new(), 0);
    for (version, base) in [(1, 5), (2, 5), (1, 6)] {
        let module =
            HostModule::new("m", version).with_function("f", &[], None, Price { base, per_unit: 0 }, |_, _| Ok(0));
        let config = EngineConfig::default().with_host_module(module).with_cache_dir(folder.path());
        let engine = Engine::open(config.with_tiers(Tiers::COMPILED)).unwrap();
        let contract = engine.deploy(wat).unwrap().address;
        let host: u64 = call(&engine, contract, "F")
            .gas
            .host
            .iter()
            .filter(|row| row.0 == HostOp::HostModule)
            .map(|row| row.1)
            .sum();
        assert_eq!(host, 10 + base);
        names.push(*engine.host_modules());
        let kept = artefacts();
        assert!(kept > before, "each set has its own: {kept} after {before}");
        before = kept;
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3);
}

#[test]
fn a_block_on_several_threads_has_the_results_of_one() {
    let run = |threads| {
        let config = EngineConfig::default().with_host_module(notes()).with_own_nonces().with_threads(threads);
        let engine = Engine::open(config).unwrap();
        let contracts: Vec<Address> = (0..4).map(|_| engine.deploy(NOTES).unwrap().address).collect();
        let block = BlockContext { height: 50, time: 1_000, chain_id: 1 };
        let functions = ["Set", "Get", "Count", "SetOther", "Count", "Delete", "SetThenTrap", "Count", "Say"];
        let transactions = (0..72).map(|at| {
            let payload = Payload::Call {
                contract: contracts[at % contracts.len()],
                function: functions[at % functions.len()].into(),
                input: vec![],
                value: 0,
                objects: vec![],
            };
            Transaction {
                from: Address([at as u8; 20]),
                nonce: 0,
                chain_id: 1,
                gas_limit: 1_000_000,
                gas_price: 0,
                payload,
            }
        });
        let receipts = engine.execute_block(&block, transactions.collect()).unwrap();
        (receipts, engine.state_root().unwrap())
    };
    assert_eq!(run(1), run(3));
}
