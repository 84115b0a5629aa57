//! Go source.
//!
//! | module | does |
//! |---|---|
//! | [`source`] | source → a module, by either |
//! | [`built_in`] | source → a module, by the compiler that is built in |
//! | [`declared`] | source → what a toolchain needs of it: its ABI and its wrapper |
//! | [`wrapper`](self::wrapper) | the code between the host's convention and the contract's functions, for a toolchain |
//! | [`tests`] | tests → a module that runs them |
//! | [`thread`](self::thread) | the stack that source is read on |

pub(crate) mod built_in;
pub(crate) mod declared;
pub(crate) mod source;
pub(crate) mod tests;
mod thread;
mod wrapper;

pub(crate) use source::compile;
