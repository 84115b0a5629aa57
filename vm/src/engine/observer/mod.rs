//! Observer: an embedder's own code that is told of committed blocks, and of compilations.
//!
//! | file | holds |
//! |---|---|
//! | [`figures`] | figures of a block, and a compilation |
//! | [`engine`] | single calls, as an observer is told of them |
//! | `metrics` | an observer for the recorder of the crate `metrics`, by the feature of that name |
//! | [`handle`] | an observer as the engine calls it: its panics are kept from everything else |

mod engine;
pub(crate) mod figures;
pub(crate) mod handle;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;

use crate::{BlockContext, BlockFigures, Compilation, Receipt, Transfer};
use allod_core::Event;
use allod_security::CallFrame;
use std::time::Duration;

/// Observer of an engine: told of each block that was begun and committed, with all that its transactions did, and of each
/// module that is compiled. Each function does nothing unless it is written.
///
/// Nothing it does can change a result: it is told once the block is in the store, and has nothing but references. The
/// order is that of the chain, on any number of threads: for each block [`block_begun`](Self::block_begun), the receipts in
/// order, [`block_committed`](Self::block_committed). Of each receipt first the calls, entered and left in their order, then
/// the transfers, then the events, then the receipt as a whole. So it is never told of what was undone, executed once more, or
/// in a block that was dropped, nor of queries and simulations, whose caller has the receipt. A block of one call of the
/// host's is begun and committed at once.
///
/// It is called by the thread that commits, which still has the engine: others that write wait as long as it takes, and a write
/// from within is [`EngineError::Busy`](crate::EngineError::Busy). Compilations are told on the thread that compiles, beside all else.
///
/// A panic ends it: it is never called again, the block is committed all the same, and
/// [`Engine::observer_failure`](crate::Engine::observer_failure) has the words.
///
/// ```
/// use allod_vm::{BlockFigures, Engine, EngineConfig, Observer, SeenFrame, args};
/// use std::sync::{Arc, Mutex};
///
/// #[derive(Default)]
/// struct Diary(Mutex<Vec<String>>);
///
/// impl Observer for Diary {
///     fn frame_entered(&self, seen: &SeenFrame<'_>) {
///         self.0.lock().unwrap().push(format!("{}> {}", " ".repeat(seen.depth), seen.frame.function));
///     }
///     fn block_committed(&self, figures: &BlockFigures) {
///         self.0.lock().unwrap().push(format!("block {}: {} gas", figures.block.height, figures.gas_used));
///     }
/// }
///
/// let diary = Arc::new(Diary::default());
/// let engine = Engine::open(EngineConfig::default().with_observer(diary.clone()))?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let gas = engine.execute_with_args(contract, "f", args![])?.gas.used;
/// assert_eq!(diary.0.lock().unwrap()[2..], ["> f".to_owned(), format!("block 2: {gas} gas")]);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub trait Observer: Send + Sync {
    /// A block has begun. One that is begun is not always committed.
    fn block_begun(&self, block: &BlockContext) {
        let _ = block;
    }

    /// A call was entered.
    fn frame_entered(&self, seen: &SeenFrame<'_>) {
        let _ = seen;
    }

    /// A call was left, those that it made before it.
    fn frame_left(&self, seen: &SeenFrame<'_>) {
        let _ = seen;
    }

    /// Native money has moved.
    fn transfer(&self, receipt: &Receipt, transfer: &Transfer) {
        let _ = (receipt, transfer);
    }

    /// A contract has logged something.
    fn event(&self, receipt: &Receipt, event: &Event) {
        let _ = (receipt, event);
    }

    /// A transaction was committed, with this receipt.
    fn transaction(&self, receipt: &Receipt) {
        let _ = receipt;
    }

    /// A block was committed.
    fn block_committed(&self, figures: &BlockFigures) {
        let _ = figures;
    }

    /// A module is about to be metered, translated and perhaps compiled. When that happens, and whether, depends on the machine.
    fn compile_begun(&self, compilation: &Compilation) {
        let _ = compilation;
    }

    /// It was, or could not be, and took so long.
    fn compile_ended(&self, compilation: &Compilation, took: Duration) {
        let _ = (compilation, took);
    }
}

/// Call as an observer sees it. [`Observer`] has an example.
///
/// ```
/// use allod_vm::SeenFrame;
///
/// fn line(seen: &SeenFrame<'_>) -> String {
///     let SeenFrame { frame, depth, .. } = seen;
///     format!("{depth}: {} of {} used {} gas", frame.function, frame.contract, frame.gas_used)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SeenFrame<'r> {
    /// The receipt of its transaction.
    pub receipt: &'r Receipt,
    /// The call: contract, function, gas, status.
    pub frame: &'r CallFrame,
    /// Calls around it.
    pub depth: usize,
    /// Its position among all calls of the transaction, by which transfers name it.
    pub position: u32,
}
