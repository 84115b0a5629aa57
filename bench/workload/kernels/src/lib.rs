//! The compute kernels. Allod, wasmi, near-vm-runner and soroban-env-host run the same bytes.

#![no_std]

use core::hint::black_box;
use sha2::{Digest, Sha256};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// The `n`th Fibonacci number, by plain recursion.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn fib(n: u64) -> u64 {
    // Without it the compiler turns half of the calls into a loop.
    if black_box(n) < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

/// The first eight bytes, as a little-endian number, of the end of a chain of hashes.
#[unsafe(no_mangle)]
pub extern "C" fn chain(links: u64) -> u64 {
    let mut hash = [0u8; 32];
    for _ in 0..links {
        hash = Sha256::digest(hash).into();
    }
    let [a, b, c, d, e, f, g, h, ..] = hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
