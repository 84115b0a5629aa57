//! Memory asked for before it is needed. The only unchecked code of the crate.
#![allow(unsafe_code)]

/// Has memory bring `what`, while the program goes on. Nothing depends on whether it does.
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
