//! Everything that an adapter keeps has a bound.

use allod_vm::{DeployOptions, args};
use std::sync::Arc;
use wes_engine::{
    AdapterConfig, Bounds, CompilationCache, CompiledModule, EngineAdapter, ExecutionParams, WasmAdapter,
};

fn module(number: u8, bytes: usize) -> Arc<CompiledModule> {
    let source = allod_vm::Hash([number; 32]);
    Arc::new(CompiledModule { source, wasm: vec![0; bytes], abi: None, warnings: Vec::new() })
}

#[test]
fn the_cache_lets_the_module_go_that_is_longest_unused() {
    let mut cache = CompilationCache::new(3, 100);
    for number in 0..3 {
        assert!(cache.insert(module(number, 10)).kept);
    }
    assert!(cache.find(&module(0, 0).source).is_some());
    cache.insert(module(3, 10));
    assert!(cache.find(&module(1, 0).source).is_none(), "used before the others");
    assert!(cache.find(&module(0, 0).source).is_some());
    cache.insert(module(4, 75));
    let stats = cache.stats();
    assert!(stats.modules <= 3 && stats.bytes <= 100 && stats.bytes >= 75, "{stats:?}");
    assert!(!cache.insert(module(5, 101)).kept, "larger than the whole cache");
    assert_eq!(cache.stats(), stats);
    let mut none = CompilationCache::new(0, 100);
    assert!(!none.insert(module(0, 1)).kept);
}

#[test]
fn histories_forget_the_function_called_longest_ago() {
    let bounds = Bounds { functions: 2, ..Bounds::default() };
    let adapter = WasmAdapter::new(AdapterConfig { bounds, ..AdapterConfig::default() }).unwrap();
    let text = br#"(module (func (export "a")) (func (export "b")) (func (export "c")))"#;
    let module = adapter.compile_module(text).unwrap();
    let contract = adapter.deploy(&module, DeployOptions::default()).unwrap().address;
    let params = |function: &str| ExecutionParams::new(contract, function, args![]);
    for function in ["a", "b", "a", "c"] {
        adapter.execute(params(function)).unwrap();
    }
    let known = ["a", "b", "c"].map(|function| adapter.predict(&params(function)).unwrap().history.is_some());
    assert_eq!(known, [true, false, true]);
    for _ in 0..100 {
        adapter.execute(params("a")).unwrap();
    }
    assert_eq!(adapter.predict(&params("a")).unwrap().history.unwrap().calls, 64);
}
