//! A contract's memory, which can be put back to what it was.
//!
//! The whole range that an address can name is reserved, so that machine code needs no bounds check and an access
//! outside ends in a signal. Once an instance is ready its memory is made read-only. The first write to each page
//! ends in a signal too; the page is then marked and opened, and stays open. To put the memory back, the marked pages
//! are copied from an image of what they were, and nothing else: a contract that writes the same few pages in every
//! call costs a copy of those and no call of the operating system.
//!
//! What a memory takes of the machine is counted as it changes: addresses, mappings (a run of open pages cuts the kernel's
//! description of the memory in three), and pages that are resident.

use crate::engine::budget::{ADDRESSES, CODE, INSTANCES, Share, Taken};
use crate::execution::backend::machine_code::give_up;
use std::cell::UnsafeCell;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use wasmer::sys::vm::{LinearMemory, MemoryError, MemoryStyle, Trap, VMMemoryDefinition};
use wasmer::{MemoryType, Pages, WASM_PAGE_SIZE};

/// All that 32 bits of address and 32 bits of offset can name, and a page for the widest access.
pub(in crate::execution::backend::wasmer) const RESERVED: usize = (8 << 30) + WASM_PAGE_SIZE;

/// Pages of the operating system that stay marked from one call to the next: 512 KiB of 4 KiB pages, some 10 µs of
/// copying. A memory with more is made read-only again as a whole.
const KEPT: usize = 128;

/// Signals that open a single page; stock Go writes some twenty in a call. Each later one opens twice as many pages as
/// the one before, so that writing all of a large memory costs some forty signals and not one for each page: a signal
/// takes 2 to 6 µs, and the write that brings it about costs 20 gas or so (`bench/gas`, `worst`, memory written).
const SINGLE: u32 = 24;

/// Of those, how many are left to a memory that a call has written more of than stays marked: the next call is likely to
/// do the same, and one that is made to ends all its signals early.
const SINGLE_AGAIN: u32 = 8;

/// Pages of zeros that were written and stay resident: 2 MiB of 4 KiB pages. With more, all are given back.
const RESIDENT: usize = 512;

/// Mappings of a memory in which no page was opened: what is accessible, what was grown, and what is neither.
const FEWEST_MAPPINGS: u64 = 3;

/// What a memory is when its instance is new: the pages of it that are not zero.
#[derive(Debug)]
pub(in crate::execution::backend::wasmer) struct Image {
    /// Bytes of the whole memory.
    len: usize,
    /// The pages that are not zero, one after the other.
    bytes: Vec<u8>,
    /// For each page of the memory where it stands in `bytes`, counted in pages; [`ZERO`] for one that is zero.
    places: Vec<u32>,
    /// What it takes of the machine.
    _taken: Taken,
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
        bytes.shrink_to_fit();
        let size = bytes.len() + places.len() * size_of::<u32>();
        let _taken = Taken::new(&CODE, Share { bytes: size as u64, ..Share::default() });
        Self { len: memory.len(), bytes, places, _taken }
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
    /// Mappings that all instances of the process may have: with more, this memory is opened as a whole.
    most_mappings: u64,
    /// Bytes of memory there may be in this call.
    most: AtomicUsize,
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
    /// A bit for each page of the image that is zero there and may be resident all the same.
    written: Vec<u64>,
    /// What this memory takes of the machine.
    share: Share,
    /// Set where the operating system would not open a page: what ran can't be trusted, nor what it goes on with.
    failed: bool,
}

// SAFETY: a slot is used by the one thread that its instance belongs to (see the module's head), and what it points
// to is mapped or boxed memory that any thread may free: an idle instance is dropped by whichever thread needs room.
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
        (ty, most_mappings): (MemoryType, u64),
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
        ADDRESSES.fetch_add(RESERVED as u64, Relaxed);
        let most = AtomicUsize::new(usize::MAX);
        let slot = Self { base, definition, ty, page, most_mappings, most, watch: UnsafeCell::default() };
        let initial = slot.initial();
        // SAFETY: nobody else has the slot yet.
        slot.takes(unsafe { &mut *slot.watch.get() }, FEWEST_MAPPINGS, image.map_or(0, |image| image.bytes.len()));
        if initial > 0 {
            if !slot.protect(0, initial, libc::PROT_READ | libc::PROT_WRITE) {
                return Err(failed("making memory accessible"));
            }
            // Small pages only, so that what a first touch costs does not depend on the machine's settings. Where
            // the system knows no large ones it refuses, and all is well.
            // SAFETY: the range was mapped above and belongs to the slot.
            unsafe { libc::madvise(slot.base.as_ptr().cast(), initial, libc::MADV_NOHUGEPAGE) };
            // The kernel joins parts of a mapping again only where they had a page in common from the beginning; else
            // each page that was ever opened would stay a mapping of its own.
            // SAFETY: the first byte was made accessible above.
            unsafe { slot.base.as_ptr().write_volatile(0) };
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

    /// Lets the memory have `most` bytes in the next call.
    pub(super) fn allow(&self, most: usize) {
        self.most.store(most, Relaxed);
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

    /// Notes what the memory takes from now on.
    fn takes(&self, watch: &mut Watch, mappings: u64, bytes: usize) {
        let now = Share { count: 0, mappings, bytes: bytes as u64 };
        INSTANCES.change(watch.share, now);
        watch.share = now;
    }

    /// What the memory takes of the machine; what was grown does not count, as it is given back after each call.
    pub(super) fn share(&self) -> Share {
        // SAFETY: one thread, and the module does not run.
        unsafe { (*self.watch.get()).share }
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
        let words = initial.div_ceil(self.page).div_ceil(64);
        let share = watch.share;
        *watch = Watch { marks: vec![0; words], written: vec![0; words], share, ..Watch::default() };
        self.takes(watch, FEWEST_MAPPINGS, image.bytes.len());
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
        let run = match INSTANCES.total().mappings < self.most_mappings {
            true => 1usize << watch.signals.saturating_sub(SINGLE).min(20),
            false => pages,
        };
        let single = first..(first + run).min(pages);
        // As a whole it is one mapping, whatever it was before, so this does not fail for want of mappings.
        let whole = 0..pages;
        let opened = [if run < pages { single } else { whole.clone() }, whole]
            .into_iter()
            .find(|some| self.protect_pages(some, libc::PROT_READ | libc::PROT_WRITE));
        let Some(opened) = opened else {
            watch.failed = true;
            return self.blank(pages);
        };
        let mut bytes = watch.share.bytes as usize;
        for page in opened {
            let (word, bit) = (page / 64, 1 << (page % 64));
            watch.marked += usize::from(watch.marks[word] & bit == 0);
            watch.marks[word] |= bit;
            if image.places[page] == ZERO && watch.written[word] & bit == 0 {
                watch.written[word] |= bit;
                bytes += self.page;
            }
        }
        watch.signals += 1;
        let mappings = FEWEST_MAPPINGS + borders(&watch.marks, pages);
        self.takes(watch, mappings, bytes);
        true
    }

    /// Puts blank memory in the place of the first `pages` pages, where they can't be made writable: what runs is thrown
    /// away, and needs something to write to until it ends. A host function must not be cut short. Shared memory does not
    /// count as data, which has a limit of its own.
    fn blank(&self, pages: usize) -> bool {
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_FIXED | libc::MAP_NORESERVE;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: the range lies within the reservation, which belongs to the slot alone, and stays accessible; nothing
        // that was read there matters any more, as what runs has failed.
        let blank = unsafe { libc::mmap(self.base.as_ptr().cast(), pages * self.page, access, flags, -1, 0) };
        blank != libc::MAP_FAILED
    }

    fn protect_pages(&self, pages: &Range<usize>, access: libc::c_int) -> bool {
        self.protect(pages.start * self.page, pages.len() * self.page, access)
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
        let least = image.bytes.len();
        // Pages of zeros are given back rather than filled where there are many.
        let gives_back = watch.marked > KEPT && watch.share.bytes as usize > least + RESIDENT * page;
        for (index, word) in watch.marks.iter().enumerate() {
            let mut bits = *word;
            while bits != 0 && left > 0 {
                let index = index * 64 + bits.trailing_zeros() as usize;
                // SAFETY: a marked page lies within the image and within the memory, and is open for writing.
                unsafe {
                    let at = self.base.as_ptr().add(index * page);
                    match image.page(index, page) {
                        Some(bytes) => at.copy_from_nonoverlapping(bytes.as_ptr(), page),
                        None if gives_back => {}
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
        if watch.marked <= KEPT {
            return true;
        }
        watch.marks.fill(0);
        (watch.marked, watch.signals) = (0, SINGLE - SINGLE_AGAIN);
        let mut bytes = watch.share.bytes as usize;
        if gives_back {
            for run in runs(&watch.written, initial / page) {
                // SAFETY: the pages lie within the image and are zero there, as they are from now on; the module does not
                // run.
                let given = unsafe {
                    let at = self.base.as_ptr().add(run.start * page).cast();
                    libc::madvise(at, run.len() * page, libc::MADV_DONTNEED) == 0
                };
                if !given {
                    return false;
                }
            }
            watch.written.fill(0);
            bytes = least;
        }
        if !self.protect(0, initial, libc::PROT_READ) {
            return false;
        }
        self.takes(watch, FEWEST_MAPPINGS, bytes);
        true
    }
}

/// Where, among `pages` pages, open and closed ones meet.
fn borders(marks: &[u64], pages: usize) -> u64 {
    let mut last = marks.first().map_or(0, |word| word & 1);
    let mut borders = 0;
    for (index, word) in marks.iter().enumerate() {
        // Each bit against the one below it.
        let mut changes = word ^ (word << 1 | last);
        if pages - index * 64 < 64 {
            changes &= (1 << (pages - index * 64)) - 1;
        }
        borders += u64::from(changes.count_ones());
        last = word >> 63;
    }
    borders
}

/// The runs of pages, among `pages`, whose bits are set.
fn runs(bits: &[u64], pages: usize) -> impl Iterator<Item = Range<usize>> {
    let is_set = |page: usize| bits.get(page / 64).is_some_and(|word| word & (1 << (page % 64)) != 0);
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = (next..pages).find(|page| is_set(*page))?;
        let end = (start..pages).find(|page| !is_set(*page)).unwrap_or(pages);
        next = end;
        Some(start..end)
    })
}

impl Drop for Slot {
    fn drop(&mut self) {
        // SAFETY: the mapping is the slot's own. The instance whose machine code points here is dropped before or
        // together with the last handle, and never entered again.
        unsafe { libc::munmap(self.base.as_ptr().cast(), RESERVED) };
        ADDRESSES.fetch_sub(RESERVED as u64, Relaxed);
        INSTANCES.change(self.watch.get_mut().share, Share::default());
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
        let most = self.0.most.load(Relaxed) / WASM_PAGE_SIZE;
        let after = before.checked_add(delta).filter(|after| Some(*after) <= self.0.ty.maximum);
        let after = after.filter(|after| after.0 as usize <= most);
        let Some(after) = after else { return Err(refused) };
        if delta.0 > 0 {
            let (from, len) = (self.0.length(), delta.0 as usize * WASM_PAGE_SIZE);
            let open = || self.0.protect(from, len, libc::PROT_READ | libc::PROT_WRITE);
            // Once more without anything idle, if there is no room.
            let opened = open() || {
                give_up();
                open()
            };
            if !opened {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_where_open_and_closed_pages_meet() {
        for (marks, pages, wanted) in [
            (vec![], 0, 0),
            (vec![0], 64, 0),
            (vec![u64::MAX], 64, 0),
            (vec![1], 64, 1),
            (vec![2], 64, 2),
            (vec![0b1011], 64, 3),
            (vec![0b1011], 4, 2),
            (vec![1 << 63, 1], 128, 2),
            (vec![1 << 63, 0], 128, 2),
            (vec![1 << 63], 64, 1),
            (vec![0, 0b10], 80, 2),
            (vec![0, 0xffff], 80, 1),
        ] {
            assert_eq!(borders(&marks, pages), wanted, "{marks:x?} of {pages}");
        }
    }

    #[test]
    fn runs_are_found_wherever_they_begin_and_end() {
        let found = |bits: &[u64], pages| runs(bits, pages).map(|run| (run.start, run.end)).collect::<Vec<_>>();
        assert_eq!(found(&[0], 64), []);
        assert_eq!(found(&[u64::MAX], 64), [(0, 64)]);
        assert_eq!(found(&[0b1011, 1], 80), [(0, 2), (3, 4), (64, 65)]);
        assert_eq!(found(&[1 << 63, 1], 65), [(63, 65)]);
    }
}
