//! Types that cross the border.

use std::ffi::{CStr, c_char};

/// Engine. Zero is none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllodEngine {
    /// The handle; it means nothing to the caller.
    pub id: u64,
}

/// Receipt of a call. Zero is none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllodReceipt {
    /// The handle; it means nothing to the caller.
    pub id: u64,
}

/// Bytes or text that this library made. Zero is none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllodBuffer {
    /// The handle; it means nothing to the caller.
    pub id: u64,
}

/// Bytes or text of the caller's, read during the call and not kept. Text is UTF-8 and needs no zero behind it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AllodSlice {
    /// The first byte; may be null where `length` is 0.
    pub data: *const u8,
    /// Bytes that there are.
    pub length: usize,
}

/// Address of an account or a contract.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllodAddress {
    /// The address.
    pub bytes: [u8; 20],
}

/// Hash.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllodHash {
    /// The hash.
    pub bytes: [u8; 32],
}

/// Text that ends with a zero, as a slice. Null is the empty one.
///
/// # Safety
/// `text` is null, or text with a zero behind it. The slice holds as long as the text does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_text(text: *const c_char) -> AllodSlice {
    let length = match text.is_null() {
        true => 0,
        // SAFETY: it is not null, and the caller vouches for the zero.
        false => unsafe { CStr::from_ptr(text) }.count_bytes(),
    };
    AllodSlice { data: text.cast(), length }
}
