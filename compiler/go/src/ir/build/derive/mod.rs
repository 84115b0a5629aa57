//! Derived functions: equality and hash of a type.

mod compare;
mod hash;
