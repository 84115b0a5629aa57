//! Pending block: finished, and not committed.

use super::observed::BlockTimes;
use crate::engine::store::Head;
use crate::{BlockContext, Receipt};
use allod_core::Hash;
use allod_state::{AccessSet, LtHash, SortedBatch, WriteBatch};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Blocks that are not committed on which a block may stand: each read of it looks through all of them.
pub const PENDING_DEPTH: usize = 64;

/// Block that is finished and not committed. It holds its changes, its receipts and its roots, and no lock: it goes from
/// thread to thread, is cloned at the price of a counter, and leaves nothing where it is dropped.
///
/// A consensus engine keeps several: on one parent, or on each other, until one of them is decided.
/// [`Engine::begin_block_on`](crate::Engine::begin_block_on) builds on one, [`Engine::commit`](crate::Engine::commit)
/// commits it where its parent is the last block of the store. Blocks beneath it that are not committed are held along with
/// it, and each read of a block that is built on them looks through all, [`PENDING_DEPTH`] at most.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, EngineError};
///
/// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
/// let first = engine.last_block()?.next();
/// let mut block = engine.begin_block(first)?;
/// block.credit(alice, 5)?;
/// let parent = block.seal()?;
/// let mut block = engine.begin_block_on(&parent, first.next())?;
/// assert_eq!(block.balance(alice)?, 5);
/// block.debit(alice, 2)?;
/// let child = block.seal()?;
/// assert_eq!(engine.balance(alice)?, 0, "nothing is committed");
///
/// assert!(matches!(engine.commit(&child), Err(EngineError::NotOnParent { .. })));
/// engine.commit(&parent)?;
/// engine.commit(&child)?;
/// assert_eq!((engine.balance(alice)?, engine.state_root()?), (3, child.state_root()));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone)]
pub struct PendingBlock {
    pub(super) sealed: Arc<Sealed>,
    /// Blocks beneath it that were not committed when it began, the last of them first.
    pub(super) below: Vec<Arc<Sealed>>,
}

/// Position of a store: how far it has come, and the root of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) head: Head,
    pub(super) root: Hash,
}

/// Position of a store with the lattice of its state.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) position: Position,
    pub(super) lattice: LtHash,
}

/// Everything that a sealed block is.
pub(super) struct Sealed {
    /// Number by which the executor knows the journal that it was sealed from.
    pub(super) number: u64,
    /// The position that it was built on.
    pub(super) parent: Position,
    /// The position that it leads to.
    pub(super) base: Base,
    pub(super) block: BlockContext,
    pub(super) rows: Arc<SortedBatch>,
    pub(super) receipts: Vec<Receipt>,
    pub(super) gas_used: u64,
    pub(super) receipts_root: Hash,
    pub(super) accesses: Vec<AccessSet>,
    /// The time it took, where there was an observer.
    pub(super) times: BlockTimes,
}

impl Base {
    /// Base of a store that is at `head` with this lattice.
    pub(super) fn new((head, lattice): (Head, LtHash)) -> Self {
        Self { position: Position { head, root: lattice.root() }, lattice }
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, state root {}", self.head, self.root)
    }
}

impl Sealed {
    /// Number for the next sealed block of this process.
    pub(super) fn next_number() -> u64 {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }
}

impl PendingBlock {
    /// The block.
    pub fn block(&self) -> BlockContext {
        self.sealed.block
    }

    /// The receipts of all its transactions in their order, those of native code and of hooks included.
    pub fn receipts(&self) -> &[Receipt] {
        &self.sealed.receipts
    }

    /// Gas of all of them.
    pub fn gas_used(&self) -> u64 {
        self.sealed.gas_used
    }

    /// Root of the state after it.
    pub fn state_root(&self) -> Hash {
        self.sealed.base.position.root
    }

    /// Root of its [receipts](crate::receipts_root).
    pub fn receipts_root(&self) -> Hash {
        self.sealed.receipts_root
    }

    /// The reads and writes of each transaction, one for each of the receipts, if they were
    /// [recorded](crate::Block::with_recording).
    pub fn accesses(&self) -> &[AccessSet] {
        &self.sealed.accesses
    }

    /// The batch that [`Engine::commit`](crate::Engine::commit) writes: rows of the state, the store's own metadata and the
    /// receipts.
    pub fn changes(&self) -> &WriteBatch {
        self.sealed.rows.batch()
    }

    /// The blocks that are committed between a store at `position` and the end of this one, the last of them first;
    /// `None` where the store is nowhere beneath it.
    pub(super) fn uncommitted_at(&self, position: &Position) -> Option<Vec<Arc<Sealed>>> {
        if *position == self.sealed.base.position {
            return Some(Vec::new());
        }
        let all = || std::iter::once(&self.sealed).chain(&self.below);
        let at = all().position(|sealed| sealed.parent == *position)?;
        Some(all().take(at + 1).cloned().collect())
    }
}

impl std::fmt::Debug for PendingBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("PendingBlock");
        debug.field("block", &self.sealed.block).field("state_root", &self.state_root());
        debug.field("receipts", &self.sealed.receipts.len()).field("changes", &self.changes().len());
        debug.field("below", &self.below.len()).finish_non_exhaustive()
    }
}

/// Assertion that a pending block may go from thread to thread.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<PendingBlock>();
};
