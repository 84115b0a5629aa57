//! Handles: numbers in the place of pointers, so that a wrong one is told and not followed.
//!
//! A handle is the index of a slot in its lower half and the slot's generation in its upper half. A generation begins at 1
//! and grows when its slot is emptied, so a handle that was closed never holds again, whatever the slot is used for later.

use crate::failure::{AllodStatus, Failure};
use allod_vm::{Engine, Receipt};
use std::sync::{Arc, PoisonError, RwLock};

/// Table of everything that this process has open.
pub(crate) static TABLE: Table = Table::new();

/// An engine, and the gas limit of calls that name none.
pub(crate) struct OpenEngine {
    pub(crate) engine: Engine,
    pub(crate) gas_limit: Option<u64>,
}

/// Bytes for a caller, with a zero behind them that is not counted, so that text is also a C string.
pub(crate) struct Buffer(Box<[u8]>);

impl Buffer {
    pub(crate) fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let mut bytes = bytes.into();
        bytes.push(0);
        Self(bytes.into_boxed_slice())
    }

    /// Its bytes, without the zero.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.split_last().map_or(&[], |(_, bytes)| bytes)
    }
}

/// Value in a slot.
pub(crate) enum Held {
    Engine(Arc<OpenEngine>),
    Receipt(Arc<Receipt>),
    Buffer(Arc<Buffer>),
}

impl Held {
    /// The kind, in words.
    fn kind(&self) -> &'static str {
        match self {
            Self::Engine(_) => OpenEngine::NAME,
            Self::Receipt(_) => Receipt::NAME,
            Self::Buffer(_) => Buffer::NAME,
        }
    }
}

/// Kind of values that handles stand for.
pub(crate) trait Kind: Sized {
    /// The kind, in words.
    const NAME: &'static str;
    fn hold(value: Arc<Self>) -> Held;
    fn of(held: &Held) -> Option<&Arc<Self>>;
}

macro_rules! kinds {
    ($($kind:ident $variant:ident $name:literal;)*) => {$(
        impl Kind for $kind {
            const NAME: &'static str = $name;
            fn hold(value: Arc<Self>) -> Held {
                Held::$variant(value)
            }
            fn of(held: &Held) -> Option<&Arc<Self>> {
                match held {
                    Held::$variant(value) => Some(value),
                    _ => None,
                }
            }
        }
    )*};
}

kinds! {
    OpenEngine Engine "an engine";
    Receipt Receipt "a receipt";
    Buffer Buffer "a buffer";
}

struct Slot {
    generation: u32,
    held: Option<Held>,
}

struct Slots {
    slots: Vec<Slot>,
    /// Indices of the empty slots that may be used again.
    empty: Vec<u32>,
}

/// Table of handles. Its lock is held for as long as it takes to find a slot, never while an engine works.
pub(crate) struct Table(RwLock<Slots>);

impl Table {
    pub(crate) const fn new() -> Self {
        Self(RwLock::new(Slots { slots: Vec::new(), empty: Vec::new() }))
    }

    /// Handle for `value`.
    ///
    /// # Errors
    /// [`AllodStatus::Unavailable`] where 2^32 slots are taken.
    pub(crate) fn insert<T: Kind>(&self, value: T) -> Result<u64, Failure> {
        let held = Some(T::hold(Arc::new(value)));
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let index = match table.empty.pop() {
            Some(index) => index,
            None => {
                let full = |_| Failure::new(AllodStatus::Unavailable, "all 4294967296 handles are in use");
                let index = u32::try_from(table.slots.len()).map_err(full)?;
                table.slots.push(Slot { generation: 1, held: None });
                index
            }
        };
        let slot = &mut table.slots[index as usize];
        slot.held = held;
        Ok((u64::from(slot.generation) << 32) | u64::from(index))
    }

    /// The value of `handle`, which lives on for as long as it is used, even if the handle is closed meanwhile.
    ///
    /// # Errors
    /// [`AllodStatus::WrongHandle`], with the handle and its fault.
    pub(crate) fn get<T: Kind>(&self, handle: u64) -> Result<Arc<T>, Failure> {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (index, generation) = parts(handle);
        find(table.slots.get(index), handle, generation).cloned()
    }

    /// Takes the value of `handle` out. The handle never holds again.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub(crate) fn remove<T: Kind>(&self, handle: u64) -> Result<Arc<T>, Failure> {
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (index, generation) = parts(handle);
        let value = find::<T>(table.slots.get(index), handle, generation)?.clone();
        let slot = &mut table.slots[index];
        let emptied = slot.held.take();
        // A slot whose generations are used up is left alone.
        slot.generation = slot.generation.checked_add(1).unwrap_or(0);
        if slot.generation != 0 {
            table.empty.push(index as u32);
        }
        drop(table);
        drop(emptied);
        Ok(value)
    }

    /// Handles that are open.
    pub(crate) fn open(&self) -> u64 {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        table.slots.iter().filter(|slot| slot.held.is_some()).count() as u64
    }
}

/// Index and generation of a handle.
fn parts(handle: u64) -> (usize, u32) {
    (handle as u32 as usize, (handle >> 32) as u32)
}

fn find<T: Kind>(slot: Option<&Slot>, handle: u64, generation: u32) -> Result<&Arc<T>, Failure> {
    let wrong = |fault: String| {
        Failure::new(AllodStatus::WrongHandle, format!("handle {handle:#x} {fault}; wanted {}", T::NAME))
    };
    let Some(slot) = slot.filter(|_| generation != 0) else {
        return Err(wrong(if handle == 0 { "is null" } else { "was never given out" }.to_owned()));
    };
    match &slot.held {
        Some(held) if slot.generation == generation => {
            T::of(held).ok_or_else(|| wrong(format!("stands for {}", held.kind())))
        }
        _ if generation < slot.generation || slot.generation == 0 => Err(wrong("was closed before".to_owned())),
        _ => Err(wrong("was never given out".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T: Kind>(outcome: Result<Arc<T>, Failure>) -> String {
        let failure = outcome.err().expect("a wrong handle");
        assert_eq!(failure.status, AllodStatus::WrongHandle);
        failure.text
    }

    #[test]
    fn handles_that_do_not_hold_are_told_apart() {
        let table = Table::new();
        table.insert(Buffer::new("kept")).unwrap();
        let first = table.insert(Buffer::new("one")).unwrap();
        assert_eq!(table.get::<Buffer>(first).unwrap().bytes(), b"one");
        let kind = fault(table.get::<Receipt>(first));
        assert!(kind.ends_with("stands for a buffer; wanted a receipt"), "{kind}");
        table.remove::<Buffer>(first).unwrap();
        let second = table.insert(Buffer::new("two")).unwrap();
        assert_eq!((first as u32, second >> 32), (second as u32, 2), "the same slot, another generation");
        for (handle, words) in [
            (0, "handle 0x0 is null"),
            (first, "was closed before"),
            (second + (1 << 32), "was never given out"),
            (second + 1, "was never given out"),
            (u64::from(second as u32), "was never given out"),
            (u64::MAX, "was never given out"),
        ] {
            let text = fault(table.get::<Buffer>(handle));
            assert!(text.contains(words), "{handle:#x}: {text}");
            assert_eq!(fault(table.remove::<Buffer>(handle)), text);
        }
        assert_eq!((table.get::<Buffer>(second).unwrap().bytes(), table.open()), (&b"two"[..], 2));
    }

    #[test]
    fn a_slot_whose_generations_are_used_up_is_never_used_again() {
        let table = Table::new();
        table.insert(Buffer::new("")).unwrap();
        table.0.write().unwrap().slots[0].generation = u32::MAX;
        let last = u64::from(u32::MAX) << 32;
        table.remove::<Buffer>(last).unwrap();
        assert!(fault(table.get::<Buffer>(last)).contains("closed before"));
        assert_eq!(table.insert(Buffer::new("")).unwrap(), (1 << 32) | 1);
    }

    #[test]
    fn a_value_that_is_closed_lives_on_for_whoever_uses_it() {
        let table = Table::new();
        let handle = table.insert(Buffer::new("held")).unwrap();
        let held = table.get::<Buffer>(handle).unwrap();
        drop(table.remove::<Buffer>(handle).unwrap());
        assert_eq!((held.bytes(), Arc::strong_count(&held)), (&b"held"[..], 1));
    }
}
