//! What a module runs on.

/// What turns a module into something that runs. Results, gas and traps are the same with any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compiler {
    /// Optimising, and free to use anywhere.
    #[default]
    Cranelift,
    /// One pass: compiles about ten times faster, and the code runs 1.3 to 2.6 times slower. Under a licence
    /// of its own (BUSL-1.1).
    #[cfg(feature = "singlepass")]
    Singlepass,
    /// None: every module is interpreted for good. Slow, and on disk there is nothing; it is there to compare with.
    Interpreter,
}

impl Compiler {
    /// The compiler's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cranelift => "cranelift",
            #[cfg(feature = "singlepass")]
            Self::Singlepass => "singlepass",
            Self::Interpreter => "interpreter",
        }
    }
}
