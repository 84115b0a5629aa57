//! How few charges and looks at the counter there are: code is charged with what leads to it, as far as it must follow.

use crate::metered;
use allod_compiler::instrument::{Granularity, InstrumentOptions, instrument_with};

/// Charges and checks of the last function of a module.
fn charges(code: &str, granularity: Granularity) -> (u32, u32) {
    let wasm = wat::parse_str(format!("(module {code})")).expect("valid text");
    let metered = instrument_with(&wasm, &metered::prices(), InstrumentOptions { granularity });
    let plan = *metered.expect("instrumentable").functions.last().expect("a function");
    (plan.charges, plan.checks)
}

/// Code, and its charges and checks.
const ROWS: &[(&str, &str, (u32, u32))] = &[
    ("a straight line", "(func nop nop nop)", (1, 1)),
    ("a block that nothing leaves early", "(func nop block nop end nop)", (1, 1)),
    ("a branch within one block", "(func nop block nop i32.const 0 br_if 0 nop end nop)", (2, 1)),
    ("a branch out of two blocks", "(func block block nop i32.const 0 br_if 1 nop end nop end nop)", (2, 1)),
    (
        "two ways to the end of a block",
        "(func block block i32.const 0 br_if 0 i32.const 0 br_if 1 nop end nop end nop)",
        (3, 1),
    ),
    ("a return on a condition", "(func nop block i32.const 0 if return end end nop)", (2, 1)),
    ("two blocks that a return may skip", "(func block block i32.const 0 if return end nop end end)", (2, 1)),
    ("one arm that returns", "(func i32.const 0 if return else nop end nop)", (2, 1)),
    ("a loop with a return", "(func loop i32.const 0 if return end i32.const 0 br_if 0 nop end nop)", (3, 1)),
    ("two arms, one of them dearer", "(func i32.const 0 if nop nop else nop end nop nop)", (2, 1)),
    ("two arms", "(func i32.const 0 if nop else nop end nop nop)", (1, 1)),
    ("a trap in one arm", "(func i32.const 0 if unreachable end nop nop)", (1, 1)),
    ("a loop", "(func nop loop nop i32.const 0 br_if 0 nop end nop)", (2, 1)),
    ("a loop within a loop", "(func loop loop i32.const 0 br_if 0 end i32.const 0 br_if 1 end nop)", (3, 2)),
    ("a loop left by a branch", "(func block loop i32.const 0 br_if 1 br 0 end end nop)", (2, 1)),
    (
        "a loop that may end before its round does",
        "(func nop block loop i32.const 0 br_if 1 nop br 0 end end nop)",
        (2, 1),
    ),
    (
        "a call in a loop before it is left",
        "(func $g) (func block loop call $g i32.const 0 br_if 1 nop br 0 end end)",
        (2, 1),
    ),
    ("a branch to a trap", "(func block nop i32.const 0 br_if 0 nop return end unreachable)", (1, 1)),
    ("a loop after a branch", "(func block i32.const 0 br_if 0 nop end loop nop i32.const 0 br_if 0 end)", (3, 2)),
    ("a loop after a call", "(func $g) (func call $g loop nop i32.const 0 br_if 0 end)", (2, 2)),
    ("a call", "(func $g) (func nop call $g nop)", (1, 1)),
    ("a call before a branch", "(func $g) (func call $g i32.const 0 if nop end)", (2, 1)),
    ("a recursive call before a branch", "(func call 0 i32.const 0 if nop end nop)", (2, 1)),
    ("a recursive call in one arm", "(func i32.const 0 if call 0 else nop end i32.const 0 if nop end)", (3, 1)),
    (
        "a recursive call before much code",
        "(func (param i64) local.get 0 call 0 i32.const 0 if local.get 0 i64.const 3 i64.div_u i64.const 3 i64.div_u
            i64.const 3 i64.div_u i64.const 3 i64.div_u drop end)",
        (2, 2),
    ),
    ("code that is never reached", "(func return block loop nop end end)", (1, 1)),
    ("a block that is never left", "(func block unreachable end nop loop nop end)", (1, 1)),
];

#[test]
fn what_must_follow_is_charged_ahead() {
    for (what, code, wanted) in ROWS {
        assert_eq!(charges(code, Granularity::Region), *wanted, "{what}");
    }
}

#[test]
fn regions_are_never_more_than_blocks_nor_blocks_more_than_operators() {
    for (what, code, (region, _)) in ROWS {
        let (block, _) = charges(code, Granularity::Block);
        let (operator, checks) = charges(code, Granularity::Operator);
        assert!(*region <= block && block <= operator && operator == checks, "{what}: {region}, {block}, {operator}");
    }
}
