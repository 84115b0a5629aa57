//! Call limits: the sizes of everything that crosses from a contract to the host.

use crate::limit_error::LimitError;
pub use allod_core::LimitKind;
use serde::{Deserialize, Serialize};

use crate::wasi_options::PAGE;

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident $field:ident = $default:expr, $range:expr, $unit:literal;)*) => {
        /// The limits on everything that crosses from a contract to the host. One value for the whole engine,
        /// the same on every machine of a chain.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct CallLimits {
            $($(#[$doc])* #[doc = concat!("\n\nCounted in ", $unit, "; `", stringify!($default), "` unless set, and within `", stringify!($range), "`.")] pub $field: u64,)*
        }

        impl Default for CallLimits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl CallLimits {
            /// The option that sets how much of `what` there may be.
            fn field(what: LimitKind) -> &'static str {
                match what { $(LimitKind::$variant => stringify!($field),)* }
            }

            /// The range of that.
            fn range(what: LimitKind) -> std::ops::RangeInclusive<u64> {
                match what { $(LimitKind::$variant => $range,)* }
            }

            /// The limit on `what`.
            #[inline]
            pub fn get(&self, what: LimitKind) -> u64 {
                match what { $(LimitKind::$variant => self.$field,)* }
            }
        }
    };
}

/// The most bytes of anything that a call brings, makes or leaves: an eighth of what a 32-bit memory holds.
const MOST_BYTES: u64 = 512 << 20;

/// Calls within calls at most. Every 16 of them stand on a native stack of 1 MiB that is made for them, so this many take
/// 16 MiB beside what contracts' code takes. Where the engine is WebAssembly itself no program can make a stack, and all of a
/// chain is on the one that the host gives: 1 MiB in the browsers and in node.
const MOST_CALLS: u64 = if cfg!(target_family = "wasm") { 64 } else { 256 };

limits! {
    /// Calls within calls. However many, the calling thread needs 1 MiB of native stack.
    CallDepth call_depth = 64, 1..=MOST_CALLS, "frames";
    /// A module as it is stored.
    Code code = 8 << 20, 1..=MOST_BYTES, "bytes";
    /// Source text handed to a deploy.
    Source source = 1 << 20, 0..=MOST_BYTES, "bytes";
    /// The encoded arguments of one call.
    Input input = 1 << 20, 1..=MOST_BYTES, "bytes";
    /// The encoded result of one call.
    Output output = 1 << 20, 1..=MOST_BYTES, "bytes";
    /// The memory that a deployer may allow one instance.
    Memory memory = 256 << 20, PAGE..=4 << 30, "bytes";
    /// The memory that the instances of a call chain have, all together, what they have grown to included: a call that
    /// would begin with more is refused, and `memory.grow` answers -1 beyond it.
    ChainMemory chain_memory = 512 << 20, PAGE..=1 << 40, "bytes";
    /// The name of the function that is called.
    FunctionName function_name = 256, 1..=1 << 20, "bytes";
    /// The name of an event.
    EventName event_name = 256, 1..=1 << 20, "bytes";
    /// The encoded attributes of one event.
    Event event = 64 << 10, 0..=MOST_BYTES, "bytes";
    /// Events of a whole transaction.
    Events events = 4096, 0..=1 << 20, "events";
    /// All events of a transaction together, those undone later included.
    AllEvents all_events = 1 << 20, 0..=MOST_BYTES, "bytes";
    /// The text with which a contract reverts; more is cut off.
    Revert revert = 1 << 10, 0..=1 << 20, "bytes";
    /// The name of a field.
    FieldName field_name = 64 << 10, 1..=1 << 20, "bytes";
    /// The encoded value of a field.
    FieldValue field_value = 1 << 20, 1..=MOST_BYTES, "bytes";
    /// Handles to objects that one frame may hold.
    Handles handles = 65_536, 1..=1 << 24, "handles";
    /// Objects that a transaction brings along.
    Brought brought = 1024, 0..=1 << 20, "objects";
    /// The debug log of a whole transaction.
    Debug debug = 64 << 10, 0..=MOST_BYTES, "bytes";
}

impl CallLimits {
    /// Checks that every limit is within its range: not so low that it refuses every call, nor beyond what the engine can
    /// hold.
    ///
    /// # Errors
    /// [`LimitError::OutOfRange`] for the first that is not: its name, its value, and the range.
    pub fn validate(&self) -> Result<(), LimitError> {
        for what in LimitKind::ALL {
            let (value, range) = (self.get(*what), Self::range(*what));
            if !range.contains(&value) {
                let (field, unit) = (Self::field(*what), what.unit());
                return Err(LimitError::OutOfRange {
                    field,
                    value,
                    unit,
                    min: *range.start(),
                    max: *range.end(),
                    zero: false,
                });
            }
        }
        Ok(())
    }

    /// Checks that `given` of `what` is within its limit.
    ///
    /// # Errors
    /// [`LimitError::Exceeded`] naming what, how much was given and how much there may be.
    #[inline]
    pub fn check(&self, what: LimitKind, given: u64) -> Result<(), LimitError> {
        let limit = self.get(what);
        if given > limit { Err(LimitError::Exceeded { what, given, limit }) } else { Ok(()) }
    }
}
