;; Gives what the host says of digests and signatures, one function each.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "sha256" (func $sha256 (param i32 i32 i32)))
  (import "allod" "keccak256" (func $keccak256 (param i32 i32 i32)))
  (import "allod" "blake3" (func $blake3 (param i32 i32 i32)))
  (import "allod" "ed25519_verify" (func $ed25519 (param i32 i32 i32 i32) (result i32)))
  (import "allod" "secp256k1_verify" (func $verify (param i32 i32 i32) (result i32)))
  (import "allod" "secp256k1_recover" (func $recover (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (func $read (drop (call $input (i32.const 0) (i32.const 65536))))
  (func $holds (param $status i32)
    (i32.store8 (i32.const 65536) (i32.eqz (local.get $status)))
    (call $output (i32.const 65536) (i32.const 1)))

  ;; message: 8 bytes of length, then the bytes
  (func (export "Sha256") (call $read)
    (call $sha256 (i32.const 8) (i32.load (i32.const 0)) (i32.const 65536))
    (call $output (i32.const 65536) (i32.const 32)))
  (func (export "Keccak256") (call $read)
    (call $keccak256 (i32.const 8) (i32.load (i32.const 0)) (i32.const 65536))
    (call $output (i32.const 65536) (i32.const 32)))
  (func (export "Blake3") (call $read)
    (call $blake3 (i32.const 8) (i32.load (i32.const 0)) (i32.const 65536))
    (call $output (i32.const 65536) (i32.const 32)))
  ;; key at 0, signature at 40, message at 112
  (func (export "Ed25519") (call $read)
    (call $holds (call $ed25519 (i32.const 0) (i32.const 112) (i32.load (i32.const 104)) (i32.const 40))))
  ;; key at 8, digest at 41, signature at 81
  (func (export "Verify") (call $read)
    (call $holds (call $verify (i32.const 8) (i32.const 41) (i32.const 81))))
  ;; digest at 0, signature at 40, id at 104; the key or nothing, after its length
  (func (export "Recover") (call $read)
    (i64.store (i32.const 65536)
      (select (i64.const 0) (i64.const 33)
        (call $recover (i32.const 0) (i32.const 40) (i32.load8_u (i32.const 104)) (i32.const 65544))))
    (call $output (i32.const 65536) (i32.add (i32.const 8) (i32.load (i32.const 65536))))))
