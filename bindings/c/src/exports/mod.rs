//! Functions that C calls, in the order of the header. All that is unsafe of the crate is in this folder: what a caller says
//! about its memory is believed in `memory` and nowhere else.

#![allow(unsafe_code)]

pub mod account;
pub mod buffer;
pub mod call;
pub mod deploy;
pub mod engine;
pub mod guard;
mod memory;
pub mod receipt;
pub mod types;
