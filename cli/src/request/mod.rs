//! The request: what the words of a command stand for.
//!
//! | file | holds |
//! |---|---|
//! | [`arguments`] | arguments of a contract's function |
//! | [`clock`], [`moment`] | the block in which a call stands |
//! | [`source`], [`source_file`], [`source_folder`] | a file or folder with a contract |
//! | [`module`] | the module that it is compiled to |
//! | [`nearest`] | the name that was meant |

pub(crate) mod arguments;
pub(crate) mod clock;
pub(crate) mod module;
pub(crate) mod moment;
pub(crate) mod nearest;
pub(crate) mod source;
pub(crate) mod source_file;
mod source_folder;
