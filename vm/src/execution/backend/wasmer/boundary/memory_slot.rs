//! Memory slot: a contract's memory, which can be reset to its image.
//!
//! ```text
//! base                 initial            length                              8 GiB and a page
//! ├── of the image ──────┼── grown ─────────┼── reserved, inaccessible ─────────┤
//! │ read-only, but for   │ read and write,  │ an access ends in a signal, so    │
//! │ dirty pages          │ dropped at reset │ machine code checks no bounds     │
//! ```
//!
//! The first write to each page of the image ends in a signal; the page is marked dirty and opened, and stays open. A reset
//! copies the dirty pages from the image and nothing else: a contract that writes the same few pages in every call costs a
//! copy of those and no system call.
//!
//! The memory's share of the machine is counted as it changes: addresses, mappings (a run of dirty pages cuts the kernel's
//! description of the memory in three), and resident pages.

use super::dirty_tracking::{CLEAN_MAPPINGS, DirtyTracking};
use super::memory_image::MemoryImage;
use super::slot_region::{RESERVED, SlotParams, SlotRegion};
use crate::engine::budget::Share;
use crate::execution::backend::wasmer::usage::{ADDRESSES, INSTANCES};
use std::cell::UnsafeCell;
use std::ops::{Deref, Range};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use wasmer::sys::vm::{MemoryError, TrapHandlerFn, VMMemoryDefinition};
use wasmer::{Pages, WASM_PAGE_SIZE};

/// Read and write.
const READ_WRITE: libc::c_int = libc::PROT_READ | libc::PROT_WRITE;

/// Slot of a memory, mapped and tracked.
#[derive(Debug)]
pub(super) struct MemorySlot {
    region: SlotRegion,
    /// Bytes of a page of the operating system.
    page_bytes: usize,
    tracking: UnsafeCell<DirtyTracking>,
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
        let failed = |what: &str| MemoryError::Region(format!("{what}: {}", std::io::Error::last_os_error()));
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a fresh mapping at an address of the system's choosing touches nothing that is there.
        let base = unsafe { libc::mmap(std::ptr::null_mut(), RESERVED, libc::PROT_NONE, flags, -1, 0) };
        let base = match NonNull::new(base.cast::<u8>()) {
            Some(base) if base.as_ptr().cast() != libc::MAP_FAILED => base,
            _ => return Err(failed("reserving 8 GiB of addresses")),
        };
        // SAFETY: asks a constant of the system.
        let page_bytes = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
        ADDRESSES.fetch_add(RESERVED as u64, Relaxed);
        // SAFETY: the caller's promise about the definition; the mapping is the slot's own as long as it lives.
        let region = unsafe { SlotRegion::new(base, definition, params) };
        let slot = Self { region, page_bytes, tracking: UnsafeCell::default() };
        let initial = slot.initial();
        let stored_bytes = image.map_or(0, |image| image.stored_bytes());
        // SAFETY: nobody else has the slot yet.
        slot.set_share(unsafe { &mut *slot.tracking.get() }, slot.clean_share(stored_bytes));
        if initial > 0 {
            if !slot.protect(0, initial, READ_WRITE) {
                return Err(failed("making memory accessible"));
            }
            // Small pages only, so that the cost of a first touch does not depend on the machine's settings. A system that
            // knows no large ones refuses, and all is well.
            // SAFETY: the range was mapped above and belongs to the slot.
            unsafe { libc::madvise(slot.base.as_ptr().cast(), initial, libc::MADV_NOHUGEPAGE) };
            // The kernel joins parts of a mapping again only where they had a page in common from the beginning; else
            // each page that was ever opened would stay a mapping of its own.
            // SAFETY: the first byte was made accessible above.
            unsafe { slot.base.as_ptr().write_volatile(0) };
        }
        if let Some(image) = image.filter(|image| image.len() == initial) {
            for index in 0..initial / page_bytes {
                if let Some(bytes) = image.page(index, page_bytes) {
                    // SAFETY: the page lies within the part that was made accessible above.
                    unsafe {
                        slot.base.as_ptr().add(index * page_bytes).copy_from_nonoverlapping(bytes.as_ptr(), page_bytes)
                    };
                }
            }
            // SAFETY: nobody else has the slot yet.
            unsafe { (*slot.tracking.get()).made_from_image = true };
        }
        slot.define();
        Ok(slot)
    }

    /// Pages of the operating system that an instance begins with.
    fn initial_pages(&self) -> usize {
        self.initial() / self.page_bytes
    }

    fn protect(&self, from: usize, len: usize, access: libc::c_int) -> bool {
        debug_assert!(from + len <= RESERVED);
        // SAFETY: the range lies within the reservation, which belongs to the slot alone; nothing but the module and
        // the host's slices of its memory look there, and both may.
        unsafe { libc::mprotect(self.base.as_ptr().add(from).cast(), len, access) == 0 }
    }

    fn protect_pages(&self, pages: &Range<usize>, access: libc::c_int) -> bool {
        self.protect(pages.start * self.page_bytes, pages.len() * self.page_bytes, access)
    }

    /// Grows the memory by `delta` pages of WebAssembly. `false` where the system has no memory to give.
    pub(super) fn grow(&self, delta: Pages) -> bool {
        let (from, len) = (self.length(), delta.0 as usize * WASM_PAGE_SIZE);
        if !self.protect(from, len, READ_WRITE) {
            return false;
        }
        self.set_length(from + len);
        true
    }

    /// Notes that the machine refused memory or access: the run can't be trusted.
    pub(super) fn fail(&self) {
        // SAFETY: one thread, and the module waits for this call.
        unsafe { (*self.tracking.get()).failed = true };
    }

    /// Share of the machine without dirty pages.
    fn clean_share(&self, bytes: usize) -> Share {
        Share { count: 0, mappings: CLEAN_MAPPINGS, bytes: bytes as u64 }
    }

    fn set_share(&self, tracking: &mut DirtyTracking, now: Share) {
        INSTANCES.change(tracking.share, now);
        tracking.share = now;
    }

    /// The memory's share of the machine. The part that was grown does not count, as it is given back after each call.
    pub(super) fn share(&self) -> Share {
        // SAFETY: one thread, and the module does not run.
        unsafe { (*self.tracking.get()).share }
    }

    /// True if the memory was made from an image and is not tracked yet: the module's data is in it.
    pub(super) fn has_data(&self) -> bool {
        // SAFETY: one thread, and the module does not run yet: the gate lets in only data that is there from the start.
        let tracking = unsafe { &*self.tracking.get() };
        tracking.made_from_image && tracking.image.is_none()
    }

    /// Begins to track the memory, as it is now, and gives its image. `image` is that of another instance of the same
    /// module: two instances begin alike. `None` where the memory can't be made read-only.
    pub(super) fn track(&self, image: Option<&Arc<MemoryImage>>) -> Option<Arc<MemoryImage>> {
        let image = image.cloned().unwrap_or_else(|| {
            // SAFETY: the memory is accessible, and the module does not run yet.
            let bytes = unsafe { self.bytes().as_ref() };
            Arc::new(MemoryImage::new(bytes, self.page_bytes))
        });
        if !self.protect(0, self.initial(), libc::PROT_READ) {
            return None;
        }
        // SAFETY: one thread, and the module does not run, so no signal can come in between.
        let tracking = unsafe { &mut *self.tracking.get() };
        tracking.begin(image.clone(), self.initial_pages());
        self.set_share(tracking, self.clean_share(image.stored_bytes()));
        Some(image)
    }

    /// Handles a write fault at `address`. `true` if that is a page of the image which was not written yet: it can be
    /// written then. Called from the handler of a signal: no lock, no allocation.
    pub(super) fn on_write_fault(&self, address: usize) -> bool {
        let Some(offset) = address.checked_sub(self.base.as_ptr() as usize) else { return false };
        // SAFETY: the signal comes from a write of this thread's to the memory: by machine code, or by a host function
        // through a slice of it. Neither happens while `track` or `reset` hold the same reference.
        let tracking = unsafe { &mut *self.tracking.get() };
        let Some(len) = tracking.image.as_ref().map(|image| image.len()) else { return false };
        let (first, pages) = (offset / self.page_bytes, self.initial_pages());
        if offset >= len || tracking.is_dirty(first) {
            return false;
        }
        let mappings_short = INSTANCES.total().mappings >= self.params.mappings_max;
        let wanted = tracking.pages_to_open(first, pages, mappings_short);
        // As a whole it is one mapping, whatever it was before, so this does not fail for want of mappings.
        let whole = 0..pages;
        let opened = [wanted, whole].into_iter().find(|some| self.protect_pages(some, READ_WRITE));
        let Some(opened) = opened else {
            tracking.failed = true;
            return self.replace_by_blank(pages);
        };
        let share = tracking.mark(opened, pages, self.page_bytes);
        self.set_share(tracking, share);
        true
    }

    /// Puts blank memory in the place of the first `pages` pages, where they can't be made writable: the run is thrown
    /// away, and needs memory to write to until it ends, because a host function must not be cut short. Shared memory does
    /// not count as data, which has a limit of its own.
    fn replace_by_blank(&self, pages: usize) -> bool {
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_FIXED | libc::MAP_NORESERVE;
        // SAFETY: the range lies within the reservation, which belongs to the slot alone, and stays accessible; nothing
        // that was read there matters any more, as the run has failed.
        let blank = unsafe { libc::mmap(self.base.as_ptr().cast(), pages * self.page_bytes, READ_WRITE, flags, -1, 0) };
        blank != libc::MAP_FAILED
    }

    /// True if the operating system refused to open a page since the last reset.
    pub(super) fn has_failed(&self) -> bool {
        // SAFETY: one thread, and the module does not run.
        unsafe { (*self.tracking.get()).failed }
    }

    /// Resets the memory to its image. `false` where that can't be done: the instance must not be used again.
    pub(super) fn reset(&self) -> bool {
        // SAFETY: one thread, and the module does not run.
        let tracking = unsafe { &mut *self.tracking.get() };
        let Some(image) = tracking.image.as_ref().filter(|_| !tracking.failed) else { return false };
        if !self.drop_grown() {
            return false;
        }
        let (page_bytes, stored_bytes) = (self.page_bytes, image.stored_bytes());
        let gives_back = tracking.gives_back_zero_pages(page_bytes);
        // SAFETY: a dirty page lies within the image and within the memory, and is open for writing.
        tracking.for_each_dirty(|index| unsafe {
            let at = self.base.as_ptr().add(index * page_bytes);
            match image.page(index, page_bytes) {
                Some(bytes) => at.copy_from_nonoverlapping(bytes.as_ptr(), page_bytes),
                None if gives_back => {}
                None => at.write_bytes(0, page_bytes),
            }
        });
        if !tracking.is_above_retained() {
            return true;
        }
        tracking.clear_dirty();
        let mut bytes = tracking.share.bytes as usize;
        if gives_back {
            let mut runs = tracking.resident_zero_runs(self.initial_pages());
            if !runs.all(|run| self.give_back(run.start * page_bytes, run.len() * page_bytes)) {
                return false;
            }
            drop(runs);
            tracking.clear_resident_zero_pages();
            bytes = stored_bytes;
        }
        if !self.protect(0, self.initial(), libc::PROT_READ) {
            return false;
        }
        self.set_share(tracking, self.clean_share(bytes));
        true
    }

    /// Drops the part of the memory that was grown.
    fn drop_grown(&self) -> bool {
        let (initial, length) = (self.initial(), self.length());
        if length <= initial {
            return true;
        }
        if !self.give_back(initial, length - initial) || !self.protect(initial, length - initial, libc::PROT_NONE) {
            return false;
        }
        self.set_length(initial);
        true
    }

    /// Gives pages back to the system, which are zero from then on.
    fn give_back(&self, from: usize, len: usize) -> bool {
        // SAFETY: the range lies within the reservation, which belongs to the slot alone; the module does not run, and the
        // pages are zero in the image, or no part of it.
        unsafe { libc::madvise(self.base.as_ptr().add(from).cast(), len, libc::MADV_DONTNEED) == 0 }
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
        // SAFETY: the mapping is the slot's own. The instance whose machine code points here is dropped before or
        // together with the last handle, and never entered again.
        unsafe { libc::munmap(self.base.as_ptr().cast(), RESERVED) };
        ADDRESSES.fetch_sub(RESERVED as u64, Relaxed);
        INSTANCES.change(self.tracking.get_mut().share, Share::default());
    }
}

/// Handler of write faults of `slot`, which opens pages.
pub(super) fn write_fault_handler(slot: &Arc<MemorySlot>) -> Option<Box<TrapHandlerFn<'static>>> {
    let slot = slot.clone();
    Some(Box::new(move |signal, info, _| {
        // SAFETY: the operating system gives the handler of a memory fault a description of it.
        matches!(signal, libc::SIGSEGV | libc::SIGBUS) && slot.on_write_fault(unsafe { (*info).si_addr() } as usize)
    }))
}
