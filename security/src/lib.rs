//! Permissions, limits and call traces. This crate decides and never executes.
//!
//! | module | answers |
//! |---|---|
//! | [`permissions`] | may this call do that to this object? |
//! | [`tracer`], [`frame`] | who called whom, and what came of it |
//! | [`wasi_options`] | how much one contract may use, as its deployer set it |
//! | [`call_limits`] | how large anything may be that crosses from a contract to the host |
//!
//! Nothing here reads a clock, a file or the state.

#![forbid(unsafe_code)]

pub mod call_limits;
pub mod frame;
pub mod limit_error;
pub mod permissions;
pub mod tracer;
pub mod wasi_options;

pub use call_limits::{CallLimits, LimitKind};
pub use frame::{CallFrame, Touch, Touched};
pub use limit_error::LimitError;
pub use permissions::{Authority, Operation, Subject, permit};
pub use tracer::{CallTracer, Opening};
pub use wasi_options::{MOST_STACK, PAGE, WasiOptions};
