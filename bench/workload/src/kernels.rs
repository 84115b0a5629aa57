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

/// What a runner asks of a kernel: one function with one argument, and what it must answer.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The function's name in [`MODULE`].
    pub function: &'static str,
    /// Its argument.
    pub argument: u64,
    /// The answer.
    pub wanted: u64,
}

impl Task {
    /// The Fibonacci number.
    pub fn fib() -> Self {
        Self { function: "fib", argument: FIB, wanted: fib(FIB) }
    }

    /// The chain of hashes.
    pub fn chain() -> Self {
        Self { function: "chain", argument: CHAIN, wanted: CHAIN_START }
    }
}

/// The `n`th Fibonacci number, by plain recursion: what is measured is the call.
#[inline(never)]
pub fn fib(n: u64) -> u64 {
    // Without it the compiler turns half of the calls into a loop.
    if std::hint::black_box(n) < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

/// The kernels as WebAssembly text with `imports` before and `functions` behind, for a host that calls a contract in a
/// way of its own. The kernels are `$kernel.fib` and `$kernel.chain` to these, and not exported themselves.
///
/// # Panics
/// Where [`MODULE`] is not a module with two kernels.
#[cfg(feature = "text")]
pub fn adapted(imports: &str, functions: &str) -> String {
    let mut printed = String::new();
    let mut out = wasmprinter::PrintFmtWrite(&mut printed);
    wasmprinter::Config::new().name_unnamed(true).print(MODULE, &mut out).expect("the kernels are a module");
    let mut functions = functions.to_owned();
    for kernel in ["fib", "chain"] {
        let export = format!("(export \"{kernel}\" (func ");
        let (before, after) = printed.split_once(&export).expect("each kernel is exported");
        let (name, after) = after.split_once("))").expect("an export ends");
        functions = functions.replace(&format!("$kernel.{kernel}"), name);
        printed = format!("{before}{after}");
    }
    let (head, rest) = printed.split_once('\n').expect("a module has more than one line");
    let body = rest.trim_end().strip_suffix(')').expect("a module ends");
    format!("{head}{imports}\n{body}{functions})")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_fibonacci_number_is_right() {
        assert_eq!(super::fib(super::FIB), 17_711);
    }
}
