//! Memory slot without help of the operating system's own: a contract's memory, which is reset by copying all of its image.
//!
//! It stands in the place of `memory_slot` on every system but Linux, and on Linux with the feature `portable`. Addresses are
//! reserved and opened by wasmer's `Mmap`, which knows Unix and Windows. Nothing is read-only and no page is tracked, so a
//! reset costs a copy of as many bytes as the memory begins with, some 0.1 ms for each MiB. A memory that has grown, or begins
//! with more than 4 MiB, is not reset: its instance is made anew, because what was opened can't be closed again, and a large
//! memory that lies idle would stay resident as a whole.

use super::memory_image::MemoryImage;
use super::slot_region::{RESERVED, SlotParams, SlotRegion};
use crate::engine::budget::Share;
use crate::execution::backend::wasmer::usage::{ADDRESSES, INSTANCES};
use std::cell::UnsafeCell;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};
use wasmer::sys::vm::{MemoryError, Mmap, MmapType, TrapHandlerFn, VMMemoryDefinition};
use wasmer::{Pages, WASM_PAGE_SIZE};

/// Bytes that the image is kept by: a page of most systems, and a divisor of WebAssembly's.
const PAGE_BYTES: usize = 4_096;

/// Bytes of memory, at most, that are reset: what stock Go's runtime begins with.
const RESET_MAX_BYTES: usize = 4 << 20;

/// Mappings of a memory: the accessible part, and the rest.
const MAPPINGS: u64 = 2;

/// Slot of a memory.
#[derive(Debug)]
pub(super) struct MemorySlot {
    mapping: UnsafeCell<Mmap>,
    region: SlotRegion,
    /// The image to reset to, once the instance is ready.
    image: OnceLock<Arc<MemoryImage>>,
    /// True if the memory was made from an image, so that the module's data is in it already.
    made_from_image: bool,
    /// True once the machine refused memory: the run can't be trusted.
    failed: AtomicBool,
    share: Share,
}

// SAFETY: a slot is used by the one thread that its instance belongs to (see the folder's head), and it points to mapped or
// boxed memory that any thread may free: an idle instance is dropped by whichever thread needs room.
unsafe impl Send for MemorySlot {}
// SAFETY: as above; the handle that wasmer holds and the instance's own are used in turn by the same thread.
unsafe impl Sync for MemorySlot {}

impl MemorySlot {
    /// Reserves a memory and makes its initial pages accessible; filled from `image`, if another instance of the same
    /// module left one.
    ///
    /// # Errors
    /// [`MemoryError`] where the system has no addresses or memory for it.
    ///
    /// # Safety
    /// `definition` must stay valid as long as the slot is used.
    pub(super) unsafe fn new(
        params: SlotParams,
        definition: NonNull<VMMemoryDefinition>,
        image: Option<&Arc<MemoryImage>>,
    ) -> Result<Self, MemoryError> {
        let initial = params.ty.minimum.0 as usize * WASM_PAGE_SIZE;
        let mapping = Mmap::accessible_reserved(initial, RESERVED, None, MmapType::Private);
        let mut mapping = mapping.map_err(|why| MemoryError::Region(format!("reserving 8 GiB of addresses: {why}")))?;
        let base = NonNull::new(mapping.as_mut_ptr()).ok_or_else(|| MemoryError::Region("no addresses".into()))?;
        let share = Share { count: 0, mappings: MAPPINGS, bytes: initial as u64 };
        let image = image.filter(|image| image.len() == initial);
        let mut slot = Self {
            mapping: UnsafeCell::new(mapping),
            // SAFETY: the caller's promise about the definition; the mapping is the slot's own as long as it lives.
            region: unsafe { SlotRegion::new(base, definition, params) },
            image: OnceLock::new(),
            made_from_image: image.is_some(),
            failed: AtomicBool::new(false),
            share: Share::default(),
        };
        ADDRESSES.fetch_add(RESERVED as u64, Relaxed);
        INSTANCES.change(slot.share, share);
        slot.share = share;
        if let Some(image) = image {
            slot.fill(image, false);
        }
        slot.define();
        Ok(slot)
    }

    /// Copies `image` into the memory, and zeros where it has none if the memory is `used`.
    fn fill(&self, image: &MemoryImage, used: bool) {
        for index in 0..self.initial() / PAGE_BYTES {
            // SAFETY: the page lies within the part that `new` made accessible, and the module does not run.
            unsafe {
                let at = self.base.as_ptr().add(index * PAGE_BYTES);
                match image.page(index, PAGE_BYTES) {
                    Some(bytes) => at.copy_from_nonoverlapping(bytes.as_ptr(), PAGE_BYTES),
                    None if used => at.write_bytes(0, PAGE_BYTES),
                    None => {}
                }
            }
        }
    }

    /// Grows the memory by `delta` pages of WebAssembly. `false` where the system has no memory to give.
    pub(super) fn grow(&self, delta: Pages) -> bool {
        let (from, len) = (self.length(), delta.0 as usize * WASM_PAGE_SIZE);
        // SAFETY: one thread, and the module waits for this call. The mapping stays where it is.
        let opened = unsafe { (*self.mapping.get()).make_accessible(from, len) };
        if opened.is_err() {
            return false;
        }
        self.set_length(from + len);
        true
    }

    /// Notes that the machine refused memory or access: the run can't be trusted.
    pub(super) fn fail(&self) {
        self.failed.store(true, Relaxed);
    }

    /// True if the machine refused memory since the last reset.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Relaxed)
    }

    /// The memory's share of the machine. The part that was grown does not count, as it is given back after each call.
    pub(super) fn share(&self) -> Share {
        self.share
    }

    /// True if the memory was made from an image and no call has begun: the module's data is in it.
    pub(super) fn has_data(&self) -> bool {
        self.made_from_image && self.image.get().is_none()
    }

    /// Takes the memory as it is now for the image to reset to, and gives it. `image` is that of another instance of the same
    /// module: two instances begin alike.
    pub(super) fn track(&self, image: Option<&Arc<MemoryImage>>) -> Option<Arc<MemoryImage>> {
        let image = image.cloned().unwrap_or_else(|| {
            // SAFETY: the memory is accessible, and the module does not run yet.
            let bytes = unsafe { self.bytes().as_ref() };
            Arc::new(MemoryImage::new(bytes, PAGE_BYTES))
        });
        Some(self.image.get_or_init(|| image).clone())
    }

    /// Resets the memory to its image. `false` where that can't be done: the instance must not be used again.
    pub(super) fn reset(&self) -> bool {
        let Some(image) = self.image.get() else { return false };
        if self.has_failed() || self.length() != self.initial() || self.initial() > RESET_MAX_BYTES {
            return false;
        }
        self.fill(image, true);
        true
    }
}

impl Deref for MemorySlot {
    type Target = SlotRegion;

    fn deref(&self) -> &SlotRegion {
        &self.region
    }
}

impl Drop for MemorySlot {
    fn drop(&mut self) {
        ADDRESSES.fetch_sub(RESERVED as u64, Relaxed);
        INSTANCES.change(self.share, Share::default());
    }
}

/// Handler of write faults: none is needed, as nothing is read-only.
pub(super) fn write_fault_handler(_: &Arc<MemorySlot>) -> Option<Box<TrapHandlerFn<'static>>> {
    None
}
