//! Once lock of the model checker: the standard one, whose publication is a step of its own.

use loom::sync::atomic::{AtomicBool, Ordering};

/// Cell that is written once.
pub(crate) struct OnceLock<T> {
    /// A step of the model never ends within a call of the standard lock, so it never waits.
    value: std::sync::OnceLock<T>,
    is_set: AtomicBool,
}

impl<T> OnceLock<T> {
    pub(crate) fn new() -> Self {
        Self { value: std::sync::OnceLock::new(), is_set: AtomicBool::new(false) }
    }

    /// The value, if the step that publishes it is behind this one.
    pub(crate) fn get(&self) -> Option<&T> {
        if self.is_set.load(Ordering::Acquire) { self.value.get() } else { None }
    }

    /// Publishes `value`, or gives it back.
    pub(crate) fn set(&self, value: T) -> Result<(), T> {
        self.value.set(value)?;
        self.is_set.store(true, Ordering::Release);
        Ok(())
    }

    /// The value. No protocol here may have to wait for it, so the model fails where one would.
    pub(crate) fn wait(&self) -> &T {
        self.get().expect("nobody waits for a value that is not there yet")
    }
}
