;; Gives back what it was given, a function a type.
(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1)
  (func $echo (call $output (i32.const 0) (call $input (i32.const 0) (i32.const 65536))))
  (func (export "One") (call $echo))
  (func (export "Maybe") (call $echo))
  (func (export "Many") (call $echo))
  (func (export "Split") (call $echo))
  (func (export "Shares") (call $echo))
  (func (export "Raw") (call $echo))
  (func (export "Big") (call $echo))
  (func (export "Small") (call $echo))
  (func (export "Text") (call $echo))
  (func (export "Flag") (call $echo))
  (@custom "allod.abi"
    "{\"package_name\": \"echo\", \"functions\": ["
    " {\"name\": \"One\", \"inputs\": [{\"name\": \"to\", \"type\": \"address\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"address\"}]},"
    " {\"name\": \"Maybe\", \"inputs\": [{\"name\": \"to\", \"type\": \"address?\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"address?\"}]},"
    " {\"name\": \"Many\", \"inputs\": [{\"name\": \"to\", \"type\": \"[address]\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"[address]\"}]},"
    " {\"name\": \"Split\", \"inputs\": [{\"name\": \"share\", \"type\": \"Share{To:address,Part:u64}\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"Share{To:address,Part:u64}\"}]},"
    " {\"name\": \"Shares\", \"inputs\": [{\"name\": \"shares\", \"type\": \"[Share{To:address,Part:u64}]\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"[Share{To:address,Part:u64}]\"}]},"
    " {\"name\": \"Raw\", \"inputs\": [{\"name\": \"data\", \"type\": \"bytes\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"bytes\"}]},"
    " {\"name\": \"Big\", \"inputs\": [{\"name\": \"n\", \"type\": \"u64\"}, {\"name\": \"m\", \"type\": \"i64\"},"
    "  {\"name\": \"w\", \"type\": \"u128\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"},"
    "  {\"name\": \"\", \"type\": \"i64\"}, {\"name\": \"\", \"type\": \"u128\"}]},"
    " {\"name\": \"Small\", \"inputs\": [{\"name\": \"n\", \"type\": \"u8\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"u8\"}]},"
    " {\"name\": \"Text\", \"inputs\": [{\"name\": \"s\", \"type\": \"string\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"string\"}]},"
    " {\"name\": \"Flag\", \"inputs\": [{\"name\": \"on\", \"type\": \"bool\"}],"
    "  \"outputs\": [{\"name\": \"\", \"type\": \"bool\"}]}]}")
)
