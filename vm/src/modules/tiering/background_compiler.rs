//! Background compiler: the thread that compiles behind the calls.

use crate::execution::backend::machine_code::{Cancellation, lower_priority};
use crate::modules::loaded_module::LoadedModule;
use crate::modules::module_store::ModuleStore;
use allod_security::WasiOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

/// Modules that may wait to be compiled. One that finds no room is queued by a later call.
const QUEUE_LEN: usize = 64;

/// Longest compilation of a module; after that it stays with the interpreter. The time is looked at between functions only,
/// and each of those has a bound of its own.
const COMPILE_TIME_MAX: Duration = Duration::from_secs(60);

/// Module to be compiled behind the calls.
pub(crate) struct Job {
    /// Dead if the module was dropped meanwhile: then it need not be compiled.
    pub(crate) module: Weak<LoadedModule>,
    pub(crate) wasi: WasiOptions,
}

/// Background compiler: one thread, which begins with the first job and ends with the engine.
#[derive(Default)]
pub(crate) struct BackgroundCompiler {
    thread: OnceLock<Option<SyncSender<Job>>>,
    /// Set when the engine closes: the module under way is dropped after the function under way. The engine does not wait
    /// for that: the thread has nothing of it but what is shared, and ends by itself.
    stop: Arc<AtomicBool>,
}

impl BackgroundCompiler {
    /// Queues `job`. `false` if the queue is full.
    pub(crate) fn submit(&self, job: Job, store: &Arc<ModuleStore>) -> bool {
        let thread = self.thread.get_or_init(|| start(store.clone(), self.stop.clone()));
        // Without a thread, modules stay interpreted.
        thread.as_ref().is_none_or(|jobs| jobs.try_send(job).is_ok())
    }
}

/// Starts the thread, which does jobs for `store` until no more can be sent; `None` if the system has none to give.
fn start(store: Arc<ModuleStore>, stop: Arc<AtomicBool>) -> Option<SyncSender<Job>> {
    let (sender, jobs) = sync_channel(QUEUE_LEN);
    let work = move || work(&store, &stop, &jobs);
    std::thread::Builder::new().name("allod-compile".into()).spawn(work).ok()?;
    Some(sender)
}

fn work(store: &ModuleStore, stop: &Arc<AtomicBool>, jobs: &Receiver<Job>) {
    lower_priority();
    for Job { module, wasi } in jobs {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let Some(module) = module.upgrade() else { continue };
        let cancellation = Cancellation { stop: stop.clone(), deadline: Instant::now() + COMPILE_TIME_MAX };
        // A compiler that gives up, panics, or is cancelled leaves the module to the interpreter.
        let _ = catch_unwind(AssertUnwindSafe(|| store.promote(&module, &wasi, &cancellation)));
    }
}

impl Drop for BackgroundCompiler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
