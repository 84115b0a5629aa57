//! Every host operation, in a loop of a contract in a real engine whose state is in memory.

use crate::machine::Compiler;
use allod_compiler::gate::{self, GateOptions};
use allod_compiler::instrument::instrument;
use allod_core::{GasSchedule, HostOp, IMPORTS, Value, WasmType, args, tagged_value};
use allod_vm::{Address, DeployOptions, Engine, EngineConfig, ExecuteOptions, Receipt};
use std::time::Duration;

/// One operation, or a few where one needs another.
#[derive(Clone, Copy, Debug)]
pub struct HostWork {
    /// What it is called in tables.
    pub name: &'static str,
    /// What is done once, before the loop.
    setup: &'static str,
    /// What is done in each round.
    round: &'static str,
    /// Bytes that it moves, where it moves some.
    pub bytes: u32,
    /// Rounds in one call.
    rounds: u32,
}

const fn work(name: &'static str, setup: &'static str, round: &'static str) -> HostWork {
    HostWork { name, setup, round, bytes: 32, rounds: 1_000 }
}

const fn large(name: &'static str, setup: &'static str, round: &'static str) -> HostWork {
    HostWork { name, setup, round, bytes: 16_384, rounds: 100 }
}

/// A handle of an object that the contract owns.
const OBJECT: &str = "(local.set $h (i32.wrap_i64 (call $create_object)))";
/// One with a field of `$len` bytes.
const FIELD: &str = "(local.set $h (i32.wrap_i64 (call $create_object)))
    (drop (call $object_set (local.get $h) (i32.const 512) (i32.const 1) (i32.const 520) (i32.const 1) (i32.const 65536) (global.get $value)))";
const SET: &str = "(drop (call $object_set (local.get $h) (i32.const 512) (i32.const 1) (i32.const 520) (i32.const 1) (i32.const 65536) (global.get $value)))";
const GET: &str = "(drop (call $object_get (local.get $h) (i32.const 512) (i32.const 1) (i32.const 520) (i32.const 1) (i32.const 131072) (i32.const 65536)))";
const LOG: &str = "(drop (call $log (i32.const 528) (i32.const 4) (i32.const 262144) (global.get $attributes)))";

/// All of them. Memory holds: at 512 a field's name, at 520 its type, at 528 an event's name, at 544 another
/// contract's address, at 600 a function's name, at 640 keys and signatures, at 65,536 a value, at 131,072 room, at
/// 262,144 attributes.
pub const WORK: &[HostWork] = &[
    work("input", "", "(drop (call $input (i32.const 64) (i32.const 64)))"),
    work("output", "", "(call $output (i32.const 65536) (global.get $len))"),
    large("output, 16 KiB", "", "(call $output (i32.const 65536) (global.get $len))"),
    work("fetch", "", "(drop (call $fetch (i32.const 64) (i32.const 64)))"),
    work("last_error", "", "(drop (call $last_error (i32.const 64) (i32.const 64)))"),
    work("debug", "", "(call $debug (i32.const 65536) (global.get $len))"),
    work("gas_left", "", "(drop (call $gas_left))"),
    work("block_height", "", "(drop (call $block_height))"),
    work("block_time", "", "(drop (call $block_time))"),
    work("chain_id", "", "(drop (call $chain_id))"),
    work("contract_address", "", "(call $contract_address (i32.const 64))"),
    work("sender", "", "(call $sender (i32.const 64))"),
    work("origin", "", "(call $origin (i32.const 64))"),
    work("balance", "", "(drop (call $balance (i32.const 544)))"),
    work("transfer", "", "(drop (call $transfer (i32.const 544) (i64.const 1)))"),
    work("attached", "", "(drop (call $attached))"),
    work("deployer", "", "(call $deployer (i32.const 64))"),
    work("receive", "", "(drop (call $receive (i64.const 0)))"),
    HostWork {
        name: "call",
        setup: "",
        round: "(drop (call $call (i32.const 544) (i32.const 600) (i32.const 1) (i32.const 608) (i32.const 1) (i64.const 0) (i32.const 64) (i32.const 64)))",
        bytes: 0,
        rounds: 200,
    },
    HostWork {
        name: "call_with",
        setup: "(i64.store (i32.const 1032) (i64.const 1))",
        round: "(drop (call $call_with (i32.const 544) (i32.const 600) (i32.const 1) (i32.const 608) (i32.const 1) (i32.const 1024) (i32.const 64) (i32.const 64)))",
        bytes: 0,
        rounds: 200,
    },
    work("log", "", LOG),
    large("log, 16 KiB", "", LOG),
    work("create_object", "", "(drop (call $create_object))"),
    work("get_object", "", "(drop (call $get_object (i32.const 0)))"),
    work(
        "get_object_with_owner",
        "(drop (call $create_object)) (call $contract_address (i32.const 64))",
        "(drop (call $get_object_with_owner (i32.const 64)))",
    ),
    work("create_object, delete_object", "", "(drop (call $delete_object (i32.wrap_i64 (call $create_object))))"),
    work("object_id", OBJECT, "(drop (call $object_id (local.get $h) (i32.const 64)))"),
    work("object_owner", OBJECT, "(drop (call $object_owner (local.get $h) (i32.const 64)))"),
    work("object_contract", OBJECT, "(drop (call $object_contract (local.get $h) (i32.const 64)))"),
    work(
        "object_set_owner",
        "(call $contract_address (i32.const 64)) (local.set $h (i32.wrap_i64 (call $create_object)))",
        "(drop (call $object_set_owner (local.get $h) (i32.const 64)))",
    ),
    work("create_object, object_share", "", "(drop (call $object_share (i32.wrap_i64 (call $create_object))))"),
    work("create_object, object_freeze", "", "(drop (call $object_freeze (i32.wrap_i64 (call $create_object))))"),
    work("object_seal", OBJECT, "(drop (call $object_seal (local.get $h) (i32.and (local.get $n) (i32.const 1))))"),
    work("object_get", FIELD, GET),
    large("object_get, 16 KiB", FIELD, GET),
    work("object_set", OBJECT, SET),
    large("object_set, 16 KiB", OBJECT, SET),
    work("sha256", "", "(call $sha256 (i32.const 65536) (global.get $len) (i32.const 64))"),
    large("sha256, 16 KiB", "", "(call $sha256 (i32.const 65536) (global.get $len) (i32.const 64))"),
    work("keccak256", "", "(call $keccak256 (i32.const 65536) (global.get $len) (i32.const 64))"),
    large("keccak256, 16 KiB", "", "(call $keccak256 (i32.const 65536) (global.get $len) (i32.const 64))"),
    work("blake3", "", "(call $blake3 (i32.const 65536) (global.get $len) (i32.const 64))"),
    large("blake3, 16 KiB", "", "(call $blake3 (i32.const 65536) (global.get $len) (i32.const 64))"),
    HostWork {
        name: "ed25519_verify",
        setup: "",
        round: "(drop (call $ed25519_verify (i32.const 640) (i32.const 65536) (global.get $len) (i32.const 704)))",
        bytes: 32,
        rounds: 20,
    },
    HostWork {
        name: "secp256k1_verify",
        setup: "",
        round: "(drop (call $secp256k1_verify (i32.const 800) (i32.const 840) (i32.const 880)))",
        bytes: 32,
        rounds: 20,
    },
    HostWork {
        name: "secp256k1_recover",
        setup: "",
        round: "(drop (call $secp256k1_recover (i32.const 840) (i32.const 880) (i32.const 0) (i32.const 64)))",
        bytes: 32,
        rounds: 20,
    },
];

/// A village of contracts that do host operations.
pub struct Village {
    engine: Engine,
    neighbour: Address,
}

impl std::fmt::Debug for Village {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Village").finish_non_exhaustive()
    }
}

impl Village {
    /// A village where prices are those of `schedule`.
    ///
    /// # Panics
    /// Where an engine can't be opened.
    pub fn new(schedule: &GasSchedule) -> Self {
        let engine = Engine::open(EngineConfig::default().with_schedule(schedule.clone())).expect("an engine");
        let neighbour = deploy(&engine, r#"(module (func (export "g")))"#);
        Self { engine, neighbour }
    }

    /// Gas and nanoseconds of one round of `work`, as often as `times`.
    ///
    /// # Panics
    /// Where a call fails.
    pub fn measure(&self, work: &HostWork, times: usize) -> Vec<(f64, f64)> {
        let contract = deploy(&self.engine, &self.contract(work));
        self.engine.fund(contract, 1 << 40).expect("funds");
        let rounds = f64::from(work.rounds);
        let once = |_| {
            let (all, long) = self.call(contract, work.rounds + 1);
            let (one, short) = self.call(contract, 1);
            let gas = (spent(&all) - spent(&one)) as f64 / rounds;
            (gas, 1e9 * (long.as_secs_f64() - short.as_secs_f64()) / rounds)
        };
        (0..times).map(once).collect()
    }

    /// Gas and nanoseconds of entering a contract with a memory of `pages` that does nothing.
    ///
    /// # Panics
    /// Where a call fails.
    pub fn enter(&self, pages: u32, times: usize) -> Vec<(f64, f64)> {
        let text = format!(r#"(module (memory (export "memory") {pages}) (func (export "f") (param i32)))"#);
        let contract = deploy(&self.engine, &text);
        let once = |_| {
            let (receipt, time) = self.call(contract, 1);
            (spent(&receipt) as f64, 1e9 * time.as_secs_f64())
        };
        (0..times).map(once).collect()
    }

    fn call(&self, contract: Address, rounds: u32) -> (Receipt, Duration) {
        let options = ExecuteOptions { gas_limit: Some(1 << 60), ..ExecuteOptions::default() };
        let (receipt, time) =
            crate::clock::timed(|| self.engine.simulate(contract, "f", args![rounds as i32], options));
        let receipt = receipt.expect("a call");
        assert!(receipt.status.is_success(), "{:?}", receipt.status);
        (receipt, time)
    }

    fn contract(&self, work: &HostWork) -> String {
        let used = |name: &&allod_core::Import| {
            let call = format!("${} ", name.name);
            [work.setup, work.round].iter().any(|code| code.replace(')', " ").contains(&call))
        };
        let number = |ty: &WasmType| if *ty == WasmType::I32 { "i32" } else { "i64" };
        let imports: String = IMPORTS
            .iter()
            .filter(used)
            .map(|import| {
                let params: Vec<_> = import.params.iter().map(number).collect();
                let result = import.result.map_or(String::new(), |ty| format!("(result {})", number(&ty)));
                let (name, params) = (import.name, params.join(" "));
                format!("(import \"allod\" \"{name}\" (func ${name} (param {params}) {result}))\n")
            })
            .collect();
        let value = Value::Bytes(vec![7; work.bytes as usize]);
        let descriptor = value.ty().descriptor();
        let attributes = tagged_value::encode(&[Value::from("k"), value.clone()]);
        let value = value.encode();
        let secrets = crate::signatures::all(&[7; 32]);
        let data: String = [
            (512, b"f".to_vec()),
            (520, descriptor),
            (528, b"Told".to_vec()),
            (544, self.neighbour.as_bytes().to_vec()),
            (600, b"g".to_vec()),
            (608, vec![0]),
            (640, secrets.ed25519_key),
            (704, secrets.ed25519_signature),
            (800, secrets.secp256k1_key),
            (840, vec![7; 32]),
            (880, secrets.secp256k1_signature),
            (65_536, if work.name.starts_with("object") { value.clone() } else { vec![7; work.bytes as usize] }),
            (262_144, attributes.clone()),
        ]
        .map(|(at, bytes)| {
            let text: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
            format!("(data (i32.const {at}) \"{text}\")\n")
        })
        .concat();
        format!(
            "(module {imports} (memory (export \"memory\") 6) {data}
                (global $len i32 (i32.const {})) (global $value i32 (i32.const {})) (global $attributes i32 (i32.const {}))
                (func (export \"f\") (param $n i32) (local $h i32) {}
                    (loop $l {} (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))",
            work.bytes,
            value.len(),
            attributes.len(),
            work.setup,
            work.round
        )
    }
}

/// Nanoseconds of CPU, all threads together, to check, meter and compile `wasm`, as a deploy does.
///
/// # Panics
/// Where it is refused.
pub fn deploy_time(wasm: &[u8]) -> f64 {
    let start = crate::clock::process_time();
    gate::check(wasm, &GateOptions::default()).expect("a module that the gate lets in");
    let metered = instrument(wasm, &GasSchedule::standard()).expect("a module that can be metered");
    crate::machine::code(&metered.wasm, Compiler::Cranelift);
    1e9 * (crate::clock::process_time() - start).as_secs_f64()
}

/// All gas, what was given back not taken off.
fn spent(receipt: &Receipt) -> u64 {
    receipt.gas.instructions + receipt.gas.host_total()
}

fn deploy(engine: &Engine, text: &str) -> Address {
    let options = DeployOptions { gas_limit: Some(1 << 60), ..DeployOptions::default() };
    engine.deploy_with_options(text, options).expect("a deploy").address
}

/// Every operation that a table of prices has, by name, is in [`WORK`], but for those that end a call or set one up.
pub fn missing() -> Vec<HostOp> {
    let apart = [HostOp::Revert, HostOp::Entry, HostOp::Instantiate, HostOp::Wasi, HostOp::Deploy, HostOp::HostModule];
    let known = |op: &HostOp| WORK.iter().any(|work| work.name.split([',', ' ']).any(|name| name == op.name()));
    HostOp::ALL.iter().copied().filter(|op| !apart.contains(op) && !known(op)).collect()
}
