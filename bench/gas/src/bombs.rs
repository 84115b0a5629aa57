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

/// Code of one function: its name for people, its locals, its operators.
type Code = (String, String, String);

/// Shapes that [`shape`] knows.
pub const SHAPES: u64 = 17;

/// Functions of one shape and as wide as `width` says, as many as fit into `bytes`; or sections of so many bytes.
///
/// # Panics
/// Where `number` is not below [`SHAPES`].
pub fn shape(number: u64, bytes: usize, width: usize) -> Bomb {
    let own = |what: &str, code: String| (format!("{what} of {width}"), String::new(), code);
    let code = match number {
        0 => own("straight line", straight_line(width)),
        1 => own("operands", deep_operands(width.max(2))),
        2 => (format!("64 locals in {width} blocks"), locals(64), locals_and_blocks(64, width)),
        3 => (format!("{width} locals in 1,000 blocks"), locals(width), locals_and_blocks(width, 1_000)),
        4 => (format!("{width} nested loops"), locals(20), nested_loops(width.min(100), 20)),
        5 => own("nested blocks", nested(width)),
        6 => own("br_table", table(width)),
        7 => own("calls", "local.get 0 call 0 local.set 0 ".repeat(width)),
        8 => own("stores", "local.get 0 i32.const 7 i32.store offset=4 ".repeat(width)),
        9 => own("divisions", "local.get 0 local.get 0 i32.div_s local.set 0 ".repeat(width)),
        10 => own("nothing", String::new()),
        11 => own("values kept in a loop", hoisted(width)),
        12 => own("values moved by branches", moved(width)),
        13 => return bomb("data", &format!("(data (i32.const 0) \"{}\")", "x".repeat(bytes.min(60_000)))),
        14 => return bomb("exports", &exported(bytes / 12)),
        15 => return bomb("names", &format!("(@custom \"name\" \"{}\")", "x".repeat(bytes))),
        16 => return bomb("an interface", &offered(bytes, width)),
        _ => panic!("there is no shape {number}"),
    };
    fill(&code, bytes)
}

/// As many functions of `code` as fit into `bytes`.
fn fill((name, head, body): &Code, bytes: usize) -> Bomb {
    let one = wat::parse_str(format!("(module (memory 1) {})", functions(1, head, body))).expect("valid text").len();
    let count = (bytes / one).max(1);
    bomb(format!("{name} × {count}"), &functions(count, head, body))
}

fn nested(blocks: usize) -> String {
    format!("{} {}", "block local.get 0 br_if 0 ".repeat(blocks), "end ".repeat(blocks))
}

fn table(targets: usize) -> String {
    let list: String = (0..targets).map(|n| format!("{n} ")).collect();
    format!("{} local.get 0 br_table {list} {}", "block ".repeat(targets), "end ".repeat(targets))
}

/// Products that do not change within a loop, so that a compiler works them out before it and has to keep them all.
fn hoisted(values: usize) -> String {
    let body = (0..values).fold(String::new(), |mut code, n| {
        let _ = write!(
            code,
            "i32.const 0 local.get 0 i32.const {} i32.mul i32.store offset={} ",
            65_537 * (2 * n + 3) % 0x7fff_fff1,
            4 * n
        );
        code
    });
    format!("loop {body} local.get 0 br_if 0 end ")
}

/// Branches, each of which moves sixteen values.
fn moved(branches: usize) -> String {
    let values: String = (0..16).map(|n| format!("i32.const 0 i32.load offset={} ", 4 * n)).collect();
    let types = "i32 ".repeat(16);
    let branches = "local.get 0 br_if 0 ".repeat(branches);
    format!("{values} block (param {types}) (result {types}) {branches} end {} ", "drop ".repeat(16))
}

fn exported(functions: usize) -> String {
    (0..functions.clamp(1, 1_000)).fold(String::new(), |mut text, n| {
        let _ = write!(text, "(func (export \"e{n}\"))");
        text
    })
}

/// Functions with an ABI of so many bytes, whose parameters are structs so wide.
fn offered(bytes: usize, width: usize) -> String {
    let fields: Vec<_> = (0..width.min(255)).map(|n| format!("f{n}:u8")).collect();
    let inputs = format!(r#"[{{"name":"a","type":"S{{{}}}"}}]"#, fields.join(","));
    let count = (bytes / (inputs.len() + 30)).clamp(1, 1_000);
    let rows: Vec<_> = (0..count).map(|n| format!(r#"{{"name":"e{n}","inputs":{inputs}}}"#)).collect();
    let json = format!(r#"{{"package_name":"p","functions":[{}]}}"#, rows.join(","));
    let functions: String = (0..count).map(|n| format!("(func (export \"e{n}\"))")).collect();
    format!("(@custom \"allod.abi\" \"{}\") {functions}", json.replace('"', "\\22"))
}

/// The same, each of a size that a gate might let through, as often as fits into `bytes`.
pub fn small(bytes: usize) -> Vec<Bomb> {
    let row = |name: &str, head: String, body: String| fill(&(name.to_owned(), head, body), bytes);
    let none = String::new;
    vec![
        row("straight line of 16 KB", none(), straight_line(2_000)),
        row("256 operands at once", none(), deep_operands(256)),
        row("1,000 operands at once", none(), deep_operands(1_000)),
        row("64 locals in 250 blocks", locals(64), locals_and_blocks(64, 250)),
        row("256 locals in 1,000 blocks", locals(256), locals_and_blocks(256, 1_000)),
        row("8 nested loops", locals(20), nested_loops(8, 20)),
        row("32 nested loops", locals(20), nested_loops(32, 20)),
        row("95 nested loops", locals(20), nested_loops(95, 20)),
        row("250 nested blocks", none(), nested(250)),
        row("br_table of 1,000", none(), table(1_000)),
        row("calls", none(), "local.get 0 call 0 local.set 0 ".repeat(500)),
        row("stores", none(), "local.get 0 i32.const 7 i32.store offset=4 ".repeat(500)),
        row("divisions", none(), "local.get 0 local.get 0 i32.div_s local.set 0 ".repeat(500)),
        row("nothing", none(), none()),
    ]
}
