//! Event cursor: a place in the row of all events.

use std::fmt;
use std::str::FromStr;

/// Place in the row of all events of a chain: after so many of the transaction with that number. The default is the
/// beginning.
///
/// As text it is `TRANSACTION.EVENTS`; a number alone is the place after all events of that transaction.
///
/// ```
/// use allod_vm::EventCursor;
///
/// let place: EventCursor = "17.2".parse()?;
/// assert_eq!(place, EventCursor { transaction: 17, events: 2 });
/// assert!(EventCursor::default() < place && place < "17".parse()?);
/// assert_eq!(place.to_string(), "17.2");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventCursor {
    /// Number of the transaction since genesis.
    pub transaction: u64,
    /// Number of its events that are before the place.
    pub events: u64,
}

impl FromStr for EventCursor {
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

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.transaction, self.events)
    }
}
