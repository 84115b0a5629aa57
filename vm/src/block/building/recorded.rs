//! Record of a block under construction: what each of its transactions reads and writes.

use super::block::Block;
use crate::block::recording::Recorder;
use crate::block::recording::recorder::UnderRecord;
use crate::{EngineError, Receipt, Recording};
use allod_state::AccessSet;

impl Block<'_> {
    /// Records what each transaction from now on reads and writes: one that is recorded runs in a journal of its own, which
    /// takes some microseconds more.
    ///
    /// ```
    /// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, Recording, RowKey};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?.with_recording(Recording::default());
    /// block.native(Address([7; 20]), "Make", ExecuteOptions::default(), |context| {
    ///     context.create_object()?;
    ///     Ok(vec![])
    /// })?;
    /// let [made] = block.accesses() else { panic!("one transaction") };
    /// assert!(matches!(made.writes[0].key, RowKey::Object(_)) && made.writes[0].before.is_none());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[must_use]
    pub fn with_recording(mut self, recording: Recording) -> Self {
        // Each receipt has an access set, also those of a hook before.
        let mut recorder = Recorder::new(recording);
        recorder.skip(self.receipts.len());
        self.recorder = Some(recorder);
        self
    }

    /// The reads and writes of each transaction so far, one for each of the [receipts](Self::receipts); none unless they are
    /// [recorded](Self::with_recording).
    pub fn accesses(&self) -> &[AccessSet] {
        self.recorder.as_ref().map(Recorder::sets).unwrap_or_default()
    }

    /// Executes a transaction by way of `run`, and records it. Where it fails, nothing of it is in the journal.
    ///
    /// # Errors
    /// Those of `run`, or the store's.
    pub(super) fn record(
        &mut self,
        mut recorder: Recorder,
        run: impl FnOnce(&mut Self) -> Result<Receipt, EngineError>,
    ) -> Result<Receipt, EngineError> {
        let under_record = UnderRecord::begin(&mut self.context)?;
        let result = run(self);
        let result = recorder.end(&mut self.context, under_record, &[], result);
        self.recorder = Some(recorder);
        result
    }
}
