//! What memory is told so that it is fast where there is a lot of it. The only unchecked code of the crate; nothing
//! depends on whether anybody listens.
#![allow(unsafe_code)]

/// Bytes from which on large pages are worth asking for: with smaller ones, looking up where each page is takes as long
/// as the memory itself.
const LARGE: usize = 32 << 20;
/// Bytes of a large page.
const PAGE: usize = 2 << 20;

/// Has memory bring `what`, while the program goes on.
#[inline(always)]
pub(crate) fn prefetch<T>(what: &T) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..size_of::<T>()).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the instruction reads and writes nothing that a program can see, and never faults; besides, the
        // place is within what a reference leads to.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(what).cast::<i8>().add(line)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = what;
}

/// Asks for large pages for all that `list` has room for, if that is a lot.
#[cold]
pub(crate) fn large_pages<T>(list: &mut Vec<T>) {
    let bytes = list.capacity() * size_of::<T>();
    #[cfg(target_os = "linux")]
    if bytes >= LARGE {
        let start = list.as_mut_ptr().cast::<u8>();
        let skipped = start.align_offset(PAGE);
        let whole = bytes.saturating_sub(skipped) / PAGE * PAGE;
        // SAFETY: the range is within the list's own memory, and the advice changes nothing that is in it.
        unsafe { libc::madvise(start.wrapping_add(skipped).cast(), whole, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (bytes, LARGE, PAGE);
}
