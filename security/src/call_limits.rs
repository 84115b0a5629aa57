//! How large anything may be that crosses from a contract to the host.

use crate::limit_error::LimitError;
use serde::{Deserialize, Serialize};

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident $field:ident = $default:expr, $unit:literal, $name:literal;)*) => {
        /// What [`CallLimits`] bounds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Limited {
            $($(#[$doc])* $variant,)*
        }

        /// How large anything may be that crosses from a contract to the host. One value for the whole engine,
        /// the same on every machine of a chain.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct CallLimits {
            $($(#[$doc])* #[doc = concat!("\n\nCounted in ", $unit, "; `", stringify!($default), "` unless set.")] pub $field: u64,)*
        }

        impl Default for CallLimits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl Limited {
            /// Everything that is bounded.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// What it is called in messages.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is counted in.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }
        }

        impl CallLimits {
            /// How much of `what` there may be.
            #[inline]
            pub fn of(&self, what: Limited) -> u64 {
                match what { $(Limited::$variant => self.$field,)* }
            }
        }
    };
}

limits! {
    /// Calls within calls. At 64, a host frame of 64 KiB each stays within 4 MiB of native stack.
    CallDepth call_depth = 64, "frames", "depth of the call chain";
    /// A module as it is stored.
    Code code = 8 << 20, "bytes", "module";
    /// Source text handed to a deploy.
    Source source = 1 << 20, "bytes", "source";
    /// The encoded arguments of one call.
    Input input = 1 << 20, "bytes", "arguments";
    /// The encoded result of one call.
    Output output = 1 << 20, "bytes", "result";
    /// The memory that a deployer may allow one instance.
    Memory memory = 256 << 20, "bytes", "memory of an instance";
    /// The memory that the instances of a call chain have, all together, what they have grown to included: a call that
    /// would begin with more is refused, and `memory.grow` answers -1 beyond it.
    ChainMemory chain_memory = 512 << 20, "bytes", "memory of the call chain";
    /// The name of the function that is called.
    FunctionName function_name = 256, "bytes", "function name";
    /// The name of an event.
    EventName event_name = 256, "bytes", "event name";
    /// The encoded attributes of one event.
    Event event = 64 << 10, "bytes", "event";
    /// Events of a whole transaction.
    Events events = 4096, "events", "number of events of the transaction";
    /// All events of a transaction together, those undone later included.
    AllEvents all_events = 1 << 20, "bytes", "events of the transaction";
    /// What a contract says when it reverts; more is cut off.
    Revert revert = 1 << 10, "bytes", "revert text";
    /// The name of a field.
    FieldName field_name = 64 << 10, "bytes", "field name";
    /// The encoded value of a field.
    FieldValue field_value = 1 << 20, "bytes", "field value";
    /// Handles to objects that one frame may hold.
    Handles handles = 65_536, "handles", "object handles";
    /// Objects that a transaction brings along.
    Brought brought = 1024, "objects", "objects brought along";
    /// The debug log of a whole transaction.
    Debug debug = 64 << 10, "bytes", "debug log";
}

impl std::fmt::Display for Limited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl CallLimits {
    /// Whether `given` of `what` is within its limit.
    ///
    /// # Errors
    /// [`LimitError::Exceeded`] naming what, how much was given and how much there may be.
    #[inline]
    pub fn check(&self, what: Limited, given: u64) -> Result<(), LimitError> {
        let limit = self.of(what);
        if given > limit { Err(LimitError::Exceeded { what, given, limit }) } else { Ok(()) }
    }
}
