;; Tries what it may not: Take(object) writes a field of somebody else's object, Ask() calls 1,100 times where there is no
;; contract.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "v\05")
  (func (export "Take")
    (drop (call $input (i32.const 0) (i32.const 32)))
    (drop (call $object_set (i32.wrap_i64 (call $get_object (i32.const 0))) (i32.const 64) (i32.const 1)
      (i32.const 65) (i32.const 1) (i32.const 128) (i32.const 8))))
  (func (export "Ask") (local $left i32)
    (local.set $left (i32.const 1100))
    (loop $again
      (drop (call $call (i32.const 128) (i32.const 64) (i32.const 1) (i32.const 128) (i32.const 1) (i64.const 0)
        (i32.const 192) (i32.const 0)))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
  (@custom "allod.abi"
    "{\"package_name\": \"thief\", \"functions\": [{\"name\": \"Ask\"},"
    " {\"name\": \"Take\", \"inputs\": [{\"name\": \"object\", \"type\": \"object_id\"}]}]}")
)
