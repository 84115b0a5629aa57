//! Reader: the module, its functions' bodies and their operators, as the passes know them.

pub(crate) mod body;
pub(crate) mod module;
pub(crate) mod opcode;
pub(crate) mod operator;
