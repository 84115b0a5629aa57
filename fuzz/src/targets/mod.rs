//! Targets for a fuzzer: each takes any bytes and must not panic.

mod arguments;
mod codec;
mod gate;
mod pointers;
mod values;

pub use arguments::arguments;
pub use codec::codec;
pub use gate::gate;
pub use pointers::{pointers, tell};
pub use values::values;

/// A target.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 5] =
    [("gate", gate), ("codec", codec), ("arguments", arguments), ("pointers", pointers), ("values", values)];
