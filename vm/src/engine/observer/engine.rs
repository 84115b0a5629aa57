//! The engine's part in observing: single calls, and the failure of an observer.

use super::handle::{now, since};
use crate::block::BlockExecutor;
use crate::{BlockFigures, Engine, EngineError, MachineFigures, Receipt};
use std::time::{Duration, Instant};

/// Clock of a single call, which stands still without an observer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallClock {
    begun: Option<Instant>,
    execute: Duration,
}

impl CallClock {
    /// Notes that the call was executed.
    #[inline]
    pub(crate) fn executed(&mut self) {
        if self.begun.is_some() {
            self.execute = since(self.begun);
        }
    }
}

impl Engine {
    /// The words of the panic by which the [observer](crate::Observer) ended, if it did.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, Observer, Receipt};
    /// use std::sync::Arc;
    ///
    /// struct Clumsy;
    ///
    /// impl Observer for Clumsy {
    ///     fn transaction(&self, _: &Receipt) {
    ///         panic!("out of ink");
    ///     }
    /// }
    ///
    /// let engine = Engine::open(EngineConfig::default().with_observer(Arc::new(Clumsy)))?;
    /// assert_eq!(engine.observer_failure(), None);
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// assert_eq!(engine.observer_failure(), Some("out of ink"));
    /// assert_eq!(engine.contracts(None, 1)?[0].address, contract, "nothing is lost");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn observer_failure(&self) -> Option<&str> {
        self.observer.as_ref()?.failure()
    }

    /// The clock of a single call that begins.
    #[inline]
    pub(crate) fn call_clock(&self) -> CallClock {
        CallClock { begun: self.observer.as_ref().and_then(|_| now()), execute: Duration::ZERO }
    }

    /// Tells the observer, if there is one, of a single call that was committed.
    #[inline]
    pub(crate) fn observe_single(
        &self,
        executor: &mut BlockExecutor,
        clock: CallClock,
        result: &Result<Receipt, EngineError>,
    ) {
        if let (Some(observer), Ok(receipt)) = (&self.observer, result) {
            let commit = since(clock.begun).saturating_sub(clock.execute);
            let machine = MachineFigures { execute: clock.execute, commit, ..executor.figures_of_call() };
            let receipts = std::slice::from_ref(receipt);
            observer.block_begun(&receipt.block);
            observer.block_committed(receipts, BlockFigures::of(receipt.block, receipts, machine));
        }
    }
}
