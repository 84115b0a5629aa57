//! Interface of a contract: what it calls on its context and on objects, and the same as WebAssembly imports.

pub mod context;
pub mod import;
pub mod object;
pub mod ownership;
pub mod status;
