//! Run: what a guest of a [`Runtime`](crate::Runtime) has read, written and emitted so far.
//!
//! The engine serves imports on the thread that called it, so the run stands in a variable of that thread while its guest is
//! under way. What it wrote reaches the store after it succeeded, and never otherwise.

use crate::{Pair, Storage};
use allod_vm::{HostExit, HostResult};
use anyhow::{Context, Result, ensure};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A guest under way.
pub(crate) struct Run {
    store: Rc<RefCell<dyn Storage>>,
    /// Values by key; `None` for one that was deleted.
    writes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    pub(crate) events: Vec<Vec<u8>>,
    /// Bytes of the events.
    pub(crate) emitted: u64,
}

thread_local! {
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
}

/// Does `act` on the run under way.
pub(crate) fn with<T>(act: impl FnOnce(&mut Run) -> Result<T>) -> HostResult<T> {
    RUN.with(|run| {
        let mut run = run.try_borrow_mut().map_err(|_| HostExit::fault("the store asked for the run that asks it"))?;
        let run = run.as_mut().ok_or_else(|| HostExit::fault("no guest of a runtime is under way on this thread"))?;
        act(run).map_err(|error| HostExit::fault(format!("{error:#}")))
    })
}

/// Ends the run of this thread, however its guest ended.
pub(crate) struct Guard(());

impl Guard {
    /// Begins a run over `store`.
    ///
    /// # Errors
    /// A guest is under way on this thread already: a store runs guests itself.
    pub(crate) fn begin(store: Rc<RefCell<dyn Storage>>) -> Result<Self> {
        RUN.with(|run| {
            let mut run = run.try_borrow_mut().ok().context("a guest is under way on this thread already")?;
            ensure!(run.is_none(), "a guest is under way on this thread already; wait until it has ended");
            *run = Some(Run { store, writes: BTreeMap::new(), events: Vec::new(), emitted: 0 });
            Ok(Self(()))
        })
    }

    /// The run, which has ended.
    pub(crate) fn finish(self) -> Option<Run> {
        RUN.with(|run| run.try_borrow_mut().ok().and_then(|mut run| run.take()))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        RUN.with(|run| run.try_borrow_mut().map(|mut run| run.take()).ok());
    }
}

impl Run {
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        match self.writes.get(key) {
            Some(written) => Ok(written.clone()),
            None => self.store.try_borrow().context("the store is borrowed mutably elsewhere")?.get(key),
        }
    }

    pub(crate) fn put(&mut self, key: &[u8], value: Option<&[u8]>) {
        self.writes.insert(key.to_vec(), value.map(<[u8]>::to_vec));
    }

    /// The first `limit` pairs under `prefix`, as the guest sees them.
    pub(crate) fn scan(&self, prefix: &[u8], limit: usize) -> Result<Vec<Pair>> {
        let written = || self.writes.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
        // Each deleted key may hide one of the store's.
        let hidden = written().filter(|(_, value)| value.is_none()).count();
        let store = self.store.try_borrow().context("the store is borrowed mutably elsewhere")?;
        let mut rows: BTreeMap<_, _> = store.scan(prefix, limit.saturating_add(hidden))?.into_iter().collect();
        for (key, value) in written() {
            match value {
                Some(value) => rows.insert(key.clone(), value.clone()),
                None => rows.remove(key),
            };
        }
        Ok(rows.into_iter().take(limit).collect())
    }

    /// Writes to the store what the guest wrote. Where the store fails, it gets back what it had.
    pub(crate) fn commit(self) -> Result<Vec<Vec<u8>>> {
        let mut store = self.store.try_borrow_mut().context("the store is borrowed elsewhere")?;
        let mut done: Vec<(&[u8], Option<Vec<u8>>)> = Vec::new();
        for (key, value) in &self.writes {
            let written = store.get(key).and_then(|before| {
                done.push((key, before));
                put(&mut *store, key, value.as_deref())
            });
            if let Err(error) = written {
                for (key, before) in done.iter().rev() {
                    put(&mut *store, key, before.as_deref()).context("the store can't take back what it had")?;
                }
                return Err(error.context("the store can't take what the guest wrote; it has what it had"));
            }
        }
        Ok(self.events)
    }
}

fn put(store: &mut dyn Storage, key: &[u8], value: Option<&[u8]>) -> Result<()> {
    match value {
        Some(value) => store.set(key, value),
        None => store.delete(key),
    }
}
