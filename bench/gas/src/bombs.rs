//! Modules that are small to send and dear to compile.

use std::fmt::Write;

/// A module made to hurt.
#[derive(Clone, Debug)]
pub struct Bomb {
    /// What it is made of.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
}

fn bomb(name: impl Into<String>, body: &str) -> Bomb {
    let wasm = wat::parse_str(format!("(module (memory 1) {body})")).expect("a bomb is valid text");
    Bomb { name: name.into(), wasm }
}

/// `count` functions of the same code.
fn functions(count: usize, head: &str, body: &str) -> String {
    format!("(func (param i32) (result i32) {head} {body} local.get 0)\n").repeat(count)
}

fn straight_line(steps: usize) -> String {
    (0..steps).fold(String::new(), |mut code, n| {
        let _ = write!(code, "local.get 0 i32.const {n} i32.add local.set 0 ");
        code
    })
}

fn deep_operands(depth: usize) -> String {
    let push = (0..depth).fold(String::new(), |mut code, n| {
        let _ = write!(code, "local.get 0 i32.const {n} i32.xor ");
        code
    });
    format!("{push} {} drop ", "i32.add ".repeat(depth - 1))
}

fn locals_and_blocks(locals: usize, blocks: usize) -> String {
    (0..blocks).fold(String::new(), |mut code, block| {
        code += "block local.get 0 br_if 0 ";
        for n in 0..8 {
            let (from, to) = (1 + (block * 7 + n) % locals, 1 + (block * 13 + n * 5) % locals);
            let _ = write!(code, "local.get {from} i32.const 3 i32.add local.set {to} ");
        }
        code + "end "
    })
}

fn nested_loops(loops: usize, locals: usize) -> String {
    let open = (0..loops).fold(String::new(), |mut code, n| {
        let _ = write!(code, "loop local.get {} i32.const 1 i32.add local.set {} ", n % locals, n * 3 % locals);
        code
    });
    (0..loops).fold(open, |mut code, n| {
        let (first, second) = (n % locals, n * 7 % locals);
        let _ = write!(code, "local.get {first} br_if 0 local.get {second} br_if {} end ", n.min(loops - 1 - n));
        code
    })
}

fn locals(count: usize) -> String {
    format!("(local {})", "i32 ".repeat(count))
}

/// The bombs that hurt most when nobody is in their way.
pub fn known() -> Vec<Bomb> {
    vec![
        bomb("straight line, 1.1 MB", &functions(1, "", &straight_line(130_000))),
        bomb("50,000 operands at once, 380 KB", &functions(1, "", &deep_operands(50_000))),
        bomb("2,000 locals in 4,000 blocks", &functions(1, &locals(2_000), &locals_and_blocks(2_000, 4_000))),
        bomb("500 nested loops, 1,000 locals", &functions(1, &locals(1_000), &nested_loops(500, 1_000))),
    ]
}

/// The same, each of a size that a gate might let through, as often as fits into `bytes`.
pub fn small(bytes: usize) -> Vec<Bomb> {
    let fill = |name: &str, head: &str, body: &str| {
        let one =
            wat::parse_str(format!("(module (memory 1) {})", functions(1, head, body))).expect("valid text").len();
        let count = (bytes / one).max(1);
        bomb(format!("{name} × {count}"), &functions(count, head, body))
    };
    let nested = |blocks: usize| format!("{} {}", "block local.get 0 br_if 0 ".repeat(blocks), "end ".repeat(blocks));
    let table = |targets: usize| {
        let list: String = (0..targets).map(|n| format!("{n} ")).collect();
        format!("{} local.get 0 br_table {list} {}", "block ".repeat(targets), "end ".repeat(targets))
    };
    vec![
        fill("straight line of 16 KB", "", &straight_line(2_000)),
        fill("256 operands at once", "", &deep_operands(256)),
        fill("1,000 operands at once", "", &deep_operands(1_000)),
        fill("64 locals in 250 blocks", &locals(64), &locals_and_blocks(64, 250)),
        fill("256 locals in 1,000 blocks", &locals(256), &locals_and_blocks(256, 1_000)),
        fill("8 nested loops", &locals(20), &nested_loops(8, 20)),
        fill("32 nested loops", &locals(20), &nested_loops(32, 20)),
        fill("95 nested loops", &locals(20), &nested_loops(95, 20)),
        fill("250 nested blocks", "", &nested(250)),
        fill("br_table of 1,000", "", &table(1_000)),
        fill("calls", "", &"local.get 0 call 0 local.set 0 ".repeat(500)),
        fill("stores", "", &"local.get 0 i32.const 7 i32.store offset=4 ".repeat(500)),
        fill("divisions", "", &"local.get 0 local.get 0 i32.div_s local.set 0 ".repeat(500)),
        fill("nothing", "", ""),
    ]
}
