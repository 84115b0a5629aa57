//! Profile of a call's gas: by contract, function and host operation, exactly.
//!
//! A profiled call is a simulation with [probes](allod_compiler::probe). They are inserted into modules behind their
//! metering, so the call costs the same as without; each probe reads the meter, and the gas since the last one belongs to
//! the function that was running.
#![cfg_attr(
    not(feature = "profile"),
    allow(dead_code, unreachable_pub, reason = "nothing asks for it in such a build")
)]

mod profiler;
mod render;

pub(crate) use profiler::Profiler;

use allod_core::{Address, HostOp};

/// Place where gas is spent.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, Place, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let (receipt, profile) = engine.profile(contract, "f", args![], ExecuteOptions::default())?;
/// assert!(profile.nodes.iter().any(|node| node.place == Place::Contract(contract, "f".into())));
/// assert!(profile.nodes.iter().all(|node| node.gas <= receipt.gas.used));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Node of a profile: a place, reached by one way through the call tree.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, Node, Profile, args};
///
/// /// Gas of a place with all that it called.
/// fn inclusive(profile: &Profile, node: &Node) -> u64 {
///     node.gas + node.children.iter().map(|child| inclusive(profile, &profile.nodes[*child])).sum::<u64>()
/// }
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let (receipt, profile) = engine.profile(contract, "f", args![], ExecuteOptions::default())?;
/// assert_eq!(inclusive(&profile, &profile.nodes[0]), receipt.gas.used);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// The place.
    pub place: Place,
    /// Gas spent there itself, without what it called.
    pub gas: u64,
    /// The places it called, by their number in [`Profile::nodes`].
    pub children: Vec<usize>,
}

/// Profile of a call's gas: a tree, its root first.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let (receipt, profile) = engine.profile(contract, "f", args![], ExecuteOptions::default())?;
/// assert_eq!(profile.total(), receipt.gas.used + receipt.gas.refunded);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The places, each after the one that called it.
    pub nodes: Vec<Node>,
}

impl Profile {
    /// Gas of all places together: in the receipt, the gas used and the refund.
    pub fn total(&self) -> u64 {
        self.nodes.iter().map(|node| node.gas).sum()
    }
}
