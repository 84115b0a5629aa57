//! The specification's test suite on the engine, and the heap's meter of the fuzz targets. Random modules, oracles and targets
//! are those of `allod-testing`. See `README.md`.

#![forbid(unsafe_code)]

pub mod spec;

/// The most bytes of heap that this thread held at once while it did `act`.
pub fn heap(act: &mut dyn FnMut()) -> u64 {
    allocation_counter::measure(act).bytes_max
}
