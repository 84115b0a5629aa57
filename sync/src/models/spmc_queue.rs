//! Model of root accumulation: chunks are applied by one thread and summed up by several.

use crate::SpmcQueue;
use crate::primitives::Ordering;
use loom::thread;
use std::sync::Arc;

type Queue = SpmcQueue<u32>;
type Push = fn(&Queue, u32) -> Result<(), u32>;
type Take = fn(&Queue) -> Option<u32>;

/// The sum of what a thread takes.
fn drain(queue: &Queue, take: Take) -> u32 {
    std::iter::from_fn(|| take(queue)).sum()
}

/// A producer pushes two values, closes the queue and helps; so many consumers take meanwhile.
fn accumulate(consumers: usize, preemptions: usize, push: Push, take: Take) {
    super::check(preemptions, move || {
        let queue = Arc::new(Queue::with_capacity(2));
        let start = |_| {
            let queue = queue.clone();
            thread::spawn(move || drain(&queue, take))
        };
        let consumers: Vec<_> = (0..consumers).map(start).collect();
        assert_eq!((push(&queue, 1), push(&queue, 10)), (Ok(()), Ok(())));
        queue.close();
        let mut sum = drain(&queue, take);
        for consumer in consumers {
            sum += consumer.join().expect("a consumer");
        }
        assert_eq!(sum, 11, "a chunk is missing from the root, or in it twice");
    });
}

fn push_number_first(queue: &Queue, value: u32) -> Result<(), u32> {
    let at = queue.ready.load(Ordering::Relaxed);
    queue.ready.store(at + 1, Ordering::Release);
    *queue.slots[at].lock().expect("a slot") = Some(value);
    Ok(())
}

/// The same with a look and a write where there has to be one exchange; a value stays in its slot, as a copy would.
fn take_by_look_and_write(queue: &Queue) -> Option<u32> {
    let (ready, at) = (queue.ready.load(Ordering::Acquire), queue.taken.load(Ordering::Relaxed));
    if at >= ready {
        return None;
    }
    queue.taken.store(at + 1, Ordering::Relaxed);
    *queue.slots[at].lock().expect("a slot")
}

#[test]
fn each_chunk_is_in_the_root_once() {
    accumulate(1, 3, Queue::push, Queue::take);
}

#[test]
fn each_chunk_is_in_the_root_once_with_two_consumers() {
    accumulate(2, 1, Queue::push, Queue::take);
}

#[test]
#[should_panic(expected = "a chunk is missing from the root, or in it twice")]
fn a_number_that_comes_before_its_chunk_loses_it() {
    accumulate(1, 3, push_number_first, Queue::take);
}

#[test]
#[should_panic(expected = "a chunk is missing from the root, or in it twice")]
fn a_look_and_a_write_take_a_chunk_twice() {
    accumulate(1, 3, Queue::push, take_by_look_and_write);
}
