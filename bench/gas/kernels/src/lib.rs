//! Code of the kinds contracts are made of, each a function from how much work to a number that depends on all of it.

mod hashes;
mod memory;
mod report;

/// Recursive Fibonacci: calls and little else.
#[unsafe(no_mangle)]
pub extern "C" fn fib(n: u32) -> u32 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}
