//! WES' example of use: an adapter, a module, an execution, a result.
//!
//! `cargo run -p wes-engine --example contract`

use allod_vm::{DeployOptions, args};
use wes_engine::{AdapterConfig, EngineAdapter, EngineType, ExecutionParams, WasmAdapter, WesError};

const CONTRACT: &str = r#"(module
    (func (export "fee") (param $amount i64) (result i64)
        (i64.div_u (i64.mul (local.get $amount) (i64.const 3)) (i64.const 100))))"#;

fn main() -> Result<(), WesError> {
    let adapter = WasmAdapter::new(AdapterConfig::default())?;
    let compiler = adapter.compiler()?;
    let module = compiler.compile(CONTRACT.as_bytes())?;
    let shape = compiler.validate(&module)?;
    let optimized = compiler.optimize(&module)?;
    println!("{} functions, {} bytes, {} optimised", shape.functions, module.wasm.len(), optimized.module.wasm.len());

    let contract = adapter.deploy(&optimized.module, DeployOptions::default())?.address;
    let params = ExecutionParams {
        resource_type: EngineType::Wasm,
        limit: 10_000,
        ..ExecutionParams::new(contract, "fee", args![1_500u64])
    };
    println!("predicted: {} gas", adapter.predict(&params)?.gas);
    let result = adapter.execute(params)?;
    println!("fee: {}, {} gas", result.receipt.decode::<i64>()?, result.consumed());
    adapter.shutdown()
}
