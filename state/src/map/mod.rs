//! Containers that the journal's cache and the in-memory store are made of: slots found by hash, keys in order, bytes in
//! place.
//!
//! | file | holds |
//! |---|---|
//! | `slot_id` | typed index of a slot |
//! | `slot_map` | slots in the order in which they came, found by key |
//! | `hash_index` | open-addressing table from key hash to slot |
//! | `key_hash` | seeded hash of keys |
//! | `ordered_index` | keys in order, sorted lazily |
//! | `inline_bytes` | bytes without an allocation while they are few |
//! | `accelerators` | which accelerators are built in, those of the journal among them |
//! | `prefetch` | cache and page hints to the machine; the crate's only `unsafe` |

pub(crate) mod accelerators;
pub(crate) mod hash_index;
pub(crate) mod inline_bytes;
pub(crate) mod key_hash;
pub(crate) mod ordered_index;
pub(crate) mod prefetch;
pub(crate) mod slot_id;
pub(crate) mod slot_map;
