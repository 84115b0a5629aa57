//! Position: where a page of events begins.

use std::fmt;
use std::str::FromStr;

/// A place in the row of all events: after so many of the transaction with that number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) transaction: u64,
    pub(crate) events: u64,
}

impl FromStr for Position {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = |_| format!("wanted TRANSACTION.EVENT or a transaction's number: {text:?} is neither");
        let (transaction, events) = match text.split_once('.') {
            Some((transaction, events)) => (transaction, events.parse().map_err(wanted)?),
            // After all of them.
            None => (text, u64::MAX),
        };
        Ok(Self { transaction: transaction.parse().map_err(wanted)?, events })
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.transaction, self.events)
    }
}
