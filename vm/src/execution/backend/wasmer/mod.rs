//! Machine code. Only this folder names the engine that makes and runs it.
//!
//! | file | holds |
//! |---|---|
//! | [`compile`] | metered module → machine code → loaded code |
//! | [`frames`] | the proof that the native stack is bounded by the module's count |
//! | [`pool`] | idle instances, as new |
//! | [`instance`] | one call of one instance |
//! | [`trap`] | the table of traps |
//! | [`usage`] | live instances, and the addresses they reserve |
//! | `middleware` | the schedule's prices for hosts that run it themselves, by the feature of that name |
//! | [`boundary`] | everything the compiler can't prove: raw memory, calls between the host and machine code |

mod boundary;
mod compile;
mod frames;
mod instance;
#[cfg(feature = "middleware")]
pub mod middleware;
mod pool;
mod trap;
mod usage;

pub(crate) use boundary::{free_stacks, lower_priority};
pub(crate) use compile::{Cancellation, Code, Priority, VERSION, compile, load};
pub(crate) use frames::FrameSizes;
pub(in crate::execution::backend) use pool::{give, take};
