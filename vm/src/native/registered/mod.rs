//! Registered native contracts: Rust of the chain's own at addresses, part of the rules by height.
//!
//! | file | holds |
//! |---|---|
//! | [`contract`] | [`NativeContract`]: its functions with types, gas and code |
//! | [`args`] | [`NativeArgs`]: the arguments of a call |
//! | [`registry`] | those of one set of rules, checked, named, found by address |
//! | [`error`] | those that no engine can serve |
//!
//! For a call, a native contract is one whose module has Rust for its code: it is resolved, opened, traced and closed as any
//! other, and differs where a module would be given an instance.

pub(crate) mod args;
pub(crate) mod contract;
pub(crate) mod error;
pub(crate) mod registry;
