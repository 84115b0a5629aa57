//! What an engine keeps in its store about the store itself.
//!
//! | file | holds |
//! |---|---|
//! | [`opening`] | what is checked of a store before an engine works with it |
//! | [`head`] | how far a store has come |

mod head;
mod opening;

pub(crate) use head::Head;
pub(crate) use opening::check;
