//! A chain: headers that every node comes to, and what none lets in.

mod admission;
mod book;
mod headers;
mod moving;
mod pool;
mod refusals;
mod restart;
mod signatures;
mod stage;
mod upgrades;
