//! Modules that the gate lets in.

use super::values;
use crate::modules::generator;
use crate::sources::{DIARY, PUPPET};
use allod_compiler::attach_abi;
use allod_compiler::gate::{self, GateOptions};

/// Contracts as people write them.
const CONTRACTS: [&str; 2] = [DIARY, PUPPET];

/// The number of different modules.
pub(super) const COUNT: usize = 300;

/// Contracts, with their ABI and without, and then random modules that the gate lets in.
pub(super) fn module(number: usize) -> Vec<u8> {
    if let Some(text) = CONTRACTS.get(number / 2) {
        let plain = wat::parse_str(text).expect("a contract");
        return if number.is_multiple_of(2) { plain } else { attach_abi(&plain, &values::abi(number)) };
    }
    let enters = |module: &Vec<u8>| gate::check(module, &GateOptions::default()).is_ok();
    let from = 1_000 * number as u64;
    (from..from + 1_000).filter_map(generator::whole).find(enters).unwrap_or_default()
}
