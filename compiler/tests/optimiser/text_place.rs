//! Every instruction of a text is found by its byte in the module.

use allod_compiler::{CompileOptions, compile, text_place};
use wasmparser::Payload;

const TEXT: &str = r#"(module
  (import "allod" "debug" (func $debug (param i32 i32)))
  (memory (export "memory") 1)
  (func $first (param i32) (result i32)
    (i32.add
      (local.get 0)
      (i32.const 7)))
  (func (export "Second") (local i64)
    (if (i32.const 1)
      (then (drop (call $first (i32.const 2))))
      (else nop))
    (call $debug (i32.const 0) (i32.const 0))))
"#;

#[test]
fn the_place_of_every_instruction_is_where_it_stands() {
    let wasm = compile(TEXT.as_bytes(), &CompileOptions::default()).unwrap().wasm;
    let mut places = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(&wasm) {
        let Ok(Payload::CodeSectionEntry(body)) = payload else { continue };
        let mut operators = body.get_operators_reader().unwrap();
        while !operators.eof() {
            let offset = operators.original_position();
            let operator = format!("{:?}", operators.read().unwrap());
            let (line, column) = text_place(TEXT.as_bytes(), offset).unwrap();
            let there = &TEXT.lines().nth(line - 1).unwrap()[column - 1..];
            places.push((operator.split(' ').next().unwrap().to_owned(), line, there.to_owned()));
        }
    }
    let at = |operator: &str| -> Vec<usize> {
        places.iter().filter(|place| place.0 == operator).map(|place| place.1).collect()
    };
    assert_eq!([at("LocalGet"), at("I32Add"), at("If"), at("Nop")], [[6], [5], [9], [11]], "{places:?}");
    assert_eq!(at("I32Const"), [7, 9, 10, 12, 12], "{places:?}");
    assert_eq!(at("Call"), [10, 12], "{places:?}");
    assert!(places.iter().filter(|place| place.0 == "Drop").all(|place| place.2.starts_with("drop")), "{places:?}");
    assert_eq!(text_place(TEXT.as_bytes(), 9), None);
    assert_eq!(text_place(b"(module quote \"(func)\")", 30), None);
    assert_eq!(text_place(b"no text", 0), None);
}
