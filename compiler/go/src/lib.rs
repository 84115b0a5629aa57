//! Go for contracts: source in, a checked tree out, with no Go toolchain and no system under it.
//!
//! A folder is a stage, and a stage reads only what stands before it:
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`syntax`] | source text | a tree in an arena, and every mistake of the file |
//! | [`types`] | the tree of a package | types of expressions, what names stand for, and every mistake of the package |
//! | [`contract`] | a checked package | what callers reach and by which types, and all that keeps it from being a contract |
//! | [`packages`] | files of a folder | all packages of a program, each checked after those it imports |
//! | [`ir`] | all packages | a closed program without type parameters |
//! | [`lower`] | a [program](ir) without type parameters | a WebAssembly module, and the lines of its operators |
//!
//! What a mistake is stands in [`diagnostic`], what a source may ask of a compiler in [`limits`].
//!
//! *Invariants.* No stage reads a file, a clock or the environment. None panics, whatever the source: an inconsistency
//! is a diagnostic. Time and memory are linear in the source, and no source makes the native stack deep.

#![forbid(unsafe_code)]

pub mod compile;
pub mod compile_contract;
pub mod compile_tests;
pub mod contract;
pub mod declare_contract;
pub mod diagnostic;
pub mod ir;
pub mod limits;
pub mod lower;
pub mod packages;
pub mod syntax;
pub mod types;
