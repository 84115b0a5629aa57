//! A stage for contracts: an engine in memory, three people and a deployed contract, so that a test reads
//! like the story it tells.
//!
//! The contracts themselves stand beside this folder, one folder each, with their tests.
//!
//! Everything here panics where a story goes another way than it says; that is what tests are for.

#![forbid(unsafe_code)]

mod artefacts;
mod cast;
mod dice;
mod example;
mod stage;

pub use cast::{ALICE, BOB, CAROL, CAST};
pub use dice::Dice;
pub use example::Example;
pub use stage::Stage;
