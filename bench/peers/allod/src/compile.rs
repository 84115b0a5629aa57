//! Deploying a module of a mebibyte, calling it for the first time, and making machine code of it.

use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::GAS;
use allod_vm::{Address, DeployOptions, Engine, EngineConfig, ExecuteOptions, Tier, Tiers, args};
use cpu_time::ProcessTime;
use std::fmt::Write;
use std::time::Duration;

/// Bytes of the module, at least.
const SIZE: usize = 1 << 20;
/// Eight bytes of its data that are changed before each deploy, so that none finds what an earlier one left.
const SEED: &[u8] = b"seedseed";

/// Modules whose first call and machine code are measured.
const ASIDE: u32 = 3;

/// Deploys a module of a mebibyte, another one each time.
pub(crate) struct Compile {
    engine: Engine,
    module: Module,
    deployed: u64,
    /// Processor time of all threads: a compiler uses every core there is.
    work: Duration,
}

/// A module that is another one each time it is asked for.
struct Module {
    bytes: Vec<u8>,
    seed_at: usize,
    seed: u64,
}

impl Module {
    fn next(&mut self) -> &[u8] {
        self.seed += 1;
        self.bytes[self.seed_at..][..8].copy_from_slice(&self.seed.to_le_bytes());
        &self.bytes
    }
}

impl Compile {
    pub(crate) fn new() -> Self {
        let bytes = module();
        let seed_at = bytes.windows(SEED.len()).position(|bytes| bytes == SEED).expect("the seed is in the data");
        let engine = Engine::open(EngineConfig::default()).expect("an engine opens");
        let module = Module { bytes, seed_at, seed: 0 };
        Self { engine, module, deployed: 0, work: Duration::ZERO }
    }
}

fn deploy(engine: &Engine, module: &[u8]) -> Address {
    let options = DeployOptions { gas_limit: Some(GAS), ..Default::default() };
    engine.deploy_with_options(module, options).expect("the module deploys").address
}

/// Processor time of all threads that `work` says it took, on average, ns.
fn work(mut work: impl FnMut() -> Duration) -> f64 {
    (0..ASIDE).map(|_| work()).sum::<Duration>().as_nanos() as f64 / f64::from(ASIDE)
}

impl Workload for Compile {
    fn run(&mut self, operations: u64) {
        let began = ProcessTime::now();
        for _ in 0..operations {
            self.deployed += 1;
            deploy(&self.engine, self.module.next());
        }
        self.work += began.elapsed();
    }

    fn check(&mut self) -> Facts {
        let first_call = work(|| {
            let contract = deploy(&self.engine, self.module.next());
            assert_eq!(self.engine.tier(contract).expect("it is there"), Tier::Interpreter, "nobody compiled it");
            let began = ProcessTime::now();
            let receipt = self.engine.execute(contract, "Seven", args![], ExecuteOptions::default());
            let took = began.elapsed();
            assert_eq!(receipt.and_then(|receipt| receipt.decode::<i32>()).expect("it answers"), 7);
            took
        });
        let config = EngineConfig::default().with_tiers(Tiers::COMPILED);
        let compiling = Engine::open(config).expect("an engine opens");
        let machine = work(|| {
            let began = ProcessTime::now();
            let contract = deploy(&compiling, self.module.next());
            let took = began.elapsed();
            assert_eq!(compiling.tier(contract).expect("it is there"), Tier::Machine);
            took
        });
        let each = self.work.as_nanos() as f64 / self.deployed as f64;
        let facts = Facts::default().with("bytes", self.module.bytes.len() as f64).with("work_ns", each);
        facts.with("first_call_ns", first_call).with("machine_ns", machine - each)
    }
}

/// Functions of some six hundred bytes, as Rust's are on average: loops, branches, loads, stores and calls. As many as
/// fill [`SIZE`].
fn module() -> Vec<u8> {
    let mut functions = SIZE / 600;
    loop {
        let module = encoded(functions);
        if module.len() >= SIZE {
            return module;
        }
        functions += functions * (SIZE - module.len()) / SIZE + 1;
    }
}

fn encoded(functions: usize) -> Vec<u8> {
    let mut text = String::from("(module (memory (export \"memory\") 1) (data (i32.const 0) \"seedseed\")\n");
    for i in 0..functions {
        writeln!(text, "(func $f{i} (param $a i32) (param $b i64) (result i64) (local $c i64) (local $d i32)")
            .expect("a string grows");
        for j in 0..8 {
            let (at, odd) = ((i * 8 + j) % 4096 * 8, i * 31 + j * 7 + 1);
            write!(
                text,
                "(local.set $c (i64.add (i64.load (i32.const {at})) (i64.mul (local.get $b) (i64.const {odd}))))
                 (if (i64.lt_u (local.get $c) (local.get $b))
                   (then (i64.store (i32.const {at}) (i64.xor (local.get $c) (i64.const {odd}))))
                   (else (local.set $b (i64.rotl (local.get $b) (local.get $c)))))
                 (local.set $d (i32.const {j}))
                 (loop $l
                   (i32.store8 offset={at} (local.get $d) (i32.wrap_i64 (local.get $c)))
                   (br_if $l (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 1))) (i32.const 9))))\n"
            )
            .expect("a string grows");
        }
        match i {
            0 => text.push_str("(local.get $c))\n"),
            _ => writeln!(text, "(call $f{} (local.get $d) (local.get $c)))", i - 1).expect("a string grows"),
        }
    }
    writeln!(
        text,
        "(func (export \"Run\") (drop (call $f{} (i32.const 1) (i64.const 2))))
         (func (export \"Seven\") (result i32) (i32.const 7))
         (@custom \"allod.abi\" \"{{\\\"package_name\\\": \\\"big\\\", \\\"functions\\\": [{{\\\"name\\\": \\\"Run\\\"}}, {{\\\"name\\\": \\\"Seven\\\", \\\"outputs\\\": [{{\\\"name\\\": \\\"\\\", \\\"type\\\": \\\"i32\\\"}}]}}]}}\"))",
        functions - 1
    )
    .expect("a string grows");
    wat::parse_str(&text).expect("the generated text is WebAssembly")
}
