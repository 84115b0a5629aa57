//! WASI, with arguments of every size.

use super::Kind;
use crate::worst::case::{Case, Contract};
use crate::worst::knobs::{Knob, Settings, choice, size};
use crate::worst::text::{flood, module, times, wide, word};
use allod_compiler::gate::{WASI_IMPORTS, WasiImport};
use allod_core::WasmType;

/// Numbers that may be pointers, descriptors or lengths.
const NUMBERS: &[u64] = &[0, 1, 2, 64, 1_024, 4_096, 65_536, 1 << 20, 2 << 20];

pub(super) fn kinds() -> Vec<Kind> {
    let known: Vec<&WasiImport> = WASI_IMPORTS.iter().filter(|import| import.result.is_some()).collect();
    let number = |name| choice(name, NUMBERS.len() as u64);
    let any: [Knob; 5] =
        [choice("function", known.len() as u64), number("first"), number("second"), number("third"), number("fourth")];
    let each = move |settings: &mut Settings<'_>, interpreted| {
        let import = settings.pick(&known);
        let arguments: Vec<_> = import.params.iter().map(|ty| number_of(*ty, *settings.pick(NUMBERS))).collect();
        let round = format!("(drop (call ${} {}))", import.name, arguments.join(" "));
        Case::rounds(interpreted, vec![Contract::of(module(64, &flood("", &round)))], 0)
    };
    let write: [Knob; 3] = [size("buffers", 0, 1_025), size("bytes each", 0, 65_536), choice("descriptor", 4)];
    vec![Kind::new("WASI", any, each), Kind::new("fd_write", write, fd_write)]
}

fn number_of(ty: WasmType, number: u64) -> String {
    if ty == WasmType::I32 { word(number) } else { wide(number) }
}

/// Many buffers of the same bytes.
fn fd_write(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (buffers, bytes, descriptor) = (settings.take(), settings.take(), settings.take());
    let entry = format!(
        "(i32.store (i32.mul (local.get $i) (i32.const 8)) (i32.const 65536))
         (i32.store offset=4 (i32.mul (local.get $i) (i32.const 8)) (i32.const {bytes}))"
    );
    let round = format!(
        "(drop (call $fd_write (i32.const {descriptor}) (i32.const 0) (i32.const {buffers}) (i32.const 60000)))"
    );
    let text = module(4, &flood(&times(buffers.min(2_000), &entry), &round));
    Case::rounds(interpreted, vec![Contract::of(text)], 0)
}
