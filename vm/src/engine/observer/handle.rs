//! Handle of an observer: called so that its panics reach nobody.

use super::{Observer, SeenFrame};
use crate::{BlockContext, BlockFigures, Compilation, Receipt};
use allod_security::CallFrame;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// False where Rust has no clock: in WebAssembly without a system.
const HAS_CLOCK: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// Observer as the engine calls it. After a panic it is not called again.
pub(crate) struct ObserverHandle {
    observer: Arc<dyn Observer>,
    /// The words of its panic.
    failure: OnceLock<String>,
}

impl ObserverHandle {
    pub(crate) fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, failure: OnceLock::new() }
    }

    /// The words of its panic, if there was one.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// Tells it something, unless it has panicked.
    fn tell(&self, tell: impl FnOnce(&dyn Observer)) {
        if self.failure.get().is_some() {
            return;
        }
        // It has references alone, and what is broken of its own is never used again.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| tell(&*self.observer))) {
            let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
            let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
            let _ = self.failure.set(words.unwrap_or_else(|| "a panic without words".to_owned()));
            // A payload may panic as it is dropped.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(panic)));
        }
    }

    pub(crate) fn block_begun(&self, block: &BlockContext) {
        self.tell(|observer| observer.block_begun(block));
    }

    /// Tells all about a committed block.
    pub(crate) fn block_committed(&self, receipts: &[Receipt], mut figures: BlockFigures) {
        self.tell(|observer| {
            for receipt in receipts {
                let mut position = 0;
                walk(observer, receipt, &receipt.trace, 0, &mut position);
                figures.calls += u64::from(position);
                receipt.transfers.iter().for_each(|transfer| observer.transfer(receipt, transfer));
                receipt.events.iter().for_each(|event| observer.event(receipt, event));
                observer.transaction(receipt);
            }
            observer.block_committed(&figures);
        });
    }

    /// Does `work`, and tells of it as a compilation.
    pub(crate) fn compiling<T>(handle: Option<&Self>, compilation: Compilation, work: impl FnOnce() -> T) -> T {
        let Some(handle) = handle else { return work() };
        handle.tell(|observer| observer.compile_begun(&compilation));
        let begun = now();
        let done = work();
        let took = since(begun);
        handle.tell(|observer| observer.compile_ended(&compilation, took));
        done
    }
}

/// The time, where there is a clock.
pub(crate) fn now() -> Option<Instant> {
    HAS_CLOCK.then(Instant::now)
}

/// The time since `begun`.
pub(crate) fn since(begun: Option<Instant>) -> Duration {
    begun.map(|begun| begun.elapsed()).unwrap_or_default()
}

/// Shows `frame` and the calls that it made, entered and left in their order. As deep as a chain of calls may be.
fn walk(observer: &dyn Observer, receipt: &Receipt, frame: &CallFrame, depth: usize, position: &mut u32) {
    let seen = SeenFrame { receipt, frame, depth, position: *position };
    *position += 1;
    observer.frame_entered(&seen);
    frame.children.iter().for_each(|child| walk(observer, receipt, child, depth + 1, position));
    observer.frame_left(&seen);
}

impl std::fmt::Debug for ObserverHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObserverHandle").field("failure", &self.failure).finish_non_exhaustive()
    }
}
