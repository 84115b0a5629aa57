//! Engines that differ in the tier of their modules, and a deploy to one of them.

use allod_core::Address;
use allod_testing::world::{AT_FIRST_SIGHT, CAROL};
use allod_vm::{Compiler, DeployOptions, Engine, EngineConfig, Tiers};

/// Engines that differ in what modules run on.
pub(crate) fn engines() -> [(&'static str, Engine); 4] {
    let open = |config: EngineConfig| Engine::open(config).unwrap();
    [
        ("interpreted", open(EngineConfig::default().with_own_nonces().with_compiler(Compiler::Interpreter))),
        ("compiled", open(EngineConfig::default().with_own_nonces().with_tiers(Tiers::COMPILED))),
        ("as usual", open(EngineConfig::default().with_own_nonces())),
        ("one after the other", open(EngineConfig::default().with_own_nonces().with_tiers(AT_FIRST_SIGHT))),
    ]
}

pub(crate) fn deployed(engine: &Engine, wasm: &[u8]) -> Address {
    let options = DeployOptions { from: CAROL, gas_limit: Some(1 << 40), ..DeployOptions::default() };
    engine.deploy_with_options(wasm, options).unwrap().address
}
