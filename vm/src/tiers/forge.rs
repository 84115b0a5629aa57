//! The thread that compiles behind the calls.

use crate::modules::{LoadedModule, Shelf};
use crate::wasm;
use allod_security::WasiOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock, Weak};
use std::thread::JoinHandle;

/// Modules that may wait to be compiled. One that finds no room asks again after its next call.
const WAITING: usize = 64;

/// A module to be compiled behind the calls.
pub(crate) struct Job {
    /// Nobody need compile it if it was let go meanwhile.
    pub(crate) module: Weak<LoadedModule>,
    pub(crate) wasi: WasiOptions,
}

/// Compiles behind the calls: one thread, which begins with the first job and ends with the engine.
#[derive(Default)]
pub(crate) struct Forge {
    thread: OnceLock<Option<(SyncSender<Job>, JoinHandle<()>)>>,
    /// Set when the engine closes: what is being compiled is let go after the function under way.
    stop: Arc<AtomicBool>,
}

impl Forge {
    /// Has `job` done. `false` where there is no room for it now.
    pub(crate) fn submit(&self, job: Job, shelf: &Arc<Shelf>) -> bool {
        let thread = self.thread.get_or_init(|| start(shelf.clone(), self.stop.clone()));
        // Without a thread, modules stay what they are.
        thread.as_ref().is_none_or(|(jobs, _)| jobs.try_send(job).is_ok())
    }
}

/// A thread that does jobs for `shelf` until nobody can send any more, if the system has one to give.
fn start(shelf: Arc<Shelf>, stop: Arc<AtomicBool>) -> Option<(SyncSender<Job>, JoinHandle<()>)> {
    let (sender, jobs) = sync_channel(WAITING);
    let work = move || work(&shelf, &stop, &jobs);
    let thread = std::thread::Builder::new().name("allod-forge".into()).spawn(work).ok()?;
    Some((sender, thread))
}

fn work(shelf: &Shelf, stop: &Arc<AtomicBool>, jobs: &Receiver<Job>) {
    wasm::step_back();
    for job in jobs {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // A compiler that gives up, panics, or is told to stop leaves the module to the interpreter.
        let _ = catch_unwind(AssertUnwindSafe(|| shelf.forge(&job, stop)));
    }
}

impl Drop for Forge {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some((jobs, thread)) = self.thread.take().flatten() {
            drop(jobs);
            // It catches what its jobs panic with, so it ends by itself.
            let _ = thread.join();
        }
    }
}
