//! The state root: the hash of a whole state.

pub mod lthash;
