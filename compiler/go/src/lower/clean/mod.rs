//! Passes over the code of a function, in this order: what is not reached goes, values that are stored only to be read
//! again stay on the stack, copies of locals and constants are read where they come from, constants are folded, and in the
//! end locals that do not live at once share a slot.

mod copies;
mod dead;
mod fold;
mod slots;
mod stores;

use super::code::Code;

/// Runs all passes but the last.
pub(super) fn clean(code: &mut Code) {
    dead::remove(code);
    stores::remove(code);
    copies::propagate(code);
    fold::fold(code);
    dead::remove(code);
    stores::remove(code);
}

/// Runs the last pass, after which the code is no more than numbers away from output.
pub(super) fn finish(code: &mut Code) {
    slots::share(code);
}
