//! Example contracts, one folder each beside this one, with their tests.
//!
//! A test deploys a contract on a [stage](https://docs.rs/allod-testing), an engine in memory with three people before it, and
//! reads like the story it tells. There is no code here.

#![forbid(unsafe_code)]
