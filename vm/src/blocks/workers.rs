//! Threads that help with a block.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that help with a block. They live as long as the engine, because each keeps warm instances of its own.
#[derive(Debug, Default)]
pub(super) struct Workers {
    threads: Vec<(Sender<Job>, JoinHandle<()>)>,
}

impl Workers {
    /// Helpers that make `threads` threads together with the one that asks.
    ///
    /// # Errors
    /// What the system says where it has no thread to give.
    pub(super) fn new(threads: usize) -> std::io::Result<Self> {
        let start = |number: usize| {
            let (sender, jobs) = channel::<Job>();
            let run = move || jobs.into_iter().for_each(|job| job());
            let thread = std::thread::Builder::new().name(format!("allod-block-{number}")).spawn(run)?;
            Ok((sender, thread))
        };
        Ok(Self { threads: (1..threads).map(start).collect::<std::io::Result<_>>()? })
    }

    /// Does `work` on every thread, this one included, and gives `task` back with what each of them made of it. They
    /// share the work by way of `task`. A panic of any goes on here once all have ended.
    pub(super) fn share<T, R>(&self, task: T, work: fn(&T) -> R) -> (T, Vec<R>)
    where
        T: Send + Sync + 'static,
        R: Send + 'static,
    {
        let task = Arc::new(task);
        let (sender, results) = channel();
        for (jobs, _) in &self.threads {
            let (task, sender) = (Arc::clone(&task), sender.clone());
            let job = move || {
                let result = attempt(&*task, work);
                drop(task);
                // Whoever asked is waiting for it.
                let _ = sender.send(result);
            };
            if let Err(job) = jobs.send(Box::new(job)) {
                // The thread is gone, so its part is done here.
                (job.0)();
            }
        }
        drop(sender);
        let mine = attempt(&*task, work);
        let all: Vec<_> = results.into_iter().chain([mine]).collect();
        let task = Arc::into_inner(task).expect("every thread lets go of the task before it answers");
        let made = all.into_iter().map(|result| result.unwrap_or_else(|panic| resume_unwind(panic))).collect();
        (task, made)
    }
}

fn attempt<T, R>(task: &T, work: fn(&T) -> R) -> Result<R, Box<dyn Any + Send>> {
    // Nothing that a panic leaves half done is used again: it ends the block.
    catch_unwind(AssertUnwindSafe(|| work(task)))
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
