;; One value of any size: Store(data bytes) keeps it and reads it back.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  ;; 64 KiB and twice the longest value, 1 MiB.
  (memory (export "memory") 33)

  (data (i32.const 32) "v")      ;; the field
  (data (i32.const 40) "\0d")    ;; its type, bytes
  ;; 65536: the value as it comes in, its length before it; 1114112: as it is read back

  (func $object (result i32)
    (local $found i64)
    (local.set $found (call $get_object (i32.const 0)))
    (if (i64.ge_u (local.get $found) (i64.const 0x100000000)) (then unreachable))
    (i32.wrap_i64 (local.get $found)))

  (func $read (result i32)
    (local $answer i64)
    (local.set $answer
      (call $object_get (call $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
        (i32.const 1114112) (i32.const 1048576)))
    (if (i64.gt_u (local.get $answer) (i64.const 1048576)) (then unreachable))
    (i32.wrap_i64 (local.get $answer)))

  (func (export "Store")
    (local $len i32)
    (local.set $len (call $input (i32.const 65536) (i32.const 1048576)))
    (if (call $object_set (call $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
          (i32.const 65536) (local.get $len))
      (then unreachable))
    (if (i32.ne (call $read) (local.get $len)) (then unreachable)))

  (func (export "Length")
    (i64.store (i32.const 0) (i64.extend_i32_u (call $read)))
    (call $output (i32.const 0) (i32.const 8)))

  (@custom "allod.abi"
    "{\"package_name\": \"value\", \"functions\": ["
    "  {\"name\": \"Store\", \"inputs\": [{\"name\": \"data\", \"type\": \"bytes\"}]},"
    "  {\"name\": \"Length\", \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}"))
