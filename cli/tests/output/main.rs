//! Output: what is shown to people and to scripts of a contract, a call, a failure and a store.

mod abi;
mod failures;
mod json_shape;
mod kept_is_said;
mod listings;
mod profile;
#[path = "../shell/mod.rs"]
mod shell;
mod terminal;
mod trace;
mod warnings;
