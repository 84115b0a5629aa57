//! Operators.

mod binary;
mod compare;
mod shift;
mod unary;

pub(in crate::types) use binary::Operation;
