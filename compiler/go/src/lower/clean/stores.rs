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
        if matches!(step.op, I::Drop) && steps.last().is_some_and(|last| is_free(&last.op)) {
            steps.pop();
            continue;
        }
        steps.push(step);
    }
    code.steps = steps;
}

/// An operator that takes nothing, does nothing and gives one value.
fn is_free(op: &I<'_>) -> bool {
    matches!(op, I::LocalGet(_) | I::I32Const(_) | I::I64Const(_) | I::F32Const(_) | I::F64Const(_) | I::GlobalGet(_))
}
