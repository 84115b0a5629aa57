//! Accelerators: what makes a journal fast and changes no answer.
//!
//! | file | accelerator | in the field's words |
//! |---|---|---|
//! | `record_cache` | decoded records of the objects used last | direct-mapped cache |
//! | `successor` | the slot that is read after another | successor (next-line) prediction |
//! | `owner_cache` | an owner's objects of a contract, in order | materialised view of an index range |
//! | `prefetch` | cache lines of objects that a call is about to use | software prefetch |
//! | `inferred` | bases of slots that follow from the tables' rules | derived values in place of a read |
//!
//! Each has one door: the function that is asked for a hit, and a constant of [`accelerators`](crate::map::accelerators), which the
//! feature `no-accel` makes false. Then the door says that it knows nothing, and the plain way behind it does the work. The
//! suite runs both ways; gas, receipts and roots are the same. What each of them gains, and what guards it, is in
//! `docs/performance.md`, with those of the folder `map`.

pub(crate) mod inferred;
pub(crate) mod owner_cache;
pub(crate) mod prefetch;
pub(crate) mod record_cache;
pub(crate) mod successor;

use owner_cache::OwnerCache;
use prefetch::PrefetchQueue;
use record_cache::RecordCache;
use successor::SuccessorPredictor;

/// The accelerators of a journal. In the state of `Default` they know nothing, and every answer is the same.
#[derive(Default)]
pub(crate) struct Accelerators {
    pub(crate) records: RecordCache,
    pub(crate) successors: SuccessorPredictor,
    pub(crate) owners: OwnerCache,
    pub(crate) prefetch: PrefetchQueue,
}

impl Accelerators {
    /// Forgets all, for another state.
    pub(crate) fn clear(&mut self) {
        let Self { records, successors, owners, prefetch } = self;
        records.clear();
        successors.reset();
        owners.clear();
        prefetch.clear();
    }

    /// Forgets what speaks of slots, whose ids change. What is known of owners stays.
    pub(crate) fn forget_slots(&mut self) {
        let Self { records, successors, owners: _, prefetch } = self;
        records.clear();
        successors.reset();
        prefetch.clear();
    }
}
