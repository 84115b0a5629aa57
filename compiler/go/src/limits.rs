//! Limits of what a source may ask of the compiler. Each is a bound on time, memory or native stack, far above what
//! people write: the largest figure found in Go's own standard library stands beside it.

/// Bytes of one file. The largest file of Go's library that is no test has 1.5 MB.
pub const FILE_BYTES: usize = 4 << 20;

/// Bytes of all files that one [`Files`](crate::syntax::files::Files) knows: positions are 32 bits wide.
pub const TOTAL_BYTES: usize = 1 << 30;

/// Levels of nested statements, types, operands and literals. Go's library stays below 40.
pub const NESTING: u32 = 200;

/// Levels of an expression's tree, where a chain of binary operators is one level and each `.f`, `[i]` and `(x)` of
/// a chain is one. Go's library stays below 60.
pub const TREE_HEIGHT: u16 = 400;

/// Mistakes reported of one file, or of one package. Nobody reads more.
pub const DIAGNOSTICS: usize = 100;
