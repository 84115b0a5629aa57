//! State root: the hash of a whole state.

pub mod audit;
pub mod lthash;
