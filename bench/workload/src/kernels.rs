//! The compute kernels in Rust: what native code takes, and the oracle for what contracts answer.

/// Index of the Fibonacci number every runner computes by plain recursion.
pub const FIB: u64 = 22;
/// Calls that takes.
pub const FIB_CALLS: u64 = 57_313;
/// Links of the hash chain every runner computes.
pub const CHAIN: u64 = 1000;
/// Its end: sha256, applied that often to 32 zero bytes.
pub const CHAIN_END: [u8; 32] = [
    0x36, 0xc1, 0xcb, 0x4f, 0x82, 0x6a, 0xe4, 0x2c, 0xeb, 0xa8, 0x48, 0x22, 0x7e, 0x0c, 0x5f, 0x78, //
    0x61, 0x78, 0xca, 0x9d, 0xce, 0xca, 0x67, 0x72, 0xe5, 0xd7, 0x28, 0xd0, 0x9c, 0x30, 0xa2, 0xf6,
];

/// The first eight bytes of the end, as a little-endian number: what the module answers.
pub const CHAIN_START: u64 = u64::from_le_bytes(*CHAIN_END.first_chunk().expect("32 bytes are more than eight"));
/// The kernels as a module: `fib(u64) -> u64` and `chain(u64) -> u64`. See `../kernels/README.md`.
pub const MODULE: &[u8] = include_bytes!("../kernels/kernels.wasm");

/// The `n`th Fibonacci number, by plain recursion: what is measured is the call.
#[inline(never)]
pub fn fib(n: u64) -> u64 {
    // Without it the compiler turns half of the calls into a loop.
    if std::hint::black_box(n) < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_fibonacci_number_is_right() {
        assert_eq!(super::fib(super::FIB), 17_711);
    }
}
