//! The kernels that are there in Go and in Rust: `languages/kernels.go`, and `languages/src/lib.rs`, which does the same.

/// The kernels in Go.
pub const GO: &str = include_str!("../languages/kernels.go");
/// The kernels in Rust, as a module; `languages/build.sh` makes it.
pub const RUST: &[u8] = include_bytes!("../languages/kernels.wasm");

/// Kernel of a name, and what it must answer.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    /// The name in workloads.
    pub name: &'static str,
    /// The function, in either language.
    pub function: &'static str,
    /// Its argument.
    pub argument: u32,
    /// The answer.
    pub wanted: u32,
}

/// All of them. `languages/native/main.go` has the same table.
pub const KERNELS: &[Kernel] = &[
    Kernel { name: "fib", function: "Fib", argument: 20, wanted: 6_765 },
    Kernel { name: "sha256", function: "Sha256", argument: 200, wanted: 3_238_172_050 },
    Kernel { name: "keccak", function: "Keccak", argument: 100, wanted: 249_369_330 },
    Kernel { name: "sort", function: "Sort", argument: 2, wanted: 2_822_795_473 },
    Kernel { name: "sieve", function: "Sieve", argument: 2, wanted: 19_184 },
    Kernel { name: "matrix", function: "Matrix", argument: 4, wanted: 1_637_283_084 },
];

/// The kernel called `name`.
pub fn kernel(name: &str) -> Option<Kernel> {
    KERNELS.iter().copied().find(|kernel| kernel.name == name)
}
