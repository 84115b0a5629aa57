//! Hints to the machine: cache-line prefetch and large pages.
//!
//! The only `unsafe` of the crate. Both are advice: a machine that ignores it computes the same.
#![allow(unsafe_code)]

use crate::map::accelerators::MACHINE_HINTS;

/// Bytes of an allocation from which on large pages are asked for. With pages of 4 KiB the page table of a larger one falls
/// out of the caches too, and a page walk costs as much as the cache miss it belongs to.
const LARGE_ALLOCATION_BYTES: usize = 32 << 20;
/// Bytes of a large page on x86-64 and arm64 Linux.
const LARGE_PAGE_BYTES: usize = 2 << 20;

/// Prefetches every cache line of `what` into the first-level cache, without waiting for it.
#[inline(always)]
pub(crate) fn prefetch<T>(what: &T) {
    if !MACHINE_HINTS {
        return;
    }
    #[cfg(target_arch = "x86_64")]
    for line in (0..size_of::<T>()).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch has no effect that a program can observe and never faults; besides, `line` is below the size
        // of `T`, so the address is within what the reference points to.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(what).cast::<i8>().add(line)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = what;
}

/// Asks for large pages behind the whole capacity of `list`, if that is at least [`LARGE_ALLOCATION_BYTES`].
#[cold]
pub(crate) fn large_pages<T>(list: &mut Vec<T>) {
    if !MACHINE_HINTS {
        return;
    }
    let bytes = list.capacity() * size_of::<T>();
    #[cfg(target_os = "linux")]
    if bytes >= LARGE_ALLOCATION_BYTES {
        let start = list.as_mut_ptr().cast::<u8>();
        let skipped = start.align_offset(LARGE_PAGE_BYTES);
        let whole = bytes.saturating_sub(skipped) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
        // SAFETY: the range lies within the list's own allocation, and the advice changes nothing that is in it.
        unsafe { libc::madvise(start.wrapping_add(skipped).cast(), whole, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (bytes, LARGE_ALLOCATION_BYTES, LARGE_PAGE_BYTES);
}
