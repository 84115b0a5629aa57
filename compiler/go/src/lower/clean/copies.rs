//! Copies: locals that are set once, to a constant or to what another local keeps.

use crate::lower::code::{Code, Step};
use wasm_encoder::Instruction as I;

/// Reads of a constant that is long to write, at most, for which it is written again.
const LONG_READS: u32 = 2;

/// The value that all reads of a local give.
#[derive(Clone)]
enum Value {
    Local(u32),
    Constant(I<'static>),
}

/// Locals by what is done to them.
struct Uses {
    sets: Vec<u32>,
    reads: Vec<u32>,
    /// Nothing but its one value is ever read.
    stable: Vec<bool>,
}

/// Reads what such locals are copies of. The set of a local that is set once comes before all reads of it, in the source
/// and whenever it runs: such a local is a variable in the scope of its declaration, or a temporary.
pub(super) fn propagate(code: &mut Code) {
    let uses = uses(code);
    let mut values: Vec<Option<Value>> = vec![None; code.vars.len()];
    let mut steps: Vec<Step> = Vec::with_capacity(code.steps.len());
    for mut step in std::mem::take(&mut code.steps) {
        match step.op {
            I::LocalGet(var) => match &values[var as usize] {
                Some(Value::Local(of)) => step.op = I::LocalGet(*of),
                Some(Value::Constant(op)) => step.op = op.clone(),
                None => {}
            },
            I::LocalSet(var) if var >= code.params && uses.stable[var as usize] => {
                let value = match steps.last().map(|last| &last.op) {
                    Some(I::LocalGet(of)) if uses.stable[*of as usize] => Some(Value::Local(*of)),
                    Some(op) if is_short(op) || is_constant(op) && uses.reads[var as usize] <= LONG_READS => {
                        Some(Value::Constant(op.clone()))
                    }
                    _ => None,
                };
                if value.is_some() {
                    values[var as usize] = value;
                    steps.pop();
                    continue;
                }
            }
            _ => {}
        }
        steps.push(step);
    }
    code.steps = steps;
}

fn uses(code: &Code) -> Uses {
    let count = code.vars.len();
    let mut uses = Uses { sets: vec![0; count], reads: vec![0; count], stable: vec![true; count] };
    for step in &code.steps {
        match step.op {
            I::LocalGet(var) => {
                uses.reads[var as usize] += 1;
                uses.stable[var as usize] &= var < code.params || uses.sets[var as usize] > 0;
            }
            I::LocalSet(var) | I::LocalTee(var) => uses.sets[var as usize] += 1,
            _ => {}
        }
    }
    for var in 0..count {
        uses.stable[var] &= uses.sets[var] == u32::from(var >= code.params as usize);
    }
    code.lasting.iter().for_each(|var| uses.stable[*var as usize] = false);
    uses
}

fn is_constant(op: &I<'_>) -> bool {
    matches!(op, I::I32Const(_) | I::I64Const(_) | I::F32Const(_) | I::F64Const(_))
}

/// A constant that takes no more bytes than the local.
fn is_short(op: &I<'_>) -> bool {
    match op {
        I::I32Const(value) => (-64..64).contains(value),
        I::I64Const(value) => (-64..64).contains(value),
        _ => false,
    }
}
