//! A contract's memory, which can be put back to what it was.
//!
//! The whole range that an address can name is reserved, so that machine code needs no bounds check and an access
//! outside ends in a signal. Once an instance is ready its memory is made read-only. The first write to each page
//! ends in a signal too; the page is then marked and opened, and stays open. To put the memory back, the marked pages
//! are copied from an image of what they were, and nothing else: a contract that writes the same few pages in every
//! call costs a copy of those and no call of the operating system.

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::Arc;
use wasmer::sys::vm::{LinearMemory, MemoryError, MemoryStyle, Trap, VMMemoryDefinition};
use wasmer::{MemoryType, Pages, WASM_PAGE_SIZE};

/// All that 32 bits of address and 32 bits of offset can name, and a page for the widest access.
const RESERVED: usize = (8 << 30) + WASM_PAGE_SIZE;

/// Pages of the operating system that stay marked from one call to the next: 512 KiB of 4 KiB pages, some 10 µs of
/// copying. A memory with more is made read-only again as a whole.
const KEPT: usize = 128;

/// Signals that open a single page; stock Go writes some twenty in a call. Each later one opens twice as many pages as
/// the one before, so that writing all of a large memory costs some seventy signals and not one for each page.
const SINGLE: u32 = 64;

/// What a memory is when its instance is new: the pages of it that are not zero.
#[derive(Debug)]
pub(in crate::wasm) struct Image {
    /// Bytes of the whole memory.
    len: usize,
    /// The pages that are not zero, one after the other.
    bytes: Vec<u8>,
    /// For each page of the memory where it stands in `bytes`, counted in pages; [`ZERO`] for one that is zero.
    places: Vec<u32>,
}

/// The place of a page that is zero.
const ZERO: u32 = u32::MAX;

impl Image {
    fn new(memory: &[u8], page: usize) -> Self {
        let (mut bytes, mut places) = (Vec::new(), Vec::with_capacity(memory.len() / page));
        for content in memory.chunks(page) {
            if content.iter().all(|byte| *byte == 0) {
                places.push(ZERO);
            } else {
                places.push((bytes.len() / page) as u32);
                bytes.extend_from_slice(content);
            }
        }
        Self { len: memory.len(), bytes, places }
    }

    /// The bytes of the memory's page `index`, each page having `page` bytes; `None` where they are zero.
    fn page(&self, index: usize, page: usize) -> Option<&[u8]> {
        let at = *self.places.get(index).filter(|place| **place != ZERO)? as usize * page;
        self.bytes.get(at..at + page)
    }
}

/// A memory, mapped and watched.
#[derive(Debug)]
pub(super) struct Slot {
    base: NonNull<u8>,
    definition: NonNull<VMMemoryDefinition>,
    ty: MemoryType,
    /// Bytes of a page of the operating system.
    page: usize,
    watch: UnsafeCell<Watch>,
}

/// What was written since the image was taken.
#[derive(Debug, Default)]
struct Watch {
    /// What the memory was; `None` until the instance is ready.
    image: Option<Arc<Image>>,
    /// Whether the memory was made from an image, so that the module's data is in it already.
    made: bool,
    /// A bit for each page of the image: marked, and open for writing.
    marks: Vec<u64>,
    /// How many are set.
    marked: usize,
    /// Signals since the memory was read-only.
    signals: u32,
    /// Set where the operating system would not open a page: what ran can't be trusted.
    failed: bool,
}

// SAFETY: a slot is used by the one thread that its instance belongs to (see the module's head), and what it points
// to is mapped or boxed memory that any thread may free.
unsafe impl Send for Slot {}
// SAFETY: as above; the handle that wasmer holds and the guest's own are used in turn by the same thread.
unsafe impl Sync for Slot {}

impl Slot {
    /// Reserves a memory of type `ty`, whose maximum is set, and makes its first pages accessible; filled from `image`,
    /// if another instance of the same module left one.
    ///
    /// # Errors
    /// [`MemoryError`] where the address space or the memory is not to be had.
    ///
    /// # Safety
    /// `definition` must stay valid as long as the slot is used.
    pub(super) unsafe fn new(
        ty: MemoryType,
        definition: NonNull<VMMemoryDefinition>,
        image: Option<&Arc<Image>>,
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
        let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096);
        let slot = Self { base, definition, ty, page, watch: UnsafeCell::default() };
        let initial = slot.initial();
        if initial > 0 {
            if !slot.protect(0, initial, libc::PROT_READ | libc::PROT_WRITE) {
                return Err(failed("making memory accessible"));
            }
            // Small pages only, so that what a first touch costs does not depend on the machine's settings. Where
            // the system knows no large ones it refuses, and all is well.
            // SAFETY: the range was mapped above and belongs to the slot.
            unsafe { libc::madvise(slot.base.as_ptr().cast(), initial, libc::MADV_NOHUGEPAGE) };
        }
        if let Some(image) = image.filter(|image| image.len == initial) {
            for index in 0..initial / page {
                if let Some(bytes) = image.page(index, page) {
                    // SAFETY: the page lies within what was made accessible above.
                    unsafe { slot.base.as_ptr().add(index * page).copy_from_nonoverlapping(bytes.as_ptr(), page) };
                }
            }
            // SAFETY: nobody else has the slot yet.
            unsafe { (*slot.watch.get()).made = true };
        }
        // SAFETY: the caller's promise; nothing else looks at the definition while the instance is being made.
        unsafe { *definition.as_ptr() = VMMemoryDefinition { base: base.as_ptr(), current_length: initial } };
        Ok(slot)
    }

    /// The handle wasmer keeps.
    pub(super) fn handle(self: &Arc<Self>) -> Box<dyn LinearMemory + Send + Sync> {
        Box::new(Handle(self.clone()))
    }

    /// Bytes of memory that an instance begins with.
    fn initial(&self) -> usize {
        self.ty.minimum.0 as usize * WASM_PAGE_SIZE
    }

    /// Bytes of memory there are now.
    pub(super) fn length(&self) -> usize {
        // SAFETY: `new`'s caller promised that the definition is valid.
        unsafe { (*self.definition.as_ptr()).current_length }
    }

    /// The memory there is now.
    pub(super) fn bytes(&self) -> NonNull<[u8]> {
        NonNull::slice_from_raw_parts(self.base, self.length())
    }

    fn protect(&self, from: usize, len: usize, access: libc::c_int) -> bool {
        debug_assert!(from + len <= RESERVED);
        // SAFETY: the range lies within the reservation, which belongs to the slot alone; nothing but the module and
        // the host's slices of its memory look there, and both may.
        unsafe { libc::mprotect(self.base.as_ptr().add(from).cast(), len, access) == 0 }
    }

    /// Takes the memory as it is for what it shall be put back to, and watches it from now on. `image` is what
    /// another instance of the same module took; two instances begin alike.
    pub(super) fn watch(&self, image: Option<&Arc<Image>>) -> Option<Arc<Image>> {
        let initial = self.initial();
        let image = image.cloned().unwrap_or_else(|| {
            // SAFETY: the memory is accessible, and the module does not run yet.
            let bytes = unsafe { self.bytes().as_ref() };
            Arc::new(Image::new(bytes, self.page))
        });
        if !self.protect(0, initial, libc::PROT_READ) {
            return None;
        }
        // SAFETY: one thread, and the module does not run, so no signal can come in between.
        let watch = unsafe { &mut *self.watch.get() };
        *watch = Watch { marks: vec![0; initial.div_ceil(self.page).div_ceil(64)], ..Watch::default() };
        watch.image = Some(image.clone());
        Some(image)
    }

    /// Whether `address` is one of ours that was not written yet; it can be written then. Called from the handler
    /// of a signal: no lock, no allocation.
    pub(super) fn open(&self, address: usize) -> bool {
        let Some(offset) = address.checked_sub(self.base.as_ptr() as usize) else { return false };
        // SAFETY: the signal comes from a write of this thread's to the memory: by machine code, or by a host function
        // through a slice of it. Neither happens while `watch` or `reset` hold the same reference.
        let watch = unsafe { &mut *self.watch.get() };
        let (Some(image), pages) = (&watch.image, self.initial() / self.page) else { return false };
        let first = offset / self.page;
        if offset >= image.len || watch.marks[first / 64] & (1 << (first % 64)) != 0 {
            return false;
        }
        let run = 1usize << watch.signals.saturating_sub(SINGLE).min(20);
        let last = (first + run).min(pages);
        if !self.protect(first * self.page, (last - first) * self.page, libc::PROT_READ | libc::PROT_WRITE) {
            watch.failed = true;
            return false;
        }
        for page in first..last {
            let (word, bit) = (&mut watch.marks[page / 64], 1 << (page % 64));
            watch.marked += usize::from(*word & bit == 0);
            *word |= bit;
        }
        watch.signals += 1;
        true
    }

    /// Whether the operating system refused to open a page since the last reset.
    pub(super) fn has_failed(&self) -> bool {
        // SAFETY: one thread, and the module does not run.
        unsafe { (*self.watch.get()).failed }
    }

    /// Puts the memory back to what it was when it began to be watched. `false` where that can't be done: the
    /// instance must not be used again.
    pub(super) fn reset(&self) -> bool {
        let (initial, length) = (self.initial(), self.length());
        // SAFETY: one thread, and the module does not run.
        let watch = unsafe { &mut *self.watch.get() };
        let Some(image) = watch.image.as_ref().filter(|_| !watch.failed) else { return false };
        if length > initial {
            // SAFETY: what was grown belongs to the slot, and nobody looks there: the module does not run.
            let dropped = unsafe {
                let grown = self.base.as_ptr().add(initial).cast();
                libc::madvise(grown, length - initial, libc::MADV_DONTNEED) == 0
            };
            if !dropped || !self.protect(initial, length - initial, libc::PROT_NONE) {
                return false;
            }
            // SAFETY: `new`'s caller promised that the definition is valid, and the module does not run.
            unsafe { (*self.definition.as_ptr()).current_length = initial };
        }
        let (mut left, page) = (watch.marked, self.page);
        for (index, word) in watch.marks.iter().enumerate() {
            let mut bits = *word;
            while bits != 0 && left > 0 {
                let index = index * 64 + bits.trailing_zeros() as usize;
                // SAFETY: a marked page lies within the image and within the memory, and is open for writing.
                unsafe {
                    let at = self.base.as_ptr().add(index * page);
                    match image.page(index, page) {
                        Some(bytes) => at.copy_from_nonoverlapping(bytes.as_ptr(), page),
                        None => at.write_bytes(0, page),
                    }
                }
                bits &= bits - 1;
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        if watch.marked > KEPT {
            watch.marks.fill(0);
            (watch.marked, watch.signals) = (0, 0);
            return self.protect(0, initial, libc::PROT_READ);
        }
        true
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // SAFETY: the mapping is the slot's own. The instance whose machine code points here is dropped before or
        // together with the last handle, and never entered again.
        unsafe { libc::munmap(self.base.as_ptr().cast(), RESERVED) };
    }
}

/// The memory as wasmer sees it.
#[derive(Debug)]
struct Handle(Arc<Slot>);

impl LinearMemory for Handle {
    fn ty(&self) -> MemoryType {
        MemoryType { minimum: self.size(), ..self.0.ty }
    }

    fn size(&self) -> Pages {
        Pages((self.0.length() / WASM_PAGE_SIZE) as u32)
    }

    fn style(&self) -> MemoryStyle {
        MemoryStyle::Static
    }

    fn grow(&mut self, delta: Pages) -> Result<Pages, MemoryError> {
        let before = self.size();
        let refused = MemoryError::CouldNotGrow { current: before, attempted_delta: delta };
        let after = before.checked_add(delta).filter(|after| Some(*after) <= self.0.ty.maximum);
        let Some(after) = after else { return Err(refused) };
        if delta.0 > 0 {
            let (from, len) = (self.0.length(), delta.0 as usize * WASM_PAGE_SIZE);
            if !self.0.protect(from, len, libc::PROT_READ | libc::PROT_WRITE) {
                // Another machine might have had the memory, so the call can't go on as if there were none.
                // SAFETY: one thread, and the module waits for this call.
                unsafe { (*self.0.watch.get()).failed = true };
                return Err(refused);
            }
            // SAFETY: `Slot::new`'s caller promised that the definition is valid; the module waits for this call.
            unsafe { (*self.0.definition.as_ptr()).current_length = after.0 as usize * WASM_PAGE_SIZE };
        }
        Ok(before)
    }

    unsafe fn initialize_with_data(&self, start: usize, data: &[u8]) -> Result<(), Trap> {
        // SAFETY: one thread, and the module does not run yet: the gate lets in only data that is there from the start.
        let watch = unsafe { &*self.0.watch.get() };
        if watch.made && watch.image.is_none() {
            return Ok(());
        }
        // SAFETY: the caller has checked that the data fits, and the memory is accessible.
        unsafe { self.0.base.as_ptr().add(start).copy_from_nonoverlapping(data.as_ptr(), data.len()) };
        Ok(())
    }

    fn vmmemory(&self) -> NonNull<VMMemoryDefinition> {
        self.0.definition
    }

    fn try_clone(&self) -> Result<Box<dyn LinearMemory + Send + Sync>, MemoryError> {
        Err(MemoryError::MemoryNotShared)
    }

    fn copy(&self) -> Result<Box<dyn LinearMemory + Send + Sync>, MemoryError> {
        Err(MemoryError::MemoryNotShared)
    }
}
