//! Memory image: the memory of a new instance.

use crate::engine::budget::{CODE, Share, Taken};

/// Place of a page that is zero.
const ZERO: u32 = u32::MAX;

/// Image of a new instance's memory: the pages of it that are not zero.
#[derive(Debug)]
pub(in crate::execution::backend::wasmer) struct MemoryImage {
    /// Bytes of the whole memory.
    len: usize,
    /// The pages that are not zero, one after the other.
    bytes: Vec<u8>,
    /// The place of each page of the memory in `bytes`, counted in pages; [`ZERO`] for one that is zero.
    places: Vec<u32>,
    /// Its share of the machine.
    _taken: Taken,
}

impl MemoryImage {
    /// Image of `memory`, in pages of `page_bytes`.
    pub(super) fn new(memory: &[u8], page_bytes: usize) -> Self {
        let (mut bytes, mut places) = (Vec::new(), Vec::with_capacity(memory.len() / page_bytes));
        for page in memory.chunks(page_bytes) {
            if page.iter().all(|byte| *byte == 0) {
                places.push(ZERO);
            } else {
                places.push((bytes.len() / page_bytes) as u32);
                bytes.extend_from_slice(page);
            }
        }
        bytes.shrink_to_fit();
        let size = bytes.len() + places.len() * size_of::<u32>();
        let _taken = Taken::new(&CODE, Share { bytes: size as u64, ..Share::default() });
        Self { len: memory.len(), bytes, places, _taken }
    }

    /// Bytes of the whole memory.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes of the pages that are not zero.
    #[cfg(all(target_os = "linux", not(feature = "portable")))]
    pub(super) fn stored_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// True if page `index` is zero.
    #[cfg(all(target_os = "linux", not(feature = "portable")))]
    pub(super) fn is_zero(&self, index: usize) -> bool {
        self.places[index] == ZERO
    }

    /// The bytes of page `index`, of `page_bytes`; `None` if they are zero.
    pub(super) fn page(&self, index: usize, page_bytes: usize) -> Option<&[u8]> {
        let at = *self.places.get(index).filter(|place| **place != ZERO)? as usize * page_bytes;
        self.bytes.get(at..at + page_bytes)
    }
}
