//! Limits on the parts of a module.

/// The limits on the parts of a module.
///
/// The numbers stand between what toolchains emit and what makes a compiler slow. Stock Go is the widest of the
/// toolchains: in a program of 8 MB the largest body has 62,706 bytes and 28,493 operators, 1,538 blocks nested
/// 1,076 deep and a `br_table` of 1,913 targets, but 18 locals and 9 operands; it has 4,425 functions and, before
/// packing, 75,883 data segments.
///
/// ```
/// use allod_compiler::gate::GateLimits;
///
/// let GateLimits { body_bytes, nesting, .. } = GateLimits::CURRENT;
/// assert!(body_bytes > 62_706 && nesting > 1_076, "more than stock Go makes");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateLimits {
    /// Signatures.
    pub types: u64,
    /// Parameters of one signature.
    pub params: u64,
    /// Results of one signature.
    pub results: u64,
    /// Values that a block takes.
    pub block_params: u64,
    /// Imported functions.
    pub imports: u64,
    /// Functions with a body.
    pub functions: u64,
    /// Bytes of one body.
    pub body_bytes: u64,
    /// Operators of one body.
    pub operators: u64,
    /// Locals of one function, parameters counted.
    pub locals: u64,
    /// Locals of all functions together.
    pub all_locals: u64,
    /// Blocks, loops and ifs of one function times its locals: what a compiler that tracks each local through
    /// each block has to do.
    pub locals_by_blocks: u64,
    /// Loops in one function.
    pub loops: u64,
    /// Blocks within blocks.
    pub nesting: u64,
    /// Loops within loops.
    pub loop_nesting: u64,
    /// Operands on the stack at once.
    pub operands: u64,
    /// Targets of one `br_table`.
    pub branch_targets: u64,
    /// Operands that calls and branches of all functions move.
    pub moved_operands: u64,
    /// Globals.
    pub globals: u64,
    /// Exports.
    pub exports: u64,
    /// Bytes of an imported or exported name.
    pub name_bytes: u64,
    /// Element segments.
    pub element_segments: u64,
    /// Entries that all element segments together write.
    pub elements: u64,
    /// Data segments.
    pub data_segments: u64,
    /// Bytes of all custom sections.
    pub custom_bytes: u64,
}

impl GateLimits {
    /// The limits of this version. A change is a change of the protocol.
    pub const CURRENT: Self = Self {
        types: 10_000,
        params: 64,
        results: 16,
        block_params: 16,
        imports: 256,
        functions: 50_000,
        body_bytes: 1_000_000,
        operators: 500_000,
        locals: 4_096,
        all_locals: 1_000_000,
        locals_by_blocks: 4_000_000,
        loops: 4_096,
        nesting: 10_000,
        loop_nesting: 100,
        operands: 1_024,
        branch_targets: 20_000,
        moved_operands: 20_000_000,
        globals: 1_024,
        exports: 1_024,
        name_bytes: 256,
        element_segments: 1_024,
        elements: 131_072,
        data_segments: 100_000,
        custom_bytes: 2_000_000,
    };
}
