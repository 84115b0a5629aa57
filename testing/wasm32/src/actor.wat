;; A contract that fails in every way, pays, and calls itself. Input is read to 0; what it makes stands from 4096 on.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "last_error" (func $last_error (param i32 i32) (result i32)))
  (import "allod" "contract_address" (func $contract_address (param i32)))
  (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
  (import "allod" "receive" (func $receive (param i64) (result i32)))
  (import "allod" "transfer" (func $transfer (param i32 i64) (result i32)))
  (import "allod" "keccak256" (func $keccak256 (param i32 i32 i32)))
  (import "allod" "block_time" (func $block_time (result i64)))
  (memory (export "memory") 1 64)
  (data (i32.const 256) "as it was told")
  (data (i32.const 288) "Deep")
  (data (i32.const 304) "\01\05")            ;; one tagged value, a u64, whose 8 bytes follow
  (func $read (drop (call $input (i32.const 0) (i32.const 64))))
  (func $answer (param i64)
    (i64.store (i32.const 4096) (local.get 0))
    (call $output (i32.const 4096) (i32.const 8)))
  ;; Ends the call with the host's words, unless the status is 0.
  (func $check (param $status i32)
    (if (local.get $status) (then
      (call $revert (i32.const 1) (i32.const 8192) (call $last_error (i32.const 8192) (i32.const 1024))))))

  (func (export "Revert") (call $revert (i32.const 7) (i32.const 256) (i32.const 14)))
  (func (export "Trap") unreachable)
  (func (export "Divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
  (func (export "Outside") (drop (i32.load (i32.const -4))))
  (func (export "Pointer") (call $output (i32.const -4) (i32.const 8)))
  (func (export "Spin") (loop $again (br $again)))
  (func $deeper (param i32) (result i32)
    (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "Recurse") (drop (call $deeper (i32.const 0))))
  ;; Grow(pages u64) u64: the pages before, or 2^32 - 1.
  (func (export "Grow") (call $read)
    (call $answer (i64.extend_i32_u (memory.grow (i32.load (i32.const 0))))))
  ;; Numbers(seed u64) u64: floating point, NaNs among it, and 64-bit arithmetic, in 10,000 rounds.
  (func (export "Numbers") (local $x f64) (local $n i64) (local $round i32)
    (call $read)
    (local.set $n (i64.load (i32.const 0)))
    (local.set $x (f64.convert_i64_s (local.get $n)))
    (loop $again
      (local.set $n (i64.rotl (i64.mul (local.get $n) (i64.const 0x9E3779B97F4A7C15)) (i64.const 17)))
      (local.set $x (f64.sqrt (f64.sub (f64.reinterpret_i64 (local.get $n)) (local.get $x))))
      (local.set $n (i64.xor (local.get $n) (i64.reinterpret_f64 (local.get $x))))
      (br_if $again (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 10000))))
    (call $answer (local.get $n)))
  ;; Hash(seed u64) hash: of the 8 bytes.
  (func (export "Hash") (call $read)
    (call $keccak256 (i32.const 0) (i32.const 8) (i32.const 4096))
    (call $output (i32.const 4096) (i32.const 32)))
  (func (export "Time") (call $answer (call $block_time)))
  ;; Take(amount u64): of what was attached.
  (func (export "Take") (call $read) (call $check (call $receive (i64.load (i32.const 0)))))
  ;; Pay(to address, amount u64).
  (func (export "Pay") (call $read) (call $check (call $transfer (i32.const 0) (i64.load (i32.const 20)))))
  ;; Deep(calls u64) u64: as many calls of itself within each other, counted on the way back.
  (func (export "Deep") (local $answer i64)
    (call $read)
    (if (i64.eqz (i64.load (i32.const 0))) (then (call $answer (i64.const 0)) (return)))
    (i64.store (i32.const 306) (i64.sub (i64.load (i32.const 0)) (i64.const 1)))
    (call $contract_address (i32.const 512))
    (local.set $answer (call $call (i32.const 512) (i32.const 288) (i32.const 4) (i32.const 304) (i32.const 10)
      (i64.const 0) (i32.const 4096) (i32.const 8)))
    (call $check (i32.wrap_i64 (i64.shr_u (local.get $answer) (i64.const 32))))
    (call $answer (i64.add (i64.load (i32.const 4096)) (i64.const 1))))
  (@custom "allod.abi"
    "{\"package_name\": \"actor\", \"functions\": ["
    "{\"name\": \"Revert\"}, {\"name\": \"Trap\"}, {\"name\": \"Divide\"}, {\"name\": \"Outside\"}, {\"name\": \"Pointer\"},"
    "{\"name\": \"Spin\"}, {\"name\": \"Recurse\"},"
    "{\"name\": \"Grow\", \"inputs\": [{\"name\": \"pages\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]},"
    "{\"name\": \"Numbers\", \"inputs\": [{\"name\": \"seed\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]},"
    "{\"name\": \"Hash\", \"inputs\": [{\"name\": \"seed\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"hash\"}]},"
    "{\"name\": \"Time\", \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]},"
    "{\"name\": \"Take\", \"inputs\": [{\"name\": \"amount\", \"type\": \"u64\"}]},"
    "{\"name\": \"Pay\", \"inputs\": [{\"name\": \"to\", \"type\": \"address\"}, {\"name\": \"amount\", \"type\": \"u64\"}]},"
    "{\"name\": \"Deep\", \"inputs\": [{\"name\": \"calls\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}")
)
