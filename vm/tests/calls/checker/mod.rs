//! A contract that asks the host about digests and signatures: in WebAssembly text and in Go, compiled and interpreted.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use allod_core::{Abi, Address, Args, Hash, args};
use allod_vm::{Compiler, DeployOptions, Engine, EngineConfig, Receipt, Tiers};
use std::sync::LazyLock;

/// The contract in Go, compiled once.
static GO: LazyLock<(Vec<u8>, Abi)> = LazyLock::new(|| {
    let options = allod_compiler::CompileOptions { name: "checker.go".into(), ..Default::default() };
    let compiled = allod_compiler::compile(include_bytes!("../../contracts/checker.go"), &options);
    let compiled = compiled.unwrap_or_else(|e| panic!("{e}"));
    (compiled.wasm, compiled.abi.expect("a contract in Go has an ABI"))
});

/// Everywhere that the host can be asked.
pub struct Checker(Vec<(&'static str, Engine, [Address; 2])>);

/// The contract everywhere, made once.
pub static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::new);

impl Checker {
    fn new() -> Self {
        let compiled = EngineConfig::default().with_tiers(Tiers::COMPILED);
        let interpreted = EngineConfig::default().with_compiler(Compiler::Interpreter);
        let place = |(name, config)| {
            let engine = Engine::open(config).unwrap();
            let options = DeployOptions { abi: Some(GO.1.clone()), ..DeployOptions::default() };
            let text = engine.deploy_with_options(include_str!("../../contracts/checker.wat"), options).unwrap();
            let go = engine.deploy(&GO.0).unwrap();
            (name, engine, [text.address, go.address])
        };
        Self([("compiled", compiled), ("interpreted", interpreted)].map(place).into())
    }

    /// What all of them say, which is the same.
    fn ask<T: PartialEq + std::fmt::Debug>(
        &self,
        function: &str,
        args: impl Fn() -> Args,
        read: impl Fn(&Receipt) -> T,
    ) -> T {
        let mut said: Option<T> = None;
        for (name, engine, contracts) in &self.0 {
            for (contract, language) in contracts.iter().zip(["text", "Go"]) {
                let receipt = engine.execute_with_args(*contract, function, args()).unwrap();
                assert!(receipt.is_success(), "{function}, {name}, {language}: {}", receipt.status);
                let answer = read(&receipt);
                match &said {
                    Some(before) => assert_eq!(*before, answer, "{function}, {name}, {language}"),
                    None => said = Some(answer),
                }
            }
        }
        said.expect("somebody was asked")
    }

    /// The digest called `function` of `message`.
    pub fn digest(&self, function: &str, message: &[u8]) -> String {
        self.ask(function, || args![message.to_vec()], |receipt| receipt.decode::<Hash>().unwrap().to_string())
    }

    pub fn ed25519(&self, key: &[u8; 32], signature: &[u8; 64], message: &[u8]) -> bool {
        let args = || args![Hash(*key), signature.to_vec(), message.to_vec()];
        self.ask("Ed25519", args, |receipt| receipt.decode().unwrap())
    }

    pub fn verify(&self, key: &[u8; 33], digest: &[u8; 32], signature: &[u8; 64]) -> bool {
        let args = || args![key.to_vec(), Hash(*digest), signature.to_vec()];
        self.ask("Verify", args, |receipt| receipt.decode().unwrap())
    }

    pub fn recover(&self, digest: &[u8; 32], signature: &[u8; 64], id: u8) -> Option<[u8; 33]> {
        let args = || args![Hash(*digest), signature.to_vec(), id];
        // The values' own bytes: a length, and the key or nothing.
        let key = self.ask("Recover", args, |receipt| receipt.output.clone());
        key.get(8..).filter(|key| !key.is_empty()).map(|key| key.try_into().unwrap())
    }
}

/// The bytes that `text` has in hexadecimal.
pub fn bytes<const N: usize>(text: &str) -> [u8; N] {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).expect("hexadecimal") as u8).collect();
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    bytes.try_into().unwrap_or_else(|bytes: Vec<u8>| panic!("{} bytes, wanted {N}", bytes.len()))
}
