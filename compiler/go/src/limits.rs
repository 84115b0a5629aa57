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

/// Bits of a fraction's numerator and denominator together that are kept exactly. Go's own is about the same.
pub const CONSTANT_BITS: usize = 8192;

/// Bits of the mantissa that a longer fraction is rounded to, as in Go.
pub const CONSTANT_MANTISSA_BITS: usize = 512;

/// The exponent of a constant, decimal in a literal and binary in a fraction. Go asks for 16 bits at least.
pub const CONSTANT_EXPONENT: usize = 40_000;

/// Bits of an untyped integer constant, as in Go.
pub const CONSTANT_INT_BITS: usize = 512;

/// Characters of a number literal, as in Go.
pub const LITERAL_CHARS: usize = 10_000;

/// Terms of a union, as in Go.
pub const UNION_TERMS: usize = 100;

/// Nodes of a type, its shared parts counted each time. The largest of Go's library has some hundred.
pub const TYPE_WEIGHT: u32 = 20_000;

/// Instances of generic types that the packages of one compilation may name.
pub const INSTANCES: usize = 20_000;

/// Levels of a type, and of types that are inside each other by name. Go's library stays below 20.
pub const TYPE_DEPTH: u32 = 200;

/// Levels of expressions, types, statements and declarations that the checker is inside of at once.
pub const CHECK_DEPTH: u32 = 400;

/// Mistakes after which the checker stops. They are put in order before [`DIAGNOSTICS`] of them are shown.
pub const CHECK_DIAGNOSTICS: usize = 1000;

/// Bytes of strings that constant expressions of a package put together.
pub const CONSTANT_STRING_BYTES: usize = 16 << 20;

/// Packages that import each other, one inside the other. Go's library stays below 30.
pub const IMPORT_DEPTH: usize = 200;

/// Types of a program, each instance counted.
pub const PROGRAM_TYPES: usize = 50_000;

/// Functions of a program: declared ones, instances, function literals and what the compiler writes.
pub const PROGRAM_FUNCTIONS: usize = 50_000;

/// Elements of an array type. Larger ones belong into a slice, which is made when the program runs.
pub const ARRAY_ELEMENTS: u64 = 1 << 24;

/// Variables of a function, temporaries among them, before those that are not needed are dropped.
pub const FUNCTION_VARIABLES: usize = 40_000;

/// Terms of a chain of operators after which what has come out is put into a temporary.
pub const CHAIN_TERMS: usize = 64;

/// Bytes of one type. A WebAssembly module of a contract has 64 MiB of memory to begin with at most.
pub const TYPE_BYTES: u64 = 1 << 28;

/// Bytes of package variables and constants, those that begin as zero among them.
pub const DATA_BYTES: u64 = 32 << 20;

/// Words of a function's parameters, as the gate of the engine has it.
pub const PARAMETER_WORDS: usize = 64;

/// Words of a function's results, as the gate of the engine has it.
pub const RESULT_WORDS: usize = 16;

/// Levels of statements and expressions that are lowered inside of each other.
pub const LOWER_DEPTH: u32 = 1000;

/// Bytes of one aggregate that lives on the stack of aggregates; larger ones live on the heap.
pub const FRAME_VALUE_BYTES: u32 = 1024;

/// Bytes of the stack of aggregates, in a module that has one. Calls that are some thousand deep, as many as the engine
/// allows, have room for a few hundred bytes each.
pub const STACK_BYTES: u32 = 1 << 20;

/// Functions of a module, as the gate of the engine has it.
pub const MODULE_FUNCTIONS: usize = 50_000;

/// Bytes of a module, as the gate of the engine has it.
pub const MODULE_BYTES: usize = 8 << 20;

/// Operators of a function, as the gate of the engine has it.
pub const FUNCTION_OPERATORS: usize = 500_000;

/// Locals of a function in WebAssembly, as the gate of the engine has it.
pub const FUNCTION_SLOTS: usize = 4_096;
