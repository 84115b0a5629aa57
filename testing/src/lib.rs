//! Test support for contracts and for engines: accounts, a stage, random modules, oracles, a disk that fails.
//!
//! | module | holds |
//! |---|---|
//! | `rng` | numbers and bytes that follow from a seed: SplitMix64 |
//! | `faults` | the command on a disk that fails, is killed, or holds damaged bytes |
//! | `sources` | contracts in WebAssembly text |
//! | `accounts` | Alice, Bob and Carol |
//! | `stage` | an engine in memory with a contract on it, for tests that read like stories |
//! | `world` | an engine in memory and a contract that does as it is told, for tests of the engine |
//! | `contract` | a contract and its engine, called with as little around it as can be, for measurements |
//! | `hostile` | modules and transactions of an attacker, and the kernel's view of the process |
//! | `modules` | random modules, and changes inside a module |
//! | `machine` | bare machines that run a metered module |
//! | `mock_host` | the host's functions over a world small enough to see through, for tests of compilers |
//! | `differential` | oracles: the same on several machines, tiers, threads |
//! | `targets` | entry points for a fuzzer, and valid input to begin with |
//!
//! `rng` and `sources` need nothing but the standard library, `faults` JSON and Linux; `accounts` to `hostile` need the feature
//! `engine`, which is on, `mock_host` needs the feature of its name, and the last four need `random`.
//!
//! ```
//! # #[cfg(feature = "engine")] {
//! use allod_core::args;
//! use allod_testing::accounts::ALICE;
//! use allod_testing::world::{call, memory_engine, puppet};
//!
//! let engine = memory_engine();
//! let contract = puppet(&engine);
//! let receipt = call(&engine, ALICE, contract, "Told", args![7u64]);
//! assert_eq!(receipt.decode::<u64>()?, 7);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Panics
//! Nearly everything here panics where a test would go on from a wrong beginning. Oracles return what differs instead, so
//! that a run over many seeds can go on.

#![deny(unsafe_code)]

#[cfg(target_os = "linux")]
pub mod faults;
pub mod rng;
pub mod sources;

#[cfg(feature = "engine")]
pub mod accounts;
#[cfg(feature = "engine")]
pub mod contract;
#[cfg(feature = "engine")]
pub mod hostile;
#[cfg(feature = "engine")]
pub mod stage;
#[cfg(feature = "engine")]
pub mod world;

#[cfg(feature = "mock-host")]
pub mod mock_host;

#[cfg(feature = "random")]
pub mod differential;
#[cfg(feature = "random")]
pub mod machine;
#[cfg(feature = "random")]
pub mod modules;
#[cfg(feature = "random")]
pub mod targets;
