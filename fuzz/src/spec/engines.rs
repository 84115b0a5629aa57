//! The engine on both of its tiers. Every call has an instance that nothing else ran in, as a contract's has.

use super::wanted::{End, GAS as OUT_OF_GAS, STACK};
use allod_testing::machine::Limits;
use allod_core::{Abi, Args, Param, Status, Trap, Type, Value};
use allod_vm::{
    Address, CallLimits, Compiler, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, Receipt, Tiers,
    WasiOptions,
};

/// What a call may use, on machines and on engines.
pub const LIMITS: Limits = Limits { gas: 1 << 36, stack: 768 << 10 };

/// Two engines: one compiles every module before its first call, the other compiles none.
pub struct Engines {
    engines: [Engine; 2],
}

/// A module of the suite as a contract on both.
#[derive(Clone, Debug)]
pub struct Deployed {
    address: Address,
    abi: Abi,
}

/// What became of a call of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// How it ended.
    pub end: End,
    /// The gas that the module's own operators took.
    pub instructions: u64,
}

impl Engines {
    /// Two engines in memory, which let in what is as large as the specification allows.
    ///
    /// # Errors
    /// What an engine says.
    pub fn open() -> Result<Self, EngineError> {
        let limits = CallLimits { memory: 4 << 30, chain_memory: 8 << 30, ..CallLimits::default() };
        let config = EngineConfig::default().with_limits(limits);
        let machine = Engine::open(config.clone().with_tiers(Tiers::COMPILED))?;
        let interpreter = Engine::open(config.with_compiler(Compiler::Interpreter))?;
        Ok(Self { engines: [machine, interpreter] })
    }

    /// Deploys `module` on both; with vectors if it is `wide`.
    ///
    /// # Errors
    /// What the engines say, or that they disagree.
    pub fn deploy(&self, module: &[u8], wide: bool) -> Result<Deployed, String> {
        let wasi = WasiOptions {
            memory_limit: 4 << 30,
            table_size: 1 << 20,
            stack_size: LIMITS.stack as u64,
            enable_simd: wide,
            ..WasiOptions::default()
        };
        let options = DeployOptions { wasi, gas_limit: Some(1 << 60), ..DeployOptions::default() };
        let [one, other] = [0, 1].map(|i| self.engines[i].deploy_with_options(module, options.clone()));
        match (one, other) {
            (Ok(one), Ok(other)) if one.address == other.address => {
                let abi = self.engines[0].abi(one.address).map_err(|e| e.to_string())?;
                Ok(Deployed { address: one.address, abi })
            }
            (one, other) => Err(format!("deployed: {one:?} and {other:?}")),
        }
    }

    /// Calls `export` with integers on both. `None` where the contract's ABI does not offer it.
    ///
    /// # Errors
    /// What an engine says, or that their receipts differ.
    pub fn call(&self, contract: &Deployed, export: &str, words: &[u64]) -> Result<Option<Called>, String> {
        let Ok(function) = contract.abi.function(export) else { return Ok(None) };
        let value = |(param, word): (&Param, &u64)| match param.ty {
            Type::I32 => Value::I32(*word as u32 as i32),
            _ => Value::I64(*word as i64),
        };
        let values: Vec<_> = function.inputs.iter().zip(words).map(value).collect();
        let call = |engine: &Engine| {
            let options = ExecuteOptions { gas_limit: Some(LIMITS.gas as u64), ..ExecuteOptions::default() };
            engine
                .simulate(contract.address, export, Args::Positional(values.clone()), options)
                .map_err(|e| e.to_string())
        };
        let [one, other] = [0, 1].map(|i| call(&self.engines[i]));
        match one == other {
            true => one.map(|receipt| Some(called(&receipt))),
            false => Err(format!("receipts differ: {one:?} and {other:?}")),
        }
    }
}

fn called(receipt: &Receipt) -> Called {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let end = match &receipt.status {
        Status::Success if receipt.output.is_empty() => Ok(Vec::new()),
        Status::Success => Ok(vec![word(&receipt.output)]),
        Status::OutOfGas => Err(OUT_OF_GAS),
        Status::Trapped { trap, .. } => Err(kind(*trap)),
        _ => Err("no trap"),
    };
    Called { end, instructions: receipt.gas.instructions }
}

/// The kind that machines give a trap.
fn kind(trap: Trap) -> &'static str {
    match trap {
        Trap::Unreachable => "unreachable",
        Trap::MemoryOutOfBounds => "memory",
        Trap::DivideByZero => "division by zero",
        Trap::IntegerOverflow => "integer overflow",
        Trap::BadConversion => "bad conversion",
        Trap::IndirectCall => "indirect call",
        Trap::StackOverflow => STACK,
    }
}
