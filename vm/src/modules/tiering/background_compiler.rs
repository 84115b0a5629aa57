//! The thread that compiles behind the calls.

use crate::execution::backend::machine_code::{self, Quiet};
use crate::modules::{LoadedModule, ModuleStore};
use allod_security::WasiOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

/// Modules that may wait to be compiled. One that finds no room asks again after its next call.
const WAITING: usize = 64;

/// How long a module may be compiled, at most; then it stays with the interpreter. Only between functions does anybody
/// look, and how long one of those takes has a bound of its own.
const LONGEST: Duration = Duration::from_secs(60);

/// A module to be compiled behind the calls.
pub(crate) struct Job {
    /// Nobody need compile it if it was let go meanwhile.
    pub(crate) module: Weak<LoadedModule>,
    pub(crate) wasi: WasiOptions,
}

/// Compiles behind the calls: one thread, which begins with the first job and ends with the engine.
#[derive(Default)]
pub(crate) struct BackgroundCompiler {
    thread: OnceLock<Option<SyncSender<Job>>>,
    /// Set when the engine closes: what is being compiled is let go after the function under way. Nobody waits for that:
    /// the thread has nothing of the engine's but what it shares, and ends by itself.
    stop: Arc<AtomicBool>,
}

impl BackgroundCompiler {
    /// Has `job` done. `false` where there is no room for it now.
    pub(crate) fn submit(&self, job: Job, shelf: &Arc<ModuleStore>) -> bool {
        let thread = self.thread.get_or_init(|| start(shelf.clone(), self.stop.clone()));
        // Without a thread, modules stay what they are.
        thread.as_ref().is_none_or(|jobs| jobs.try_send(job).is_ok())
    }
}

/// A thread that does jobs for `shelf` until nobody can send any more, if the system has one to give.
fn start(shelf: Arc<ModuleStore>, stop: Arc<AtomicBool>) -> Option<SyncSender<Job>> {
    let (sender, jobs) = sync_channel(WAITING);
    let work = move || work(&shelf, &stop, &jobs);
    std::thread::Builder::new().name("allod-forge".into()).spawn(work).ok()?;
    Some(sender)
}

fn work(shelf: &ModuleStore, stop: &Arc<AtomicBool>, jobs: &Receiver<Job>) {
    machine_code::step_back();
    for job in jobs {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let quiet = Quiet { stop: stop.clone(), until: Instant::now() + LONGEST };
        // A compiler that gives up, panics, or is told to stop leaves the module to the interpreter.
        let _ = catch_unwind(AssertUnwindSafe(|| shelf.forge(&job, &quiet)));
    }
}

impl Drop for BackgroundCompiler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
