//! Random blocks on several engines at once: receipts, gas and roots are the same on each.
//!
//! | file | holds |
//! |---|---|
//! | [`fleet`] | engines of different tiers, threads and budgets, which are given the same blocks |
//! | [`kinds`] | what a random transaction is |

pub mod fleet;
pub mod kinds;

pub use fleet::{Fleet, Seen};
