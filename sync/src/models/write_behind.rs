//! Model of write-behind: calls, one who shares the store, one who reads it.

use crate::WriteBehind;
use loom::sync::Mutex;
use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use loom::thread;
use std::sync::Arc;

type Mark = fn(&WriteBehind) -> bool;
type Commit = fn(&Node, u64);

/// Engine of one counter: its journal behind the executor's lock, its store, and the flags between them.
struct Node {
    flags: WriteBehind,
    journal: Mutex<u64>,
    store: AtomicU64,
    commit: Commit,
}

impl Node {
    fn new(commit: Commit) -> Arc<Self> {
        let (flags, journal, store) = (WriteBehind::new(true, true), Mutex::new(0), AtomicU64::new(0));
        Arc::new(Self { flags, journal, store, commit })
    }

    /// Transaction that counts one up.
    fn call(&self, mark: Mark) {
        let mut journal = self.journal.lock().expect("the executor");
        *journal += 1;
        if !mark(&self.flags) {
            (self.commit)(self, *journal);
        }
    }

    /// The counter for somebody who asks for the state.
    fn snapshot(&self) -> u64 {
        if self.flags.is_dirty() {
            let journal = self.journal.lock().expect("the executor");
            if self.flags.is_dirty() {
                (self.commit)(self, *journal);
            }
        }
        self.store.load(Ordering::Relaxed)
    }
}

/// The write of a commit, and then the mark.
fn commit(node: &Node, journal: u64) {
    node.store.store(journal, Ordering::Relaxed);
    node.flags.mark_clean();
}

fn commit_marked_first(node: &Node, journal: u64) {
    node.flags.mark_clean();
    node.store.store(journal, Ordering::Relaxed);
}

/// The same without a fence between the write and the look.
fn mark_without_fence(flags: &WriteBehind) -> bool {
    flags.dirty.store(true, Ordering::Release);
    flags.is_allowed()
}

fn mark_after_look(flags: &WriteBehind) -> bool {
    let is_allowed = flags.is_allowed();
    flags.dirty.store(true, Ordering::SeqCst);
    is_allowed
}

/// Two calls leave their changes while another thread shares the store.
fn share_while_calls_wait(mark: Mark) {
    super::check(3, move || {
        let node = Node::new(commit);
        let other = node.clone();
        let sharer = thread::spawn(move || {
            other.flags.disable();
            other.snapshot()
        });
        node.call(mark);
        node.call(mark);
        let seen = sharer.join().expect("the sharer");
        let stored = node.store.load(Ordering::Relaxed);
        assert!(seen <= 2 && stored == 2, "a shared store lacks changes: {stored} of 2");
    });
}

/// One thread flushes while another reads what a call, which has returned, left behind.
fn read_while_another_flushes(commit: Commit) {
    super::check(3, move || {
        let node = Node::new(commit);
        let called = Arc::new(AtomicBool::new(false));
        let (flusher, reader) = (node.clone(), (node.clone(), called.clone()));
        let flusher = thread::spawn(move || flusher.snapshot());
        let reader = thread::spawn(move || {
            let (node, called) = reader;
            if called.load(Ordering::Acquire) {
                assert_eq!(node.snapshot(), 1, "a snapshot without a call that has returned");
            }
        });
        node.call(WriteBehind::mark_dirty);
        called.store(true, Ordering::Release);
        flusher.join().expect("the flusher");
        reader.join().expect("the reader");
    });
}

#[test]
fn a_store_that_is_shared_has_all_changes() {
    share_while_calls_wait(WriteBehind::mark_dirty);
}

#[test]
#[should_panic(expected = "a shared store lacks changes")]
fn a_mark_without_its_fence_loses_changes() {
    share_while_calls_wait(mark_without_fence);
}

#[test]
#[should_panic(expected = "a shared store lacks changes")]
fn a_mark_behind_the_look_loses_changes() {
    share_while_calls_wait(mark_after_look);
}

#[test]
fn a_snapshot_has_what_was_done_before_it() {
    read_while_another_flushes(commit);
}

#[test]
#[should_panic(expected = "a snapshot without a call that has returned")]
fn a_flag_that_is_cleared_before_the_write_hides_a_call() {
    read_while_another_flushes(commit_marked_first);
}
