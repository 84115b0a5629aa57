;; A token whose balances are fields of the default object, each named by the 20 bytes of its holder's address.
;; Transfer(to address, amount u64) is eight host calls: arguments, sender, object, two reads, two writes, one event.
;; Mint asks nobody's leave: it is there to give every account of the comparison something to spend.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "sender" (func $sender (param i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; 0 to 31 are the zero id, which means the default object.
  (data (i32.const 32) "\05")                          ;; the type of a balance, u64
  (data (i32.const 40) "insufficient balance")
  ;; 64: the argument `to` or `holder`, 20 bytes; 84: the argument `amount`, 8 bytes; 96: a balance
  (data (i32.const 112) "Transfer")
  ;; The event's attributes, 91 bytes: six values, the keys as strings (12), addresses (14), a u64 (5).
  (data (i32.const 128) "\06" "\0c" "\04\00\00\00\00\00\00\00" "from" "\0e")
  ;; 143: the payer
  (data (i32.const 163) "\0c" "\02\00\00\00\00\00\00\00" "to" "\0e")
  ;; 175: the one who is paid
  (data (i32.const 195) "\0c" "\06\00\00\00\00\00\00\00" "amount" "\05")
  ;; 211: the amount

  (func $token (result i32)
    (local $found i64)
    (local.set $found (call $get_object (i32.const 0)))
    (if (i64.ge_u (local.get $found) (i64.const 0x100000000)) (then unreachable))
    (i32.wrap_i64 (local.get $found)))

  ;; What the holder whose address is at $holder has; zero if it never received anything.
  (func $balance (param $token i32) (param $holder i32) (result i64)
    (i64.store (i32.const 96) (i64.const 0))
    (if (i64.ge_u
          (call $object_get (local.get $token) (local.get $holder) (i32.const 20) (i32.const 32) (i32.const 1)
            (i32.const 96) (i32.const 8))
          (i64.const 0x200000000))
      (then unreachable))
    (i64.load (i32.const 96)))

  (func $set_balance (param $token i32) (param $holder i32) (param $balance i64)
    (i64.store (i32.const 96) (local.get $balance))
    (if (call $object_set (local.get $token) (local.get $holder) (i32.const 20) (i32.const 32) (i32.const 1)
          (i32.const 96) (i32.const 8))
      (then unreachable)))

  (func (export "Transfer")
    (local $token i32)
    (local $amount i64)
    (local $held i64)
    (if (i32.ne (call $input (i32.const 64) (i32.const 28)) (i32.const 28)) (then unreachable))
    (local.set $amount (i64.load (i32.const 84)))
    (call $sender (i32.const 143))
    (local.set $token (call $token))
    (local.set $held (call $balance (local.get $token) (i32.const 143)))
    (if (i64.lt_u (local.get $held) (local.get $amount))
      (then (call $revert (i32.const 2) (i32.const 40) (i32.const 20))))
    (call $set_balance (local.get $token) (i32.const 143) (i64.sub (local.get $held) (local.get $amount)))
    (call $set_balance (local.get $token) (i32.const 64)
      (i64.add (call $balance (local.get $token) (i32.const 64)) (local.get $amount)))
    (i64.store (i32.const 175) (i64.load (i32.const 64)))
    (i64.store (i32.const 183) (i64.load (i32.const 72)))
    (i32.store (i32.const 191) (i32.load (i32.const 80)))
    (i64.store (i32.const 211) (local.get $amount))
    (if (call $log (i32.const 112) (i32.const 8) (i32.const 128) (i32.const 91)) (then unreachable)))

  (func (export "Mint")
    (local $token i32)
    (if (i32.ne (call $input (i32.const 64) (i32.const 28)) (i32.const 28)) (then unreachable))
    (local.set $token (call $token))
    (call $set_balance (local.get $token) (i32.const 64)
      (i64.add (call $balance (local.get $token) (i32.const 64)) (i64.load (i32.const 84)))))

  (func (export "BalanceOf")
    (if (i32.ne (call $input (i32.const 64) (i32.const 20)) (i32.const 20)) (then unreachable))
    (drop (call $balance (call $token) (i32.const 64)))
    (call $output (i32.const 96) (i32.const 8)))

  (@custom "allod.abi"
    "{\"package_name\": \"token\", \"functions\": ["
    "  {\"name\": \"Transfer\", \"inputs\": [{\"name\": \"to\", \"type\": \"address\"}, {\"name\": \"amount\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Mint\", \"inputs\": [{\"name\": \"to\", \"type\": \"address\"}, {\"name\": \"amount\", \"type\": \"u64\"}]},"
    "  {\"name\": \"BalanceOf\", \"inputs\": [{\"name\": \"holder\", \"type\": \"address\"}],"
    "   \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}],"
    " \"events\": [{\"name\": \"Transfer\", \"parameters\": [\"from\", \"to\", \"amount\"]}]}"))
