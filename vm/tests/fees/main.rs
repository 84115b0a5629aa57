//! Transactions of blocks pay for their gas, exactly, on any number of threads.
//!
//! | file | promises |
//! |---|---|
//! | `building` | the fees of a block that is built step by step |
//! | `charging` | what a transaction pays, refused ones among them |
//! | `corners` | a collector that signs or is a contract, the greatest numbers, what pays nothing |
//! | `transfers` | every move of money is in the receipt, and none that was undone |
//! | `parallel` | threads: the same receipts, balances and roots, and no conflict by fees alone |
//! | `random` | random blocks against a serial model in plain Rust (`model`) |
//! | `stage` | the engine, the contracts and the accounts of them all |

mod building;
mod charging;
mod corners;
mod model;
mod parallel;
mod random;
mod stage;
mod transfers;
