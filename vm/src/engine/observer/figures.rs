//! Figures of a block and of a compilation, for observers.

use crate::{BlockContext, Receipt};
use allod_core::Hash;
use std::time::Duration;

/// Figures of a committed block. All nodes agree on them, but for those in `machine`.
///
/// ```
/// use allod_vm::BlockFigures;
///
/// fn gas_per_second(figures: &BlockFigures) -> f64 {
///     figures.gas_used as f64 / figures.machine.execute.as_secs_f64()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockFigures {
    /// The block.
    pub block: BlockContext,
    /// Receipts, those of native code and hooks included.
    pub transactions: u64,
    /// Calls of contracts in all of them, refused ones included.
    pub calls: u64,
    /// Gas of all of them.
    pub gas_used: u64,
    /// The part that no two nodes agree on.
    pub machine: MachineFigures,
}

impl BlockFigures {
    /// Figures of `block`, which has these receipts. Its calls are counted as they are shown.
    pub(crate) fn of(block: BlockContext, receipts: &[Receipt], machine: MachineFigures) -> Self {
        let gas_used = receipts.iter().fold(0, |gas: u64, receipt| gas.saturating_add(receipt.gas.used));
        Self { block, transactions: receipts.len() as u64, calls: 0, gas_used, machine }
    }
}

/// Figures of a block that no two nodes agree on: times, and what was at hand. Nothing that a chain decides may depend on them.
///
/// ```
/// use allod_vm::MachineFigures;
///
/// let figures = MachineFigures::default();
/// assert_eq!((figures.reexecuted, figures.root), (0, None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MachineFigures {
    /// Time from the block's beginning to the end of its last transaction and hook; of a block that was built step by step,
    /// its builder's included.
    pub execute: Duration,
    /// Time for the root, where it was asked for before the commit. Otherwise it is in the other two.
    pub root: Option<Duration>,
    /// Time to write it.
    pub commit: Duration,
    /// Transactions that were executed once more, because what they had read in parallel was stale.
    pub reexecuted: u64,
    /// Modules that were not in memory, and were read from disk or made, since the last figures. The other calls found
    /// theirs.
    pub modules_loaded: u64,
    /// Rows of the batch that was written; 0 where the changes of a single call wait in memory.
    pub rows_written: u64,
    /// Bytes of their keys and values.
    pub bytes_written: u64,
    /// Bytes of the journal's cache after it.
    pub journal_bytes: u64,
    /// Bytes of all modules in memory, over all engines of the process.
    pub module_bytes: u64,
}

/// Compilation of a module.
///
/// ```
/// use allod_vm::Compilation;
///
/// fn line(compilation: &Compilation) -> String {
///     let behind = if compilation.in_background { " behind the calls" } else { "" };
///     format!("module {}, {} bytes{behind}", compilation.code_hash, compilation.bytes)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compilation {
    /// Hash of the module.
    pub code_hash: Hash,
    /// Bytes of it: as it was deployed, or metered where it is compiled in the background.
    pub bytes: u64,
    /// True if it runs already, interpreted, and is compiled behind the calls.
    pub in_background: bool,
}
