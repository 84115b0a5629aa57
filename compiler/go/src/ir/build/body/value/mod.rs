//! Expressions.

mod assert;
mod compare;
mod constant;
mod convert;
mod expressions;
mod index;
mod literal;
mod operator;
mod place;
mod select;
