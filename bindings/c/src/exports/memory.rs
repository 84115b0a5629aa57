//! Memory of the caller's: slices that are read, places that are written.

use crate::exports::types::AllodSlice;
use crate::failure::{AllodStatus, Failure};

/// The bytes of a slice. `what` is its name in errors.
///
/// # Errors
/// [`AllodStatus::NullPointer`], and [`AllodStatus::InvalidArgument`] for a length that no memory has.
///
/// # Safety
/// Unless its pointer is null or its length 0, `slice` is readable memory that nobody writes to for as long as the result
/// is used.
pub(super) unsafe fn bytes<'a>(what: &str, slice: AllodSlice) -> Result<&'a [u8], Failure> {
    let AllodSlice { data, length } = slice;
    match (data.is_null(), length) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Failure::new(AllodStatus::NullPointer, format!("{what} is null, with a length of {length}"))),
        (false, length) if isize::try_from(length).is_err() => {
            Err(Failure::invalid(format!("{what}: a length of {length}, wanted {} at most", isize::MAX)))
        }
        // SAFETY: it is not null and no longer than memory can be; bytes need no alignment; the caller vouches for the rest.
        (false, length) => Ok(unsafe { std::slice::from_raw_parts(data, length) }),
    }
}

/// The text of a slice.
///
/// # Errors
/// As [`bytes`], and [`AllodStatus::InvalidArgument`] for what is no UTF-8.
///
/// # Safety
/// As [`bytes`].
pub(super) unsafe fn text<'a>(what: &str, slice: AllodSlice) -> Result<&'a str, Failure> {
    // SAFETY: the caller vouches for the slice.
    let bytes = unsafe { bytes(what, slice) }?;
    std::str::from_utf8(bytes).map_err(|error| Failure::invalid(format!("{what}: {error}")))
}

/// Place for a result, with the default in it until there is one.
pub(super) struct Place<T> {
    at: *mut T,
}

impl<T: Copy + Default> Place<T> {
    /// The place at `at`, with the default in it.
    ///
    /// # Errors
    /// [`AllodStatus::NullPointer`].
    ///
    /// # Safety
    /// Unless it is null, `at` is memory for a `T` that may be written to for as long as the place is used. It need not be
    /// aligned.
    pub(super) unsafe fn new(what: &str, at: *mut T) -> Result<Self, Failure> {
        if at.is_null() {
            return Err(Failure::new(AllodStatus::NullPointer, format!("the place for {what} is null")));
        }
        let place = Self { at };
        place.set(T::default());
        Ok(place)
    }

    /// As [`new`](Self::new), or none where `at` is null.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub(super) unsafe fn optional(at: *mut T) -> Option<Self> {
        // SAFETY: the caller vouches for the memory.
        unsafe { Self::new("an optional result", at) }.ok()
    }

    /// Puts `value` there.
    pub(super) fn set(&self, value: T) {
        // SAFETY: `new` was told that the memory may be written to, aligned or not. What was there is plain data.
        unsafe { self.at.write_unaligned(value) }
    }
}
