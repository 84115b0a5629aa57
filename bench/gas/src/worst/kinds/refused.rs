//! Transactions that can't begin.

use super::Kind;
use crate::worst::case::{Call, Case, Contract, Target};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::yardsticks::Paid;
use allod_core::abi::Abi;
use allod_core::{Function, ObjectId, Param, Type};
use std::fmt::Write;

pub(super) fn kinds() -> Vec<Kind> {
    let knobs = [
        choice("why", 6),
        size("functions", 1, 1_024),
        size("parameters", 0, 64),
        size("fields of each", 0, 255),
        size("function name", 1, 1 << 20),
        size("bytes of input", 0, 2 << 20),
        size("objects", 0, 2_000),
        choice("gas limit", 3),
    ];
    let refused = Kind::new("a transaction refused", knobs, refused).paid_by(Paid::GasAndBytes);
    vec![refused.from(&[0, 1, 1_024, 0, 0, 3, 0, 0, 2])]
}

fn refused(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (why, functions, parameters) = (settings.take(), settings.take(), settings.take());
    let (fields, name, input, objects) = (settings.take(), settings.take(), settings.take(), settings.take());
    let gas_limit = Some([0, 150, 10_000_000][settings.take() as usize]);
    let fields = fields.min(100_000 / (functions * parameters.max(1)));
    let ty = match fields {
        0 => Type::U64,
        _ => Type::structure("s", vec![("f".to_owned(), Type::U8); fields as usize]),
    };
    let inputs = vec![Param { name: "p".to_owned(), ty }; parameters as usize];
    let mut text = String::from("(module (memory 1)");
    let mut offered = Vec::new();
    for number in 0..functions {
        let name = format!("f{number}");
        let _ = write!(text, "(func (export \"{name}\"))");
        offered.push(Function { name, inputs: inputs.clone(), outputs: Vec::new() });
    }
    let contract = Contract { abi: Some(Abi { functions: offered, ..Abi::default() }), ..Contract::of(text + ")") };
    let (target, function, input, objects) = match why {
        0 => (Target::Nobody, "f0".to_owned(), vec![0; input as usize], 0),
        1 => (Target::Contract(0), "n".repeat(name as usize), Vec::new(), 0),
        2 => (Target::Contract(0), "é".repeat(name as usize / 2), vec![1; input as usize], 0),
        3 => (Target::Contract(0), "f0".to_owned(), vec![0; input as usize], 0),
        4 => (Target::Contract(0), "f0".to_owned(), vec![255; input as usize], 0),
        _ => (Target::Contract(0), "f0".to_owned(), vec![0; input as usize], objects),
    };
    let objects = (0..objects).map(|number| ObjectId([number as u8; 32])).collect();
    Case::copies(interpreted, vec![contract], Call { target, function, input, objects, gas_limit })
}
