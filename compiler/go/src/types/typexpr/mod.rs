//! Type expressions.

mod arrays;
mod instances;
mod interfaces;
mod names;
mod signatures;
mod structs;
mod unions;
mod write;
