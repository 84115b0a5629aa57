//! Event: what a contract logs.

use crate::{Address, Attributes, Name};
use serde::{Deserialize, Serialize};

/// Something a contract logged. It goes with the writes: undone with them, kept with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The contract that logged it.
    pub contract: Address,
    /// The event's name.
    pub name: Name,
    /// Keys and values, in the order given.
    pub attributes: Attributes,
}
