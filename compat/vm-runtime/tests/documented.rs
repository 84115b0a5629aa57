//! The tests that SuperVM's documents name.

use anyhow::Result;
use vm_runtime::{MemoryStorage, Runtime, Storage};

/// The result, events, block number and time of a run with a context.
type Ran = Result<(i32, Vec<Vec<u8>>, u64, u64)>;

/// Runs a function of a module in text, over a store of its own.
fn run(wat: &str, function: &str) -> (Runtime<MemoryStorage>, Ran) {
    let runtime = Runtime::new(MemoryStorage::new());
    let wasm = wat::parse_str(wat).unwrap();
    let outcome = runtime.execute_with_context(&wasm, function, 12_345, 1_704_067_200);
    (runtime, outcome)
}

#[test]
fn test_memory_storage() {
    let mut storage = MemoryStorage::new();
    assert_eq!(storage.get(b"a").unwrap(), None);
    for (key, value) in [("b", "2"), ("a", "1"), ("ab", "12"), ("c", "3")] {
        storage.set(key.as_bytes(), value.as_bytes()).unwrap();
    }
    storage.set(b"b", b"two").unwrap();
    assert_eq!(storage.get(b"b").unwrap().as_deref(), Some(&b"two"[..]));
    let pair = |key: &str, value: &str| (key.as_bytes().to_vec(), value.as_bytes().to_vec());
    assert_eq!(storage.scan(b"a", 10).unwrap(), [pair("a", "1"), pair("ab", "12")]);
    assert_eq!(storage.scan(b"", 2).unwrap(), [pair("a", "1"), pair("ab", "12")]);
    assert_eq!(storage.scan(b"a", 0).unwrap(), []);
    storage.delete(b"a").unwrap();
    storage.delete(b"a").unwrap();
    assert_eq!(storage.scan(b"a", usize::MAX).unwrap(), [pair("ab", "12")]);
}

const ADD: &str = r#"(module
  (func $add (export "add") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.add))"#;

#[test]
fn test_execute_add_via_wat() {
    let runtime = Runtime::new(MemoryStorage::new());
    let wasm = wat::parse_str(ADD).unwrap();
    assert_eq!(runtime.execute_add(&wasm, 7, 8).unwrap(), 15);
    assert_eq!(runtime.execute_add(&wasm, i32::MAX, 1).unwrap(), i32::MIN);
}

const STORE: &str = r#"(module
  (import "storage_api" "storage_set" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "storage_api" "storage_get" (func $get (param i32 i32) (result i64)))
  (import "storage_api" "storage_read_value" (func $read (param i32 i32) (result i32)))
  (import "storage_api" "storage_delete" (func $delete (param i32 i32) (result i32)))
  (import "storage_api" "storage_scan" (func $scan (param i32 i32 i32) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 0) "key") (data (i32.const 16) "value") (data (i32.const 32) "kex")
  ;; 1 where everything is as it was written
  (func (export "write_and_read") (result i32)
    (if (call $set (i32.const 0) (i32.const 3) (i32.const 16) (i32.const 5)) (then (return (i32.const -1))))
    (if (i64.ne (call $get (i32.const 0) (i32.const 3)) (i64.const 0x100000005)) (then (return (i32.const -2))))
    (if (i32.ne (call $read (i32.const 64) (i32.const 4)) (i32.const 4)) (then (return (i32.const -3))))
    (if (i32.ne (i32.load (i32.const 64)) (i32.load (i32.const 16))) (then (return (i32.const -4))))
    (if (i32.ne (call $read (i32.const 64) (i32.const 100)) (i32.const 5)) (then (return (i32.const -5))))
    (if (i64.ne (call $get (i32.const 32) (i32.const 3)) (i64.const 0)) (then (return (i32.const -6))))
    (if (call $read (i32.const 64) (i32.const 100)) (then (return (i32.const -7))))
    (i32.const 1))
  (func (export "delete") (result i32)
    (i32.add (call $delete (i32.const 0) (i32.const 3)) (call $delete (i32.const 0) (i32.const 3))))
  ;; the bytes of all rows that begin with k
  (func (export "scan") (result i32)
    (drop (call $set (i32.const 32) (i32.const 3) (i32.const 16) (i32.const 2)))
    (if (i64.ne (call $scan (i32.const 0) (i32.const 1) (i32.const 10)) (i64.const 0x20000001d))
      (then (return (i32.const -1))))
    (drop (call $read (i32.const 128) (i32.const 1000)))
    ;; the second row begins after the first: two lengths, "kex", "va"
    (if (i32.ne (i32.load (i32.const 141)) (i32.const 3)) (then (return (i32.load (i32.const 141)))))
    (i32.load8_u (i32.const 138)))
  (func (export "write_then_trap") (result i32)
    (drop (call $set (i32.const 0) (i32.const 3) (i32.const 0) (i32.const 3))) unreachable))"#;

#[test]
fn test_storage() {
    let (runtime, outcome) = run(STORE, "write_and_read");
    assert_eq!(outcome.unwrap().0, 1);
    assert_eq!(runtime.storage().borrow().get(b"key").unwrap().as_deref(), Some(&b"value"[..]));

    let wasm = wat::parse_str(STORE).unwrap();
    let call = |function| runtime.execute_with_context(&wasm, function, 1, 1);
    let error = call("write_then_trap").unwrap_err().to_string();
    assert!(error.contains("unreachable"), "{error}");
    assert_eq!(runtime.storage().borrow().get(b"key").unwrap().as_deref(), Some(&b"value"[..]));
    // "kex" is the first of the two rows.
    assert_eq!(call("scan").unwrap().0, i32::from(b'x'));
    assert_eq!(call("delete").unwrap().0, 0);
    assert_eq!(runtime.storage().borrow().scan(b"", 10).unwrap(), [(b"kex".to_vec(), b"va".to_vec())]);
}

#[test]
fn test_host_functions() {
    let wat = r#"(module
      (import "chain_api" "block_number" (func $number (result i64)))
      (import "chain_api" "timestamp" (func $time (result i64)))
      (import "crypto_api" "sha256" (func $sha256 (param i32 i32 i32) (result i32)))
      (import "crypto_api" "keccak256" (func $keccak256 (param i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "abc")
      (func (export "number") (result i32) (i32.wrap_i64 (call $number)))
      (func (export "time") (result i32) (i32.wrap_i64 (call $time)))
      (func (export "sha") (result i32)
        (i32.or (call $sha256 (i32.const 0) (i32.const 3) (i32.const 64)) (i32.load (i32.const 64))))
      (func (export "keccak") (result i32)
        (i32.or (call $keccak256 (i32.const 0) (i32.const 3) (i32.const 64)) (i32.load (i32.const 64)))))"#;
    let call = |function| run(wat, function).1.unwrap().0;
    assert_eq!((call("number"), call("time")), (12_345, 1_704_067_200));
    assert_eq!(call("sha"), i32::from_le_bytes([0xba, 0x78, 0x16, 0xbf]));
    assert_eq!(call("keccak"), i32::from_le_bytes([0x4e, 0x03, 0x65, 0x7a]));
}

#[test]
fn test_emit_event() {
    let wat = r#"(module
      (import "chain_api" "emit_event" (func $emit (param i32 i32) (result i32)))
      (import "chain_api" "events_len" (func $len (result i32)))
      (import "chain_api" "read_event" (func $read (param i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "Hello, World!")
      (func (export "greet") (result i32)
        (drop (call $emit (i32.const 0) (i32.const 13)))
        (drop (call $emit (i32.const 7) (i32.const 5)))
        (if (i32.ne (call $len) (i32.const 2)) (then (return (i32.const -1))))
        (if (i32.ne (call $read (i32.const 1) (i32.const 64) (i32.const 100)) (i32.const 5)) (then (return (i32.const -2))))
        (if (i32.ne (i32.load8_u (i32.const 64)) (i32.const 87)) (then (return (i32.const -3))))
        (if (i32.ne (call $read (i32.const 0) (i32.const 64) (i32.const 3)) (i32.const 3)) (then (return (i32.const -4))))
        (if (call $read (i32.const 2) (i32.const 64) (i32.const 100)) (then (return (i32.const -5))))
        (i32.const 42)))"#;
    let (_, outcome) = run(wat, "greet");
    let (result, events, ..) = outcome.unwrap();
    assert_eq!(result, 42);
    assert_eq!(events, [&b"Hello, World!"[..], b"World"]);
}

#[test]
fn test_execute_with_context() {
    let wat = r#"(module
      (import "chain_api" "emit_event" (func $emit_event (param i32 i32) (result i32)))
      (import "chain_api" "block_number" (func $block_number (result i64)))
      (memory (export "memory") 1)
      (data (i32.const 0) "Hello")
      (func (export "run") (result i32)
        i32.const 0
        i32.const 5
        call $emit_event
        drop
        call $block_number
        i32.wrap_i64))"#;
    let (_, outcome) = run(wat, "run");
    assert_eq!(outcome.unwrap(), (12_345, vec![b"Hello".to_vec()], 12_345, 1_704_067_200));
}
