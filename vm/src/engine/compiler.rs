//! Compiler: machine code by one of two compilers, or none.

/// Compiler of modules. Results, gas and traps are the same with any.
///
/// ```
/// use allod_vm::{Compiler, Engine, EngineConfig, Tier};
///
/// let engine = Engine::open(EngineConfig::default().with_compiler(Compiler::Interpreter))?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// assert_eq!(engine.tier(contract)?, Tier::Interpreter);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compiler {
    /// Optimising compiler, free to use anywhere. The default where there is one: by the feature `cranelift`.
    #[cfg(feature = "cranelift")]
    #[default]
    Cranelift,
    /// One-pass compiler: compiles about ten times faster, and the code runs 1.3 to 2.6 times slower. Under a licence
    /// of its own (BUSL-1.1).
    #[cfg(feature = "singlepass")]
    Singlepass,
    /// No compiler: every module is interpreted for good. Slow, and nothing is kept on disk; it is there to compare with, and
    /// for builds without a compiler.
    #[cfg_attr(not(feature = "cranelift"), default)]
    Interpreter,
}

impl Compiler {
    /// The compiler's name.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "cranelift")]
            Self::Cranelift => "cranelift",
            #[cfg(feature = "singlepass")]
            Self::Singlepass => "singlepass",
            Self::Interpreter => "interpreter",
        }
    }
}
