//! Contracts that take a lot of a machine.

use allod_core::Address;
use allod_vm::Engine;

/// A contract that writes every second page of the system of its memory: sixty-four of them one by one.
pub fn spotted(number: usize) -> String {
    format!(
        r#"(module (memory 16) (func (export "f") (result i32) (local $i i32)
          (loop (i32.store8 (local.get $i) (i32.const 1))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8192))) (i32.const 524288)))) (i32.const {number})))"#
    )
}

/// A contract that writes all of its first `pages` pages of memory, of 64 KiB.
pub fn filled(number: usize, pages: u32) -> String {
    format!(
        r#"(module (memory {pages}) (func (export "f") (result i32)
          (memory.fill (i32.const 0) (i32.const 1) (i32.const {})) (i32.const {number})))"#,
        u64::from(pages) * 65_536
    )
}

/// Deploys `count` contracts that differ in a number.
pub fn many(engine: &Engine, count: usize, wat: impl Fn(usize) -> String) -> Vec<Address> {
    (0..count).map(|number| engine.deploy(wat(number)).unwrap().address).collect()
}
