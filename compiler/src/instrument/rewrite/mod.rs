//! The module written anew with what the passes decided.

pub(crate) mod body;
pub(crate) mod locals;
pub(crate) mod module;
