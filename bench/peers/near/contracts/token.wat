;; A token whose balances stand under the 64 letters of their holders' implicit accounts, 8 bytes each.
;; transfer and mint take 72 bytes: the receiver and an amount. transfer logs the event that NEP-141 asks for.
;; mint asks nobody's leave: it is there to give every account of the comparison something to spend.
(module
  (import "env" "input" (func $input (param i64)))
  (import "env" "predecessor_account_id" (func $predecessor_account_id (param i64)))
  (import "env" "register_len" (func $register_len (param i64) (result i64)))
  (import "env" "read_register" (func $read_register (param i64 i64)))
  (import "env" "storage_read" (func $storage_read (param i64 i64 i64) (result i64)))
  (import "env" "storage_write" (func $storage_write (param i64 i64 i64 i64 i64) (result i64)))
  (import "env" "log_utf8" (func $log_utf8 (param i64 i64)))
  (memory (export "memory") 1)

  ;; 0: the argument, a receiver and at 64 an amount; 72: a balance
  (data (i32.const 1024)
    "EVENT_JSON:{\"standard\":\"nep141\",\"version\":\"1.0.0\",\"event\":\"ft_transfer\",\"data\":[{\"old_owner_id\":\"")
  ;; 1121: the payer
  (data (i32.const 1185) "\",\"new_owner_id\":\"")
  ;; 1203: the one who is paid
  (data (i32.const 1267) "\",\"amount\":\"")
  ;; 1279: the amount in digits, and four letters that close the event

  (func $arguments
    (call $input (i64.const 0))
    (if (i64.ne (call $register_len (i64.const 0)) (i64.const 72)) (then unreachable))
    (call $read_register (i64.const 0) (i64.const 0)))

  ;; What the holder whose account stands at $holder has; zero if it never received anything.
  (func $balance (param $holder i64) (result i64)
    (if (i64.eqz (call $storage_read (i64.const 64) (local.get $holder) (i64.const 1))) (then (return (i64.const 0))))
    (call $read_register (i64.const 1) (i64.const 72))
    (i64.load (i32.const 72)))

  (func $set_balance (param $holder i64) (param $balance i64)
    (i64.store (i32.const 72) (local.get $balance))
    (drop (call $storage_write (i64.const 64) (local.get $holder) (i64.const 8) (i64.const 72) (i64.const 2))))

  (func $add (param $holder i64) (param $amount i64)
    (local $sum i64)
    (local.set $sum (i64.add (call $balance (local.get $holder)) (local.get $amount)))
    (if (i64.lt_u (local.get $sum) (local.get $amount)) (then unreachable))
    (call $set_balance (local.get $holder) (local.get $sum)))

  ;; Writes the receiver and $amount into the event, and logs it.
  (func $log (param $amount i64)
    (local $at i32)
    (local $end i32)
    (local $left i64)
    (loop $copy
      (i64.store offset=1203 (local.get $at) (i64.load (local.get $at)))
      (br_if $copy (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 64))))
    (local.set $end (i32.const 1279))
    (local.set $left (local.get $amount))
    (loop $count
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br_if $count (i64.ne (local.tee $left (i64.div_u (local.get $left) (i64.const 10))) (i64.const 0))))
    (i32.store (local.get $end) (i32.const 0x7d5d7d22)) ;; "}]}
    (local.set $at (local.get $end))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i64.store8 (local.get $at) (i64.add (i64.const 48) (i64.rem_u (local.get $amount) (i64.const 10))))
      (br_if $digit (i64.ne (local.tee $amount (i64.div_u (local.get $amount) (i64.const 10))) (i64.const 0))))
    (call $log_utf8 (i64.extend_i32_u (i32.sub (local.get $end) (i32.const 1020))) (i64.const 1024)))

  (func (export "transfer")
    (local $amount i64)
    (local $held i64)
    (call $arguments)
    (local.set $amount (i64.load (i32.const 64)))
    (call $predecessor_account_id (i64.const 1))
    (if (i64.ne (call $register_len (i64.const 1)) (i64.const 64)) (then unreachable))
    (call $read_register (i64.const 1) (i64.const 1121))
    (local.set $held (call $balance (i64.const 1121)))
    (if (i64.lt_u (local.get $held) (local.get $amount)) (then unreachable))
    (call $set_balance (i64.const 1121) (i64.sub (local.get $held) (local.get $amount)))
    (call $add (i64.const 0) (local.get $amount))
    (call $log (local.get $amount)))

  (func (export "mint")
    (call $arguments)
    (call $add (i64.const 0) (i64.load (i32.const 64)))))
