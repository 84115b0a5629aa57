;; Calls that do one thing often, or nothing.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "contract_address" (func $contract_address (param i32)))
  (import "allod" "block_height" (func $block_height (result i64)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  (data (i32.const 32) "Event")
  ;; One attribute: a string, "data", and 32 bytes (13).
  (data (i32.const 40) "\02" "\0c" "\04\00\00\00\00\00\00\00" "data" "\0d" "\20\00\00\00\00\00\00\00")
  ;; 63: the 32 bytes
  (data (i32.const 112) "Deep")
  (data (i32.const 120) "\01" "\05")    ;; one argument, a u64; 122: which
  ;; 144: the contract's own address; 176: the argument; 192: a result

  (func $argument
    (if (i32.ne (call $input (i32.const 176) (i32.const 8)) (i32.const 8)) (then unreachable)))

  (func (export "Nothing"))

  (func (export "Log")
    (call $argument)
    (block $done
      (loop $more
        (br_if $done (i64.eqz (i64.load (i32.const 176))))
        (if (call $log (i32.const 32) (i32.const 5) (i32.const 40) (i32.const 55)) (then unreachable))
        (i64.store (i32.const 176) (i64.sub (i64.load (i32.const 176)) (i64.const 1)))
        (br $more))))

  ;; Calls itself until `frames` are on the chain, and answers how many that were.
  (func (export "Deep")
    (call $argument)
    (i64.store (i32.const 192) (i64.const 0))
    (if (i64.gt_u (i64.load (i32.const 176)) (i64.const 1))
      (then
        (call $contract_address (i32.const 144))
        (i64.store (i32.const 122) (i64.sub (i64.load (i32.const 176)) (i64.const 1)))
        (if (i64.ne
              (call $call (i32.const 144) (i32.const 112) (i32.const 4) (i32.const 120) (i32.const 10) (i64.const 0)
                (i32.const 192) (i32.const 8))
              (i64.const 8))
          (then unreachable))))
    (i64.store (i32.const 192) (i64.add (i64.load (i32.const 192)) (i64.const 1)))
    (call $output (i32.const 192) (i32.const 8)))

  ;; Asks for the block's height `count` times.
  (func (export "Ask")
    (local $left i64)
    (call $argument)
    (local.set $left (i64.load (i32.const 176)))
    (loop $more
      (drop (call $block_height))
      (br_if $more (i64.ne (local.tee $left (i64.sub (local.get $left) (i64.const 1))) (i64.const 0)))))

  (@custom "allod.abi"
    "{\"package_name\": \"shapes\", \"functions\": ["
    "  {\"name\": \"Nothing\"},"
    "  {\"name\": \"Log\", \"inputs\": [{\"name\": \"count\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Ask\", \"inputs\": [{\"name\": \"count\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Deep\", \"inputs\": [{\"name\": \"frames\", \"type\": \"u64\"}],"
    "   \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}"))
