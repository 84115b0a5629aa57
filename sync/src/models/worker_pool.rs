//! Model of the worker pool: a task goes out to threads, comes back whole, and the pool ends.

use crate::primitives::channel;
use crate::worker_pool::attempt;
use crate::{Pending, WorkRange, WorkerPool};
use std::panic::resume_unwind;
use std::sync::Arc;

type Start = fn(&WorkerPool, &Arc<WorkRange>, fn(&WorkRange) -> usize) -> Pending<usize>;

fn pool(threads: usize) -> WorkerPool {
    WorkerPool::new(threads, "model", 0).expect("threads of the model")
}

/// The number of indices that a thread takes.
fn count(work: &WorkRange) -> usize {
    std::iter::from_fn(|| work.take()).map(|chunk| chunk.len()).sum()
}

/// A task, done by all threads, of which none has it any more once it has answered.
fn start_and_wait(start: Start) {
    super::check(2, move || {
        let pool = pool(2);
        let task = Arc::new(WorkRange::new(0..2, 1));
        let pending = start(&pool, &task, count);
        let own = count(&task);
        let others: usize = pending.wait().iter().sum();
        assert_eq!(own + others, 2, "a thread has not answered");
        assert!(Arc::into_inner(task).is_some(), "a thread has answered and has the task");
    });
}

/// The same with the answer before the task is let go.
fn start_answering_first(pool: &WorkerPool, task: &Arc<WorkRange>, work: fn(&WorkRange) -> usize) -> Pending<usize> {
    let (sender, results) = channel();
    for worker in &pool.workers {
        let (task, sender) = (task.clone(), sender.clone());
        worker.send(move || {
            let _ = sender.send(attempt(|| work(&task)));
            drop(sender);
            drop(task);
        });
    }
    Pending(results)
}

/// The same with an answer that is lost where the work panics, as without a `catch_unwind`.
fn start_without_answer(pool: &WorkerPool, task: &Arc<WorkRange>, _: fn(&WorkRange) -> usize) -> Pending<usize> {
    let (sender, results) = channel();
    for worker in &pool.workers {
        let (task, sender) = (task.clone(), sender.clone());
        worker.send(move || {
            let taken = task.take();
            drop((task, sender, taken));
        });
    }
    Pending(results)
}

#[test]
fn a_task_comes_back_whole_and_the_pool_ends() {
    start_and_wait(|pool, task, work| pool.start(task, work));
}

#[test]
#[should_panic(expected = "a thread has answered and has the task")]
fn an_answer_before_the_task_is_let_go_is_found() {
    start_and_wait(start_answering_first);
}

#[test]
#[should_panic(expected = "a thread has not answered")]
fn an_answer_that_never_comes_is_found() {
    start_and_wait(start_without_answer);
}

#[test]
fn tasks_follow_each_other_on_two_workers() {
    super::check(1, || {
        let pool = pool(3);
        for _ in 0..2 {
            let (_, counts) = pool.broadcast(WorkRange::new(0..3, 1), count);
            assert_eq!((counts.len(), counts.iter().sum::<usize>()), (3, 3));
        }
    });
}

#[test]
fn a_panic_of_a_thread_goes_on_where_the_task_was_given_and_the_pool_goes_on() {
    super::check(1, || {
        let pool = pool(2);
        let broken = attempt(|| pool.broadcast((), |()| -> usize { resume_unwind(Box::new("broken")) }));
        assert_eq!(broken.err().and_then(|panic| panic.downcast_ref::<&str>().copied()), Some("broken"));
        assert_eq!(pool.broadcast(WorkRange::new(0..2, 1), count).1.iter().sum::<usize>(), 2);
    });
}
