//! Source text to trees: the grammar of Go 1.26, all of it.
//!
//! ```
//! use allod_go::syntax::{files::Files, names::Names, parse, tree::Tree};
//!
//! let (mut files, mut names, mut tree) = (Files::new(), Names::new(), Tree::new());
//! let file = files.add("add.go", *b"package add\n\nfunc Add(a, b int) int { return a + }\n").unwrap();
//! let mistakes = parse(&files, file, &mut names, &mut tree);
//! assert_eq!(mistakes[0].message, "expected operand, found '}'");
//! assert_eq!(files.place(mistakes[0].span.start).unwrap().to_string(), "add.go:3:37");
//! ```
//!
//! What the grammar has and a contract may not use, such as `go` and `select`, is parsed like everything else: a
//! refusal is better when the rest of the file has been understood.
//!
//! The parser goes once over the tokens, with one token of look-ahead and without ever going back. After a mistake it
//! goes on at the next statement or declaration, so one run finds all mistakes of a file.

pub mod files;
pub mod names;
mod number;
mod parser;
pub mod quoted;
pub mod scanner;
pub mod token;
pub mod tree;

pub use parser::parse;
