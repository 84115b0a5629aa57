//! Rules about the repository itself.
//!
//! | module | holds |
//! |---|---|
//! | [`repository`] | the files of the workspace |
//! | [`tokens`] | a source file as tokens, tests left out |
//! | [`rules`] | the rules, each a pure function from files to breaches |
//! | [`exceptions`] | the list of breaches that are known, which only shrinks |
//!
//! A rule sees file names and text and nothing else: no clock, no version control, no build. `tests/tidy.rs` applies all of
//! them to this workspace, `tests/rules.rs` plants a breach of each.

#![forbid(unsafe_code)]

pub mod exceptions;
pub mod repository;
pub mod rules;
pub mod tokens;

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The name of the rule.
    pub rule: &'static str,
    /// The file, folder or name that breaks it, without a line number: an exception is listed by it.
    pub place: String,
    /// The breach in words, with the value found and the one wanted.
    pub message: String,
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.rule, self.place, self.message)
    }
}
