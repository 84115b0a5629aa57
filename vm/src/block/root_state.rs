//! Root state: where the root of the state is, and whether the store has it.

use crate::block::parallel::root_accumulator::RootDelta;
use allod_state::{LtHash, Reader, StateError, keys};

/// Root of the committed state, as a lattice that changes are mixed into, and where it is.
///
/// A batch that changes rows either brings the root of these rows along or deletes the one that the store has. So a store
/// never holds a root of other rows, and a copy of one without a root has it worked out by whoever opens it.
#[derive(Default)]
pub(in crate::block) enum RootState {
    /// Read from the store, or worked out from all its rows, when it is needed. The store may have one.
    #[default]
    Unknown,
    /// Known, and in the store.
    Stored(LtHash),
    /// Known, and not in the store.
    Unstored(LtHash),
    /// Known but for the changes that the journal remembers, and not in the store.
    Deferred(LtHash),
    /// Known once other threads have worked out the delta of a block, and not in the store.
    Pending {
        /// The root of all the rest.
        base: LtHash,
        /// The block's delta.
        delta: RootDelta,
    },
}

impl RootState {
    /// Root state of a store that nobody has looked at: its own row, or worked out from all rows.
    ///
    /// # Errors
    /// [`StateError`] where the store can't be read or holds no root where one should be.
    pub(in crate::block) fn of_store(store: &dyn Reader) -> Result<Self, StateError> {
        let lattice = LtHash::of_store(store)?;
        Ok(match store.get(&keys::metadata(keys::ROOT_NAME))? {
            Some(_) => Self::Stored(lattice),
            None => Self::Unstored(lattice),
        })
    }

    /// The lattice; `None` if it is unknown or pending.
    pub(in crate::block) fn lattice(&self) -> Option<&LtHash> {
        match self {
            Self::Stored(lattice) | Self::Unstored(lattice) | Self::Deferred(lattice) => Some(lattice),
            Self::Unknown | Self::Pending { .. } => None,
        }
    }

    /// The lattice that the batch of a commit brings along, if it brings one.
    pub(in crate::block) fn stored(&self) -> Option<&LtHash> {
        match self {
            Self::Stored(lattice) => Some(lattice),
            _ => None,
        }
    }

    /// True if the store has a root, or may have one.
    pub(in crate::block) fn may_be_stored(&self) -> bool {
        matches!(self, Self::Unknown | Self::Stored(_))
    }

    /// True if the root is known and the store could have it.
    pub(in crate::block) fn is_unstored(&self) -> bool {
        matches!(self, Self::Unstored(_))
    }

    /// True if the journal remembers changes that are not in the lattice yet.
    pub(in crate::block) fn is_deferred(&self) -> bool {
        matches!(self, Self::Deferred(_))
    }

    /// Waits for a pending delta. Other states stay as they are.
    pub(in crate::block) fn resolve(self) -> Self {
        match self {
            Self::Pending { base, delta } => Self::Unstored(delta.finish(base)),
            known => known,
        }
    }
}

/// Demand of a commit on the root.
pub(in crate::block) enum RootUpdate {
    /// The root is updated with this commit; by a delta that other threads are working out, if there is one.
    Due(Option<RootDelta>),
    /// The root is this one, which was worked out before.
    Known(LtHash),
    /// The root may be deferred until somebody asks for it, if the store does not outlive the process.
    Deferrable,
}
