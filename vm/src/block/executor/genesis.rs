//! Genesis of a chain, begun like a change of the host's.

use super::{BlockExecutor, RollbackGuard};
use crate::EngineError;
use crate::block::BlockContext;
use crate::engine::store::Head;
use crate::execution::context::mode::Mode;
use crate::genesis::error::GenesisError;

impl BlockExecutor {
    /// Begins the genesis of an empty store, which is block 0 from then on.
    ///
    /// # Errors
    /// [`GenesisError::NotEmpty`], [`EngineError::StoreMoved`], or the store's.
    pub(crate) fn begin_genesis(&mut self, block: BlockContext) -> Result<RollbackGuard<'_>, EngineError> {
        self.check_head()?;
        let mut context = self.open(Mode::default())?;
        let (head, transactions) = (context.head(), context.journal.metadata().transactions());
        match transactions {
            Ok(0) if head == Head::default() => Ok(RollbackGuard::begin(self, context, Head::new(block, 1))),
            other => {
                self.context = Some(context);
                other?;
                Err(GenesisError::NotEmpty { head: head.to_string() }.into())
            }
        }
    }
}
