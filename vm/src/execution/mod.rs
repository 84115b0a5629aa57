//! The execution of a contract call, the one recursion of this crate: [`call`] opens a frame and runs the module on a
//! [`backend`], whose code asks the [`host`], and one of the host's functions is `call`.
//!
//! | file | holds |
//! |---|---|
//! | [`context`] | what a transaction carries from frame to frame |
//! | [`call`] | one call: a frame opened, a module run, its writes kept or undone |
//! | [`frame_stack`] | the host's side of each call under way |
//! | [`call_stack`] | the native stack that a chain of calls stands on |
//! | [`gas`] | the meter, and where the gas went |
//! | [`exit`] | why a run did not return |
//! | [`signatures`] | which keys and signatures hold |
//! | [`unready`] | why a call can't begin |
//! | [`host`] | what stands behind every import |
//! | [`backend`] | what a module runs on: machine code, or the interpreter |

pub(crate) mod backend;
pub(crate) mod call;
pub(crate) mod call_stack;
pub(crate) mod context;
pub(crate) mod exit;
pub(crate) mod frame_stack;
pub(crate) mod gas;
pub(crate) mod host;
pub(crate) mod signatures;
pub(crate) mod unready;
