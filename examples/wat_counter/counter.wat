;; A counter in WebAssembly text, against the host's imports and nothing else.
;;
;; It is the counter of ../counter, short of its owner: Increment(value u64) u64 and GetCounter() u64.
;; Read it from top to bottom and you know the whole binary interface of a contract:
;;
;;   in      `input` copies the arguments into memory, one after the other, as the ABI types them
;;   out     `output` takes the result from memory, in the same form
;;   state   an object is a handle, a small number that means something within one call only
;;   failure a status is a number, 0 means ok; `revert` ends the call and undoes all of it
;;
;; Numbers are little-endian and of fixed width: a u64 is 8 bytes. A string is its length as a u64, then
;; its bytes.
(module
  ;; Every import lives in module "allod". A pointer and a length are two i32, in this order.

  ;; (out, capacity) → the input's length. Written only if it fits.
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  ;; (pointer, length). What the call returns.
  (import "allod" "output" (func $output (param i32 i32)))
  ;; (code, pointer, length). Never comes back; the text becomes the receipt's message.
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  ;; (id) → status in the high half, handle in the low half.
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  ;; (handle, field, its length, type, its length, out, capacity) → status in the high half, length in the low half.
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  ;; (handle, field, its length, type, its length, value, its length) → status.
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  ;; (name, its length, attributes, their length) → status.
  (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))

  ;; The host reads and writes through this memory, so it must be exported under this name. One page: 64 KiB.
  (memory (export "memory") 1)

  ;; What is where in it. The bytes no line mentions are zero, and so are 0 to 31: the zero object id,
  ;; which means this contract's default object.
  (global $id i32 (i32.const 0))
  (global $field i32 (i32.const 32))        ;; the name of the field, 5 bytes
  (data (i32.const 32) "value")
  (global $type i32 (i32.const 40))         ;; the descriptor of its type, 1 byte: 5 stands for u64
  (data (i32.const 40) "\05")
  (global $value i32 (i32.const 48))        ;; the field's value, 8 bytes
  (global $argument i32 (i32.const 56))     ;; the argument, 8 bytes
  (global $event i32 (i32.const 64))        ;; the name of the event, 9 bytes
  (data (i32.const 64) "Increment")
  ;; The event's attributes, 21 bytes: how many values follow (2: one key, its value), and for each its
  ;; type's descriptor and its bytes. First the key, a string (12) of 2 bytes, "to".
  (global $attributes i32 (i32.const 80))
  (data (i32.const 80) "\02" "\0c" "\02\00\00\00\00\00\00\00" "to")
  ;; Then the value, a u64 (5), whose 8 bytes Increment fills in.
  (data (i32.const 92) "\05")
  (global $to i32 (i32.const 93))
  (global $bad_input i32 (i32.const 112))   ;; three messages, of 24, 16 and 23 bytes
  (data (i32.const 112) "Increment takes one u64.")
  (global $overflow i32 (i32.const 144))
  (data (i32.const 144) "counter overflow")
  (global $failed i32 (i32.const 176))
  (data (i32.const 176) "the host refused to act")

  ;; The status of an answer that has two halves.
  (func $status (param $answer i64) (result i32)
    (i32.wrap_i64 (i64.shr_u (local.get $answer) (i64.const 32))))

  ;; Ends the call unless the status is 0, ok. Code 1 says: the function failed.
  (func $check (param $status i32)
    (if (local.get $status)
      (then (call $revert (i32.const 1) (global.get $failed) (i32.const 23)))))

  ;; A handle of the default object.
  (func $counter (result i32)
    (local $answer i64)
    (local.set $answer (call $get_object (global.get $id)))
    (call $check (call $status (local.get $answer)))
    (i32.wrap_i64 (local.get $answer)))

  ;; What the counter stands at. It is left at $value too, ready to be the output.
  (func $read (param $counter i32) (result i64)
    (local $status i32)
    (local.set $status (call $status (call $object_get
      (local.get $counter)
      (global.get $field) (i32.const 5)
      (global.get $type) (i32.const 1)
      (global.get $value) (i32.const 8))))
    ;; Status 1 is "not found": nothing was ever counted, and the 8 bytes are still zero.
    (if (i32.ne (local.get $status) (i32.const 1))
      (then (call $check (local.get $status))))
    (i64.load (global.get $value)))

  ;; A function of the contract is an export with neither parameters nor results.
  (func (export "GetCounter")
    (drop (call $read (call $counter)))
    (call $output (global.get $value) (i32.const 8)))

  (func (export "Increment")
    (local $counter i32)
    (local $before i64)
    (local $after i64)

    ;; The engine encodes arguments by the ABI, but a caller may also hand over bytes of their own. Code 4
    ;; says: the input was not what the function takes.
    (if (i32.ne (call $input (global.get $argument) (i32.const 8)) (i32.const 8))
      (then (call $revert (i32.const 4) (global.get $bad_input) (i32.const 24))))

    (local.set $counter (call $counter))
    (local.set $before (call $read (local.get $counter)))
    (local.set $after (i64.add (local.get $before) (i64.load (global.get $argument))))

    ;; A sum below one of its parts has wrapped. Code 2 says: an assertion did not hold.
    (if (i64.lt_u (local.get $after) (local.get $before))
      (then (call $revert (i32.const 2) (global.get $overflow) (i32.const 16))))

    (i64.store (global.get $value) (local.get $after))
    (call $check (call $object_set
      (local.get $counter)
      (global.get $field) (i32.const 5)
      (global.get $type) (i32.const 1)
      (global.get $value) (i32.const 8)))

    (i64.store (global.get $to) (local.get $after))
    (call $check (call $log
      (global.get $event) (i32.const 9)
      (global.get $attributes) (i32.const 21)))

    (call $output (global.get $value) (i32.const 8)))

  ;; What the contract offers, for those who call it. Without this section the bytes of a call can still be
  ;; put together by hand, but no tool can check or print them.
  (@custom "allod.abi"
    "{\"package_name\": \"counter\","
    " \"functions\": ["
    "  {\"name\": \"Increment\", \"inputs\": [{\"name\": \"value\", \"type\": \"u64\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]},"
    "  {\"name\": \"GetCounter\", \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}],"
    " \"events\": [{\"name\": \"Increment\", \"parameters\": [\"to\"]}]}")
)
