//! Recorder: runs transactions in child journals, and collects their access sets.

use super::Recording;
use crate::execution::context::ExecutionContext;
use crate::modules::contract_record::ContractRecord;
use crate::transaction::admission::Admission;
use crate::{EngineError, Transaction};
use allod_core::codec;
use allod_state::{AccessSet, BaseView, BatchValidator, ChildJournal, Journal, Key, RowKey, keys};
use std::sync::Arc;

/// Recorder of the transactions of a block.
#[derive(Debug)]
pub(crate) struct Recorder {
    sets: Vec<AccessSet>,
    /// Bytes that are left for more of them.
    left: usize,
}

/// Transaction under record: the journal that the block has, while a child of it is in the context.
#[must_use = "the context has no journal of its own until it ends"]
pub(crate) struct UnderRecord {
    view: Arc<BaseView>,
    child: Box<ChildJournal>,
}

/// Place in a record to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordMark {
    sets: usize,
    left: usize,
}

impl Recorder {
    /// Recorder with nothing in it.
    pub(crate) fn new(recording: Recording) -> Self {
        Self { sets: Vec::new(), left: recording.max_bytes }
    }

    /// Skips `count` transactions that were not recorded: their sets are empty and cut.
    pub(crate) fn skip(&mut self, count: usize) {
        self.sets.extend((0..count).map(|_| AccessSet { cut: true, ..AccessSet::default() }));
    }

    /// Runs a transaction by way of `run`, and records it. Where it fails, nothing of it is in the context's journal, nor
    /// here.
    ///
    /// # Errors
    /// Those of `run`, or the store's.
    pub(crate) fn record<T>(
        &mut self,
        context: &mut ExecutionContext,
        extra: &[Key],
        run: impl FnOnce(&mut ExecutionContext) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let under_record = UnderRecord::begin(context)?;
        let result = run(context);
        self.end(context, under_record, extra, result)
    }

    /// Ends the record of a transaction that had this `result`. `extra` are keys that were read for it beforehand.
    ///
    /// # Errors
    /// Those of `result`, or the store's.
    pub(crate) fn end<T>(
        &mut self,
        context: &mut ExecutionContext,
        under_record: UnderRecord,
        extra: &[Key],
        result: Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let UnderRecord { view, mut child } = under_record;
        std::mem::swap(&mut context.journal, child.journal());
        child.detach();
        let journal = view.into_inner();
        context.journal = journal.ok_or_else(|| EngineError::Internal("a recorded block without a journal".into()))?;
        let result = result?;
        self.note(&mut context.journal, &child, extra)?;
        // Alone, it has read what there is.
        let mut validator = BatchValidator::default();
        validator.begin();
        validator.apply(&mut context.journal, &mut child);
        context.journal.apply_deferred_credit(None)?;
        Ok(result)
    }

    /// Notes what a transaction in `child` has done, which is detached and valid, and about to be applied to `journal`.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn note(
        &mut self,
        journal: &mut Journal,
        child: &ChildJournal,
        extra: &[Key],
    ) -> Result<(), EngineError> {
        let mut accessed = child.accessed_keys(journal)?;
        accessed.reads.extend(extra.iter().cloned());
        // A module that is in memory is not read, and which are there depends on the machine.
        let contracts: Vec<Key> =
            accessed.reads.iter().filter(|key| keys::contract_address(key).is_some()).cloned().collect();
        for key in contracts {
            if let Some(bytes) = journal.get(&key)? {
                let damaged = |error| EngineError::CorruptStore(format!("{}: {error}", RowKey::of(&key)));
                let record: ContractRecord = codec::decode(bytes).map_err(damaged)?;
                accessed.reads.insert(keys::code(&record.code));
            }
        }
        self.sets.push(AccessSet::collect(journal, child, accessed, &mut self.left)?);
        Ok(())
    }

    /// The access sets so far.
    pub(crate) fn sets(&self) -> &[AccessSet] {
        &self.sets
    }

    /// The access sets, moved out.
    pub(crate) fn into_sets(self) -> Vec<AccessSet> {
        self.sets
    }

    /// The place where the record is.
    pub(crate) fn mark(&self) -> RecordMark {
        RecordMark { sets: self.sets.len(), left: self.left }
    }

    /// Goes back to `mark`.
    pub(crate) fn undo(&mut self, mark: RecordMark) {
        self.sets.truncate(mark.sets);
        self.left = mark.left;
    }
}

impl UnderRecord {
    /// Begins the record of a transaction: `context` has a child journal until the record [ends](Recorder::end).
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn begin(context: &mut ExecutionContext) -> Result<Self, EngineError> {
        let first = context.journal.metadata().transactions()?.saturating_add(1);
        context.journal.apply_deferred_credit(None)?;
        let empty = context.journal.empty_like();
        let view = std::mem::replace(&mut context.journal, empty).share();
        let mut child = Box::new(ChildJournal::fork(&view, first));
        std::mem::swap(&mut context.journal, child.journal());
        Ok(Self { view, child })
    }
}

/// Keys that were read for a transaction before it ran: the nonce of its account, where the engine counts them.
pub(crate) fn admission_keys(transaction: &Transaction, admission: Admission) -> Vec<Key> {
    match admission {
        Admission::Counted | Admission::Nonce(_) => vec![keys::nonce(&transaction.from)],
        Admission::Uncounted | Admission::Chain(_) => Vec::new(),
    }
}
