//! A store of the caller's own works by its four functions alone, and keeps nothing of a run that fails.

use anyhow::{Result, bail};
use std::cell::Cell;
use vm_runtime::{MemoryStorage, Pair, Runtime, Storage};

/// A store that fails at its `fails_at`th write, and panics on a key of its own.
struct Faulty {
    rows: MemoryStorage,
    writes: usize,
    fails_at: usize,
    reads: Cell<usize>,
}

impl Faulty {
    fn new(fails_at: usize) -> Self {
        Self { rows: MemoryStorage::new(), writes: 0, fails_at, reads: Cell::new(0) }
    }

    fn write(&mut self) -> Result<()> {
        self.writes += 1;
        if self.writes == self.fails_at {
            bail!("the disk is full");
        }
        Ok(())
    }
}

impl Storage for Faulty {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.reads.set(self.reads.get() + 1);
        match key {
            b"broken" => bail!("the row is damaged"),
            b"panic" => panic!("nobody expected this key"),
            _ => self.rows.get(key),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> Result<()> {
        self.write()?;
        self.rows.set(key, value)
    }

    fn delete(&mut self, key: &[u8]) -> Result<()> {
        self.write()?;
        self.rows.delete(key)
    }

    fn scan(&self, prefix: &[u8], limit: usize) -> Result<Vec<Pair>> {
        self.rows.scan(prefix, limit)
    }
}

const GUEST: &str = r#"(module
  (import "storage_api" "storage_set" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "storage_api" "storage_get" (func $get (param i32 i32) (result i64)))
  (import "storage_api" "storage_delete" (func $delete (param i32 i32) (result i32)))
  (import "storage_api" "storage_scan" (func $scan (param i32 i32 i32) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 0) "a") (data (i32.const 8) "b") (data (i32.const 16) "c") (data (i32.const 24) "broken")
  (data (i32.const 32) "panic")
  (func (export "three") (result i32)
    (drop (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 1)))
    (drop (call $set (i32.const 8) (i32.const 1) (i32.const 8) (i32.const 1)))
    (call $delete (i32.const 16) (i32.const 1)))
  (func (export "broken") (result i32)
    (drop (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 1)))
    (i32.wrap_i64 (call $get (i32.const 24) (i32.const 6))))
  (func (export "panic") (result i32)
    (drop (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 1)))
    (i32.wrap_i64 (call $get (i32.const 32) (i32.const 5))))
  ;; rows seen of which two are written and one deleted in this run
  (func (export "seen") (result i32)
    (drop (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 1)))
    (drop (call $delete (i32.const 16) (i32.const 1)))
    (i32.wrap_i64 (i64.shr_u (call $scan (i32.const 0) (i32.const 0) (i32.const 2)) (i64.const 32))))
  (func (export "endless") (result i32) (loop $again (br $again)) (i32.const 0))
  (func (export "outside") (result i32) (call $delete (i32.const 65535) (i32.const 2)))
  (func (export "wide") (result i64) (i64.const 1))
  (func (export "asks") (param i32) (result i32) (local.get 0)))"#;

fn runtime(fails_at: usize) -> (Runtime<Faulty>, Vec<u8>) {
    let runtime = Runtime::new(Faulty::new(fails_at));
    let rows = [("a", "old a"), ("c", "old c"), ("d", "old d")];
    rows.iter()
        .for_each(|(key, value)| runtime.storage().borrow_mut().rows.set(key.as_bytes(), value.as_bytes()).unwrap());
    (runtime, wat::parse_str(GUEST).unwrap())
}

fn rows(runtime: &Runtime<Faulty>) -> Vec<Pair> {
    runtime.storage().borrow().rows.scan(b"", usize::MAX).unwrap()
}

#[test]
fn a_write_that_fails_leaves_the_store_what_it_had() {
    for fails_at in 1..=3 {
        let (runtime, wasm) = runtime(fails_at);
        let before = rows(&runtime);
        let error = runtime.execute_with_context(&wasm, "three", 1, 1).unwrap_err();
        assert!(format!("{error:#}").contains("the disk is full"), "{error:#}");
        assert_eq!(rows(&runtime), before, "write {fails_at}");
        // It works again, and takes all of the next run.
        runtime.execute_with_context(&wasm, "three", 1, 1).unwrap();
        let keys: Vec<Vec<u8>> = rows(&runtime).into_iter().map(|row| row.0).collect();
        assert_eq!(keys, [b"a", b"b", b"d"]);
    }
}

#[test]
fn a_run_that_fails_writes_nothing_and_says_why() {
    let (runtime, wasm) = runtime(usize::MAX);
    let before = rows(&runtime);
    for (function, words) in [
        ("broken", "the row is damaged"),
        ("panic", "nobody expected this key"),
        ("endless", "out of gas"),
        ("outside", "memory"),
        ("nothing", "no function \"nothing\""),
        ("wide", "another type"),
        ("asks", "another type"),
    ] {
        let error = format!("{:#}", runtime.execute_with_context(&wasm, function, 1, 1).unwrap_err());
        assert!(error.contains(words), "{function}: {error}");
        assert_eq!(rows(&runtime), before, "{function}");
    }
    assert!(runtime.execute_with_context(b"not a module", "run", 1, 1).is_err());
    assert!(runtime.execute_with_context(&wasm, "seen", 1, u64::MAX).unwrap_err().to_string().contains("timestamp"));
    assert!(runtime.execute_add(&wasm, 1, 2).is_err());
}

#[test]
fn a_guest_sees_its_own_writes_over_those_of_the_store() {
    let (runtime, wasm) = runtime(usize::MAX);
    // a, written; c, deleted; d, of the store
    assert_eq!(runtime.execute_with_context(&wasm, "seen", 1, 1).unwrap().0, 2);
    let keys: Vec<Vec<u8>> = rows(&runtime).into_iter().map(|row| row.0).collect();
    assert_eq!(keys, [b"a", b"d"]);
}

#[test]
fn blocks_come_in_any_order_and_a_store_that_changed_is_read_anew() {
    let wat = r#"(module
      (import "chain_api" "block_number" (func $number (result i64)))
      (import "storage_api" "storage_get" (func $get (param i32 i32) (result i64)))
      (memory (export "memory") 1) (data (i32.const 0) "a")
      (func (export "number") (result i32) (i32.wrap_i64 (call $number)))
      (func (export "len") (result i32) (i32.wrap_i64 (call $get (i32.const 0) (i32.const 1)))))"#;
    let (runtime, wasm) = (Runtime::new(MemoryStorage::new()), wat::parse_str(wat).unwrap());
    for number in [500, 3, 0, 1 << 30] {
        assert_eq!(runtime.execute_with_context(&wasm, "number", number, 0).unwrap().0, number as i32);
    }
    for len in [0, 3, 1] {
        runtime.storage().borrow_mut().set(b"a", &vec![7; len]).unwrap();
        assert_eq!(runtime.execute_with_context(&wasm, "len", 1, 1).unwrap().0, len as i32);
    }
}

#[test]
fn more_modules_than_an_engine_is_kept_for_run_all_the_same() {
    let runtime = Runtime::new(MemoryStorage::new());
    for number in 0..600 {
        let wat = format!("(module (func (export \"run\") (result i32) (i32.const {number})))");
        let wasm = wat::parse_str(wat).unwrap();
        assert_eq!(runtime.execute_with_context(&wasm, "run", 1, 1).unwrap().0, number);
    }
}
