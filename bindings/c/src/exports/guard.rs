//! Guard around each function: no panic crosses, and every failure leaves its text.

use crate::failure::{AllodStatus, Failure};
use std::any::Any;
use std::cell::RefCell;
use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Text of the last failure of this thread.
    static LAST_ERROR: RefCell<CString> = RefCell::default();
}

/// Does `work`, and gives its status. The text of a failure is kept for [`allod_last_error`].
///
/// A panic is a mistake in the engine. What it was about to do is undone as far as the engine undoes it, and its locks let
/// go, so that the next call finds a state that was committed: unwinding is safe here.
pub(super) fn guard(work: impl FnOnce() -> Result<(), Failure>) -> AllodStatus {
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = format!("the engine is at fault: it panicked: {}", words(&*panic));
        // Whatever was thrown may panic again as it is dropped.
        std::mem::forget(panic);
        Err(Failure::new(AllodStatus::Internal, text))
    });
    match outcome {
        Ok(()) => AllodStatus::Ok,
        Err(Failure { status, text }) => {
            keep(text);
            status
        }
    }
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words")
}

/// Keeps `text` as this thread's last error. Zeros within it, which end a C string, are left out.
fn keep(mut text: String) {
    text.retain(|letter| letter != '\0');
    let text = CString::new(text).unwrap_or_default();
    // A thread that is ending has no place for it any more.
    let _ = LAST_ERROR.try_with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            *last = text;
        }
    });
}

/// Text of the last failure of this thread; empty before the first. It is the library's, and holds until a function called
/// on this thread fails. A call that succeeds leaves it as it is.
#[unsafe(no_mangle)]
pub extern "C" fn allod_last_error() -> *const c_char {
    let text = LAST_ERROR.try_with(|last| last.try_borrow().map_or(c"".as_ptr(), |text| text.as_ptr()));
    text.unwrap_or(c"".as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    fn last_error() -> String {
        // SAFETY: the text holds until this thread fails again.
        unsafe { CStr::from_ptr(allod_last_error()) }.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_panic_is_a_status_with_its_words() {
        assert_eq!(guard(|| panic!("at {}", 7)), AllodStatus::Internal);
        assert_eq!(last_error(), "the engine is at fault: it panicked: at 7");
        assert_eq!(guard(|| std::panic::panic_any(7)), AllodStatus::Internal);
        assert!(last_error().ends_with("no words"));
        assert_eq!(guard(|| Ok(())), AllodStatus::Ok);
        assert!(last_error().ends_with("no words"), "a success leaves the text");
    }

    #[test]
    fn what_is_thrown_may_panic_when_it_is_dropped() {
        struct Spiteful;
        impl Drop for Spiteful {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        assert_eq!(guard(|| std::panic::panic_any(Spiteful)), AllodStatus::Internal);
    }

    #[test]
    fn a_zero_does_not_end_a_text_and_each_thread_has_its_own() {
        assert_eq!(guard(|| Err(Failure::invalid("a\0b"))), AllodStatus::InvalidArgument);
        assert_eq!(last_error(), "ab");
        assert_eq!(std::thread::spawn(last_error).join().unwrap(), "");
    }
}
