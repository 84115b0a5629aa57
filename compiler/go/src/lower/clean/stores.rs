//! Stores to locals that the next operator reads, or nothing does.

use crate::lower::code::{Code, Step};
use wasm_encoder::Instruction as I;

/// Keeps such values on the stack.
pub(super) fn remove(code: &mut Code) {
    let mut reads = vec![0u32; code.vars.len()];
    for step in &code.steps {
        if let I::LocalGet(var) = step.op {
            reads[var as usize] += 1;
        }
    }
    let mut steps: Vec<Step> = Vec::with_capacity(code.steps.len());
    for mut step in std::mem::take(&mut code.steps) {
        match step.op {
            I::LocalGet(var) => {
                if let Some(last) = steps.last_mut()
                    && matches!(last.op, I::LocalSet(set) if set == var)
                {
                    reads[var as usize] -= 1;
                    if reads[var as usize] == 0 {
                        steps.pop();
                    } else {
                        last.op = I::LocalTee(var);
                    }
                    continue;
                }
            }
            I::LocalTee(var) if reads[var as usize] == 0 => continue,
            I::LocalSet(var) if reads[var as usize] == 0 => step.op = I::Drop,
            _ => {}
        }
        // Two negations before a branch.
        if matches!(step.op, I::BrIf(_) | I::If(_))
            && let [.., Step { op: I::I32Eqz, .. }, Step { op: I::I32Eqz, .. }] = steps[..]
        {
            steps.truncate(steps.len() - 2);
        }
        if matches!(step.op, I::Drop) {
            drop_value(&mut steps, step);
            continue;
        }
        steps.push(step);
    }
    code.steps = steps;
}

/// Drops the value on the stack, or does not make it: operators that do nothing else go, and their operands after them.
fn drop_value(steps: &mut Vec<Step>, drop: Step) {
    let mut drops = 1;
    while drops > 0 {
        match steps.last().map(|last| &last.op) {
            Some(op) if is_free(op) => drops -= 1,
            Some(I::I32WrapI64 | I::I64ExtendI32U | I::I64ExtendI32S | I::I32Eqz) => {}
            // Addresses of the language lie in memory: nil, which is 0, has been looked for before.
            Some(I::I32Load(_) | I::I64Load(_) | I::F32Load(_) | I::F64Load(_)) => {}
            Some(I::I32Add | I::I32Sub | I::I64Add | I::I64Sub | I::I32And | I::I32Shl) => drops += 1,
            _ => break,
        }
        steps.pop();
    }
    steps.extend(std::iter::repeat_n(drop, drops));
}

/// An operator that takes nothing, does nothing and gives one value.
fn is_free(op: &I<'_>) -> bool {
    matches!(op, I::LocalGet(_) | I::I32Const(_) | I::I64Const(_) | I::F32Const(_) | I::F64Const(_) | I::GlobalGet(_))
}
