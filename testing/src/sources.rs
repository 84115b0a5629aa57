//! Contracts in WebAssembly text that tests deploy.

/// The puppet: does one host operation, or fails in one way, as it is told. Its functions are in [`world`](crate::world).
pub const PUPPET: &str = include_str!("../contracts/puppet.wat");

/// The diary: `Write` makes an object and counts it, so that a call which was lost or doubled shows.
pub const DIARY: &str = include_str!("../contracts/diary.wat");

/// The writer: writes to its memory as it is told, or has the host write.
pub const WRITER: &str = include_str!("../contracts/writer.wat");
