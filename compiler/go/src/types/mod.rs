//! Types: from the tree of a package to what each of its expressions is.
//!
//! ```
//! use allod_go::syntax::{files::Files, parse, tree::Tree};
//! use allod_go::types::{Version, check, store::Store};
//!
//! let (mut files, mut store, mut tree) = (Files::new(), Store::new(), Tree::new());
//! let file = files.add("add.go", *b"package add\n\nfunc Add(a, b int) string { return a + b }\n").unwrap();
//! assert_eq!(parse(&files, file, &mut store.names, &mut tree), []);
//! let checked = check(&mut store, &files, &tree, "add", Version::Go26);
//! let wanted = "cannot use a + b (value of type int) as string value in return statement";
//! assert_eq!(checked.diagnostics[0].message, wanted);
//! ```
//!
//! | folder | holds |
//! |---|---|
//! | [`constant`] | exact values and what operators make of them |
//! | [`store`] | types, objects, scopes and packages, by number |
//! | [`relate`] | identity, type sets, members, who implements what |
//! | `generic` | substitution, instances, inference |
//! | `check` | the checker itself: operands, reports, what waits |
//! | `declare` | declarations, their cycles, the order of package variables |
//! | `typexpr`, `expr`, `stmt` | types, expressions and statements as they are written |
//!
//! The result, [`info::Info`], says of each expression what it is, of what type, and its value if that is constant; what
//! each name stands for; which fields and methods are selected and how they are reached; type arguments; the order in
//! which package variables get their values; and which local variables outlive their function.
//!
//! Texts of mistakes are those of Go's own checker, so that what people find about them holds here. What a contract
//! can't use is refused, and checked as Go would: one mistake does not hide another.

pub mod basic;
pub mod builtin;
mod check;
pub mod constant;
mod declare;
mod expr;
mod generic;
pub mod info;
pub mod relate;
mod stmt;
pub mod store;
mod typexpr;

pub(crate) use check::{BODY_WANTED, PRINT_REFUSED, is_refused_here_alone};
pub use check::{Checked, Version, check, check_embedded};
