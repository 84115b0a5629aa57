//! A block's transactions side by side.
//!
//! Each transaction of a window runs over the state before the window, in a journal of its own that notes what it
//! reads. Then, in order, each that read nothing an earlier one has written is taken as it is: it read what it would
//! have read in its turn. One that did read such a thing runs again, over the state that it should have seen. So
//! results, gas, receipts, events and root are those of running one after another, always; only the time differs.

use super::pace::{Pace, Step};
use super::workers::Workers;
use crate::session::Session;
use crate::shared::Shared;
use crate::transact::{Mode, transact};
use crate::{BlockContext, EngineError, Receipt, Transaction};
use allod_state::{Frozen, Journal, Lattice, Prepared, Window};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Transactions that a thread takes at a time.
const CHUNK: usize = 8;
/// Changes whose part of the root a thread works out at a time: each takes about a microsecond.
const ROOT_CHUNK: usize = 32;

/// What running a block side by side needs beside the session.
#[derive(Debug, Default)]
pub(super) struct Side {
    workers: Workers,
    pace: Pace,
    window: Window,
    /// Journals to use again.
    spare: Arc<Mutex<Vec<Journal>>>,
}

/// Transactions to run side by side.
struct Speculation {
    frozen: Arc<Frozen>,
    shared: Arc<Shared>,
    block: BlockContext,
    mode: Mode,
    transactions: Vec<Transaction>,
    /// The number since genesis of the first of them.
    first: u64,
    next: AtomicUsize,
    spare: Arc<Mutex<Vec<Journal>>>,
}

/// A transaction that has run, and the journal it ran in.
struct Ran {
    at: usize,
    journal: Journal,
    receipt: Result<Receipt, EngineError>,
}

impl Side {
    /// With the help of `workers`, in windows of a fixed width if one is given.
    pub(super) fn new(workers: Workers, window: Option<usize>) -> Self {
        Self { workers, pace: Pace::new(window), ..Self::default() }
    }

    /// Runs `transactions` in `session`, which is over the journal of the block; the first is number `first` since
    /// genesis.
    ///
    /// # Errors
    /// That of the first transaction that has one. The journal then holds writes that must not be kept.
    pub(super) fn run(
        &mut self,
        session: &mut Session,
        mut transactions: Vec<Transaction>,
        mut first: u64,
        mode: Mode,
    ) -> Result<Vec<Receipt>, EngineError> {
        let mut receipts = Vec::with_capacity(transactions.len());
        while !transactions.is_empty() {
            let step = self.pace.next(transactions.len());
            let (Step::Serial(many) | Step::Parallel(many)) = step;
            let later = transactions.split_off(many);
            let now = std::mem::replace(&mut transactions, later);
            if let Step::Serial(_) = step {
                for transaction in now {
                    receipts.push(transact(session, transaction, mode)?);
                }
            } else {
                self.run_window(session, now, first, mode, &mut receipts)?;
            }
            first += many as u64;
        }
        Ok(receipts)
    }

    fn run_window(
        &mut self,
        session: &mut Session,
        transactions: Vec<Transaction>,
        first: u64,
        mode: Mode,
        receipts: &mut Vec<Receipt>,
    ) -> Result<(), EngineError> {
        let many = transactions.len();
        let frozen = freeze(session);
        let task = Speculation {
            frozen,
            shared: session.shared.clone(),
            block: session.block,
            mode,
            transactions,
            first,
            next: AtomicUsize::new(0),
            spare: self.spare.clone(),
        };
        let (task, ran) = self.workers.share(task, speculate);
        let Speculation { frozen, transactions, .. } = task;
        let mut journal = thaw(frozen)?;
        let mut ran: Vec<Ran> = ran.into_iter().flatten().collect();
        ran.sort_unstable_by_key(|ran| ran.at);

        self.window.begin();
        let mut again = 0;
        for (transaction, mut ran) in transactions.into_iter().zip(ran) {
            // An error, too, is one only if it comes again in its turn.
            if ran.receipt.is_err() || self.window.conflicts(&journal, &ran.journal) {
                again += 1;
                let frozen = journal.freeze();
                ran.journal.renew(&frozen, first + ran.at as u64);
                std::mem::swap(&mut session.journal, &mut ran.journal);
                ran.receipt = transact(session, transaction, mode);
                std::mem::swap(&mut session.journal, &mut ran.journal);
                ran.journal.let_go();
                journal = thaw(frozen)?;
            }
            receipts.push(ran.receipt?);
            self.window.absorb(&mut journal, &mut ran.journal);
            self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(ran.journal);
        }
        session.journal = journal;
        self.pace.learn(many, again);
        Ok(())
    }

    /// What the changes of `prepared` do to the state's lattice.
    ///
    /// # Errors
    /// [`EngineError::Damaged`] where a thread kept the journal.
    pub(super) fn delta(&self, session: &mut Session, prepared: Prepared) -> Result<(Prepared, Lattice), EngineError> {
        let task = Summing { frozen: freeze(session), prepared, next: AtomicUsize::new(0) };
        let (task, deltas) = self.workers.share(task, sum);
        session.journal = thaw(task.frozen)?;
        let mut delta = Lattice::default();
        deltas.iter().for_each(|part| delta.add(part));
        Ok((task.prepared, delta))
    }
}

/// Takes the journal out of `session` for many threads to read.
fn freeze(session: &mut Session) -> Arc<Frozen> {
    let empty = session.journal.sibling();
    std::mem::replace(&mut session.journal, empty).freeze()
}

fn thaw(frozen: Arc<Frozen>) -> Result<Journal, EngineError> {
    frozen.thaw().ok_or_else(|| EngineError::Damaged("a thread kept the block's journal".into()))
}

/// What one thread does of a speculation.
fn speculate(task: &Speculation) -> Vec<Ran> {
    let mut ran = Vec::new();
    let mut session: Option<Session> = None;
    loop {
        let from = task.next.fetch_add(CHUNK, Ordering::Relaxed);
        if from >= task.transactions.len() {
            return ran;
        }
        let until = (from + CHUNK).min(task.transactions.len());
        let mut spare = {
            let mut spare = task.spare.lock().unwrap_or_else(PoisonError::into_inner);
            let keep = spare.len().saturating_sub(until - from);
            spare.split_off(keep)
        };
        for at in from..until {
            let number = task.first + at as u64;
            let journal = match spare.pop() {
                Some(mut journal) => {
                    journal.renew(&task.frozen, number);
                    journal
                }
                None => Journal::over(&task.frozen, number),
            };
            let session = match &mut session {
                Some(session) => {
                    session.journal = journal;
                    session
                }
                None => session.insert(Session::new(task.shared.clone(), journal, task.block, task.mode)),
            };
            let receipt = transact(session, task.transactions[at].clone(), task.mode);
            let empty = session.journal.sibling();
            let mut journal = std::mem::replace(&mut session.journal, empty);
            journal.let_go();
            ran.push(Ran { at, journal, receipt });
        }
    }
}

/// Changes to sum up.
struct Summing {
    frozen: Arc<Frozen>,
    prepared: Prepared,
    next: AtomicUsize,
}

/// What one thread does of a sum.
fn sum(task: &Summing) -> Lattice {
    let mut delta = Lattice::default();
    let mut first = true;
    loop {
        let from = task.next.fetch_add(ROOT_CHUNK, Ordering::Relaxed);
        if from >= task.prepared.len() {
            return delta;
        }
        let part = task.frozen.journal().delta(&task.prepared, from..(from + ROOT_CHUNK).min(task.prepared.len()));
        match std::mem::take(&mut first) {
            true => delta = part,
            false => delta.add(&part),
        }
    }
}
