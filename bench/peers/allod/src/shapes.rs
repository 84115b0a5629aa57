//! Calls that do one thing often, or nothing.

use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::{Contract, GAS};
use allod_vm::{Address, Args, DeployOptions, Engine, EngineConfig, args};
use std::sync::Arc;

const CALLER: Address = Address([7; 20]);

/// The same call again and again, its answer compared each time.
pub(crate) struct Shape {
    contract: Contract,
    function: &'static str,
    args: Args,
    /// Events each call must log.
    events: u64,
    /// Frames each call must have.
    frames: u64,
}

impl Shape {
    fn new(function: &'static str, args: Args, events: u64, frames: u64) -> Self {
        let engine = Engine::open(EngineConfig::default()).expect("an engine opens");
        let options = DeployOptions { reentrant: true, ..Default::default() };
        let contract = Contract::deploy(Arc::new(engine), include_str!("../contracts/shapes.wat"), options);
        Self { contract, function, args, events, frames }
    }

    /// Logs `count` events.
    pub(crate) fn events(count: u64) -> Self {
        Self::new("Log", args![count], count, 1)
    }

    /// Has `frames` on the call chain at once.
    pub(crate) fn depth(frames: u64) -> Self {
        Self::new("Deep", args![frames], 0, frames)
    }

    /// Does nothing.
    pub(crate) fn nothing() -> Self {
        Self::new("Nothing", args![], 0, 1)
    }
}

impl Workload for Shape {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            self.contract.execute_and(CALLER, self.function, self.args.clone(), |receipt| {
                assert_eq!(receipt.events.len() as u64, self.events, "events");
                if self.frames > 1 {
                    assert_eq!(receipt.decode::<u64>().expect("a depth"), self.frames, "frames");
                }
            });
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}

/// A value of so many bytes is written and read back.
pub(crate) struct Value {
    contract: Contract,
    data: Vec<u8>,
}

impl Value {
    /// `bytes` long once encoded, at least the eight of its length.
    pub(crate) fn new(bytes: u64) -> Self {
        let data = vec![0xa5; bytes.saturating_sub(8) as usize];
        Self { contract: Contract::in_memory(include_str!("../contracts/value.wat")), data }
    }
}

impl Workload for Value {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            self.contract.execute(CALLER, "Store", args![self.data.clone()]);
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.ask("Length", args![]), self.data.len() as u64 + 8, "the length");
        Facts::default()
    }
}

/// Host operations that cost next to nothing but their charge: the time of one of them.
pub(crate) struct Charge {
    shape: Shape,
}

/// Host operations in a call.
const ASKED: u64 = 1000;

impl Charge {
    pub(crate) fn new() -> Self {
        Self { shape: Shape::new("Ask", args![ASKED], 0, 1) }
    }

    fn gas(&self, function: &str, args: Args) -> u64 {
        self.shape.contract.execute_and(CALLER, function, args, |receipt| receipt.gas.used)
    }
}

impl Workload for Charge {
    /// An operation here is one charge: a thousand of them are one call.
    fn run(&mut self, operations: u64) {
        self.shape.run(operations.div_ceil(ASKED));
    }

    /// The gas of a loop of host operations is a straight line: what one turn costs, as often as it turns. How far it
    /// is off that line, and off the schedule, is the error.
    fn check(&mut self) -> Facts {
        let [one, two, many] = [1, 2, ASKED].map(|count| self.gas("Ask", args![count]));
        let wanted = one + (ASKED - 1) * (two - one);
        assert!(many < GAS, "the gas sufficed");
        let error = (many as f64 - wanted as f64).abs() / wanted as f64 * 100.0;
        Facts::default().with("gas_error_percent", error)
    }
}
