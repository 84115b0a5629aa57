//! What happens between two commits, and leaves nothing unless it succeeds.

use crate::block::Ledger;
use crate::execution::context::{ExecutionContext, outside};
use crate::transaction::executor::Mode;
use crate::{BlockContext, EngineError};
use allod_state::Checkpoint;

/// What happens between two commits. It is undone where it fails, and where it panics.
pub(in crate::block) struct Attempt<'l> {
    ledger: &'l mut Ledger,
    /// The session, and where its journal goes back to.
    under_way: Option<(Box<ExecutionContext>, Checkpoint)>,
    /// The block before, and the changes since.
    last: (BlockContext, u64),
}

impl<'l> Attempt<'l> {
    /// Begins one in the ledger's session.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or what the store says.
    #[inline(always)]
    pub(in crate::block) fn begin(ledger: &'l mut Ledger, mode: Mode) -> Result<Self, EngineError> {
        ledger.meet()?;
        if mode.native {
            ledger.flush()?;
        }
        let mut session = ledger.open(mode)?;
        let (last, start) = ((session.block, session.changes), session.journal.checkpoint());
        Ok(Self { ledger, under_way: Some((session, start)), last })
    }

    /// Does `act`, and commits what that leaves if it succeeds.
    ///
    /// # Errors
    /// What `act` says, or what the store says.
    // The result of `act` stays where it is all the way up: a receipt is large.
    #[inline(always)]
    pub(in crate::block) fn make<R>(
        mut self,
        act: impl FnOnce(&mut ExecutionContext) -> Result<R, EngineError>,
    ) -> Result<R, EngineError> {
        let Some((session, _)) = &mut self.under_way else { return Err(outside()) };
        let result = act(session);
        match &result {
            Ok(_) => self.keep()?,
            Err(error) => self.undo(!is_the_stores(error)),
        }
        result
    }

    #[inline(always)]
    fn keep(&mut self) -> Result<(), EngineError> {
        let Some((mut session, start)) = self.under_way.take() else { return Ok(()) };
        session.journal.commit(start)?;
        self.ledger.settle(session)
    }

    /// Undoes it. A session that can't be `trusted`, or whose journal can't go back, is not used again.
    fn undo(&mut self, trusted: bool) {
        let Some((mut session, start)) = self.under_way.take() else { return };
        (session.block, session.changes) = self.last;
        if session.journal.revert(start).is_ok() {
            self.ledger.take_back(session, trusted);
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.undo(false);
    }
}

/// Whether the store failed, so that nothing that was read of it may be trusted.
fn is_the_stores(error: &EngineError) -> bool {
    matches!(error, EngineError::State(_) | EngineError::CorruptStore(_) | EngineError::Internal(_))
}
