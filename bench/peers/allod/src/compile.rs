//! Deploying a module of a mebibyte.

use crate::contract::GAS;
use allod_bench_workload::{Facts, Workload};
use allod_vm::{DeployOptions, Engine, EngineConfig};
use cpu_time::ProcessTime;
use std::fmt::Write;
use std::time::Duration;

/// Bytes of the module, at least.
const SIZE: usize = 1 << 20;
/// Eight bytes of its data that are changed before each deploy, so that none finds what an earlier one left.
const SEED: &[u8] = b"seedseed";

/// Deploys a module of a mebibyte, another one each time.
pub(crate) struct Compile {
    engine: Engine,
    module: Vec<u8>,
    seed_at: usize,
    deployed: u64,
    /// Processor time of all threads: compiling uses every core there is.
    work: Duration,
}

impl Compile {
    pub(crate) fn new() -> Self {
        let module = module();
        let seed_at = module.windows(SEED.len()).position(|bytes| bytes == SEED).expect("the seed is in the data");
        let engine = Engine::open(EngineConfig::default()).expect("an engine opens");
        Self { engine, module, seed_at, deployed: 0, work: Duration::ZERO }
    }
}

impl Workload for Compile {
    fn run(&mut self, operations: u64) {
        let began = ProcessTime::now();
        for _ in 0..operations {
            self.deployed += 1;
            self.module[self.seed_at..][..8].copy_from_slice(&self.deployed.to_le_bytes());
            let options = DeployOptions { gas_limit: Some(GAS), ..Default::default() };
            drop(self.engine.deploy_with_options(&self.module, options).expect("the module deploys"));
        }
        self.work += began.elapsed();
    }

    fn check(&mut self) -> Facts {
        let work = self.work.as_nanos() as f64 / self.deployed as f64;
        Facts::default().with("bytes", self.module.len() as f64).with("work_ns", work)
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
         (@custom \"allod.abi\" \"{{\\\"package_name\\\": \\\"big\\\", \\\"functions\\\": [{{\\\"name\\\": \\\"Run\\\"}}]}}\"))",
        functions - 1
    )
    .expect("a string grows");
    wat::parse_str(&text).expect("the generated text is WebAssembly")
}
