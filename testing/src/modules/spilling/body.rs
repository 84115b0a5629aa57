//! Body of a function that spills, while it is written.

use crate::rng::SplitMix64;

/// A body while it is written: `$x`, `$depth` and the address are its parameters, `$acc` its result, `$i` a counter.
pub(super) struct Body<'d> {
    pub(super) dice: &'d mut SplitMix64,
    hosted: bool,
    functions: usize,
    /// The parameters and results of `$wide`.
    pub(super) wide: (usize, usize),
    /// Further locals of 64 bits: `$l0`, `$l1` and so on.
    locals: usize,
    /// Locals that are floats: `$d0`, `$d1` and so on.
    pub(super) floats: usize,
    text: String,
}

impl<'d> Body<'d> {
    /// An empty body of a module with so many `functions`, which calls other contracts too if it is `hosted`.
    pub(super) fn new(dice: &'d mut SplitMix64, hosted: bool, functions: usize, wide: (usize, usize)) -> Self {
        Self { dice, hosted, functions, wide, locals: 0, floats: 0, text: String::new() }
    }

    /// The body as the exported function of this index.
    pub(super) fn finished(&self, index: usize) -> String {
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
            named("l", "i64", self.locals),
            named("d", "f64", self.floats),
            self.text
        )
    }

    pub(super) fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds what `text` leaves to the result.
    pub(super) fn add(&mut self, text: &str) {
        self.put(&format!("(local.set $acc (i64.add (local.get $acc) {text}))"));
    }

    /// A constant that no other is likely to be.
    pub(super) fn constant(&mut self) -> String {
        format!("(i64.const {})", self.dice.next_u64() as i64 | 1)
    }

    /// A product that does not change as long as `$x` does not.
    pub(super) fn product(&mut self) -> String {
        format!("(i64.mul (local.get $x) {})", self.constant())
    }

    /// Goes one deeper, by one of three ways.
    pub(super) fn deeper(&mut self) -> String {
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
    pub(super) fn call_wide(&mut self, locals: usize) -> String {
        let argument = |i: usize| if i < locals { format!("(local.get $l{i})") } else { "(local.get $x)".to_owned() };
        format!("(call $wide {})", (0..self.wide.0).map(argument).collect::<String>())
    }

    /// Makes sure that there are `n` locals, and sets each.
    pub(super) fn filled(&mut self, n: usize) {
        self.locals = self.locals.max(n);
        for i in 0..n {
            let value = self.product();
            self.put(&format!("(local.set $l{i} {value})"));
        }
    }

    /// Two locals among `n`.
    pub(super) fn two(&mut self, n: usize) -> (u64, u64) {
        (self.dice.below(n as u64), self.dice.below(n as u64))
    }

    /// Adds all of `n` locals to the result.
    pub(super) fn summed(&mut self, n: usize) {
        for i in 0..n {
            self.add(&format!("(local.get $l{i})"));
        }
    }

    /// A loop of a few rounds around what `inside` writes, which goes deeper in its first round.
    pub(super) fn rounds(&mut self, inside: impl FnOnce(&mut Self)) {
        let (rounds, first) = (self.dice.within(2..5), self.dice.once_in(2));
        let deeper = self.deeper();
        let deeper =
            format!("(if (i32.eqz (local.get $i)) (then (local.set $acc (i64.xor (local.get $acc) {deeper}))))");
        let name = self.dice.next_u64();
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
