//! Rewrite: the module with what the analyses decided.

pub(crate) mod block_types;
pub(crate) mod body;
mod gas;
pub(crate) mod locals;
pub(crate) mod module;
mod nan;
pub(crate) mod sections;
mod stack;
