//! The module and its functions' bodies as the passes read them.

pub(crate) mod module;
pub(crate) mod operator;
