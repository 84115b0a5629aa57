//! Modules that make optimising compilers spill: what such a compiler keeps in a frame has no bound in what the module
//! counts for it.
//!
//! | shape | what becomes wide |
//! |---|---|
//! | hoisted | products that don't change in a loop are computed before it, and all are kept |
//! | table | the same behind a wide `br_table` |
//! | results | a call's results have an area of their own, whether they are dropped or not |
//! | arguments | arguments and results of calls, over values that live on |
//! | churn | locals that are set from each other in a straight line |
//! | pairs | locals that each live over a call |
//! | rotate | loops that permute all locals, which are moved at once |
//! | branches | locals that are set behind branches, so that each is a parameter of each block |
//! | operands | operands that wait on the stack |
//! | floats | the same in the other kind of register |
//! | carried | a block of many results that many branches leave |
//!
//! Each function calls one of the module's functions once, in the midst of that, directly, by way of the table, or as
//! another contract. So the depth to which a call comes can be told from its gas.

mod body;
mod shapes;

use crate::rng::SplitMix64;
use body::Body;
use shapes::SHAPES;
use std::fmt::Write as _;

/// The parameters of each exported function: a number, how much deeper to go, and the address of another contract of
/// the same code in three words, or that of its own.
pub const PARAMETERS: usize = 5;

/// A module, and whether it calls other contracts.
#[derive(Clone, Debug)]
pub struct Spilling {
    /// The module as text.
    pub text: String,
    /// True if it imports anything.
    pub hosted: bool,
    /// The number of functions it exports: `f0`, `f1` and so on.
    pub functions: usize,
}

/// The module that follows from `seed`.
pub fn module(seed: u64) -> Spilling {
    let mut dice = SplitMix64::new(seed ^ 0x5b1_1ed);
    let hosted = dice.once_in(3);
    let functions = dice.within(1..4) as usize;
    let (params, results) = (dice.size(1, 64), dice.size(1, 16));
    let body = |index| body(Body::new(&mut dice, hosted, functions, (params, results)), index);
    let bodies: String = (0..functions).map(body).collect();
    let imports = if hosted { IMPORTS } else { "" };
    let again = if hosted { again(&mut dice, functions) } else { String::new() };
    let wide = wide(params, results);
    let table: String = (0..functions).map(|i| format!(" $f{i}")).collect();
    let text = format!(
        "(module {imports}
        (type $f (func (param i64 i64 i64 i64 i64) (result i64)))
        (memory (export \"memory\") 1 1)
        (global $levels (mut i64) (i64.const 0))
        (table {functions} {functions} funcref) (elem (i32.const 0) func{table})
        (func $pair (param i64) (result i64) (i64.add (local.get 0) (i64.load (i32.const 8))))
        {again} {wide} {bodies})"
    );
    Spilling { text, hosted, functions }
}

/// The exported function of this index, with one or two shapes in it.
fn body(mut body: Body<'_>, index: usize) -> String {
    for _ in 0..body.dice.within(1..3) {
        let (shape, most) = body.dice.pick(&SHAPES);
        let n = body.dice.size(4, most);
        shape(&mut body, n);
    }
    body.finished(index)
}

/// A number, a depth, and the address of a contract in three words.
pub fn input(number: u64, depth: u64, address: &[u8; 20]) -> [u64; PARAMETERS] {
    let word =
        |range: std::ops::Range<usize>| address[range].iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    [number, depth, word(0..8), word(8..16), word(16..20)]
}

const IMPORTS: &str = r#"
    (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
    (import "allod" "contract_address" (func $contract_address (param i32)))"#;

/// `$again`: as a function of the module, by way of the other contract, whose address stands in its parameters.
fn again(dice: &mut SplitMix64, functions: usize) -> String {
    // The address at 65,024, the function's name at 65,056, the own address at 65,072, tagged arguments from 65,104 on.
    let name = dice.below(functions as u64);
    let mut text = String::from(
        "(func $again (param i64 i64 i64 i64 i64) (result i64)
        (i64.store (i32.const 65024) (local.get 2)) (i64.store (i32.const 65032) (local.get 3))
        (i64.store32 (i32.const 65040) (local.get 4))
        (call $contract_address (i32.const 65072))
        (local.set 2 (i64.load (i32.const 65072))) (local.set 3 (i64.load (i32.const 65080)))
        (local.set 4 (i64.load32_u (i32.const 65088)))
        (i32.store8 (i32.const 65104) (i32.const 5))",
    );
    for i in 0..PARAMETERS {
        let at = 65_105 + 9 * i;
        let _ = write!(
            text,
            "(i32.store8 (i32.const {at}) (i32.const 10)) (i64.store (i32.const {}) (local.get {i}))",
            at + 1
        );
    }
    let _ = write!(
        text,
        "(i32.store16 (i32.const 65056) (i32.const {}))
        (i64.store (i32.const 65200) (i64.const 0))
        (i64.add
            (call $call (i32.const 65024) (i32.const 65056) (i32.const 2) (i32.const 65104) (i32.const 46) (i64.const 0)
                (i32.const 65200) (i32.const 8))
            (i64.load (i32.const 65200))))",
        u64::from(b'f') | (u64::from(b'0') + name) << 8
    );
    text
}

/// `$wide`, of many parameters and results.
fn wide(params: usize, results: usize) -> String {
    let values: String =
        (0..results).map(|i| format!("(i64.xor (local.get {}) (i64.const {i}))", i % params)).collect();
    format!("(func $wide (param{}) (result{}) {values})", " i64".repeat(params), " i64".repeat(results))
}
