;; Everything a contract can do to its host, one function each.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "contract_address" (func $contract_address (param i32)))
  (import "allod" "create_object" (func $create_object (result i64)))
  (import "allod" "delete_object" (func $delete_object (param i32) (result i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 16 128)
  (global $writes (mut i32) (i32.const 0))

  (data (i32.const 32) "n")                        ;; a field
  (data (i32.const 40) "\05")                      ;; its type, u64
  (data (i32.const 41) "\0d")                      ;; bytes
  (data (i32.const 42) "v")                        ;; a field of bytes
  (data (i32.const 56) "no")
  (data (i32.const 64) "Event")
  (data (i32.const 72) "\02" "\0c" "\01\00\00\00\00\00\00\00" "n" "\05")
  ;; 83: the event's number
  (data (i32.const 112) "Deep")
  (data (i32.const 120) "\01" "\05")               ;; one argument, a u64; 122: which
  ;; 144: an address; 176: the argument; 192: a result

  (func $argument (result i64)
    (drop (call $input (i32.const 176) (i32.const 8)))
    (i64.load (i32.const 176)))

  (func $ok (param $answer i64) (result i32)
    (if (i64.ge_u (local.get $answer) (i64.const 0x100000000)) (then unreachable))
    (i32.wrap_i64 (local.get $answer)))

  (func $set (param $object i32)
    (if (call $object_set (local.get $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
          (i32.const 192) (i32.const 8))
      (then unreachable)))

  ;; Adds to a number that is kept, and answers what it is.
  (func (export "Add") (local $object i32)
    (i64.store (i32.const 192) (i64.const 0))
    (global.set $writes (i32.add (global.get $writes) (i32.const 1)))
    (local.set $object (call $ok (call $get_object (i32.const 0))))
    (drop (call $object_get (local.get $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
      (i32.const 192) (i32.const 8)))
    (i64.store (i32.const 192) (i64.add (i64.load (i32.const 192)) (call $argument)))
    (call $set (local.get $object))
    (i64.store (i32.const 83) (i64.load (i32.const 192)))
    (drop (call $log (i32.const 64) (i32.const 5) (i32.const 72) (i32.const 19)))
    ;; A call that sees what the one before left in a global is no fresh call.
    (if (i32.ne (global.get $writes) (i32.const 1)) (then unreachable))
    (call $output (i32.const 192) (i32.const 8)))

  ;; Makes so many objects, and deletes each again.
  (func (export "Churn") (local $left i64) (local $object i32)
    (local.set $left (call $argument))
    (block $done (loop $more
      (br_if $done (i64.eqz (local.get $left)))
      (local.set $object (call $ok (call $create_object)))
      (call $set (local.get $object))
      (if (call $delete_object (local.get $object)) (then unreachable))
      (local.set $left (i64.sub (local.get $left) (i64.const 1)))
      (br $more))))

  ;; Grows the memory by so many pages and writes to each.
  (func (export "Grow") (local $at i32) (local $left i64)
    (local.set $left (call $argument))
    (local.set $at (i32.mul (memory.size) (i32.const 65536)))
    (if (i32.eq (memory.grow (i32.wrap_i64 (local.get $left))) (i32.const -1)) (then unreachable))
    (loop $more
      (if (i32.load (local.get $at)) (then unreachable))
      (i32.store (local.get $at) (i32.const -1))
      (local.set $at (i32.add (local.get $at) (i32.const 65536)))
      (br_if $more (i64.ne (local.tee $left (i64.sub (local.get $left) (i64.const 1))) (i64.const 0)))))

  ;; Keeps a value of so many bytes in the place of the one before.
  (func (export "Value")
    (i64.store (i32.const 1024) (call $argument))
    (if (call $object_set (call $ok (call $get_object (i32.const 0))) (i32.const 42) (i32.const 1) (i32.const 41)
          (i32.const 1) (i32.const 1024) (i32.add (i32.const 8) (i32.wrap_i64 (call $argument))))
      (then unreachable)))

  ;; Calls itself, so deep.
  (func (export "Deep") (local $left i64)
    (local.set $left (call $argument))
    (if (i64.gt_u (local.get $left) (i64.const 1))
      (then
        (call $contract_address (i32.const 144))
        (i64.store (i32.const 122) (i64.sub (local.get $left) (i64.const 1)))
        (drop (call $call (i32.const 144) (i32.const 112) (i32.const 4) (i32.const 120) (i32.const 10) (i64.const 0)
          (i32.const 192) (i32.const 8))))))

  (func $down (param $n i64) (result i64)
    (i64.add (i64.const 1) (call $down (i64.add (local.get $n) (i64.const 1)))))

  (func (export "Spin") (loop $for_ever (br $for_ever)))
  (func (export "Revert") (call $revert (i32.const 1) (i32.const 56) (i32.const 2)))
  (func (export "Unreachable") unreachable)
  (func (export "Divide") (drop (i64.div_u (i64.const 1) (call $argument))))
  (func (export "Outside") (drop (i64.load (i32.const -8))))
  (func (export "Recurse") (drop (call $down (i64.const 0))))

  (@custom "allod.abi"
    "{\"package_name\": \"mixed\", \"functions\": ["
    "  {\"name\": \"Add\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Churn\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Grow\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Value\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Deep\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Spin\"}, {\"name\": \"Revert\"}, {\"name\": \"Unreachable\"},"
    "  {\"name\": \"Divide\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Outside\"}, {\"name\": \"Recurse\"}],"
    " \"events\": [{\"name\": \"Event\", \"parameters\": [\"n\"]}]}"))
