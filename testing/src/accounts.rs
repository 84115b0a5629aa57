//! Accounts of tests, by name.

use allod_core::Address;

/// Deploys every contract of a [`stage`](crate::stage), and so is the first who could claim it.
pub const ALICE: Address = Address([0xa1; 20]);
/// Somebody else.
pub const BOB: Address = Address([0xb0; 20]);
/// A third, where two are too few.
pub const CAROL: Address = Address([0xca; 20]);

/// All of them. None is the zero address, which would match what nobody has set.
pub const CAST: [Address; 3] = [ALICE, BOB, CAROL];
