//! Operators and branches on constants.

use crate::lower::code::{Code, Step};
use wasm_encoder::Instruction as I;

/// Computes ahead what can be.
pub(super) fn fold(code: &mut Code) {
    let mut steps: Vec<Step> = Vec::with_capacity(code.steps.len());
    for step in std::mem::take(&mut code.steps) {
        // What is extended and cut off again is what it was.
        if matches!(step.op, I::I32WrapI64)
            && steps.last().is_some_and(|last| matches!(last.op, I::I64ExtendI32U | I::I64ExtendI32S))
        {
            steps.pop();
            continue;
        }
        let folded = match &steps[..] {
            [.., before, last] => two(&before.op, &last.op, &step.op).map(|op| (2, op)),
            _ => None,
        };
        let folded = folded.or_else(|| steps.last().and_then(|last| one(&last.op, &step.op)).map(|op| (1, op)));
        match folded {
            Some((taken, op)) => {
                steps.truncate(steps.len() - taken);
                steps.push(Step { op, span: step.span });
            }
            None => steps.push(step),
        }
    }
    code.steps = steps;
    branches(code);
}

/// Takes branches on constants, and leaves out the ways that are not taken.
fn branches(code: &mut Code) {
    let mut out: Vec<Step> = Vec::with_capacity(code.steps.len());
    // For each open block, whether it is the way that is taken of two.
    let mut open: Vec<bool> = Vec::new();
    let mut steps = std::mem::take(&mut code.steps).into_iter();
    while let Some(mut step) = steps.next() {
        let known = match out.last().map(|last| &last.op) {
            Some(I::I32Const(value)) => Some(*value != 0),
            _ => None,
        };
        match (&step.op, known) {
            (I::If(ty), Some(taken)) => {
                let ty = *ty;
                out.pop();
                if !taken && !skip(&mut steps) {
                    continue;
                }
                step.op = I::Block(ty);
                open.push(taken);
            }
            (I::BrIf(depth), Some(taken)) => {
                let depth = *depth;
                out.pop();
                if !taken {
                    continue;
                }
                step.op = I::Br(depth);
            }
            (I::Block(_) | I::Loop(_) | I::If(_), _) => open.push(false),
            (I::Else, _) if open.last() == Some(&true) => {
                skip(&mut steps);
                open.pop();
                step.op = I::End;
            }
            (I::End, _) => _ = open.pop(),
            _ => {}
        }
        out.push(step);
    }
    code.steps = out;
}

/// Skips steps up to the end of a block, and that too, or to its other way, if there is one.
fn skip(steps: &mut impl Iterator<Item = Step>) -> bool {
    let mut depth = 0u32;
    for step in steps {
        match step.op {
            I::Block(_) | I::Loop(_) | I::If(_) => depth += 1,
            I::Else if depth == 0 => return true,
            I::End if depth == 0 => return false,
            I::End => depth -= 1,
            _ => {}
        }
    }
    false
}

fn one(value: &I<'_>, op: &I<'_>) -> Option<I<'static>> {
    Some(match (value, op) {
        (I::I32Const(value), I::I32Eqz) => I::I32Const(i32::from(*value == 0)),
        (I::I32Const(value), I::I64ExtendI32U) => I::I64Const(i64::from(*value as u32)),
        (I::I32Const(value), I::I64ExtendI32S) => I::I64Const(i64::from(*value)),
        (I::I64Const(value), I::I32WrapI64) => I::I32Const(*value as i32),
        _ => return None,
    })
}

fn two(left: &I<'_>, right: &I<'_>, op: &I<'_>) -> Option<I<'static>> {
    Some(match (left, right, op) {
        (I::I32Const(left), I::I32Const(right), op) => I::I32Const(match op {
            I::I32Add => left.wrapping_add(*right),
            I::I32Sub => left.wrapping_sub(*right),
            I::I32Mul => left.wrapping_mul(*right),
            I::I32And => left & right,
            I::I32Or => left | right,
            I::I32Eq => i32::from(left == right),
            I::I32Ne => i32::from(left != right),
            I::I32LtU => i32::from((*left as u32) < *right as u32),
            I::I32GtU => i32::from(*left as u32 > *right as u32),
            I::I32LeU => i32::from(*left as u32 <= *right as u32),
            _ => return None,
        }),
        (I::I64Const(left), I::I64Const(right), op) => match op {
            I::I64Add => I::I64Const(left.wrapping_add(*right)),
            I::I64Sub => I::I64Const(left.wrapping_sub(*right)),
            I::I64Mul => I::I64Const(left.wrapping_mul(*right)),
            I::I64Eq => I::I32Const(i32::from(left == right)),
            I::I64GtU => I::I32Const(i32::from(*left as u64 > *right as u64)),
            I::I64LeU => I::I32Const(i32::from(*left as u64 <= *right as u64)),
            _ => return None,
        },
        _ => return None,
    })
}
