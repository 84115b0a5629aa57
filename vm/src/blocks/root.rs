//! What a commit makes of the state's root.

use super::summing::Sum;
use allod_state::Lattice;

/// What a commit makes of the state's root.
pub(super) enum Root {
    /// It is worked out when somebody asks. The store gets this older one, if it has not got it yet.
    Deferred(Option<Lattice>),
    /// It is the hash of this lattice.
    Known(Lattice),
    /// It is that of this lattice and of a sum that other threads are at.
    Summing(Lattice, Sum),
}

impl Root {
    /// The lattice that goes into the batch, if one does.
    pub(super) fn stored(&self) -> Option<&Lattice> {
        match self {
            Self::Known(lattice) => Some(lattice),
            Self::Deferred(lattice) => lattice.as_ref(),
            Self::Summing(..) => None,
        }
    }
}
