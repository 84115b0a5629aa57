//! Code of the kinds contracts are made of.

use allod_compiler::{CompileOptions, compile};
use allod_core::{Args, Value as Argument};
use wasmer::Value;

/// What `kernels/src` was compiled to.
const KERNELS: &[u8] = include_bytes!("../kernels/kernels.wasm");
/// A contract in Go.
const LEDGER: &str = include_str!("../kernels/ledger.go");

/// Something to run.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// What it is called in tables.
    pub name: &'static str,
    /// The module it is in.
    pub wasm: Vec<u8>,
    /// The function to call.
    pub function: &'static str,
    /// With which arguments.
    pub args: Vec<Value>,
    /// What the module reads from its host.
    pub input: Vec<u8>,
}

/// All kernels. The one in Go is left out, with a word on the terminal, where no toolchain is found.
pub fn all() -> Vec<Kernel> {
    let mut kernels = rust();
    match ledger() {
        Ok(kernel) => kernels.push(kernel),
        Err(why) => eprintln!("report (Go) is left out: {why}"),
    }
    kernels
}

/// The kernels in Rust.
pub fn rust() -> Vec<Kernel> {
    let rows = [
        ("fib", "fib", 24),
        ("sha256", "sha256", 1_500),
        ("keccak", "keccak", 800),
        ("memory loop", "prefix_sums", 6),
        ("sort", "sort", 8),
        ("sieve", "sieve", 6),
        ("report (Rust)", "report", 40),
    ];
    let kernel = |(name, function, n)| {
        let args = vec![Value::I32(n)];
        Kernel { name, wasm: KERNELS.to_vec(), function, args, input: Vec::new() }
    };
    rows.map(kernel).into()
}

fn ledger() -> Result<Kernel, String> {
    let options = CompileOptions { name: "ledger.go".into(), ..CompileOptions::default() };
    let compiled = compile(LEDGER.as_bytes(), &options).map_err(|e| e.to_string())?;
    let abi = compiled.abi.ok_or("it has no ABI")?;
    let function = abi.function("Report").map_err(|e| e.to_string())?;
    let args = Args::Positional(vec![Argument::U64(4)]);
    let input = args.encode(function).map_err(|e| e.to_string())?;
    Ok(Kernel { name: "report (Go)", wasm: compiled.wasm, function: "Report", args: Vec::new(), input })
}
