//! Primitives: the standard library's, or the model checker's in their place.

#[cfg(loom)]
mod channel;
#[cfg(loom)]
mod once_lock;

#[cfg(loom)]
pub(crate) use loom::{
    hint::spin_loop,
    sync::Mutex,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence},
    thread::{Builder, JoinHandle},
};
#[cfg(not(loom))]
pub(crate) use std::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence},
    sync::mpsc::{Receiver, Sender, channel},
    sync::{Mutex, OnceLock},
    thread::{Builder, JoinHandle},
};
#[cfg(loom)]
pub(crate) use {
    channel::{Receiver, Sender, channel},
    once_lock::OnceLock,
};

/// Number of times that a thread looks for work before it parks or gives up: some 50 µs. A model needs one look, and one
/// more.
pub(crate) const SPIN_ITERATIONS: usize = if cfg!(loom) { 2 } else { 1000 };
