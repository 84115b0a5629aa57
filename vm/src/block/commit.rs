//! How what happened is written: at once, with what it makes of the state's root, now or later.

use crate::EngineError;
use crate::block::Ledger;
use crate::block::parallel::root_accumulator::Sum;
use crate::block::root_state::Root;
use crate::engine::budget::Budget;
use crate::engine::store::Head;
use crate::execution::context::ExecutionContext;
use allod_state::{ChangeSet, keys};

/// The part of the journal's bytes that is for runs side by side: one in so many.
const RUNS: usize = 4;
/// Changes from which on the root is worth several threads.
const MANY_CHANGES: usize = 128;

impl Ledger {
    /// Bytes that the journal may take, between blocks and within one by what is only read.
    fn journal_bytes(&self) -> usize {
        // A store in memory takes about as much itself. Changes whose part of the root waits until somebody asks for it
        // count in.
        let most = match self.storage.is_volatile() {
            true => self.shared.budgets.get(Budget::VolatileJournalBytes),
            false => self.shared.budgets.get(Budget::JournalBytes),
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// Bytes that the journal of a block may grow by what is only read, and that the journals of runs side by side may
    /// take together.
    pub(in crate::block) fn journal_room(&self) -> (usize, usize) {
        let most = self.journal_bytes();
        (most - most / RUNS, most / RUNS)
    }

    /// Commits what single calls have changed, now or later.
    ///
    /// # Errors
    /// What the store says.
    pub(in crate::block) fn settle(&mut self, mut session: Box<ExecutionContext>) -> Result<(), EngineError> {
        let journal = &mut session.journal;
        let budgets = &session.shared.budgets;
        let much = journal.dirty_len() as u64 > budgets.get(Budget::WaitingKeys)
            || journal.cached_bytes() as u64 > budgets.get(Budget::VolatileJournalBytes);
        if much || !self.behind.wait() {
            return self.commit(session, false, None);
        }
        // Receipts are written, and not read. Where they lie for long they push out what is.
        let most = usize::try_from(budgets.get(Budget::WaitingReceipts)).unwrap_or(usize::MAX);
        if journal.flush_receipts(&mut self.batch, most) {
            self.storage.write(&self.batch)?;
        }
        self.session = Some(session);
        Ok(())
    }

    /// Writes everything that has changed at once. The root goes with it if it is due `now`, or the store outlives the
    /// process; else the store has none until somebody asks. `sum` is what the changes do to it, if somebody is working
    /// that out. Where it fails, nothing of it is in the store, and the ledger knows nothing any more.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or what the store says.
    pub(in crate::block) fn commit(
        &mut self,
        session: Box<ExecutionContext>,
        now: bool,
        sum: Option<Sum>,
    ) -> Result<(), EngineError> {
        let committed = self.check_head().and_then(|()| self.write(session, now, sum));
        if committed.is_err() {
            self.forget();
        }
        committed
    }

    // Where nobody sees the store but by way of this ledger, other threads go on with the root while this one writes, and
    // the root waits to be written.
    fn write(&mut self, mut session: Box<ExecutionContext>, now: bool, sum: Option<Sum>) -> Result<(), EngineError> {
        let head = Head::new(session.block, session.changes);
        if self.head != Some(head) {
            session.journal.metadata().set_block(&head.to_bytes());
        }
        let mut changes = session.journal.collect_changes()?;
        let most = self.journal_bytes();
        let much = session.journal.cached_bytes() > most;
        // Known, and not in the store: it can be, if it still holds.
        let owed = !self.rooted && !self.deferring && changes.is_empty();
        let root = match now || owed || much || !self.storage.is_volatile() {
            true => {
                let root;
                (changes, root) = self.work_out(&mut session, changes, sum, !much && self.behind.is_allowed())?;
                root
            }
            false => {
                // What is remembered is added to that of before.
                self.lattice()?;
                session.journal.write_changes(&changes, &mut self.batch);
                session.journal.defer_root(&changes);
                Root::Deferred
            }
        };
        session.journal.finalize(changes, root.stored(), &mut self.batch);
        let rooted = root.stored().is_some();
        if self.rooted && !rooted {
            self.batch.delete(keys::metadata(keys::ROOT_NAME));
        }
        if !self.batch.is_empty() {
            self.storage.write(&self.batch)?;
        }
        (self.head, self.rooted) = (Some(head), rooted);
        let mut late = false;
        match root {
            Root::Deferred => self.deferring = true,
            Root::Known(lattice) => (self.lattice, self.deferring) = (Some(lattice), false),
            Root::Summing(before, sum) => {
                // Said first: where a thread panics, the root is worked out anew from what is in the store.
                self.deferring = true;
                self.lattice = Some(sum.end(before));
                self.deferring = false;
                late = true;
            }
        }
        if late {
            self.behind.wait();
        } else {
            self.behind.written();
        }
        session.journal.evict_reads_above(most);
        self.session = Some(session);
        Ok(())
    }

    /// Puts the changes into the batch, and finds out what they make of the root; `later`, if that may be known after the
    /// batch is written.
    fn work_out(
        &mut self,
        session: &mut ExecutionContext,
        mut changes: ChangeSet,
        sum: Option<Sum>,
        later: bool,
    ) -> Result<(ChangeSet, Root), EngineError> {
        let mut lattice = self.lattice()?.clone();
        if self.deferring {
            lattice.mix_in(&session.journal.take_deferred_root()?);
        }
        match (sum, &self.side) {
            (None, Some(side)) if changes.len() >= MANY_CHANGES => {
                let delta;
                (changes, delta) = side.close(session, changes, &mut self.batch)?;
                lattice.mix_in(&delta);
            }
            (None, _) => {
                session.journal.write_changes(&changes, &mut self.batch);
                lattice.mix_in(&session.journal.root_delta(&changes, 0..changes.len()));
            }
            (Some(sum), _) => {
                session.journal.write_changes(&changes, &mut self.batch);
                lattice.mix_in(&session.journal.root_delta_of_tx_count(&changes));
                if later {
                    return Ok((changes, Root::Summing(lattice, sum)));
                }
                lattice = sum.end(lattice);
            }
        }
        Ok((changes, Root::Known(lattice)))
    }
}
