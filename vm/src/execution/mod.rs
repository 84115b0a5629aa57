//! Execution of a contract call, the one recursion of this crate: `call.rs` opens a frame and runs the module by way of
//! `backend/mod.rs`; the module's code calls the host (`backend/wasmer/boundary/imports.rs`, or `backend/wasmi/instance.rs`);
//! `host/dispatch.rs` finds the operation; and one of the operations, in `host/calls.rs`, is a call again.
//!
//! | file | holds |
//! |---|---|
//! | [`context`] | the execution context, in parts: environment, mode, block, transaction, journal, scratch |
//! | [`resolve`], [`resolve_error`] | a call's contract, module, function and input, or why it can't begin |
//! | [`call`] | one call: frame opened, module run, frame closed |
//! | [`call_frame`] | a frame opened, and closed with its writes kept or undone |
//! | [`frame_stack`] | the host's side of each call under way |
//! | [`call_stack`] | the native stack that a chain of calls is on |
//! | [`backend`] | the module run: as machine code, or interpreted; or Rust in its place |
//! | [`host`] | the functions behind every import |
//! | [`host_error`] | a status for the contract, or the end of its call |
//! | [`exit`] | the end of a run that did not return |
//! | [`gas`] | meter and report |
//! | [`signatures`] | keys and signatures checked, the same on every machine |

pub(crate) mod backend;
pub(crate) mod call;
pub(crate) mod call_frame;
pub(crate) mod call_stack;
pub(crate) mod context;
pub(crate) mod exit;
pub(crate) mod frame_stack;
pub(crate) mod gas;
pub(crate) mod host;
pub(crate) mod host_error;
pub(crate) mod resolve;
pub(crate) mod resolve_error;
pub(crate) mod signatures;
