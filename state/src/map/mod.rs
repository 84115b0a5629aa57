//! Maps and bytes that the journal's cache and the store in memory are made of. No key of the state is known here but by
//! its class.

pub(crate) mod hash_index;
pub(crate) mod inline_bytes;
pub(crate) mod key_hash;
pub(crate) mod ordered_index;
pub(crate) mod prefetch;
pub(crate) mod slot_map;
