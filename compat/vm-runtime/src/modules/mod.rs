//! Import modules that SuperVM's guests know, by their documented names, types and results.
//!
//! | module | functions |
//! |---|---|
//! | [`storage_api`] | `storage_get`, `storage_read_value`, `storage_set`, `storage_delete`, `storage_scan` |
//! | [`chain_api`] | `block_number`, `timestamp`, `emit_event`, `events_len`, `read_event` |
//! | [`crypto_api`] | `sha256`, `keccak256`, `verify_secp256k1`, `verify_ed25519`, `recover_secp256k1_pubkey`, `derive_eth_address` |
//!
//! A pointer outside of the guest's memory ends the call with a trap. Everything else that is wrong is a result, as each
//! function says, and nothing is written then.

pub mod chain_api;
pub mod crypto_api;
mod place;
pub mod storage_api;

use allod_vm::{HostModule, Price};
use place::Place;

/// Nothing beside what the schedule has for every call of a host module, and for what the call asks of the host.
const NOTHING: Price = Price { base: 0, per_unit: 0 };

/// The three modules, for an [`EngineConfig`](allod_vm::EngineConfig): keys and events are the contract's own.
///
/// ```
/// use allod_vm::{Engine, EngineConfig};
///
/// let config = EngineConfig::default();
/// let config = vm_runtime::host_modules().into_iter().fold(config, EngineConfig::with_host_module);
/// let engine = Engine::open(config)?;
/// # anyhow::Ok(())
/// ```
pub fn host_modules() -> [HostModule; 3] {
    of(Place::Contract)
}

/// The three modules for guests of a [`Runtime`](crate::Runtime): keys and events are the run's.
pub(crate) fn of_runs() -> [HostModule; 3] {
    of(Place::Run)
}

fn of(place: Place) -> [HostModule; 3] {
    [storage_api::module(place), chain_api::module(place), crypto_api::module()]
}
