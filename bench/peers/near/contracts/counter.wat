;; A counter: increment takes 8 bytes, a number, and adds it to what stands under one key.
(module
  (import "env" "input" (func $input (param i64)))
  (import "env" "register_len" (func $register_len (param i64) (result i64)))
  (import "env" "read_register" (func $read_register (param i64 i64)))
  (import "env" "storage_read" (func $storage_read (param i64 i64 i64) (result i64)))
  (import "env" "storage_write" (func $storage_write (param i64 i64 i64 i64 i64) (result i64)))
  (memory (export "memory") 1)

  (data (i32.const 0) "n") ;; the key
  ;; 8: what the counter stands at; 16: the argument

  (func (export "increment")
    (local $sum i64)
    (call $input (i64.const 0))
    (if (i64.ne (call $register_len (i64.const 0)) (i64.const 8)) (then unreachable))
    (call $read_register (i64.const 0) (i64.const 16))
    ;; A count that was never set is zero.
    (if (i64.ne (call $storage_read (i64.const 1) (i64.const 0) (i64.const 1)) (i64.const 0))
      (then (call $read_register (i64.const 1) (i64.const 8))))
    (local.set $sum (i64.add (i64.load (i32.const 8)) (i64.load (i32.const 16))))
    (if (i64.lt_u (local.get $sum) (i64.load (i32.const 16))) (then unreachable))
    (i64.store (i32.const 8) (local.get $sum))
    (drop (call $storage_write (i64.const 1) (i64.const 0) (i64.const 8) (i64.const 8) (i64.const 2)))))
