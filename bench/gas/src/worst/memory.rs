//! What the process holds: on its heap, by an allocator that counts, and resident, by the kernel.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, with a count of the bytes that are held. A program that wants the count makes it its global
/// allocator.
#[derive(Clone, Copy, Debug)]
pub struct Counting;

fn more(bytes: usize) {
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(held, Relaxed);
}

// SAFETY: every call is handed to the system's allocator as it came, and its answer is handed back as it came; counting
// neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        // SAFETY: the caller's promises are those the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above; the pointer came from the same allocator.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match size.checked_sub(layout.size()) {
            Some(grown) => more(grown),
            None => drop(HELD.fetch_sub(layout.size() - size, Relaxed)),
        }
        // SAFETY: as above; the pointer came from the same allocator.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What the process held when somebody began to watch.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    heap: usize,
    resident: u64,
}

impl Watch {
    /// Begins to watch.
    pub fn begin() -> Self {
        PEAK.store(HELD.load(Relaxed), Relaxed);
        // Sets the kernel's high-water mark to what is resident now. Where that can't be, the heap alone counts.
        let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        Self { heap: HELD.load(Relaxed), resident: if reset { status("VmRSS:") } else { u64::MAX } }
    }

    /// Bytes by which the heap was larger at its peak.
    pub fn heap(&self) -> u64 {
        PEAK.load(Relaxed).saturating_sub(self.heap) as u64
    }

    /// Bytes by which more was resident at the peak.
    pub fn resident(&self) -> u64 {
        status("VmHWM:").saturating_sub(self.resident)
    }
}

/// A row of the kernel's account of this process, in bytes; 0 where there is none.
fn status(row: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(row));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) << 10
}
