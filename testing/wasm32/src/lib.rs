//! Story of an engine on 32 bits: contracts deployed and called, blocks, roots, an export and an import, told line by line.
//!
//! The same code runs on this machine and, built for `wasm32-unknown-unknown`, in whatever runs WebAssembly. There is no
//! system under it there: no clock, no file, no thread, no stack but the one that is given. Receipts, gas and roots are the same.
//!
//! | file | holds |
//! |---|---|
//! | [`story`] | the steps, and the line for each |
//! | `guest` | the story as functions that a host of WebAssembly calls |

#[cfg(target_family = "wasm")]
mod guest;
pub mod story;
