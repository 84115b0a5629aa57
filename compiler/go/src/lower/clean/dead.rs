//! Code that is not reached: behind a branch, a return or a trap, up to the end of the block.

use crate::lower::code::Code;
use wasm_encoder::Instruction as I;

/// Removes it.
pub(super) fn remove(code: &mut Code) {
    // Blocks that began where nothing is reached, since then; 0 where code is reached.
    let mut skipped = 0u32;
    let mut dead = false;
    code.steps.retain(|step| {
        if dead {
            match step.op {
                I::Block(_) | I::Loop(_) | I::If(_) => skipped += 1,
                I::End if skipped > 0 => {
                    skipped -= 1;
                    return false;
                }
                I::End => dead = false,
                I::Else if skipped == 0 => dead = false,
                _ => {}
            }
            return !dead;
        }
        dead = matches!(step.op, I::Br(_) | I::BrTable(..) | I::Return | I::Unreachable);
        true
    });
    // The last return is what the end does anyway.
    if let Some(last) = code.steps.pop_if(|step| matches!(step.op, I::Return)) {
        code.end = last.span;
    }
}
