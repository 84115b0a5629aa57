;; A counter and nothing else: Increment(value u64) adds to one field of the default object. Four host calls.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1)

  ;; 0 to 31 are the zero id, which means the default object.
  (data (i32.const 32) "n")      ;; the field
  (data (i32.const 40) "\05")    ;; its type, u64
  ;; 48: what the counter stands at; 56: the argument

  ;; Leaves the count at 48 and gives the default object's handle. A count that was never set is zero.
  (func $read (result i32)
    (local $found i64)
    (local.set $found (call $get_object (i32.const 0)))
    (if (i64.ge_u (local.get $found) (i64.const 0x100000000)) (then unreachable))
    (if (i64.ge_u
          (call $object_get (i32.wrap_i64 (local.get $found)) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
            (i32.const 48) (i32.const 8))
          (i64.const 0x200000000))
      (then unreachable))
    (i32.wrap_i64 (local.get $found)))

  (func (export "Increment")
    (local $counter i32)
    (if (i32.ne (call $input (i32.const 56) (i32.const 8)) (i32.const 8)) (then unreachable))
    (local.set $counter (call $read))
    (i64.store (i32.const 48) (i64.add (i64.load (i32.const 48)) (i64.load (i32.const 56))))
    (if (call $object_set (local.get $counter) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
          (i32.const 48) (i32.const 8))
      (then unreachable)))

  (func (export "Count")
    (drop (call $read))
    (call $output (i32.const 48) (i32.const 8)))

  (@custom "allod.abi"
    "{\"package_name\": \"counter\", \"functions\": ["
    "  {\"name\": \"Increment\", \"inputs\": [{\"name\": \"value\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Count\", \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}"))
