//! What an engine keeps from one block to the next.

use super::attempt::Attempt;
use super::behind::Behind;
use super::parallel::Side;
use super::workers::Workers;
use crate::session::Session;
use crate::shared::Shared;
use crate::transact::{Mode, transact};
use crate::{BlockContext, EngineError, Payload, Receipt, Transaction};
use allod_core::{Hash, codec};
use allod_state::{Journal, Key, Lattice, StateError, Storage, WriteBatch, keys};
use std::sync::Arc;

/// What an engine keeps from one block to the next: the journal with all it has read, the last block, and the state's
/// lattice. One thread at a time has it.
///
/// A store in memory that only the engine can reach is written behind: what single calls change waits in the journal,
/// where the next call finds it, until somebody asks for the state, a block begins, or there is a lot of it. Their
/// receipts only wait for a few more.
pub(crate) struct Ledger {
    pub(super) shared: Arc<Shared>,
    pub(super) storage: Arc<dyn Storage>,
    chain_id: u64,
    /// Its block is the last one, and its journal has no changes but those that wait. Gone while a block is under way,
    /// and for good where one ended so that its journal can't be trusted.
    pub(super) session: Option<Box<Session>>,
    /// The block the store calls the last one, while there is a session.
    pub(super) stored: BlockContext,
    pub(super) lattice: Option<Lattice>,
    /// Whether the store's lattice is older than what else it holds. This one is too where the journal remembers changes.
    pub(super) deferring: bool,
    /// Whether the lattice is that of the last block, and the store waits for it.
    pub(super) unstored: bool,
    pub(super) behind: Arc<Behind>,
    pub(super) side: Option<Side>,
    pub(super) batch: WriteBatch,
}

impl Ledger {
    /// The ledger of a store, for blocks that run on `threads` threads, in windows of a fixed width if one is given.
    /// The store is written behind if it may be.
    ///
    /// # Errors
    /// [`EngineError::Threads`] where the system has no such many.
    pub(crate) fn new(
        shared: Arc<Shared>,
        storage: Arc<dyn Storage>,
        chain_id: u64,
        (threads, window): (usize, Option<usize>),
        behind: Arc<Behind>,
    ) -> Result<Self, EngineError> {
        let side = match threads {
            0 | 1 => None,
            many => {
                let workers = Workers::new(many).map_err(|source| EngineError::Threads { wanted: many, source })?;
                Some(Side::new(workers, window))
            }
        };
        Ok(Self {
            shared,
            storage,
            chain_id,
            session: None,
            stored: BlockContext::default(),
            lattice: None,
            deferring: false,
            unstored: false,
            behind,
            side,
            batch: WriteBatch::new(),
        })
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
        let done = Attempt::begin(self, mode)?.make(|session| {
            session.block = next_block(session.block, block)?;
            act(session)
        });
        if matches!(done, Err(EngineError::Shortage { .. })) {
            // So that trying again finds what room there is.
            self.shared.modules.give_up();
        }
        done
    }

    /// Runs a block and commits it. Where the machine runs short, everything idle is given up, and the block runs once
    /// more from its beginning.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], what the store says, or [`EngineError::Shortage`] where the machine has no room even
    /// then. Nothing of the block is committed then.
    pub(crate) fn block(
        &mut self,
        block: BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        let transactions = Arc::new(transactions);
        match self.try_block(block, &transactions) {
            Err(EngineError::Shortage { .. }) => {
                self.shared.modules.give_up();
                self.try_block(block, &transactions)
            }
            done => done,
        }
    }

    fn try_block(
        &mut self,
        block: BlockContext,
        transactions: &Arc<Vec<Transaction>>,
    ) -> Result<Vec<Receipt>, EngineError> {
        self.flush()?;
        let mode = Mode { refuse: true, ..Mode::default() };
        let mut session = self.open(mode)?;
        if let Err(error) = next_block(session.block, Some(block)) {
            self.session = Some(session);
            return Err(error);
        }
        session.block = block;
        if !self.storage.is_volatile() {
            session.journal.read_ahead(transactions.iter().flat_map(needs))?;
        }
        let room = self.journal_room();
        let (receipts, sum) = match &mut self.side {
            Some(side) => {
                let first = session.journal.meta().transactions()?.saturating_add(1);
                side.run(&mut session, transactions, first, (mode, room))?
            }
            None => {
                let run = |transaction| {
                    let receipt = transact(&mut session, transaction, mode)?;
                    session.journal.keep_within(room.0);
                    Ok(receipt)
                };
                (transactions.iter().map(run).collect::<Result<Vec<_>, EngineError>>()?, None)
            }
        };
        self.commit(session, true, sum)?;
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
        Attempt::begin(self, Mode::default())?.make(|session| Ok(act(&mut session.journal)?))
    }

    /// The root of the state as it was committed last.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn root(&mut self) -> Result<Hash, EngineError> {
        if self.deferring || self.behind.is_waiting() {
            let session = self.open(Mode::default())?;
            self.commit(session, true, None)?;
        }
        Ok(self.lattice()?.root())
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn flush(&mut self) -> Result<(), EngineError> {
        if !self.behind.is_waiting() {
            return Ok(());
        }
        let session = self.open(Mode::default())?;
        self.commit(session, false, None)
    }

    /// The session, in which nothing has happened since the last block.
    #[inline(always)]
    pub(super) fn open(&mut self, mode: Mode) -> Result<Box<Session>, EngineError> {
        match self.session.take() {
            Some(mut session) => {
                session.set_mode(mode);
                Ok(session)
            }
            None => self.open_new(mode),
        }
    }

    /// A session over the store as it is.
    #[cold]
    fn open_new(&mut self, mode: Mode) -> Result<Box<Session>, EngineError> {
        // What a lost journal remembered is lost with it.
        if self.deferring {
            self.lattice = Some(Lattice::recomputed(&*self.storage)?);
            self.deferring = false;
        }
        let mut journal = Journal::new(self.storage.clone());
        self.stored = last_block(&mut journal, self.chain_id)?;
        Ok(Box::new(Session::new(self.shared.clone(), journal, self.stored, mode)))
    }

    /// Takes back a session in which what happened was undone. One that can't be `trusted` is thrown away, once what
    /// waits in it is written.
    pub(super) fn take_back(&mut self, session: Box<Session>, trusted: bool) {
        if trusted {
            self.session = Some(session);
        } else if self.behind.is_waiting() {
            // A store that is written behind is in memory, and does not fail.
            let _ = self.commit(session, false, None);
            self.session = None;
        }
    }

    pub(super) fn lattice(&mut self) -> Result<&Lattice, EngineError> {
        let lattice = match self.lattice.take() {
            Some(lattice) => lattice,
            None => Lattice::of_store(&*self.storage)?,
        };
        Ok(self.lattice.insert(lattice))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        if self.deferring && !self.behind.is_allowed() {
            // Whoever opens this store next finds the root there, unless the store failed, and then nothing helps.
            let _ = self.root();
        }
    }
}

/// The block that follows `last`: the one given, if it does, or the next.
///
/// # Errors
/// [`EngineError::BlockOrder`].
#[inline(always)]
pub(crate) fn next_block(last: BlockContext, block: Option<BlockContext>) -> Result<BlockContext, EngineError> {
    let block = block.unwrap_or_else(|| last.next());
    match block.follows(&last) {
        true => Ok(block),
        false => Err(out_of_order((block.height, block.time), (last.height, last.time))),
    }
}

/// Heights and times in registers: passed as a whole, blocks would have to lie in memory on every way through.
#[cold]
fn out_of_order(given: (u64, i64), last: (u64, i64)) -> EngineError {
    let words = |(height, time)| BlockContext { height, time, chain_id: 0 }.to_string();
    EngineError::BlockOrder { given: words(given), last: words(last) }
}

/// The block that was committed last; height 0 at time 0 before the first.
pub(crate) fn last_block(journal: &mut Journal, chain_id: u64) -> Result<BlockContext, EngineError> {
    match journal.meta().block()? {
        Some(bytes) => Ok(codec::decode(bytes)?),
        None => Ok(BlockContext { height: 0, time: 0, chain_id }),
    }
}

/// Objects that are read before a transaction that brings them begins. The others are read when somebody has paid for it.
const READ_AHEAD: usize = 16;

/// What a transaction reads whatever it does.
fn needs(transaction: &Transaction) -> Vec<Key> {
    let mut needs = Vec::new();
    match &transaction.payload {
        Payload::Call { contract, objects, .. } => {
            needs.push(keys::contract(contract));
            needs.extend(objects.iter().take(READ_AHEAD).map(keys::object));
        }
        Payload::Deploy { .. } => needs.push(keys::nonce(&transaction.from)),
    }
    needs
}
