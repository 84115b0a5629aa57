//! One key that a journal has met, and what it holds.

use crate::Key;
#[cfg(doc)]
use crate::keys;
use crate::map::inline_bytes::InlineBytes;
use crate::map::slot_map::Keyed;
use std::sync::atomic::AtomicBool;

/// The bytes of a value; an object's record and a number are kept in place.
pub(crate) type Stored = InlineBytes<46>;

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody has asked.
    Unknown,
    /// No value.
    Absent,
    /// This one.
    Value(Stored),
    /// What the slot of this number holds in the view journal below.
    Parent(u32),
}

impl State {
    /// Makes it the value that `parts` make one after another.
    #[inline]
    pub(crate) fn fill(&mut self, parts: &[&[u8]]) {
        *self = Self::Value(Stored::default());
        if let Self::Value(value) = self {
            value.fill(parts);
        }
    }

    pub(crate) fn heap_len(&self) -> usize {
        if let Self::Value(value) = self { value.heap_len() } else { 0 }
    }
}

/// One key. Two cache lines: one to find it, one with what it holds.
#[repr(align(64))]
pub(crate) struct Slot {
    pub(crate) key: Key,
    pub(crate) now: State,
    /// The innermost checkpoint when it was last written.
    pub(crate) mark: u32,
    /// Its place among those written since the last batch, from 1.
    pub(crate) dirty: u32,
    /// Whether it is in the ordered index, or waits to be.
    pub(crate) listed: AtomicBool,
    /// Whether what it held when the root was last worked out is remembered.
    pub(crate) remembered: bool,
    /// Whether `next` was the same each time, or the last two times.
    pub(crate) confident: bool,
    /// The [hint](keys::fingerprint) of the key of `next`: to find that another is wanted, its slot need not be looked at.
    pub(crate) next_fingerprint: u8,
    /// The slot that was asked for after this one, the last time; its own number before the first.
    pub(crate) next: u32,
}

const _: () = assert!(size_of::<Slot>() == 128);

impl Keyed for Slot {
    #[inline]
    fn key(&self) -> &Key {
        &self.key
    }
}

impl Slot {
    /// The slot of `key`, of which nobody has asked yet what it holds; its own number is `number`.
    pub(crate) fn new(key: Key, number: u32) -> Self {
        let (now, listed) = (State::Unknown, AtomicBool::new(false));
        Self {
            key,
            now,
            mark: 0,
            dirty: 0,
            listed,
            remembered: false,
            confident: false,
            next_fingerprint: 0,
            next: number,
        }
    }

    /// The slot with another number, in no index, and not known to be followed by any other.
    pub(crate) fn renumbered(self, number: u32) -> Self {
        Self { listed: AtomicBool::new(false), confident: false, next_fingerprint: 0, next: number, ..self }
    }
}
