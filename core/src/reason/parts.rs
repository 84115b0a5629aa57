//! Parts of reasons: write targets, limits, checks of the gate, faults of an ABI.

use crate::ObjectId;
use crate::ids::Name;
use serde::{Deserialize, Serialize};

/// The target of a write that was denied, so far as it has a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts say what the fields are")]
pub enum WriteTarget {
    /// Nothing that has a name.
    None,
    Object {
        object: ObjectId,
    },
    Field {
        object: ObjectId,
        field: Name,
    },
    Event {
        event: Name,
    },
    Amount {
        amount: u64,
    },
}

impl std::fmt::Display for WriteTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Object { object } => write!(f, " {object}"),
            Self::Field { object, field } => write!(f, " \"{field}\" of object {object}"),
            Self::Event { event } => write!(f, " event {event}"),
            Self::Amount { amount } => write!(f, " {amount}"),
        }
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident: $($(#[$row:meta])* $variant:ident = $text:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$row])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in messages.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// The kinds of limits.
    LimitKind:
    /// Calls within calls.
    CallDepth = "depth of the call chain";
    /// A module as it is stored.
    Code = "module";
    /// Source text handed to a deploy.
    Source = "source";
    /// The encoded arguments of one call.
    Input = "arguments";
    /// The encoded result of one call.
    Output = "result";
    /// The memory that a deployer may allow one instance.
    Memory = "memory of an instance";
    /// The memory of the instances of a call chain, all together.
    ChainMemory = "memory of the call chain";
    /// The name of the function that is called.
    FunctionName = "function name";
    /// The name of an event.
    EventName = "event name";
    /// The encoded attributes of one event.
    Event = "event";
    /// Events of a whole transaction.
    Events = "number of events of the transaction";
    /// All events of a transaction together, those undone later included.
    AllEvents = "events of the transaction";
    /// The text with which a contract reverts; more is cut off.
    Revert = "revert text";
    /// The name of a field.
    FieldName = "field name";
    /// The encoded value of a field.
    FieldValue = "field value";
    /// Handles to objects that one frame may hold.
    Handles = "object handles";
    /// Objects that a transaction brings along.
    Brought = "objects brought along";
    /// The debug log of a whole transaction.
    Debug = "debug log";
}

impl LimitKind {
    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::CallDepth => "frames",
            Self::Events => "events",
            Self::Handles => "handles",
            Self::Brought => "objects",
            _ => "bytes",
        }
    }
}

named! {
    /// The checks of the gate.
    Check:
    /// The length of the code.
    Size = "size";
    /// That the bytes are a module, and use no feature that is not let in.
    Features = "features";
    /// Signatures.
    Types = "types";
    /// Imported functions, by name and exact type.
    Imports = "imports";
    /// The number of functions, and the shape of each.
    Functions = "functions";
    /// Operators that no engine may be asked to run.
    Operators = "operators";
    /// The table.
    Table = "table";
    /// The memory.
    Memory = "memory";
    /// The number of globals.
    Globals = "globals";
    /// Exports: names and signatures.
    Exports = "exports";
    /// The start section, which is refused.
    Start = "start section";
    /// The segments of the table.
    Elements = "elements";
    /// The segments of the memory.
    Data = "data";
    /// Custom sections.
    Custom = "custom sections";
}

/// A flaw of what an ABI offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts say what the fields are")]
pub enum AbiFault {
    #[error("the module exports no such function")]
    NotExported,
    #[error("the module exports it with other numbers")]
    OtherNumbers,
    #[error("there may be {limit} functions, and there are {given}")]
    Functions { given: u64, limit: u64 },
    #[error("it may have {limit} inputs and outputs, and has {given}")]
    Params { given: u64, limit: u64 },
    #[error("its name may have {limit} bytes, and has {given}")]
    Name { given: u64, limit: u64 },
    #[error("all it offers may have {limit} bytes as JSON, and has {given}")]
    All { given: u64, limit: u64 },
    #[error("what it {what} may have {limit} bytes as text, and has {given}", what = if *takes { "takes" } else { "gives" })]
    Long { takes: bool, given: u64, limit: u64 },
}
