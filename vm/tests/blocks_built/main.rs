//! Blocks that are built step by step, judged, and only then kept.
//!
//! | file | holds |
//! |---|---|
//! | `stage` | engines, a contract, transactions, the rows of a store |
//! | `building` | a built block is the executed one, at every step, on every number of threads |
//! | `undoing` | the last transaction undone, exactly |
//! | `nothing_kept` | blocks that are dropped, refused, cancelled, or broken by a panic |
//! | `held` | blocks held to a root and to limits |
//! | `pending` | blocks on blocks that are not committed |
//! | `hooks` | the chain's own code at both ends |
//! | `host_state` | money, nonces and rows by the chain's hand |
//! | `busy` | an engine asked from inside of a block |
//! | `store_faults` | a store that fails at each of its operations |
//! | `receipts` | digests and the root of receipts |
//! | `bank` | a native contract that keeps deposits, counts, is called again, and fails |
//! | `model`, `chain`, `random` | random blocks, with all of that, fees and native contracts, against a model in plain Rust |

mod bank;
mod building;
mod busy;
mod chain;
mod held;
mod hooks;
mod host_state;
mod model;
mod nothing_kept;
mod pending;
mod random;
mod receipts;
mod stage;
mod store_faults;
mod undoing;
