//! Slot: one key that a journal has met, and its value.

use crate::Key;
use crate::map::inline_bytes::InlineBytes;
use crate::map::slot_id::SlotId;
use crate::map::slot_map::Keyed;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicBool;

/// Bytes of a value. An object's record (42) and a number fit in place, and what else is so short.
pub(crate) type ValueBytes = InlineBytes<46>;

/// Value of a key, as far as a journal knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SlotValue {
    /// Not read yet.
    Unknown,
    /// Known to have no value.
    Absent,
    /// These bytes.
    Value(ValueBytes),
    /// The value of this slot of the parent, in a child journal.
    Parent(SlotId),
}

impl SlotValue {
    /// Becomes the concatenation of `parts`, written in place.
    #[inline]
    pub(crate) fn fill(&mut self, parts: &[&[u8]]) {
        *self = Self::Value(ValueBytes::default());
        if let Self::Value(value) = self {
            value.fill(parts);
        }
    }

    /// The bytes, where it holds some itself.
    #[inline]
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown | Self::Absent | Self::Parent(_) => None,
        }
    }

    /// Bytes of it that are on the heap.
    pub(crate) fn heap_len(&self) -> usize {
        if let Self::Value(value) = self { value.heap_len() } else { 0 }
    }
}

/// Position in a cache's dirty list. Kept plus 1, so that an optional one takes 4 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DirtyId(NonZeroU32);

impl DirtyId {
    /// The last of `len` entries, of which there is one at least.
    #[inline]
    pub(crate) fn last_of(len: usize) -> Option<Self> {
        NonZeroU32::new(len as u32).map(Self)
    }

    #[inline]
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Number of a checkpoint within its journal; a later one has a greater number, and 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CheckpointId(pub(crate) u32);

impl CheckpointId {
    /// No checkpoint.
    pub(crate) const NONE: Self = Self(0);
}

/// Successor of a slot: the slot that was read after it, as a next-line predictor remembers it.
///
/// Packed into 6 bytes, because a [`Slot`] has no more left of its two cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(2))]
pub(crate) struct Successor {
    /// The slot read next the last time; the slot itself before there was one.
    pub(crate) slot: SlotId,
    /// The [fingerprint](crate::keys::fingerprint) of its key: a wrong prediction is told without a look at that slot.
    pub(crate) fingerprint: u8,
    /// True if it was the same slot each time, or the last two times.
    pub(crate) confident: bool,
}

impl Successor {
    /// Nothing has followed `slot` yet.
    fn none(slot: SlotId) -> Self {
        Self { slot, fingerprint: 0, confident: false }
    }
}

/// Slot of one key. Two cache lines: the key in the first, its value and what is known of it in the second.
///
/// ```text
/// 0     64      112          116     120         126       127
/// | key | value | checkpoint | dirty | successor | indexed | root_deferred |
/// ```
///
/// Invariant: a slot that is dirty has its base in the dirty list; the value of any other slot is its base.
#[repr(C, align(64))]
pub(crate) struct Slot {
    pub(crate) key: Key,
    /// The value now.
    pub(crate) value: SlotValue,
    /// The innermost checkpoint when it was written last.
    pub(crate) checkpoint: CheckpointId,
    /// Its entry in the dirty list, if it was written since the last batch.
    pub(crate) dirty: Option<DirtyId>,
    /// The slot that tends to be read after it.
    pub(crate) successor: Successor,
    /// True if it is in the ordered index, sorted or pending.
    pub(crate) indexed: AtomicBool,
    /// True if the deferred root holds a value of it from before.
    pub(crate) root_deferred: bool,
}

const _: () = assert!(size_of::<Slot>() == 128 && std::mem::offset_of!(Slot, value) == 64);
const _: () = assert!(size_of::<Successor>() == 6);

impl Keyed for Slot {
    #[inline]
    fn key(&self) -> &Key {
        &self.key
    }
}

impl Slot {
    /// The slot `id` of `key`, whose value is unknown.
    pub(crate) fn new(key: Key, id: SlotId) -> Self {
        Self {
            key,
            value: SlotValue::Unknown,
            checkpoint: CheckpointId::NONE,
            dirty: None,
            successor: Successor::none(id),
            indexed: AtomicBool::new(false),
            root_deferred: false,
        }
    }

    /// The slot under another id, in no index and without a successor.
    pub(crate) fn renumbered(self, id: SlotId) -> Self {
        Self { indexed: AtomicBool::new(false), successor: Successor::none(id), ..self }
    }
}
