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

use super::dice::Dice;
use std::fmt::Write as _;

/// The parameters of each exported function: a number, how much deeper to go, and the address of another contract of
/// the same code in three words, or that of its own.
pub const PARAMETERS: usize = 5;

/// A module, and whether it calls other contracts.
#[derive(Clone, Debug)]
pub struct Spilling {
    /// The module as text.
    pub text: String,
    /// Whether it imports anything.
    pub hosted: bool,
    /// How many functions it exports: `f0`, `f1` and so on.
    pub functions: usize,
}

/// The module that follows from `seed`.
pub fn module(seed: u64) -> Spilling {
    let mut dice = Dice::new(seed ^ 0x5b1_1ed);
    let hosted = dice.once_in(3);
    let functions = dice.within(1..4) as usize;
    let (params, results) = (dice.size(1, 64), dice.size(1, 16));
    let body = |index| Body::written(&mut dice, index, (hosted, functions), (params, results));
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
fn again(dice: &mut Dice, functions: usize) -> String {
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

/// A body while it is written: `$x`, `$depth` and the address are its parameters, `$acc` its result, `$i` a counter.
struct Body<'d> {
    dice: &'d mut Dice,
    hosted: bool,
    functions: usize,
    /// The parameters and results of `$wide`.
    wide: (usize, usize),
    /// How many locals of 64 bits it has beside: `$l0`, `$l1` and so on.
    locals: usize,
    /// How many locals are floats: `$d0`, `$d1` and so on.
    floats: usize,
    text: String,
}

/// A shape: how it is written, and the most that may become wide. What takes a compiler long for each is narrower.
type Shape = (fn(&mut Body<'_>, usize), u64);

const SHAPES: [Shape; 11] = [
    (hoisted, 2_048),
    (table, 512),
    (results, 64),
    (arguments, 64),
    (churn, 256),
    (pairs, 192),
    (rotate, 128),
    (branches, 64),
    (operands, 512),
    (floats, 192),
    (carried, 64),
];

impl<'d> Body<'d> {
    /// The exported function of this index, with one or two shapes in it.
    fn written(dice: &'d mut Dice, index: usize, (hosted, functions): (bool, usize), wide: (usize, usize)) -> String {
        let mut body = Body { dice, hosted, functions, wide, locals: 0, floats: 0, text: String::new() };
        for _ in 0..body.dice.within(1..3) {
            let (shape, most) = body.dice.pick(&SHAPES);
            let n = body.dice.size(4, most);
            shape(&mut body, n);
        }
        let named = |kind: &str, ty: &str, count: usize| {
            (0..count).map(|i| format!("(local ${kind}{i} {ty})")).collect::<String>()
        };
        format!(
            "(func $f{index} (export \"f{index}\") (type $f)
            (param $x i64) (param $depth i64) (param $a i64) (param $b i64) (param $c i64) (result i64)
            (local $acc i64) (local $i i32) {} {}
            (global.set $levels (i64.add (global.get $levels) (i64.const 1)))
            (i64.store (i32.const 8) (local.get $depth))
            (if (i64.eqz (local.get $depth)) (then (return (local.get $x))))
            {} (local.get $acc))",
            named("l", "i64", body.locals),
            named("d", "f64", body.floats),
            body.text
        )
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds what `text` leaves to the result.
    fn add(&mut self, text: &str) {
        self.put(&format!("(local.set $acc (i64.add (local.get $acc) {text}))"));
    }

    /// A constant that no other is likely to be.
    fn constant(&mut self) -> String {
        format!("(i64.const {})", self.dice.word() as i64 | 1)
    }

    /// A product that does not change as long as `$x` does not.
    fn product(&mut self) -> String {
        format!("(i64.mul (local.get $x) {})", self.constant())
    }

    /// Goes one deeper, by one of three ways.
    fn deeper(&mut self) -> String {
        let function = self.dice.below(self.functions as u64);
        let given = "(i64.add (local.get $acc) (local.get $x)) (i64.sub (local.get $depth) (i64.const 1))
            (local.get $a) (local.get $b) (local.get $c)";
        match self.dice.below(3) {
            0 if self.hosted => format!("(call $again {given})"),
            1 => format!("(call_indirect (type $f) {given} (i32.const {function}))"),
            _ => format!("(call $f{function} {given})"),
        }
    }

    /// A call of `$wide`, whose arguments are locals from `$l0` on as far as there are any.
    fn call_wide(&mut self, locals: usize) -> String {
        let argument = |i: usize| if i < locals { format!("(local.get $l{i})") } else { "(local.get $x)".to_owned() };
        format!("(call $wide {})", (0..self.wide.0).map(argument).collect::<String>())
    }

    /// Makes sure that there are `n` locals, and sets each.
    fn filled(&mut self, n: usize) {
        self.locals = self.locals.max(n);
        for i in 0..n {
            let value = self.product();
            self.put(&format!("(local.set $l{i} {value})"));
        }
    }

    /// Two locals among `n`.
    fn two(&mut self, n: usize) -> (u64, u64) {
        (self.dice.below(n as u64), self.dice.below(n as u64))
    }

    /// Adds all of `n` locals to the result.
    fn summed(&mut self, n: usize) {
        for i in 0..n {
            self.add(&format!("(local.get $l{i})"));
        }
    }

    /// A loop of a few rounds around what `inside` writes, which goes deeper in its first round.
    fn rounds(&mut self, inside: impl FnOnce(&mut Self)) {
        let (rounds, first) = (self.dice.within(2..5), self.dice.once_in(2));
        let deeper = self.deeper();
        let deeper =
            format!("(if (i32.eqz (local.get $i)) (then (local.set $acc (i64.xor (local.get $acc) {deeper}))))");
        let name = self.dice.word();
        self.put(&format!("(local.set $i (i32.const 0)) (loop $again{name}"));
        if first {
            self.put(&deeper);
        }
        inside(self);
        if !first {
            self.put(&deeper);
        }
        self.put(&format!(
            "(br_if $again{name} (i32.lt_u
                (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {rounds}))))"
        ));
    }
}

fn hoisted(body: &mut Body<'_>, n: usize) {
    body.rounds(|body| {
        for _ in 0..n {
            let product = body.product();
            body.add(&product);
        }
    });
}

fn table(body: &mut Body<'_>, n: usize) {
    body.rounds(|body| {
        let name = body.dice.word();
        let targets: String = (0..n).map(|i| format!(" $arm{name}.{i}")).collect();
        body.put(&format!("(block $end{name}"));
        body.put(&(0..n).rev().map(|i| format!("(block $arm{name}.{i} ")).collect::<String>());
        body.put(&format!(
            "(br_table{targets} $end{name} (i32.add (local.get $i) (i32.wrap_i64 (i64.rem_u (local.get $x) (i64.const {n})))))"
        ));
        for _ in 0..n {
            body.put(")");
            let product = body.product();
            body.add(&product);
        }
        body.put(")");
    });
}

fn results(body: &mut Body<'_>, n: usize) {
    let (call, dropped) = (body.call_wide(0), "(drop)".repeat(body.wide.1));
    for i in 0..n {
        if i == n / 2 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
        body.put(&format!("{call} {dropped}"));
    }
}

fn arguments(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    for i in 0..n / 4 + 1 {
        let call = body.call_wide(n);
        let results = body.wide.1;
        body.put(&call);
        for _ in 0..results {
            let local = body.dice.below(n as u64);
            body.put(&format!("(local.set $l{local})"));
        }
        if i == 0 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    body.summed(n);
}

fn churn(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    let steps = n * 4;
    for i in 0..steps {
        let ((a, b), (c, _)) = (body.two(n), body.two(n));
        body.put(&format!(
            "(local.set $l{a} (i64.add (i64.mul (local.get $l{b}) (local.get $l{c})) (i64.load offset={} (i32.const 0))))",
            8 * i
        ));
        if i == steps / 2 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    body.summed(n);
}

fn pairs(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    for i in 0..2 * n {
        let (a, b) = body.two(n);
        let call = match i == n {
            true => body.deeper(),
            false => format!("(call $pair (local.get $l{b}))"),
        };
        body.put(&format!("(local.set $l{a} {call})"));
    }
    body.summed(n);
}

fn rotate(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    body.rounds(|body| {
        let from = body.dice.below(n as u64) as usize;
        body.put(&(0..n).map(|i| format!("(local.get $l{i})")).collect::<String>());
        // Each goes where a multiplication sends it; an odd factor or not, all are taken off again.
        body.put(&(0..n).map(|i| format!("(local.set $l{})", (i * 5 + from) % n)).collect::<String>());
    });
    body.summed(n);
}

fn branches(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    body.rounds(|body| {
        for i in 0..2 * n {
            let ((a, b), (c, _)) = (body.two(n), body.two(n));
            body.put(&format!(
                "(if (i64.eqz (i64.load offset={} (i32.const 0)))
                    (then (local.set $l{a} (i64.add (local.get $l{b}) (local.get $l{c})))))",
                8 * i
            ));
        }
    });
    body.summed(n);
}

fn operands(body: &mut Body<'_>, n: usize) {
    for _ in 0..n {
        let product = body.product();
        body.put(&product);
    }
    let deeper = body.deeper();
    body.put(&deeper);
    body.put(&"(i64.xor)".repeat(n));
    body.put("(local.set $acc (i64.add (local.get $acc)))");
}

fn floats(body: &mut Body<'_>, n: usize) {
    body.floats = body.floats.max(n);
    for i in 0..n {
        let product = body.product();
        body.put(&format!("(local.set $d{i} (f64.convert_i64_s {product}))"));
    }
    for i in 0..4 * n {
        let ((a, b), (c, _)) = (body.two(n), body.two(n));
        let operator = body.dice.pick(&["add", "mul", "sub", "div", "max"]);
        body.put(&format!("(local.set $d{a} (f64.{operator} (local.get $d{b}) (local.get $d{c})))"));
        if i == 2 * n {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    for i in 0..n {
        body.add(&format!("(i64.reinterpret_f64 (local.get $d{i}))"));
    }
}

fn carried(body: &mut Body<'_>, n: usize) {
    let results = body.dice.within(1..17) as usize;
    body.rounds(|body| {
        body.put(&format!("(block (result{})", " i64".repeat(results)));
        for _ in 0..results {
            let product = body.product();
            body.put(&product);
        }
        for i in 0..n {
            body.put(&format!("(br_if 0 (i32.wrap_i64 (i64.load offset={} (i32.const 16))))", 8 * i));
        }
        body.put(")");
        body.put(&"(i64.xor)".repeat(results - 1));
        body.put("(local.set $acc (i64.add (local.get $acc)))");
    });
}
