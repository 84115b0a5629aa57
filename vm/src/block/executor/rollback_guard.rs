//! Rollback guard: a single transaction, which leaves nothing unless it succeeds.

use super::BlockExecutor;
use crate::engine::store::Head;
use crate::execution::context::{ExecutionContext, no_frame};
use crate::{EngineError, NativeFailure};
use allod_state::Checkpoint;

/// Guard of a single transaction, or of a change of the host's. Everything is undone where it fails, where it panics, and
/// where it is dropped without an [`end`](Self::end).
pub(crate) struct RollbackGuard<'e> {
    executor: &'e mut BlockExecutor,
    /// Gone once the guard has ended.
    under_way: Option<UnderWay>,
    /// The head to go back to.
    before: Head,
}

/// Context of the transaction, and the checkpoint that its journal goes back to.
struct UnderWay {
    context: Box<ExecutionContext>,
    start: Checkpoint,
}

impl<'e> RollbackGuard<'e> {
    /// Guard of what happens in `context`, which moves on to `head`.
    #[inline(always)]
    pub(super) fn begin(executor: &'e mut BlockExecutor, mut context: Box<ExecutionContext>, head: Head) -> Self {
        let (before, start) = (context.head(), context.journal.checkpoint());
        context.set_head(head);
        Self { executor, under_way: Some(UnderWay { context, start }), before }
    }

    /// The context to run the transaction in.
    ///
    /// # Errors
    /// [`EngineError::Internal`] after the end.
    #[inline(always)]
    pub(crate) fn context(&mut self) -> Result<&mut ExecutionContext, EngineError> {
        self.under_way.as_mut().map(|under_way| &mut *under_way.context).ok_or_else(no_frame)
    }

    /// Commits everything that was done if `result` is a success, and undoes it if not. The result stays where it is: a
    /// receipt is long to copy. Where the machine ran short, everything idle is given up, so that trying again finds what
    /// room there is.
    ///
    /// # Errors
    /// The store's, where a success could not be committed.
    #[inline(always)]
    pub(crate) fn end<T>(mut self, result: &Result<T, EngineError>) -> Result<(), EngineError> {
        match result {
            Ok(_) => {
                let Some(UnderWay { mut context, start }) = self.under_way.take() else { return Ok(()) };
                context.journal.commit(start)?;
                self.executor.commit_single(context)
            }
            Err(error) => {
                self.roll_back(!distrusts_journal(error));
                if matches!(error, EngineError::Shortage { .. }) {
                    self.executor.environment.modules.give_up();
                }
                Ok(())
            }
        }
    }

    /// Undoes everything. A context that can't be `trusted`, or whose journal can't go back, is not used again.
    fn roll_back(&mut self, trusted: bool) {
        let Some(UnderWay { mut context, start }) = self.under_way.take() else { return };
        context.set_head(self.before);
        if context.journal.revert(start).is_ok() {
            self.executor.restore(context, trusted);
        }
    }
}

impl Drop for RollbackGuard<'_> {
    fn drop(&mut self) {
        self.roll_back(false);
    }
}

/// True if the store failed, so that nothing that was read from it may be trusted.
fn distrusts_journal(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::State(_)
            | EngineError::CorruptStore(_)
            | EngineError::Internal(_)
            | EngineError::NativeFailed(NativeFailure::Panicked { .. })
    )
}
