//! An input: contracts, what happens before, and the attack.

use allod_core::abi::Abi;
use allod_vm::{ObjectId, WasiOptions};

/// A contract of a case, in the order of its address's place in texts: `@0@`, `@1@`.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// WebAssembly text. `@n@` stands for the address of the contract that was deployed as number n.
    pub text: String,
    /// Its ABI, where its exports don't say enough.
    pub abi: Option<Abi>,
    /// What it may use.
    pub wasi: WasiOptions,
    /// Whether it may be called again while it runs.
    pub reentrant: bool,
}

impl Contract {
    /// A contract of `text` and nothing special.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Whom a transaction calls.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// The contract of that number.
    Contract(usize),
    /// An address where there is none.
    Nobody,
}

/// A call as a transaction.
#[derive(Clone, Debug)]
pub struct Call {
    /// Whom.
    pub target: Target,
    /// Which function.
    pub function: String,
    /// Its encoded arguments.
    pub input: Vec<u8>,
    /// Objects brought along.
    pub objects: Vec<ObjectId>,
    /// Gas at most; what the stage gives where there is none.
    pub gas_limit: Option<u64>,
}

impl Call {
    /// A call of `function` of contract `number` with nothing.
    pub fn of(number: usize, function: &str) -> Self {
        let target = Target::Contract(number);
        Self { target, function: function.to_owned(), input: Vec::new(), objects: Vec::new(), gas_limit: None }
    }
}

/// What is measured.
#[derive(Clone, Debug)]
pub enum Attack {
    /// One call of a function that takes how many rounds to do, at most so many.
    Rounds {
        /// Which contract's `f`.
        contract: usize,
        /// Rounds at most.
        most: u32,
    },
    /// A block of the same call again and again, at most so often.
    Copies {
        /// The call.
        call: Call,
        /// How often at most.
        most: u32,
    },
    /// A block of these calls, as they are.
    Block(Vec<Call>),
    /// A block of one deploy.
    Deploy {
        /// The module.
        module: Vec<u8>,
        /// What it may use.
        wasi: WasiOptions,
    },
}

/// An input.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whether every contract is interpreted, as a large one is before it has been called often.
    pub interpreted: bool,
    /// Contracts that are there.
    pub contracts: Vec<Contract>,
    /// What happens before, each with its own gas.
    pub before: Vec<Call>,
    /// What is measured.
    pub attack: Attack,
    /// Gas that was paid beforehand and counts: that of deploys, where it is first calls that are measured.
    pub paid: u64,
}

impl Case {
    /// As many rounds of `contract`'s `f` as the stage wants.
    pub fn rounds(interpreted: bool, contracts: Vec<Contract>, contract: usize) -> Self {
        let attack = Attack::Rounds { contract, most: u32::MAX };
        Self { interpreted, contracts, before: Vec::new(), attack, paid: 0 }
    }

    /// As many transactions that make `call` as the stage wants.
    pub fn copies(interpreted: bool, contracts: Vec<Contract>, call: Call) -> Self {
        Self { interpreted, contracts, before: Vec::new(), attack: Attack::Copies { call, most: 2_000 }, paid: 0 }
    }

    /// The same after `calls`.
    pub fn after(self, calls: Vec<Call>) -> Self {
        Self { before: calls, ..self }
    }
}
