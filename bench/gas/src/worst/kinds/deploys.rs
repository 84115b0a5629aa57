//! Deploys of modules of every shape, refused ones too.

use super::Kind;
use crate::bombs;
use crate::worst::case::{Attack, Case};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::yardsticks::Paid;
use allod_vm::WasiOptions;

pub(super) fn kinds() -> Vec<Kind> {
    let knobs = [
        choice("shape", bombs::SHAPES),
        size("bytes", 100, 400_000),
        size("width", 1, 30_000),
        choice("vectors allowed", 2),
        choice("end", 3),
    ];
    // One long function that an optimising compiler takes long for; loops within loops, just short enough to be compiled
    // at once; branches that move many values; functions of nothing.
    let deploy = Kind::new("a deploy", knobs, deploy)
        .paid_by(Paid::GasAndBytes)
        .from(&[0, 0, 88_000, 1_000, 1, 0])
        .from(&[0, 4, 13_000, 95, 0, 0])
        .from(&[0, 12, 100_000, 20_000, 0, 0])
        .from(&[0, 10, 100_000, 1, 0, 0]);
    vec![deploy]
}

fn deploy(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (shape, bytes, width) = (settings.take(), settings.take(), settings.take());
    let (vectors, end) = (settings.flag(), settings.take());
    let mut module = bombs::shape(shape, bytes as usize, width as usize).wasm;
    match end {
        0 => {}
        // Whole but for its end; and with a section more that is not known.
        1 => module.truncate(module.len() - 1),
        _ => module.extend([0x7f, 1, 0]),
    }
    let wasi = WasiOptions { enable_simd: vectors, ..WasiOptions::default() };
    Case { interpreted, contracts: Vec::new(), before: Vec::new(), attack: Attack::Deploy { module, wasi }, paid: 0 }
}
