//! Dirty tracking: the pages of a memory that were written since it was reset.

use super::memory_image::MemoryImage;
use crate::engine::budget::Share;
use std::ops::Range;
use std::sync::Arc;

/// Dirty pages that stay writable from one call to the next: 512 KiB of 4 KiB pages, some 10 µs of copying. A memory with
/// more is made read-only again as a whole.
const RETAINED_DIRTY_PAGES: usize = 128;

/// Write faults that open a single page; stock Go writes some twenty pages in a call. Each later one opens twice as many
/// pages as the one before, so that writing all of a large memory costs some forty faults and not one for each page: a
/// fault takes 2 to 6 µs, and the write that brings it about costs 20 gas or so (`bench/gas`, `worst`, memory written).
const SINGLE_PAGE_FAULTS: u32 = 24;

/// Single-page faults that are left to a memory of which a call has written more than is retained: the next call is
/// likely to do the same, and one that is made to leaves them behind early.
const SINGLE_PAGE_FAULTS_AFTER_LARGE: u32 = 8;

/// Zero pages of the image that were written and may stay resident: 2 MiB of 4 KiB pages. With more, all are given back.
const RESIDENT_ZERO_PAGES: usize = 512;

/// Mappings of a memory without dirty pages: the accessible part, the part that was grown, and the rest.
pub(super) const CLEAN_MAPPINGS: u64 = 3;

/// Dirty tracking of a memory, from the time that its image was taken.
///
/// **Invariant:** a page of the image that is not dirty is read-only and equal to the image.
#[derive(Debug, Default)]
pub(super) struct DirtyTracking {
    /// The image to reset to; `None` until the instance is ready.
    pub(super) image: Option<Arc<MemoryImage>>,
    /// True if the memory was made from an image, so that the module's data is in it already.
    pub(super) made_from_image: bool,
    /// A bit for each page of the image: dirty, and open for writing.
    dirty_pages: Vec<u64>,
    dirty_count: usize,
    /// Write faults since the memory was read-only.
    faults: u32,
    /// A bit for each page that is zero in the image and may be resident all the same.
    resident_zero_pages: Vec<u64>,
    /// The memory's share of the machine.
    pub(super) share: Share,
    /// True once the operating system would not open a page: the run can't be trusted, nor anything that it goes on with.
    pub(super) failed: bool,
}

impl DirtyTracking {
    /// Begins to track a memory of `pages` pages that is equal to `image`.
    pub(super) fn begin(&mut self, image: Arc<MemoryImage>, pages: usize) {
        let words = pages.div_ceil(64);
        *self = Self {
            image: Some(image),
            dirty_pages: vec![0; words],
            resident_zero_pages: vec![0; words],
            share: self.share,
            ..Self::default()
        };
    }

    /// True if page `index` is dirty.
    pub(super) fn is_dirty(&self, index: usize) -> bool {
        self.dirty_pages[index / 64] & (1 << (index % 64)) != 0
    }

    /// Pages to open for a write fault at page `first`, of `pages` in all; all of them if mappings are short.
    pub(super) fn pages_to_open(&self, first: usize, pages: usize, mappings_short: bool) -> Range<usize> {
        let run = match mappings_short {
            false => 1usize << self.faults.saturating_sub(SINGLE_PAGE_FAULTS).min(20),
            true => pages,
        };
        if run < pages { first..(first + run).min(pages) } else { 0..pages }
    }

    /// Marks `opened` pages as dirty, of `pages` in all. Gives the memory's share of the machine from then on. Called from
    /// the handler of a signal: no lock, no allocation.
    pub(super) fn mark(&mut self, opened: Range<usize>, pages: usize, page_bytes: usize) -> Share {
        let mut bytes = self.share.bytes as usize;
        for index in opened {
            let (word, bit) = (index / 64, 1 << (index % 64));
            self.dirty_count += usize::from(self.dirty_pages[word] & bit == 0);
            self.dirty_pages[word] |= bit;
            let is_zero = self.image.as_ref().is_some_and(|image| image.is_zero(index));
            if is_zero && self.resident_zero_pages[word] & bit == 0 {
                self.resident_zero_pages[word] |= bit;
                bytes += page_bytes;
            }
        }
        self.faults += 1;
        let mappings = CLEAN_MAPPINGS + boundaries(&self.dirty_pages, pages);
        Share { count: 0, mappings, bytes: bytes as u64 }
    }

    /// Visits the dirty pages, in their order.
    #[inline]
    pub(super) fn for_each_dirty(&self, mut visit: impl FnMut(usize)) {
        let mut left = self.dirty_count;
        for (index, word) in self.dirty_pages.iter().enumerate() {
            if left == 0 {
                return;
            }
            let mut bits = *word;
            while bits != 0 {
                visit(index * 64 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
                left -= 1;
            }
        }
    }

    /// True if more pages are dirty than are retained for the next call.
    pub(super) fn is_above_retained(&self) -> bool {
        self.dirty_count > RETAINED_DIRTY_PAGES
    }

    /// True if zero pages are given back rather than filled: there are many of them.
    pub(super) fn gives_back_zero_pages(&self, page_bytes: usize) -> bool {
        let stored = self.image.as_ref().map_or(0, |image| image.stored_bytes());
        self.is_above_retained() && self.share.bytes as usize > stored + RESIDENT_ZERO_PAGES * page_bytes
    }

    /// Runs of zero pages, among `pages`, that may be resident.
    pub(super) fn resident_zero_runs(&self, pages: usize) -> impl Iterator<Item = Range<usize>> {
        runs(&self.resident_zero_pages, pages)
    }

    /// Forgets the zero pages that may be resident, once they are given back.
    pub(super) fn clear_resident_zero_pages(&mut self) {
        self.resident_zero_pages.fill(0);
    }

    /// Forgets the dirty pages, before the memory is made read-only as a whole.
    pub(super) fn clear_dirty(&mut self) {
        self.dirty_pages.fill(0);
        (self.dirty_count, self.faults) = (0, SINGLE_PAGE_FAULTS - SINGLE_PAGE_FAULTS_AFTER_LARGE);
    }
}

/// Number of boundaries, among `pages` pages, between set bits and others. Each is a mapping more.
fn boundaries(bits: &[u64], pages: usize) -> u64 {
    let mut last = bits.first().map_or(0, |word| word & 1);
    let mut count = 0;
    for (index, word) in bits.iter().enumerate() {
        // Each bit against the one below it.
        let mut changes = word ^ (word << 1 | last);
        if pages - index * 64 < 64 {
            changes &= (1 << (pages - index * 64)) - 1;
        }
        count += u64::from(changes.count_ones());
        last = word >> 63;
    }
    count
}

/// Runs of pages, among `pages`, whose bits are set.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_where_open_and_closed_pages_meet() {
        for (bits, pages, wanted) in [
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
            assert_eq!(boundaries(&bits, pages), wanted, "{bits:x?} of {pages}");
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

    #[test]
    fn dirty_pages_are_those_that_were_opened_and_their_zeros_count_once() {
        let page_bytes = 4096;
        let mut memory = vec![0; 130 * page_bytes];
        memory[65 * page_bytes] = 1;
        let mut tracking = DirtyTracking::default();
        tracking.begin(Arc::new(MemoryImage::new(&memory, page_bytes)), 130);
        tracking.share = tracking.mark(64..66, 130, page_bytes);
        tracking.share = tracking.mark(65..67, 130, page_bytes);
        let dirty = |tracking: &DirtyTracking| {
            let mut pages = Vec::new();
            tracking.for_each_dirty(|page| pages.push(page));
            pages
        };
        assert_eq!(dirty(&tracking), [64, 65, 66]);
        assert_eq!(tracking.share.bytes as usize, 2 * page_bytes, "65 is not zero");
        assert_eq!(tracking.share.mappings, CLEAN_MAPPINGS + 2);
        assert!(tracking.is_dirty(65) && !tracking.is_dirty(67));
        tracking.clear_dirty();
        assert!(dirty(&tracking).is_empty());
    }
}
