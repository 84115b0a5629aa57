;; Every way a call can go wrong, a function each; and Relay(contract address), which calls GetCounter there.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 0) "no, thank you")
  (data (i32.const 64) "GetCounter")
  (data (i32.const 96) "\00")
  (func (export "Revert") (call $revert (i32.const 1) (i32.const 0) (i32.const 13)))
  (func (export "Trap") unreachable)
  (func (export "Loop") (loop $again (br $again)))
  (func (export "Relay")
    (drop (call $input (i32.const 128) (i32.const 20)))
    (if (i32.wrap_i64 (i64.shr_u
          (call $call (i32.const 128) (i32.const 64) (i32.const 10) (i32.const 96) (i32.const 1) (i64.const 0)
            (i32.const 160) (i32.const 8))
          (i64.const 32)))
      (then (call $revert (i32.const 1) (i32.const 0) (i32.const 13)))))
  (@custom "allod.abi"
    "{\"package_name\": \"failing\", \"functions\": [{\"name\": \"Revert\"}, {\"name\": \"Trap\"}, {\"name\": \"Loop\"},"
    " {\"name\": \"Relay\", \"inputs\": [{\"name\": \"contract\", \"type\": \"address\"}]}]}")
)
