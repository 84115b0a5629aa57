//! The engine for C, and for every language that calls C: `include/allod.h` is its interface.
//!
//! Engines, receipts and buffers are handles: numbers that name a slot of a table, and how often that slot was used before.
//! A handle that is zero, closed, made up, or of another kind is told from one that holds, so none of them is undefined
//! behaviour. Every function gives a status; nothing panics across. Threads may share everything.
//!
//! | module | holds |
//! |---|---|
//! | `exports` | the functions that C calls, and all `unsafe` |
//! | `handles` | the table of engines, receipts and buffers |
//! | `settings` | JSON of an engine's, a call's and a deploy's options |
//! | `explanation` | a receipt in words |
//! | `failure` | statuses, and the text behind one |

#![deny(unsafe_code)]

mod explanation;
pub mod exports;
mod failure;
mod handles;
mod settings;

pub use failure::AllodStatus;
