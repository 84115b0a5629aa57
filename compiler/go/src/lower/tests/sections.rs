//! Sections: the same program gives the same bytes, lines can be read back, nothing unreached is in.

use super::build::{Build, Fun};
use crate::ir::*;
use crate::lower::lines::{Line, Lines, SECTION};
use crate::lower::{Options, lower};

fn dividing() -> Build {
    let mut b = Build::new();
    let int = b.int();
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (x, y) = (fun.param(int), fun.param(int));
    let value = b.bin(BinaryOp::Div, b.get(&fun, x), b.get(&fun, y));
    let body = vec![b.give(value)];
    let id = b.function(fun, body);
    b.export("f", id);
    b
}

#[test]
fn every_operator_that_can_end_a_call_has_a_line() {
    let lowered = dividing().lower();
    let section = wasmparser::Parser::new(0).parse_all(&lowered.wasm).find_map(|payload| match payload {
        Ok(wasmparser::Payload::CustomSection(section)) if section.name() == SECTION => Some(section.data().to_vec()),
        _ => None,
    });
    let lines = Lines::decode(&section.expect("a section")).expect("lines");
    assert_eq!(lines, lowered.lines);
    assert_eq!(lines.files, ["main.go"]);
    let mut found = 0;
    let mut function = 1;
    for payload in wasmparser::Parser::new(0).parse_all(&lowered.wasm) {
        let Ok(wasmparser::Payload::CodeSectionEntry(body)) = payload else { continue };
        for (ordinal, operator) in body.get_operators_reader().unwrap().into_iter().enumerate() {
            let can_end =
                matches!(operator.unwrap(), wasmparser::Operator::I64DivS | wasmparser::Operator::Call { .. });
            assert_eq!(lines.find(function, ordinal as u32), can_end.then_some(("main.go", 3)), "{function} {ordinal}");
            found += usize::from(can_end);
        }
        function += 1;
    }
    assert_eq!(found, 3);
}

#[test]
fn lines_that_are_cut_or_longer_are_no_lines() {
    let lines = Lines {
        files: vec!["a.go".into(), "b/c.go".into()],
        functions: vec![
            (3, vec![Line { operator: 0, file: 1, line: 900 }, Line { operator: 300, file: 0, line: 2 }]),
            (70_000, vec![Line { operator: 1, file: 0, line: 1 }]),
        ],
    };
    let bytes = lines.encode();
    assert_eq!(Lines::decode(&bytes), Some(lines));
    for end in 0..bytes.len() {
        assert_eq!(Lines::decode(&bytes[..end]), None);
    }
    assert_eq!(Lines::decode(&[bytes, vec![0]].concat()), None);
}

#[test]
fn sections_can_be_left_out_and_the_rest_stays() {
    let b = dividing();
    let bare = Options { names: false, lines: false, ..Options::default() };
    let bare = lower(&b.program, &b.files, &bare).unwrap();
    let full = b.lower();
    assert_eq!(full.wasm, b.lower().wasm);
    assert_eq!(full.wasm[..bare.wasm.len()], bare.wasm[..]);
    assert!(full.wasm.len() > bare.wasm.len());
}

#[test]
fn a_function_that_nothing_reaches_is_left_out() {
    let b = dividing();
    let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
    // The export and the panic of a division; the host's function is an import.
    assert_eq!(text.matches("\n  (func $").count(), 2, "{text}");
}

#[test]
fn a_program_that_contradicts_itself_is_a_diagnostic() {
    let mut b = Build::new();
    let int = b.int();
    let fun = Fun { results: vec![int], ..Fun::default() };
    let lost = b.expr(ExprKind::Read(Box::new(Place::Local(LocalId(9)))), int);
    let body = vec![b.give(lost)];
    let id = b.function(fun, body);
    b.export("f", id);
    let wrong = lower(&b.program, &b.files, &Options::default()).unwrap_err();
    assert_eq!(wrong.code, crate::diagnostic::Code::Internal);
    assert!(wrong.message.starts_with("internal: "), "{}", wrong.message);
}
