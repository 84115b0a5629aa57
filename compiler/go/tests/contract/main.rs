//! Contracts: what of a package callers reach, what keeps it from being a contract, and what is probably not meant.

mod abi;
mod embedding;
mod forms;
mod host;
mod program;
mod read;
mod refusals;
mod runs;
mod warnings;
mod words;
