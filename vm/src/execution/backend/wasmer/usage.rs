//! Usage of the machine by instances, over all threads of the process.

use crate::engine::budget::usage::Usage;
use std::sync::atomic::AtomicU64;

/// Live instances, idle or not.
pub(super) static INSTANCES: Usage = Usage::new();
/// Addresses that the memories of instances reserve, in bytes.
pub(super) static ADDRESSES: AtomicU64 = AtomicU64::new(0);
