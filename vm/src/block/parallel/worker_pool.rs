//! Worker pool: a fixed number of threads that help with a block.

use crate::execution::call_stack::HOST_STACK;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

/// Number of times that a thread looks for work before it parks: some 50 µs.
const SPIN_ITERATIONS: usize = 1000;

/// Bytes of stack of a worker, whatever the environment says: twice what calls take.
const STACK_BYTES: usize = 2 * HOST_STACK;

/// Id of a pool, by which one of its threads is known that asks its own engine. The default is no pool's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::block) struct PoolId(u64);

thread_local!(static POOL: Cell<PoolId> = const { Cell::new(PoolId(0)) });

impl PoolId {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// True if this thread is one of the pool's.
    #[inline]
    pub(in crate::block) fn has_this_thread(self) -> bool {
        self.0 != 0 && POOL.get() == self
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// Thread of a pool.
#[derive(Debug)]
struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

/// Pool of threads. They live as long as the engine, because each keeps warm instances of its own.
#[derive(Debug, Default)]
pub(in crate::block) struct WorkerPool {
    workers: Vec<Worker>,
    id: PoolId,
}

impl WorkerPool {
    /// Pool that makes `threads` threads together with the calling one.
    ///
    /// # Errors
    /// The system's, where it does not give as many.
    pub(in crate::block) fn new(threads: usize) -> std::io::Result<Self> {
        let id = PoolId::new();
        let start = |number: usize| {
            let (jobs, received) = channel::<Job>();
            let run = move || {
                POOL.set(id);
                std::iter::from_fn(|| next(&received)).for_each(|job| job());
            };
            let name = format!("allod-block-{number}");
            let thread = std::thread::Builder::new().name(name).stack_size(STACK_BYTES).spawn(run)?;
            Ok(Worker { jobs, thread })
        };
        Ok(Self { workers: (1..threads).map(start).collect::<std::io::Result<_>>()?, id })
    }

    /// The id of this pool.
    pub(in crate::block) fn id(&self) -> PoolId {
        self.id
    }

    /// Does `work` on every thread, this one included, and gives `task` back with the result of each. They divide the work
    /// by way of `task`. A panic of any goes on here once all have ended.
    pub(in crate::block) fn broadcast<T, R>(&self, task: T, work: fn(&T) -> R) -> (T, Vec<R>)
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let task = Arc::new(task);
        let pending = self.start(&task, work);
        let own = attempt(|| work(&task));
        let results = pending.join(Some(own));
        let task = Arc::into_inner(task).expect("every thread lets go of the task before it answers");
        (task, results)
    }

    /// Does `work` on every thread but this one, which goes on meanwhile.
    pub(in crate::block) fn start<T, R>(&self, task: &Arc<T>, work: fn(&T) -> R) -> Pending<R>
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let (sender, results) = channel();
        for worker in &self.workers {
            let (task, sender) = (Arc::clone(task), sender.clone());
            worker.send(move || {
                let result = attempt(|| work(&task));
                drop(task);
                // The receiver waits for it, or has no use for it any more.
                let _ = sender.send(result);
            });
        }
        Pending(results)
    }
}

impl Worker {
    /// Has `job` done: by the thread, or here if the thread is gone.
    fn send(&self, job: impl FnOnce() + Send + 'static) {
        if let Err(job) = self.jobs.send(Box::new(job)) {
            (job.0)();
        }
    }
}

/// Results that the other threads are working out.
pub(in crate::block) struct Pending<R>(Receiver<ThreadResult<R>>);

/// Result of one thread, or its panic.
type ThreadResult<R> = Result<R, Box<dyn Any + Send>>;

impl<R> Pending<R> {
    /// The result of each thread, once all have ended, and this one's `own`. A panic of any goes on here.
    fn join(self, own: Option<ThreadResult<R>>) -> Vec<R> {
        let all: Vec<_> = std::iter::from_fn(|| next(&self.0)).chain(own).collect();
        all.into_iter().map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    }

    /// The result of each thread, once all have ended. A panic of any goes on here.
    pub(in crate::block) fn wait(self) -> Vec<R> {
        self.join(None)
    }
}

/// Next message; `None` once nobody can send one. A parked thread takes longer to wake than the steps of a block are
/// apart, so this spins for a while before it parks.
fn next<T>(from: &Receiver<T>) -> Option<T> {
    for _ in 0..SPIN_ITERATIONS {
        match from.try_recv() {
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
            received => return received.ok(),
        }
    }
    from.recv().ok()
}

fn attempt<R>(work: impl FnOnce() -> R) -> ThreadResult<R> {
    // Nothing that a panic leaves half done is used again: it ends the block.
    catch_unwind(AssertUnwindSafe(work))
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        for Worker { jobs, thread } in self.workers.drain(..) {
            drop(jobs);
            // It catches the panics of its jobs, so it ends by itself.
            let _ = thread.join();
        }
    }
}
