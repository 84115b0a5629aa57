//! Native contracts: Rust of the host's in the place of a contract.
//!
//! It uses the same two interfaces, [`Context`](allod_core::Context) and [`Object`](allod_core::Object), under the same
//! rules: every call goes through the same host operation, with the same price, permission and journal, as one from a
//! module. For a chain's own contracts, for migrations, and for tests.
//!
//! | file | holds |
//! |---|---|
//! | [`context`] | [`NativeContext`], and the objects it gives |
//! | [`access`] | host operations as a context asks for them |
//! | [`error`] | [`NativeError`] |
//! | [`registered`] | [`NativeContract`](registered::contract::NativeContract): code at an address, that anybody may call |
//! | [`transact`] | code of a single call, as a transaction |
//! | [`engine`] | the engine's function for that |
//!
//! Below `execution/backend/native/` are the operations, and the code of a registered one run in its frame.

pub(crate) mod access;
mod context;
mod engine;
mod error;
pub(crate) mod registered;
mod transact;

pub use context::{NativeContext, NativeObject};
pub use error::NativeError;
pub(crate) use transact::transact;
