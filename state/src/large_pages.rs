//! Large pages for large tables.
//!
//! A table of a million rows that is asked at random places takes a miss in the processor's cache of page addresses at
//! each of them, and every page of 4 KiB that is written first costs a fault. Pages of 2 MiB spare both.

/// The size of a large page, in bytes: x86-64's and AArch64's.
const LARGE: usize = 2 << 20;

/// Room for `many` rows, on large pages if it has some and the system knows them.
pub(crate) fn with_capacity<R>(many: usize) -> Vec<R> {
    let mut rows = Vec::with_capacity(many);
    let pages = rows.spare_capacity_mut();
    if size_of_val(pages) >= LARGE {
        advise(pages);
    }
    rows
}

/// Tells the system that memory may lie on large pages.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the standard library can't say it")]
fn advise<T>(memory: &mut [T]) {
    let bytes = memory.as_mut_ptr().cast::<u8>();
    let skipped = bytes.align_offset(LARGE).min(size_of_val(memory));
    let whole = (size_of_val(memory) - skipped) / LARGE * LARGE;
    // SAFETY: the range lies within `memory`, and the advice changes how memory is backed, never what it holds. Where
    // the system does not follow it, nothing is lost.
    unsafe { libc::madvise(bytes.wrapping_add(skipped).cast(), whole, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn advise<T>(_: &mut [T]) {}

#[cfg(test)]
mod tests {
    #[test]
    fn there_is_room_for_as_many_as_were_asked_for() {
        for many in [0, 1, 100_000, 3_000_000] {
            let mut rows: Vec<u64> = super::with_capacity(many);
            assert!(rows.capacity() >= many);
            rows.extend(0..many as u64);
            assert_eq!(rows.last().copied(), (many as u64).checked_sub(1));
        }
        assert!(super::with_capacity::<()>(7).is_empty());
    }
}
