//! Contracts and measures that the hostile tests share.

mod memory;
mod process;

use allod_core::{Address, HostOp, IMPORTS, Import, WasmType};
use allod_vm::{DeployTerms, Engine, ExecuteOptions, Payload, Receipt, Transaction};

pub use memory::{filled, many, spotted};
pub use process::{addresses, data, mappings, peak, resident};

/// True if times are judged too: with ALLOD_TIMED set, on a machine with nothing else to do. Else they are printed.
pub fn timed() -> bool {
    std::env::var_os("ALLOD_TIMED").is_some()
}

/// A signature as WebAssembly text.
pub fn signature(import: &Import) -> String {
    let word = |ty: &WasmType| match ty {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    };
    let params: Vec<_> = import.params.iter().map(word).collect();
    let params = if params.is_empty() { String::new() } else { format!("(param {})", params.join(" ")) };
    import.result.as_ref().map_or(params.clone(), |ty| format!("{params} (result {})", word(ty)))
}

/// The import lines of the operations called `names`, each as `$name`.
pub fn imports(names: &[&str]) -> String {
    let line = |name: &&str| {
        let import = IMPORTS.iter().find(|i| i.name == *name).unwrap_or_else(|| panic!("no import {name}"));
        format!("(import \"allod\" \"{name}\" (func ${name} {}))\n", signature(import))
    };
    names.iter().map(line).collect()
}

/// A module of one page that imports `names` and holds `body`.
pub fn module(names: &[&str], body: &str) -> String {
    format!("(module {} (memory (export \"memory\") 16) {body})", imports(names))
}

/// Deploys WebAssembly text as it is; its functions take and give plain numbers.
pub fn deploy(engine: &Engine, wat: &str) -> Address {
    engine.deploy(wat).unwrap_or_else(|e| panic!("{e}\n{wat}")).address
}

/// Calls with all the gas there may be in a test.
pub fn with_gas(from: Address, gas: u64) -> ExecuteOptions {
    ExecuteOptions { from, gas_limit: Some(gas), ..ExecuteOptions::default() }
}

/// The gas that one operation was charged.
pub fn gas_of(receipt: &Receipt, op: HostOp) -> u64 {
    receipt.gas.host.iter().find(|row| row.0 == op).map_or(0, |row| row.1)
}

/// A deploy as a transaction of a block, for an engine that leaves nonces to its host.
pub fn deploying(from: Address, module: Vec<u8>, terms: DeployTerms) -> Transaction {
    let payload = Payload::Deploy { module, terms };
    Transaction { from, nonce: 0, chain_id: 1, gas_limit: 100_000_000, gas_price: 0, payload }
}

/// A call as a transaction of a block, for an engine that leaves nonces to its host.
pub fn calling(from: Address, contract: Address, function: &str, input: Vec<u8>, gas_limit: u64) -> Transaction {
    let payload = Payload::Call { contract, function: function.into(), input, value: 0, objects: vec![] };
    Transaction { from, nonce: 0, chain_id: 1, gas_limit, gas_price: 0, payload }
}

/// The parameters of an import by name, from its documentation: `(out, capacity) → …`.
pub fn parameters(import: &Import) -> Vec<&'static str> {
    let inside = import.doc.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(inside, _)| inside);
    let names: Vec<_> = inside.split(", ").filter(|name| !name.is_empty()).collect();
    assert_eq!(names.len(), import.params.len(), "the documentation of {} names every parameter", import.name);
    names
}
