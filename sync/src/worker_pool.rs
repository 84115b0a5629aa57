//! Worker pool: a fixed number of threads that help with a task.

use crate::primitives::{Builder, JoinHandle, Receiver, SPIN_ITERATIONS, Sender, channel, spin_loop};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::TryRecvError;

/// Id of a pool, by which one of its threads is known that asks its own engine. The default is no pool's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolId(u64);

thread_local!(static POOL: Cell<PoolId> = const { Cell::new(PoolId(0)) });

impl PoolId {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// True if this thread is one of the pool's.
    #[inline]
    pub fn has_this_thread(self) -> bool {
        self.0 != 0 && POOL.get() == self
    }
}

pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// Thread of a pool.
#[derive(Debug)]
pub(crate) struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

/// Pool of threads. They live as long as it does, because each keeps warm instances of its own.
///
/// ```
/// use allod_sync::{WorkRange, WorkerPool};
///
/// let pool = WorkerPool::new(3, "adder", 64 << 10)?;
/// // Each thread adds up the chunks that it takes.
/// let (_, sums) = pool.broadcast(WorkRange::new(0..100, 7), |work| {
///     std::iter::from_fn(|| work.take()).flatten().sum::<usize>()
/// });
/// assert_eq!((sums.len(), sums.iter().sum::<usize>()), (3, 4950));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct WorkerPool {
    pub(crate) workers: Vec<Worker>,
    id: PoolId,
}

impl WorkerPool {
    /// Pool that makes `threads` threads together with the calling one. Each is called `name` with its number, and has
    /// `stack_bytes` bytes of stack, whatever the environment says.
    ///
    /// # Errors
    /// The system's, where it does not give as many.
    pub fn new(threads: usize, name: &str, stack_bytes: usize) -> std::io::Result<Self> {
        let id = PoolId::new();
        let start = |number: usize| {
            let (jobs, received) = channel::<Job>();
            let run = move || {
                POOL.set(id);
                std::iter::from_fn(|| next(&received)).for_each(|job| job());
            };
            let thread = Builder::new().name(format!("{name}-{number}")).stack_size(stack_bytes).spawn(run)?;
            Ok(Worker { jobs, thread })
        };
        Ok(Self { workers: (1..threads).map(start).collect::<std::io::Result<_>>()?, id })
    }

    /// The id of this pool.
    pub fn id(&self) -> PoolId {
        self.id
    }

    /// Does `work` on every thread, this one included, and gives `task` back with the result of each. They divide the work
    /// by way of `task`. A panic of any goes on here once all have ended.
    pub fn broadcast<T, R>(&self, task: T, work: fn(&T) -> R) -> (T, Vec<R>)
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
    pub fn start<T, R>(&self, task: &Arc<T>, work: fn(&T) -> R) -> Pending<R>
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
    pub(crate) fn send(&self, job: impl FnOnce() + Send + 'static) {
        if let Err(job) = self.jobs.send(Box::new(job)) {
            (job.0)();
        }
    }
}

/// Results that the other threads are working out.
#[derive(Debug)]
pub struct Pending<R>(pub(crate) Receiver<ThreadResult<R>>);

/// Result of one thread, or its panic.
pub(crate) type ThreadResult<R> = Result<R, Box<dyn Any + Send>>;

impl<R> Pending<R> {
    /// The result of each thread, once all have ended, and this one's `own`. A panic of any goes on here.
    pub(crate) fn join(self, own: Option<ThreadResult<R>>) -> Vec<R> {
        let all: Vec<_> = std::iter::from_fn(|| next(&self.0)).chain(own).collect();
        all.into_iter().map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    }

    /// The result of each thread, once all have ended. A panic of any goes on here.
    pub fn wait(self) -> Vec<R> {
        self.join(None)
    }
}

/// Next message; `None` once nobody can send one. A parked thread takes longer to wake than the steps of a block are
/// apart, so this spins for a while before it parks.
fn next<T>(from: &Receiver<T>) -> Option<T> {
    for _ in 0..SPIN_ITERATIONS {
        match from.try_recv() {
            Err(TryRecvError::Empty) => spin_loop(),
            received => return received.ok(),
        }
    }
    from.recv().ok()
}

pub(crate) fn attempt<R>(work: impl FnOnce() -> R) -> ThreadResult<R> {
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
