//! Status of a host function.

/// The status of a host function that can fail without ending the call.
///
/// Functions that also give a length return an `i64`: the status in the high 32 bits, the length (or the
/// object handle) in the low 32. The two never share a bit. The text of the last failure is there to be
/// read with `last_error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u32)]
pub enum HostStatus {
    /// Done.
    Ok = 0,
    /// No such object, field or contract.
    NotFound = 1,
    /// The rules of ownership and consent say no.
    Denied = 2,
    /// A write in a query.
    ReadOnly = 3,
    /// The field holds another type.
    TypeMismatch = 4,
    /// The account has less than that.
    InsufficientBalance = 5,
    /// Longer, deeper or more than the limits allow.
    LimitExceeded = 6,
    /// Bytes that are not what they should be: a descriptor, a value, a signature, a handle, UTF-8.
    Invalid = 7,
    /// The called contract reverted; `fetch` gives its message.
    CallReverted = 8,
    /// The called contract used up the gas it was given.
    CallOutOfGas = 9,
    /// The called contract trapped.
    CallTrapped = 10,
    /// The call was never begun: depth, re-entry, no such contract or function, wrong arguments.
    CallRefused = 11,
}

impl HostStatus {
    /// Every status, in order of its number.
    pub const ALL: [Self; 12] = [
        Self::Ok,
        Self::NotFound,
        Self::Denied,
        Self::ReadOnly,
        Self::TypeMismatch,
        Self::InsufficientBalance,
        Self::LimitExceeded,
        Self::Invalid,
        Self::CallReverted,
        Self::CallOutOfGas,
        Self::CallTrapped,
        Self::CallRefused,
    ];

    /// The status as a host function returns it beside `low`: a length or a handle.
    pub fn with(self, low: u32) -> i64 {
        ((self as i64) << 32) | i64::from(low)
    }

    /// The two halves of an `i64` answer; `None` where the high half is no status.
    pub fn split(answer: i64) -> Option<(Self, u32)> {
        let status = Self::ALL.get((answer >> 32) as usize)?;
        Some((*status, answer as u32))
    }
}
