//! The genesis of a chain: a document, in one write, and known by the store; objects that it begins with.

mod documents;
mod objects;
mod written;
