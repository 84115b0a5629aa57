//! What an engine keeps from one block to the next.

use super::parallel::Side;
use super::workers::Workers;
use crate::session::Session;
use crate::shared::Shared;
use crate::transact::{Mode, transact};
use crate::{BlockContext, EngineError, Payload, Receipt, Transaction};
use allod_core::{Hash, codec};
use allod_state::{Journal, Key, Lattice, StateError, Storage, WriteBatch, keys};
use std::sync::Arc;

/// Bytes that the journal may take between blocks. With more it begins anew, and reads again what it needs.
const KEPT_BYTES: usize = 256 << 20;
/// Keys whose part of the root may wait until somebody asks for it.
const MOST_DEFERRED: usize = 1 << 16;
/// Changes from which on the root is worth several threads.
const MANY_CHANGES: usize = 128;

/// What an engine keeps from one block to the next: the journal with all it has read, the state's lattice, and the
/// last block. One thread at a time has it.
pub(crate) struct Ledger {
    shared: Arc<Shared>,
    storage: Arc<dyn Storage>,
    chain_id: u64,
    /// Between blocks its journal has no changes. Gone while a block is under way, and for good where one ended so
    /// that its journal can't be trusted.
    session: Option<Box<Session>>,
    last: Option<BlockContext>,
    lattice: Option<Lattice>,
    /// Whether the lattice, here and in the store, waits for changes that a journal remembers.
    deferring: bool,
    side: Option<Side>,
    batch: WriteBatch,
}

impl Ledger {
    /// The ledger of a store, for blocks that run on `threads` threads, in windows of a fixed width if one is given.
    ///
    /// # Errors
    /// [`EngineError::Threads`] where the system has no such many.
    pub(crate) fn new(
        shared: Arc<Shared>,
        storage: Arc<dyn Storage>,
        chain_id: u64,
        (threads, window): (usize, Option<usize>),
    ) -> Result<Self, EngineError> {
        let side = match threads {
            0 | 1 => None,
            many => {
                let workers = Workers::new(many).map_err(|source| EngineError::Threads { wanted: many, source })?;
                Some(Side::new(workers, window))
            }
        };
        let (session, last, lattice) = Default::default();
        let batch = WriteBatch::new();
        Ok(Self { shared, storage, chain_id, session, last, lattice, deferring: false, side, batch })
    }

    /// Opens a block of one transaction, does `act` in it, and commits what that leaves. Where it fails, nothing is
    /// left.
    ///
    /// # Errors
    /// What `act` says, [`EngineError::BlockOrder`], or what the store says.
    pub(crate) fn one(
        &mut self,
        block: Option<BlockContext>,
        mode: Mode,
        act: impl FnOnce(&mut Session) -> Result<Receipt, EngineError>,
    ) -> Result<Receipt, EngineError> {
        let mut session = self.open(mode)?;
        let start = session.journal.checkpoint();
        let receipt = self.begin(&mut session, block).and_then(|()| act(&mut session));
        let block = session.block;
        match receipt {
            Ok(receipt) => {
                self.commit(session, Some(block), false)?;
                Ok(receipt)
            }
            Err(error) => {
                // A journal that can't go back is thrown away.
                if session.journal.revert(start).is_ok() && !is_the_stores(&error) {
                    self.session = Some(session);
                }
                Err(error)
            }
        }
    }

    /// Runs a block and commits it.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], or what the store says. Nothing of the block is committed then.
    pub(crate) fn block(
        &mut self,
        block: BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        let mode = Mode { refuse: true, ..Mode::default() };
        let mut session = self.open(mode)?;
        let start = session.journal.checkpoint();
        if let Err(error) = self.begin(&mut session, Some(block)) {
            if session.journal.revert(start).is_ok() {
                self.session = Some(session);
            }
            return Err(error);
        }
        session.journal.keep(start)?;
        if !self.storage.is_volatile() {
            session.journal.read_ahead(transactions.iter().flat_map(needs))?;
        }
        let receipts = match &mut self.side {
            Some(side) => {
                let first = session.journal.meta().transactions()?.saturating_add(1);
                side.run(&mut session, transactions, first, mode)?
            }
            None => {
                let run = |transaction| transact(&mut session, transaction, mode);
                transactions.into_iter().map(run).collect::<Result<Vec<_>, _>>()?
            }
        };
        self.commit(session, Some(block), true)?;
        Ok(receipts)
    }

    /// Does `act` outside any block, and commits what that leaves.
    ///
    /// # Errors
    /// What `act` says, or what the store says.
    pub(crate) fn outside(
        &mut self,
        act: impl FnOnce(&mut Journal) -> Result<(), StateError>,
    ) -> Result<(), EngineError> {
        let mut session = self.open(Mode::default())?;
        let start = session.journal.checkpoint();
        if let Err(error) = act(&mut session.journal) {
            if session.journal.revert(start).is_ok() {
                self.session = Some(session);
            }
            return Err(error.into());
        }
        self.commit(session, None, false)
    }

    /// The root of the state as it was committed last.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn root(&mut self) -> Result<Hash, EngineError> {
        if self.deferring {
            let session = self.open(Mode::default())?;
            self.commit(session, None, true)?;
        }
        Ok(self.lattice()?.root())
    }

    /// The session, in which nothing has happened since the last block.
    fn open(&mut self, mode: Mode) -> Result<Box<Session>, EngineError> {
        // What a lost journal remembered is lost with it.
        if self.session.is_none() && self.deferring {
            self.lattice = Some(Lattice::recomputed(&*self.storage)?);
            self.deferring = false;
        }
        Ok(match self.session.take() {
            Some(mut session) => {
                session.set_mode(mode);
                session
            }
            None => {
                self.last = None;
                let journal = Journal::new(self.storage.clone());
                Box::new(Session::new(self.shared.clone(), journal, BlockContext::default(), mode))
            }
        })
    }

    /// Opens a block: the one given, if it follows the last one, or the next.
    fn begin(&mut self, session: &mut Session, block: Option<BlockContext>) -> Result<(), EngineError> {
        let last = match self.last {
            Some(last) => last,
            None => last_block(&mut session.journal, self.chain_id)?,
        };
        let block = open_block(&mut session.journal, last, block)?;
        session.block = block;
        Ok(())
    }

    /// Writes everything that has changed at once. The root goes with it if it is due `now`, or the store outlives the
    /// process; else it is brought up to date when somebody asks.
    fn commit(&mut self, mut session: Box<Session>, block: Option<BlockContext>, now: bool) -> Result<(), EngineError> {
        let mut prepared = session.journal.prepare()?;
        let due = now || !self.storage.is_volatile() || session.journal.deferred_len() > MOST_DEFERRED;
        let mut root = None;
        if due {
            let mut lattice = self.lattice()?.clone();
            if self.deferring {
                lattice.add(&session.journal.catch_up()?);
            }
            let delta;
            (prepared, delta) = match &self.side {
                Some(side) if prepared.len() >= MANY_CHANGES => side.delta(&mut session, prepared)?,
                _ => {
                    let delta = session.journal.delta(&prepared, 0..prepared.len());
                    (prepared, delta)
                }
            };
            lattice.add(&delta);
            root = Some(lattice);
        } else {
            session.journal.defer(&prepared);
        }
        session.journal.seal_into(prepared, root.as_ref(), &mut self.batch);
        self.deferring |= !due;
        if !self.batch.is_empty() {
            self.storage.write(&self.batch)?;
        }
        if root.is_some() {
            (self.lattice, self.deferring) = (root, false);
        }
        self.last = block.or(self.last);
        if self.deferring || session.journal.cached_bytes() <= KEPT_BYTES {
            self.session = Some(session);
        }
        Ok(())
    }

    fn lattice(&mut self) -> Result<&Lattice, EngineError> {
        let lattice = match self.lattice.take() {
            Some(lattice) => lattice,
            None => Lattice::of_store(&*self.storage)?,
        };
        Ok(self.lattice.insert(lattice))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        if self.deferring {
            // Whoever opens this store next finds the root there, unless the store failed, and then nothing helps.
            let _ = self.root();
        }
    }
}

/// Opens a block in `journal`: the one given, if it follows `last`, or the next.
///
/// # Errors
/// [`EngineError::BlockOrder`].
pub(crate) fn open_block(
    journal: &mut Journal,
    last: BlockContext,
    block: Option<BlockContext>,
) -> Result<BlockContext, EngineError> {
    let block = block.unwrap_or_else(|| last.next());
    if !block.follows(&last) {
        return Err(EngineError::BlockOrder { given: block.to_string(), last: last.to_string() });
    }
    journal.meta().set_block(&codec::encode(&block)?);
    Ok(block)
}

/// The block that was committed last; height 0 at time 0 before the first.
pub(crate) fn last_block(journal: &mut Journal, chain_id: u64) -> Result<BlockContext, EngineError> {
    match journal.meta().block()? {
        Some(bytes) => Ok(codec::decode(bytes)?),
        None => Ok(BlockContext { height: 0, time: 0, chain_id }),
    }
}

/// What a transaction reads whatever it does.
fn needs(transaction: &Transaction) -> Vec<Key> {
    let mut needs = Vec::new();
    match &transaction.payload {
        Payload::Call { contract, objects, .. } => {
            needs.push(keys::contract(contract));
            needs.extend(objects.iter().map(keys::object));
        }
        Payload::Deploy { .. } => needs.push(keys::nonce(&transaction.from)),
    }
    needs
}

/// Whether the store failed, so that nothing that was read of it may be trusted.
fn is_the_stores(error: &EngineError) -> bool {
    matches!(error, EngineError::State(_) | EngineError::Damaged(_))
}
