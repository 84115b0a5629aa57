//! Passes over the code of a function, in this order: what is not reached goes, values that are stored only to be read
//! again stay on the stack, and locals that do not live at once share a slot.

mod dead;
mod slots;
mod stores;

use super::code::Code;

/// Runs all passes.
pub(super) fn clean(code: &mut Code) {
    dead::remove(code);
    stores::remove(code);
    slots::share(code);
}
