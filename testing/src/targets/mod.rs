//! Fuzz targets: each takes any bytes and must not panic.
//!
//! | module | holds |
//! |---|---|
//! | [`corpus`] | valid input of each target, where a fuzzer begins |
//! | [`mutation`] | valid input with a few bytes changed |

mod arguments;
mod codec;
pub mod corpus;
mod gate;
pub mod mutation;
mod pointers;
mod source;
mod values;

pub use arguments::arguments;
pub use codec::codec;
pub use gate::gate;
pub use pointers::{pointers, tell};
pub use source::source;
pub use values::values;

/// A meter of the heap: does the work it is given once, and answers the most bytes that this thread held at once. A counting
/// allocator is a program's own choice, so none is linked here.
pub type HeapMeter = fn(&mut dyn FnMut()) -> u64;

/// A target.
pub type Target = Box<dyn Fn(&[u8])>;

/// The targets' names, in the order of [`all`].
pub const NAMES: [&str; 6] = ["gate", "codec", "arguments", "pointers", "source", "values"];

/// Every target by its name.
pub fn all(heap: HeapMeter) -> [(&'static str, Target); 6] {
    let targets: [Target; 6] = [
        Box::new(gate),
        Box::new(codec),
        Box::new(arguments),
        Box::new(pointers),
        Box::new(source),
        Box::new(move |data| values(data, heap)),
    ];
    let mut names = NAMES.into_iter();
    targets.map(|target| (names.next().unwrap_or_default(), target))
}
