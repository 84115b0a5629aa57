//! A contract asks an embedder's own module for a price.

mod oracle;

use allod_core::{Address, Args, HostOp, Status, args};
use allod_testing::accounts::ALICE;
use allod_testing::stage::Example;
use allod_vm::{BlockContext, Compiler, DeployOptions, Engine, EngineConfig, ExecuteOptions, Receipt, Tiers};
use oracle::Oracle;
use std::sync::LazyLock;

static VAULT: LazyLock<Example> = LazyLock::new(|| Example::compile("vault.wat", include_str!("vault.wat")));

/// The vault in Go, which the engine compiles against the oracle's package.
const GO_VAULT: &str = include_str!("vault/vault.go");

/// Engines that have the oracle's module: one compiles the contract, the other interprets it.
fn vaults(oracle: &Oracle, code: &[u8]) -> [(Engine, Address); 2] {
    let config = || EngineConfig::default().with_host_module(oracle.module());
    [config().with_tiers(Tiers::COMPILED), config().with_compiler(Compiler::Interpreter)].map(|config| {
        let engine = Engine::open(config).unwrap();
        let options = DeployOptions { from: ALICE, name: Some("vault.go".into()), ..DeployOptions::default() };
        let vault = engine.deploy_with_options(code, options).unwrap().address;
        (engine, vault)
    })
}

fn at(height: u64, (engine, vault): &(Engine, Address), function: &str, args: Args) -> Receipt {
    let block = Some(BlockContext { height, time: 1_000, chain_id: 1 });
    engine.execute(*vault, function, args, ExecuteOptions { from: ALICE, block, ..Default::default() }).unwrap()
}

#[test]
fn a_contract_asks_for_the_price_at_its_block() {
    let oracle = Oracle::default();
    oracle.feed("ETH", 10, 3_000);
    oracle.feed("ETH", 20, 3_300);
    oracle.feed("ETHER", 1, 1);
    let written = [VAULT.module(), GO_VAULT.as_bytes()];
    for vault in written.into_iter().flat_map(|code| vaults(&oracle, code)) {
        let early = at(9, &vault, "Worth", args![2u64]).status;
        assert_eq!(early.to_string(), "reverted (error): no price of ETH");
        assert_eq!(at(10, &vault, "Worth", args![2u64]).decode::<u64>().unwrap(), 6_000);
        assert_eq!(at(19, &vault, "Lend", args![2u64]).decode::<u64>().unwrap(), 4_000);
        assert_eq!(at(20, &vault, "Worth", args![2u64]).decode::<u64>().unwrap(), 6_600);
        assert_eq!(at(21, &vault, "Worth", args![0u64]).decode::<u64>().unwrap(), 0);
        let much = at(22, &vault, "Worth", args![u64::MAX / 2]).status;
        assert_eq!(much.to_string(), "reverted (error): worth too much");
    }
}

#[test]
fn a_price_costs_what_it_was_registered_with() {
    let oracle = Oracle::default();
    oracle.feed("ETH", 0, 3_000);
    for code in [VAULT.module(), GO_VAULT.as_bytes()] {
        let [compiled, interpreted] = vaults(&oracle, code).map(|vault| at(5, &vault, "Worth", args![2u64]));
        let asked = compiled.gas.host.iter().filter(|row| row.0 == HostOp::HostModule).map(|row| row.1);
        assert_eq!(asked.collect::<Vec<u64>>(), [10 + 200 + 3]);
        assert_eq!((compiled.status, compiled.gas), (Status::Success, interpreted.gas));
    }
}

#[test]
fn an_engine_without_the_module_does_not_let_the_contract_in() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let error = engine.deploy(VAULT.module()).unwrap_err().to_string();
    assert!(error.contains("oracle.price"), "{error}");
    assert_ne!(engine.host_modules(), vaults(&Oracle::default(), VAULT.module())[0].0.host_modules());
    let error = engine.deploy(GO_VAULT).unwrap_err().to_string();
    assert!(error.contains("import \"host/oracle\" is not allowed in a contract"), "{error}");
}
