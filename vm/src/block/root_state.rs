//! What a commit makes of the state's root.

use crate::block::parallel::root_accumulator::Sum;
use allod_state::LtHash;

/// What a commit makes of the state's root.
pub(in crate::block) enum Root {
    /// It is worked out when somebody asks. Until then the store has none.
    Deferred,
    /// It is the hash of this lattice.
    Known(LtHash),
    /// It is that of this lattice and of a sum that other threads are at. Until the next commit the store has none.
    Summing(LtHash, Sum),
}

impl Root {
    /// The lattice that goes into the batch, if one does.
    pub(in crate::block) fn stored(&self) -> Option<&LtHash> {
        match self {
            Self::Known(lattice) => Some(lattice),
            Self::Deferred | Self::Summing(..) => None,
        }
    }
}
