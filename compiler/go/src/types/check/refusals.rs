//! Refusals: parts of Go that a contract can't use.

/// The refusal of `print` and `println`, which programs may use that are no contracts.
pub(crate) const PRINT_REFUSED: &str = "a contract has nowhere to print to";

/// The refusal of functions without a body, which what is wrong with a function's syntax may bring about.
pub(crate) const BODY_WANTED: &str = "a contract can't declare a function without a body";

/// Refusals, by their messages, of what this compiler has not, and a contract could have.
pub(crate) fn is_refused_here_alone(message: &str) -> bool {
    [Refusal::Goto, Refusal::Complex, Refusal::Print].iter().any(|refusal| refusal.text().0 == message)
}

/// A construct that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::types) enum Refusal {
    Go,
    Channel,
    Select,
    Recover,
    Goto,
    Unsafe,
    Reflect,
    Cgo,
    Complex,
    DotImport,
    Directive,
    NoBody,
    Print,
}

impl Refusal {
    /// The part that is refused, and what to do instead.
    pub(super) fn text(self) -> (&'static str, &'static str) {
        match self {
            Refusal::Go => ("a contract can't start goroutines", "call the function; a contract runs alone"),
            Refusal::Channel => ("a contract can't use channels", "use a slice or a map; a contract runs alone"),
            Refusal::Select => ("a contract can't use select", "a contract runs alone and has nothing to wait for"),
            Refusal::Recover => {
                ("a contract can't recover from a panic", "return an error; a panic undoes the whole call")
            }
            Refusal::Goto => ("a contract can't use goto", "use a loop with labelled break and continue"),
            Refusal::Unsafe => ("a contract can't import unsafe", "convert values instead of pointers"),
            Refusal::Reflect => ("a contract can't import reflect", "use type switches and type parameters"),
            Refusal::Cgo => ("a contract can't import C", "write it in Go"),
            Refusal::Complex => ("a contract can't use complex numbers", "use a struct of two numbers"),
            Refusal::DotImport => ("a contract can't use a dot import", "import the package and write its name"),
            Refusal::Directive => ("a contract can't use compiler directives", "remove the comment"),
            Refusal::NoBody => (BODY_WANTED, "write the body"),
            Refusal::Print => (PRINT_REFUSED, "log an event"),
        }
    }
}
