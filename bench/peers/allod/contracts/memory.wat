;; Fills its memory: 1024 pages, 64 MiB, a byte in each 4 KiB.
(module
  (memory (export "memory") 1024)
  (func (export "Fill")
    (local $at i32)
    (loop $more
      (i32.store8 (local.get $at) (i32.const 1))
      (br_if $more
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4096))) (i32.const 67108864)))))
  (@custom "allod.abi" "{\"package_name\": \"memory\", \"functions\": [{\"name\": \"Fill\"}]}"))
