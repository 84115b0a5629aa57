//! Model of the queue of a batch: threads take chunks of transactions until there are none, or no room for more.

use crate::WorkRange;
use crate::primitives::Ordering;
use loom::thread;
use std::ops::Range;
use std::sync::Arc;

type Take = fn(&WorkRange) -> Option<Range<usize>>;

/// Three threads take all there is, and one of them stops after its first chunk if it `stops`. What was taken is a prefix.
fn divide(stops: bool, take: Take) {
    super::check(3, move || {
        let work = Arc::new(WorkRange::new(0..5, 2));
        let share = move |work: &WorkRange, stops: bool| {
            let mut taken = Vec::new();
            while let Some(chunk) = take(work) {
                taken.push(chunk);
                if stops {
                    work.stop();
                }
            }
            taken
        };
        let start = |_| {
            let work = work.clone();
            thread::spawn(move || share(&work, false))
        };
        let threads: Vec<_> = (0..2).map(start).collect();
        let mut chunks = share(&work, stops);
        threads.into_iter().for_each(|thread| chunks.extend(thread.join().expect("a thread")));
        chunks.sort_unstable_by_key(|chunk| chunk.start);
        let all = [0..2, 2..4, 4..5];
        assert!(all.starts_with(&chunks), "no prefix, or a chunk twice: {chunks:?}");
        assert!(stops || chunks.len() == all.len(), "not all: {chunks:?}");
    });
}

fn take_by_look_and_write(work: &WorkRange) -> Option<Range<usize>> {
    let from = work.next.load(Ordering::Relaxed);
    work.next.store(from + 2, Ordering::Relaxed);
    work.chunk_at(from)
}

#[test]
fn each_chunk_is_taken_once() {
    divide(false, WorkRange::take);
}

#[test]
fn chunks_until_a_stop_are_a_prefix() {
    divide(true, WorkRange::take);
}

#[test]
#[should_panic(expected = "no prefix, or a chunk twice")]
fn a_look_and_a_write_take_a_chunk_twice() {
    divide(false, take_by_look_and_write);
}
