//! Threads that help with a block.

use crate::execution::call_stack::HOST_STACK;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

/// How often a thread looks for something to do before it sleeps: some fifty microseconds.
const LOOKS: usize = 1000;

/// Bytes of stack of such a thread, whatever the environment says: as much again as calls take.
const STACK: usize = 2 * HOST_STACK;

/// The mark of the threads of one ledger, by which one of them is known that asks its engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::block) struct Crew(u64);

thread_local!(static CREW: Cell<Crew> = const { Cell::new(Crew(0)) });

impl Crew {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether this thread is one of them.
    #[inline]
    pub(in crate::block) fn is_mine(self) -> bool {
        self.0 != 0 && CREW.get() == self
    }
}

type Job = Box<dyn FnOnce() + Send>;
type Thread = (Sender<Job>, JoinHandle<()>);

/// Threads that help with a block. They live as long as the engine, because each keeps warm instances of its own.
#[derive(Debug, Default)]
pub(in crate::block) struct Workers {
    threads: Vec<Thread>,
    crew: Crew,
}

impl Workers {
    /// Helpers that make `threads` threads together with the one that asks.
    ///
    /// # Errors
    /// What the system says where it has no thread to give.
    pub(in crate::block) fn new(threads: usize) -> std::io::Result<Self> {
        let crew = Crew::new();
        let start = |number: usize| {
            let (sender, jobs) = channel::<Job>();
            let run = move || {
                CREW.set(crew);
                std::iter::from_fn(|| next(&jobs)).for_each(|job| job());
            };
            let thread =
                std::thread::Builder::new().name(format!("allod-block-{number}")).stack_size(STACK).spawn(run)?;
            Ok((sender, thread))
        };
        Ok(Self { threads: (1..threads).map(start).collect::<std::io::Result<_>>()?, crew })
    }

    /// The mark of these threads.
    pub(in crate::block) fn crew(&self) -> Crew {
        self.crew
    }

    /// Does `work` on every thread, this one included, and gives `task` back with what each of them made of it. They
    /// share the work by way of `task`. A panic of any goes on here once all have ended.
    pub(in crate::block) fn share<T, R>(&self, task: T, work: fn(&T) -> R) -> (T, Vec<R>)
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let task = Arc::new(task);
        let help = self.start(&task, work);
        let mine = attempt(|| work(&task));
        let made = help.end(Some(mine));
        let task = Arc::into_inner(task).expect("every thread lets go of the task before it answers");
        (task, made)
    }

    /// Does `work` on every thread but this one, which goes on meanwhile.
    pub(in crate::block) fn start<T, R>(&self, task: &Arc<T>, work: fn(&T) -> R) -> Help<R>
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let (sender, results) = channel();
        for thread in &self.threads {
            let (task, sender) = (Arc::clone(task), sender.clone());
            ask(thread, move || {
                let result = attempt(|| work(&task));
                drop(task);
                // Whoever asked is waiting for it, or has no use for it any more.
                let _ = sender.send(result);
            });
        }
        Help(results)
    }
}

fn ask((jobs, _): &Thread, job: impl FnOnce() + Send + 'static) {
    if let Err(job) = jobs.send(Box::new(job)) {
        // The thread is gone, so its part is done here.
        (job.0)();
    }
}

/// What the other threads are at.
pub(in crate::block) struct Help<R>(Receiver<Made<R>>);

/// What a thread has made of its part, or what it panicked with.
type Made<R> = Result<R, Box<dyn Any + Send>>;

impl<R> Help<R> {
    /// What each of them has made, once all have ended, and what `mine` is. A panic of any goes on here.
    fn end(self, mine: Option<Made<R>>) -> Vec<R> {
        let all: Vec<_> = std::iter::from_fn(|| next(&self.0)).chain(mine).collect();
        all.into_iter().map(|made| made.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    }

    /// What each of them has made, once all have ended. A panic of any goes on here.
    pub(in crate::block) fn wait(self) -> Vec<R> {
        self.end(None)
    }
}

/// What comes next, if anything still can. Somebody who sleeps takes longer to wake than the pieces of a block lie apart,
/// so this looks for a while before it sleeps.
fn next<T>(from: &Receiver<T>) -> Option<T> {
    for _ in 0..LOOKS {
        match from.try_recv() {
            Err(TryRecvError::Empty) => std::hint::spin_loop(),
            come => return come.ok(),
        }
    }
    from.recv().ok()
}

fn attempt<R>(work: impl FnOnce() -> R) -> Made<R> {
    // Nothing that a panic leaves half done is used again: it ends the block.
    catch_unwind(AssertUnwindSafe(work))
}

impl Drop for Workers {
    fn drop(&mut self) {
        for (jobs, thread) in self.threads.drain(..) {
            drop(jobs);
            // It catches what its jobs panic with, so it ends by itself.
            let _ = thread.join();
        }
    }
}
