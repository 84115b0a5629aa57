//! The parts of Allod, each by itself: `cargo bench -p allod-bench-parts`.
//!
//! | bench | measures |
//! |---|---|
//! | `words` | encoding, decoding, hashing, what a key is made of |
//! | `state` | the journal: reading, writing, checkpoints; objects and fields |
//! | `fees` | blocks with fees and nonces beside the same without |
//! | `calls` | getting into a contract and out again, and one host operation of each price class |

#![forbid(unsafe_code)]
