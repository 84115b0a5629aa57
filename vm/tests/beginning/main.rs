//! The genesis of a chain: a document, in one write, and known by the store.

mod documents;
mod written;
