//! Where the gas of a call went: by contract, function and host operation, exactly.
//!
//! A profiled call is a simulation with [probes](allod_compiler::probe). The modules are compiled a second time,
//! behind their metering, so the call costs what it would cost without; each probe reads the meter, and what was
//! spent since the last one belongs to the function that was running.

mod profiler;
mod render;

pub(crate) use profiler::{Names, Profiler};

use crate::{Engine, EngineError, ExecuteOptions, Receipt};
use allod_core::{Address, Args, HostOp};

/// A place where gas is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A call of a contract's function.
    Contract(Address, String),
    /// A function of its module, by its name or its index.
    Function(String),
    /// An operation of the host.
    Host(HostOp),
    /// A function of a host module, by the names of both.
    Module(String),
}

/// A place, reached by one way through the call tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The place.
    pub place: Place,
    /// Gas spent there itself, without what it called.
    pub gas: u64,
    /// The places it called, by their number in [`Profile::nodes`].
    pub children: Vec<usize>,
}

/// Where the gas of a call went: a tree, its root first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The places, each after the one that called it.
    pub nodes: Vec<Node>,
}

impl Profile {
    /// Gas of all places together: what the receipt says was used, and what it says was given back.
    pub fn total(&self) -> u64 {
        self.nodes.iter().map(|node| node.gas).sum()
    }
}

impl Engine {
    /// Runs a call as [`Engine::simulate`] does, and says where its gas went.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn profile(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<(Receipt, Profile), EngineError> {
        let mut profile = Profile::default();
        let receipt = self.simulate_with(contract, function, args, options, Some(&mut profile))?;
        Ok((receipt, profile))
    }
}
