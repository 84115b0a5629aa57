//! Buffers: bytes and text that this library made.

use crate::exports::guard::guard;
use crate::exports::memory::Place;
use crate::exports::types::AllodBuffer;
use crate::failure::{AllodStatus, Failure};
use crate::handles::{Buffer, TABLE};

/// Bytes of a buffer, read-only: they are the library's, and hold until the buffer is freed. A zero stands behind them, so
/// that text is a C string too. `length`, which may be null, gets how many there are without that zero.
///
/// # Safety
/// `data` and `length` are null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_buffer_data(
    buffer: AllodBuffer,
    data: *mut *const u8,
    length: *mut usize,
) -> AllodStatus {
    guard(|| {
        if data.is_null() {
            return Err(Failure::new(AllodStatus::NullPointer, "the place for a buffer's data is null"));
        }
        // SAFETY: the caller vouches for both, and the first is not null.
        let length = unsafe {
            data.write_unaligned(std::ptr::null());
            Place::optional(length)
        };
        let held = TABLE.get::<Buffer>(buffer.id)?;
        let bytes = held.bytes();
        // SAFETY: as above. The table keeps the bytes where they are until the buffer is freed.
        unsafe { data.write_unaligned(bytes.as_ptr()) };
        if let Some(length) = length {
            length.set(bytes.len());
        }
        Ok(())
    })
}

/// Frees a buffer. Its bytes hold no longer.
#[unsafe(no_mangle)]
pub extern "C" fn allod_buffer_free(buffer: AllodBuffer) -> AllodStatus {
    guard(|| TABLE.remove::<Buffer>(buffer.id).map(drop))
}
