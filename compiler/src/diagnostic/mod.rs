//! Diagnostics of a contract's source.

#[cfg(feature = "go")]
mod place;
#[cfg(feature = "go")]
mod render;

#[cfg(feature = "go")]
pub(crate) use place::told;
#[cfg(feature = "go")]
pub use render::render;

use std::fmt;

/// One thing that is wrong, at one place.
///
/// ```
/// use allod_compiler::{CompileError, CompileOptions, compile};
///
/// let options = CompileOptions { name: "a.go".into(), ..CompileOptions::default() };
/// let refused = compile(b"package a\n\nfunc A() uint64 { return b }\n", &options);
/// let Err(CompileError::Refused(found)) = refused else { panic!("b is not declared") };
/// let one = &found.0[0];
/// assert_eq!((one.file.as_str(), one.line, one.column), ("a.go", 3, 26));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// Characters that it is about, on that line; 0 where that is not known, or where something is missing.
    pub width: usize,
    /// The fault and the reason.
    pub message: String,
    /// The remedy, where there is one.
    pub instead: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        self.instead.iter().try_for_each(|instead| write!(f, "; {instead}"))
    }
}

/// Everything that is wrong, in the order of the source.
///
/// ```
/// use allod_compiler::{CompileError, CompileOptions, compile};
///
/// let source = b"package a\n\nfunc A() uint64 { return b }\nfunc B() uint64 { return c }\n";
/// let refused = compile(source, &CompileOptions::default());
/// let Err(CompileError::Refused(found)) = refused else { panic!("neither is declared") };
/// assert_eq!(found.to_string().lines().count(), 2, "a line each");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(i, one)| write!(f, "{}{one}", if i == 0 { "" } else { "\n" }))
    }
}
