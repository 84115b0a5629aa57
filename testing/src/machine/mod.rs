//! Machines that run a metered module, and what they say of it.

pub mod compiled;
pub mod interpreter;

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};

/// Gas for one call: more than most random functions need, little enough for those that never end.
pub const GAS: i64 = 2_000_000;
/// Bytes of stack for one call.
pub const STACK: i32 = 64 << 10;

/// The most that one call may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Gas.
    pub gas: i64,
    /// Bytes of stack, as the module counts them.
    pub stack: i32,
}

impl Limits {
    /// For random modules.
    pub const USUAL: Self = Self { gas: GAS, stack: STACK };

    /// The counters' names, and what they start from.
    fn counters(self) -> [(&'static str, i64); 2] {
        [(GAS_GLOBAL, self.gas), (STACK_GLOBAL, self.stack.into())]
    }
}

/// The end of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The results' bits, or the kind of trap.
    pub results: Result<Vec<u64>, &'static str>,
    /// The gas counter; below zero, the call is out of gas.
    pub gas: i64,
    /// The stack counter; below zero, the call overflowed its stack.
    pub stack: i32,
}

/// The end of one call in an instance of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its end.
    pub ended: Ended,
    /// The hash of the whole memory, all zeros where there is none.
    pub memory: [u8; 32],
}

/// A machine with a module loaded.
pub trait Machine {
    /// Its name.
    fn name(&self) -> &'static str;
    /// The exported functions with the number of their parameters, in order of their names.
    fn functions(&self) -> Vec<(String, usize)>;
    /// A new instance. An error where there is none.
    fn instance(&self) -> Result<Box<dyn Instance>, String>;
    /// Calls `function` in a new instance, within [`Limits::USUAL`]. An error where there is no instance.
    fn call(&self, function: &str, arguments: &[u64]) -> Result<Ran, String> {
        let mut instance = self.instance()?;
        let ended = instance.call(function, arguments, Limits::USUAL)?;
        Ok(Ran { ended, memory: instance.memory() })
    }
}

/// An instance, which keeps what calls leave in it.
pub trait Instance {
    /// Calls `function`, whose arguments have these bits. An error where there is no such function.
    fn call(&mut self, function: &str, arguments: &[u64], limits: Limits) -> Result<Ended, String>;
    /// The hash of the whole memory, all zeros where there is none.
    fn memory(&mut self) -> [u8; 32];
}
