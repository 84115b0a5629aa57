//! Accelerators of the journal: no answer depends on them, only the time it takes.

pub(crate) mod owner_cache;
mod prefetch;
pub(crate) mod record_cache;
