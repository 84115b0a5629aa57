;; A token whose balances are persistent entries, each under its holder's address. transfer(from, to, amount: u64) asks
;; for the payer's authorisation, as a token of this host must, and emits the event of SEP-41. mint asks nobody's leave:
;; it is there to give every account of the comparison something to spend. Numbers are as in the counter.
(module
  (import "a" "0" (func $require_auth (param i64) (result i64)))
  (import "l" "0" (func $has_contract_data (param i64 i64) (result i64)))
  (import "l" "1" (func $get_contract_data (param i64 i64) (result i64)))
  (import "l" "_" (func $put_contract_data (param i64 i64 i64) (result i64)))
  (import "v" "g" (func $vec_new_from_linear_memory (param i64 i64) (result i64)))
  (import "x" "1" (func $contract_event (param i64 i64) (result i64)))
  (memory (export "memory") 1)

  (global $persistent i64 (i64.const 1))
  (global $void i64 (i64.const 2))

  (func $number (param $value i64) (result i64)
    (if (i64.ne (i64.and (local.get $value) (i64.const 255)) (i64.const 6)) (then unreachable))
    (i64.shr_u (local.get $value) (i64.const 8)))

  ;; What $holder has; zero if it never received anything.
  (func $balance (param $holder i64) (result i64)
    (if (i64.ne (call $has_contract_data (local.get $holder) (global.get $persistent)) (i64.const 1))
      (then (return (i64.const 0))))
    (call $number (call $get_contract_data (local.get $holder) (global.get $persistent))))

  (func $set_balance (param $holder i64) (param $balance i64)
    (if (i64.ne (i64.shr_u (local.get $balance) (i64.const 56)) (i64.const 0)) (then unreachable))
    (drop (call $put_contract_data
      (local.get $holder) (i64.or (i64.shl (local.get $balance) (i64.const 8)) (i64.const 6))
      (global.get $persistent))))

  (func (export "transfer") (param $from i64) (param $to i64) (param $amount i64) (result i64)
    (local $moved i64)
    (local $held i64)
    (drop (call $require_auth (local.get $from)))
    (local.set $moved (call $number (local.get $amount)))
    (local.set $held (call $balance (local.get $from)))
    (if (i64.lt_u (local.get $held) (local.get $moved)) (then unreachable))
    (call $set_balance (local.get $from) (i64.sub (local.get $held) (local.get $moved)))
    (call $set_balance (local.get $to) (i64.add (call $balance (local.get $to)) (local.get $moved)))
    (i64.store (i32.const 0) (i64.const 65154533130155790)) ;; the symbol transfer
    (i64.store (i32.const 8) (local.get $from))
    (i64.store (i32.const 16) (local.get $to))
    (drop (call $contract_event
      ;; Three values from 0 on; both numbers are u32, which stand in the upper half, above a 4.
      (call $vec_new_from_linear_memory (i64.const 4) (i64.const 0x300000004))
      (local.get $amount)))
    (global.get $void))

  (func (export "mint") (param $to i64) (param $amount i64) (result i64)
    (call $set_balance (local.get $to) (i64.add (call $balance (local.get $to)) (call $number (local.get $amount))))
    (global.get $void))

  ;; The interface it was written for: protocol 30, no pre-release.
  (@custom "contractenvmetav0" "\00\00\00\00\00\00\00\1e\00\00\00\00"))
