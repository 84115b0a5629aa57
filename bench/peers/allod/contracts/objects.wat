;; Objects with one number each: to see what a call takes when there are very many of them.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "create_object" (func $create_object (result i64)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "get_object_with_owner" (func $get_object_with_owner (param i32) (result i64)))
  (import "allod" "object_set_owner" (func $object_set_owner (param i32 i32) (result i32)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  (data (i32.const 32) "n")      ;; the field
  (data (i32.const 40) "\05")    ;; its type, u64
  ;; 48: the number; 64: the arguments

  (func $ok (param $answer i64) (result i32)
    (if (i64.ge_u (local.get $answer) (i64.const 0x100000000)) (then unreachable))
    (i32.wrap_i64 (local.get $answer)))

  (func $get (param $object i32)
    (drop (call $ok
      (call $object_get (local.get $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
        (i32.const 48) (i32.const 8)))))

  (func $set (param $object i32)
    (if (call $object_set (local.get $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
          (i32.const 48) (i32.const 8))
      (then unreachable)))

  (func $arguments (param $len i32)
    (if (i32.ne (call $input (i32.const 64) (local.get $len)) (local.get $len)) (then unreachable)))

  (func $add_one (param $object i32)
    (call $get (local.get $object))
    (i64.store (i32.const 48) (i64.add (i64.load (i32.const 48)) (i64.const 1)))
    (call $set (local.get $object)))

  ;; Makes `count` objects for `owner`, each with a zero.
  (func (export "Give")
    (local $object i32)
    (call $arguments (i32.const 28))
    (block $done
      (loop $more
        (br_if $done (i64.eqz (i64.load (i32.const 84))))
        (local.set $object (call $ok (call $create_object)))
        (call $set (local.get $object))
        (if (call $object_set_owner (local.get $object) (i32.const 64)) (then unreachable))
        (i64.store (i32.const 84) (i64.sub (i64.load (i32.const 84)) (i64.const 1)))
        (br $more))))

  (func (export "Touch")
    (call $arguments (i32.const 32))
    (call $add_one (call $ok (call $get_object (i32.const 64)))))

  (func (export "TouchOwned")
    (call $arguments (i32.const 20))
    (call $add_one (call $ok (call $get_object_with_owner (i32.const 64)))))

  (func (export "Number")
    (call $arguments (i32.const 32))
    (call $get (call $ok (call $get_object (i32.const 64))))
    (call $output (i32.const 48) (i32.const 8)))

  (@custom "allod.abi"
    "{\"package_name\": \"objects\", \"functions\": ["
    "  {\"name\": \"Give\", \"inputs\": [{\"name\": \"owner\", \"type\": \"address\"}, {\"name\": \"count\", \"type\": \"u64\"}]},"
    "  {\"name\": \"Touch\", \"inputs\": [{\"name\": \"id\", \"type\": \"object_id\"}]},"
    "  {\"name\": \"TouchOwned\", \"inputs\": [{\"name\": \"owner\", \"type\": \"address\"}]},"
    "  {\"name\": \"Number\", \"inputs\": [{\"name\": \"id\", \"type\": \"object_id\"}],"
    "   \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}"))
