//! What an engine keeps from one block to the next.

use crate::block::parallel::Side;
use crate::block::parallel::worker_pool::{Crew, Workers};
use crate::block::rollback_guard::Attempt;
use crate::block::write_behind::Behind;
use crate::engine::environment::Environment;
use crate::engine::store::Head;
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::{Admitted, Nonces};
use crate::transaction::executor::{Mode, transact};
use crate::{BlockContext, EngineError, Payload, Receipt, Transaction};
use allod_core::{Address, Hash};
use allod_state::{Journal, Key, LtHash, StateError, Storage, WriteBatch, keys};
use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::sync::Arc;

/// What an engine keeps from one block to the next: the journal with all it has read, the last block, and the state's
/// lattice. One thread at a time has it.
///
/// A store in memory that only the engine can reach is written behind: what single calls change waits in the journal,
/// where the next call finds it, until somebody asks for the state, a block begins, or there is a lot of it. Their
/// receipts only wait for a few more.
///
/// What a store holds and its root never part: a batch that changes rows brings the root along, or takes away the one that
/// the store has. And a store that others can reach is written to only while it is as this ledger has left it.
pub(crate) struct Ledger {
    pub(in crate::block) shared: Arc<Environment>,
    pub(in crate::block) storage: Arc<dyn Storage>,
    chain_id: u64,
    nonces: Nonces,
    /// Its block is the last one, and its journal has no changes but those that wait. Gone while a block is under way,
    /// and for good where one ended so that its journal can't be trusted.
    pub(in crate::block) session: Option<Box<ExecutionContext>>,
    /// How far the store had come when this ledger last wrote to it, or read what it keeps of it.
    pub(in crate::block) head: Option<Head>,
    /// The lattice of what is in the store, less what the journal remembers of changes since.
    pub(in crate::block) lattice: Option<LtHash>,
    /// Whether the journal remembers such changes. Then there is a lattice.
    pub(in crate::block) deferring: bool,
    /// Whether the store has a root, or may have.
    pub(in crate::block) rooted: bool,
    pub(in crate::block) behind: Arc<Behind>,
    pub(in crate::block) side: Option<Side>,
    pub(in crate::block) batch: WriteBatch,
}

impl Ledger {
    /// The ledger of a store, for blocks that run on `threads` threads, in windows of a fixed width if one is given.
    /// The store is written behind if it may be.
    ///
    /// # Errors
    /// [`EngineError::Threads`] where the system has no such many.
    pub(crate) fn new(
        shared: Arc<Environment>,
        storage: Arc<dyn Storage>,
        (chain_id, nonces): (u64, Nonces),
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
            nonces,
            session: None,
            head: None,
            lattice: None,
            deferring: false,
            rooted: true,
            behind,
            side,
            batch: WriteBatch::new(),
        })
    }

    /// The mark of the threads that help it.
    pub(in crate::block) fn crew(&self) -> Crew {
        self.side.as_ref().map(Side::crew).unwrap_or_default()
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
        act: impl FnOnce(&mut ExecutionContext) -> Result<Receipt, EngineError>,
    ) -> Result<Receipt, EngineError> {
        let done = Attempt::begin(self, mode)?.make(|session| {
            session.block = next_block(session.block, block)?;
            session.changes = 0;
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
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], what the store says, or [`EngineError::Shortage`] where the machine has no room even
    /// then. Nothing of the block is committed then.
    pub(crate) fn block(
        &mut self,
        block: BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        self.meet()?;
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
        session.changes = 0;
        if !self.storage.is_volatile() {
            let nonces = nonces_of(transactions, self.nonces);
            session.journal.read_ahead(transactions.iter().flat_map(needs).chain(nonces))?;
        }
        let room = self.journal_room();
        let admitted = Admitted::new(&mut session.journal, transactions.clone(), self.chain_id, self.nonces)?;
        let (receipts, sum) = match &mut self.side {
            Some(side) => {
                let first = session.journal.metadata().transactions()?.saturating_add(1);
                side.run(&mut session, admitted, first, (mode, room))?
            }
            None => {
                let run = |(transaction, admission)| {
                    let receipt = transact(&mut session, transaction, admission, mode)?;
                    session.journal.evict_reads_above(room.0);
                    Ok(receipt)
                };
                (admitted.all().map(run).collect::<Result<Vec<_>, EngineError>>()?, None)
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
        Attempt::begin(self, Mode::default())?.make(|session| {
            session.changes = session.changes.saturating_add(1);
            Ok(act(&mut session.journal)?)
        })
    }

    /// The root of the state as it was committed last.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn root(&mut self) -> Result<Hash, EngineError> {
        self.bring_root()?;
        Ok(self.lattice()?.root())
    }

    /// Brings the root in the store up to date with what this ledger has written. One that only reads goes along with
    /// whoever writes.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn bring_root(&mut self) -> Result<(), EngineError> {
        match self.check_head() {
            Ok(()) if self.deferring || self.behind.is_waiting() => {
                let session = self.open(Mode::default())?;
                self.commit(session, true, None)
            }
            Ok(()) => Ok(()),
            Err(EngineError::StoreMoved { .. }) => {
                self.forget();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Checks that the store is as this ledger has left it, unless nobody else can reach it. Where it is not, the ledger
    /// forgets what it knows, and the next to ask begins with what is there.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or what the store says.
    #[inline]
    pub(in crate::block) fn meet(&mut self) -> Result<(), EngineError> {
        if self.behind.is_exclusive() {
            return Ok(());
        }
        let met = self.check_head();
        if met.is_err() {
            self.forget();
        }
        met
    }

    pub(in crate::block) fn check_head(&self) -> Result<(), EngineError> {
        let Some(seen) = self.head.filter(|_| !self.behind.is_exclusive()) else { return Ok(()) };
        let found = Head::of_store(&*self.storage)?;
        match found == seen {
            true => Ok(()),
            false => Err(EngineError::StoreMoved { seen: seen.to_string(), found: found.to_string() }),
        }
    }

    /// Knows nothing any more of a store in which all is that will be.
    pub(in crate::block) fn forget(&mut self) {
        self.session = None;
        (self.head, self.lattice) = (None, None);
        (self.deferring, self.rooted) = (false, true);
        self.behind.written();
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
    pub(in crate::block) fn open(&mut self, mode: Mode) -> Result<Box<ExecutionContext>, EngineError> {
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
    fn open_new(&mut self, mode: Mode) -> Result<Box<ExecutionContext>, EngineError> {
        // What a lost journal remembered is lost with it, and the store has no root meanwhile: it is worked out anew.
        if self.deferring {
            (self.lattice, self.deferring) = (None, false);
        }
        let mut journal = Journal::new(self.storage.clone());
        let head = Head::of_journal(&mut journal)?;
        self.head = Some(head);
        let mut session = ExecutionContext::new(self.shared.clone(), journal, head.block(self.chain_id), mode);
        session.changes = head.changes();
        Ok(Box::new(session))
    }

    /// Takes back a session in which what happened was undone. One that can't be `trusted` is thrown away, once what
    /// waits in it is written.
    pub(in crate::block) fn take_back(&mut self, session: Box<ExecutionContext>, trusted: bool) {
        if trusted {
            self.session = Some(session);
        } else if self.behind.is_waiting() {
            // A store that is written behind is in memory, and does not fail.
            let _ = self.commit(session, false, None);
            self.session = None;
        }
    }

    pub(in crate::block) fn lattice(&mut self) -> Result<&LtHash, EngineError> {
        let lattice = match self.lattice.take() {
            Some(lattice) => lattice,
            None => {
                let store = self.storage.snapshot();
                if self.head.is_none() {
                    self.head = Some(Head::of_store(&*store)?);
                }
                LtHash::of_store(&*store)?
            }
        };
        Ok(self.lattice.insert(lattice))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        if self.deferring && !self.behind.is_allowed() {
            // Whoever opens this store next need not work the root out. One that somebody else has written to has theirs,
            // or none, and one that fails has none.
            let _ = self.bring_root();
        }
    }
}

/// The block that follows `last`: the one given, if it does, or the next.
///
/// # Errors
/// [`EngineError::BlockOrder`], [`EngineError::BlockChain`] and [`EngineError::LastHeight`].
#[inline(always)]
pub(crate) fn next_block(last: BlockContext, block: Option<BlockContext>) -> Result<BlockContext, EngineError> {
    let block = block.unwrap_or_else(|| last.next());
    match block.follows(&last) && is_one(block, last.chain_id) {
        true => Ok(block),
        false => {
            Err(no_successor((block.height, block.time), (last.height, last.time), (block.chain_id, last.chain_id)))
        }
    }
}

/// Whether there may be a block like this on chain `chain_id`: one that another could follow.
#[inline(always)]
fn is_one(block: BlockContext, chain_id: u64) -> bool {
    block.chain_id == chain_id && block.height != u64::MAX
}

/// `block`, if a call may look at the state as though it were that one.
///
/// # Errors
/// [`EngineError::BlockChain`] and [`EngineError::LastHeight`].
pub(crate) fn possible_block(block: BlockContext, chain_id: u64) -> Result<BlockContext, EngineError> {
    match is_one(block, chain_id) {
        true => Ok(block),
        false => Err(no_successor((block.height, block.time), (0, i64::MIN), (block.chain_id, chain_id))),
    }
}

/// Heights, times and chains in registers: passed as a whole, blocks would have to lie in memory on every way through.
#[cold]
fn no_successor(given: (u64, i64), last: (u64, i64), (chain, wanted): (u64, u64)) -> EngineError {
    let words = |(height, time)| BlockContext { height, time, chain_id: wanted }.to_string();
    match given {
        _ if chain != wanted => EngineError::BlockChain { given: chain, wanted },
        (u64::MAX, _) => EngineError::LastHeight { given: words(given) },
        _ => EngineError::BlockOrder { given: words(given), last: words(last) },
    }
}

/// The block that was committed last; height 0 at time 0 before the first.
pub(crate) fn last_block(journal: &mut Journal, chain_id: u64) -> Result<BlockContext, EngineError> {
    Ok(Head::of_journal(journal)?.block(chain_id))
}

/// Where the nonces of all signers of `transactions` are, if they are counted.
fn nonces_of(transactions: &[Transaction], nonces: Nonces) -> impl Iterator<Item = Key> {
    let mut met: HashSet<&Address, RandomState> = HashSet::default();
    let signers = transactions.iter().map(|transaction| &transaction.from);
    signers.filter(move |from| nonces == Nonces::Counted && met.insert(*from)).map(keys::nonce)
}

/// Objects that are read before a transaction that brings them begins. The others are read when somebody has paid for it.
const READ_AHEAD: usize = 16;

/// What a transaction reads whatever it does.
fn needs(transaction: &Transaction) -> Vec<Key> {
    let mut needs = Vec::new();
    match &transaction.payload {
        Payload::Call { contract, objects, value, .. } => {
            needs.push(keys::contract(contract));
            if *value > 0 {
                needs.push(keys::balance(&transaction.from));
            }
            needs.extend(objects.iter().take(READ_AHEAD).map(keys::object));
        }
        Payload::Deploy { .. } => needs.push(keys::nonce(&transaction.from)),
    }
    needs
}
