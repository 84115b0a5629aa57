;; A vault that lends against ether: what an amount is worth at the oracle's price, and what it is good for.
(module
  (@custom "allod.abi" "{\"package_name\":\"vault\",\"functions\":["
    "{\"name\":\"Worth\",\"inputs\":[{\"name\":\"amount\",\"type\":\"u64\"}],\"outputs\":[{\"name\":\"\",\"type\":\"u64\"}]},"
    "{\"name\":\"Lend\",\"inputs\":[{\"name\":\"amount\",\"type\":\"u64\"}],\"outputs\":[{\"name\":\"\",\"type\":\"u64\"}]}]}")
  (import "oracle" "price" (func $price (param i32 i32 i32) (result i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "ETH")
  (data (i32.const 16) "no price of ETH")
  (data (i32.const 32) "worth too much")

  ;; amount times price, if that is a number
  (func $worth (export "Worth") (param $amount i64) (result i64)
    (if (i32.eqz (call $price (i32.const 0) (i32.const 3) (i32.const 64)))
      (then (call $revert (i32.const 1) (i32.const 16) (i32.const 15))))
    (if (i64.eqz (local.get $amount)) (then (return (i64.const 0))))
    (if (i64.gt_u (i64.load (i32.const 64)) (i64.div_u (i64.const -1) (local.get $amount)))
      (then (call $revert (i32.const 1) (i32.const 32) (i32.const 14))))
    (i64.mul (local.get $amount) (i64.load (i32.const 64))))

  ;; two thirds of that
  (func (export "Lend") (param $amount i64) (result i64)
    (i64.mul (i64.div_u (call $worth (local.get $amount)) (i64.const 3)) (i64.const 2))))
