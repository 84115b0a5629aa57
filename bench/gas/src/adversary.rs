//! Code that does one dear thing and little else, so that a price below its time shows.

use wasmer::Value;

/// A loop around one kind of operator.
#[derive(Clone, Debug)]
pub struct Adversary {
    /// The kind.
    pub name: &'static str,
    /// The module; `f` takes how many rounds to do.
    pub wasm: Vec<u8>,
    /// Rounds that take about a millisecond or more.
    pub rounds: i32,
}

impl Adversary {
    /// The argument of `f`.
    pub fn args(&self) -> Vec<Value> {
        vec![Value::I32(self.rounds)]
    }
}

/// Sixteen pieces of code a round.
const PIECES: usize = 16;

/// One kind: name, other parts of the module, the piece of code, rounds.
///
/// A piece finds `$x` and `$y` of 32 bits, `$p` and `$q` of 64, `$a` and `$b` double, `$c` and `$d` single precision.
type Row = (&'static str, &'static str, &'static str, i32);

const MEMORY: &str = "(memory 64)";
/// More than a core's own caches hold.
const WIDE: &str = "(memory 256)";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("nothing but the loop", "", "", 1_000_000),
    ("addition", "", "(local.set $x (i32.add (local.get $x) (local.get $y)))", 100_000),
    ("addition, 64 bits", "", "(local.set $p (i64.add (local.get $p) (local.get $q)))", 100_000),
    ("rotation", "", "(local.set $p (i64.rotl (local.get $p) (local.get $q)))", 100_000),
    ("count of leading zeros", "", "(local.set $p (i64.add (i64.clz (local.get $p)) (local.get $q)))", 50_000),
    ("count of trailing zeros", "", "(local.set $x (i32.add (i32.ctz (local.get $x)) (local.get $y)))", 50_000),
    ("count of ones", "", "(local.set $p (i64.add (i64.popcnt (local.get $p)) (local.get $q)))", 50_000),
    ("comparison", "", "(local.set $x (i32.lt_s (local.get $x) (local.get $y)))", 100_000),
    ("selection", "", "(local.set $x (select (local.get $y) (local.get $n) (i32.gt_u (local.get $x) (local.get $y))))", 50_000),
    ("extension and wrapping", "", "(local.set $p (i64.extend_i32_s (i32.wrap_i64 (i64.add (local.get $p) (local.get $q)))))", 50_000),
    ("multiplication", "", "(local.set $x (i32.mul (local.get $x) (local.get $y)))", 100_000),
    ("multiplication, 64 bits", "", "(local.set $p (i64.mul (local.get $p) (local.get $q)))", 100_000),
    ("division", "", "(local.set $x (i32.div_u (i32.const 1000000007) (i32.or (local.get $x) (i32.const 1))))", 20_000),
    ("division with sign", "", "(local.set $x (i32.div_s (i32.const 1000000007) (i32.or (local.get $x) (i32.const 1))))", 20_000),
    ("division, 64 bits", "", "(local.set $p (i64.div_u (i64.const 0x7fffffffffffff11) (i64.or (local.get $p) (i64.const 1))))", 20_000),
    ("division with sign, 64 bits", "", "(local.set $p (i64.div_s (i64.const 0x7fffffffffffff11) (i64.or (local.get $p) (i64.const 1))))", 20_000),
    ("remainder", "", "(local.set $x (i32.rem_s (i32.const 1000000007) (i32.or (local.get $x) (i32.const 1))))", 20_000),
    ("remainder, 64 bits", "", "(local.set $p (i64.rem_s (i64.const 0x7fffffffffffff11) (i64.or (local.get $p) (i64.const 1))))", 20_000),
    ("float addition", "", "(local.set $a (f64.add (local.get $a) (local.get $b)))", 50_000),
    ("float addition of NaNs", "", "(local.set $a (f64.add (local.get $a) (f64.const nan:0x1)))", 50_000),
    ("float multiplication", "", "(local.set $a (f64.mul (local.get $a) (local.get $b)))", 50_000),
    ("float addition, tiny numbers", "", "(local.set $a (f64.mul (f64.const 0x1p-1060) (f64.add (local.get $b) (f64.mul (local.get $a) (f64.const 0.5)))))", 20_000),
    ("float division, tiny numbers", "", "(local.set $a (f64.div (f64.add (f64.const 0x1p-45) (local.get $a)) (f64.const 0x1p1023)))", 10_000),
    ("square root, tiny numbers", "", "(local.set $a (f64.sqrt (f64.mul (local.get $a) (f64.const 0x1p-1065))))", 10_000),
    ("demotion, tiny numbers", "", "(local.set $a (f64.add (f64.promote_f32 (f32.demote_f64 (f64.const 0x1.8p-140))) (f64.promote_f32 (f32.demote_f64 (f64.mul (local.get $a) (f64.const 0x1p-130))))))", 10_000),
    ("float minimum", "", "(local.set $a (f64.min (local.get $a) (local.get $b)))", 50_000),
    ("float minimum, single", "", "(local.set $c (f32.max (local.get $c) (local.get $d)))", 50_000),
    ("float rounding", "", "(local.set $a (f64.nearest (f64.add (local.get $a) (local.get $b))))", 50_000),
    ("float sign", "", "(local.set $a (f64.copysign (f64.neg (local.get $a)) (local.get $b)))", 50_000),
    ("float comparison", "", "(local.set $x (i32.add (local.get $x) (f64.lt (local.get $a) (local.get $b))))", 50_000),
    ("float division", "", "(local.set $a (f64.div (local.get $b) (local.get $a)))", 30_000),
    ("float division, single", "", "(local.set $c (f32.div (local.get $d) (local.get $c)))", 30_000),
    ("square root", "", "(local.set $a (f64.sqrt (f64.add (local.get $a) (local.get $b))))", 30_000),
    ("square root, single", "", "(local.set $c (f32.sqrt (f32.add (local.get $c) (local.get $d))))", 30_000),
    ("integer to float", "", "(local.set $a (f64.convert_i64_u (i64.add (local.get $p) (i64.reinterpret_f64 (local.get $a)))))", 30_000),
    ("float to integer", "", "(local.set $p (i64.trunc_f64_u (f64.convert_i64_u (i64.shr_u (local.get $p) (i64.const 12)))))", 20_000),
    ("promotion and demotion", "", "(local.set $a (f64.promote_f32 (f32.demote_f64 (local.get $a))))", 30_000),
    ("loads in a row", MEMORY, "(local.set $x (i32.add (local.get $x) (i32.load (i32.and (local.tee $y (i32.add (local.get $y) (i32.const 4))) (i32.const 0x3ffc)))))", 30_000),
    ("loads, each from where the last says", MEMORY, "(local.set $x (i32.load (i32.and (i32.add (local.get $x) (i32.const 64)) (i32.const 0x3ffc))))", 30_000),
    ("loads across lines", MEMORY, "(local.set $p (i64.load (i32.and (i32.wrap_i64 (i64.add (local.get $p) (i64.const 0x3f))) (i32.const 0x3fff))))", 30_000),
    ("loads from all over 16 MiB", WIDE, "(local.set $x (i32.add (i32.load (i32.and (local.tee $y (i32.mul (i32.add (local.get $y) (i32.const 12345)) (i32.const 1664525))) (i32.const 0xfffffc))) (local.get $x)))", 5_000),
    ("loads from all over, one after the other", WIDE, "(local.set $y (i32.mul (i32.add (i32.load (i32.and (local.get $y) (i32.const 0xfffffc))) (i32.add (local.get $y) (i32.const 12345))) (i32.const 1664525)))", 2_000),
    ("stores in a row", MEMORY, "(i32.store (i32.and (local.tee $y (i32.add (local.get $y) (i32.const 4))) (i32.const 0x3ffc)) (local.get $x))", 30_000),
    ("stores all over 16 MiB", WIDE, "(i32.store (i32.and (local.tee $y (i32.mul (i32.add (local.get $y) (i32.const 12345)) (i32.const 1664525))) (i32.const 0xfffffc)) (local.get $x))", 5_000),
    ("a store and its load", MEMORY, "(i32.store8 (i32.const 8) (local.get $x)) (local.set $x (i32.load (i32.const 6)))", 20_000),
    ("globals", "(global $g (mut i64) (i64.const 1))", "(global.set $g (i64.add (global.get $g) (local.get $q)))", 50_000),
    ("locals", "", "(local.set $x (local.get $y)) (local.set $y (local.get $n))", 100_000),
    ("branches passed", "", "(br_if $out (i32.eq (local.tee $x (i32.add (local.get $x) (i32.const 2))) (i32.const 1)))", 50_000),
    ("branches nobody can foresee", "", "(if (i32.and (local.tee $y (i32.add (i32.mul (local.get $y) (i32.const 1664525)) (i32.const 1013904223))) (i32.const 0x80000)) (then (local.set $x (i32.xor (local.get $x) (local.get $y)))) (else (local.set $x (i32.mul (local.get $x) (local.get $y)))))", 10_000),
    ("branch tables", "", "(block $k0 (block $k1 (block $k2 (block $k3 (br_table $k0 $k1 $k2 $k3 (i32.shr_u (local.tee $y (i32.add (i32.mul (local.get $y) (i32.const 1664525)) (i32.const 1013904223))) (i32.const 30)))) (local.set $x (i32.add (local.get $x) (local.get $y)))) (local.set $x (i32.xor (local.get $x) (local.get $y)))) (local.set $x (i32.mul (local.get $x) (local.get $y))))", 5_000),
    ("calls", "(func $g (param i32) (result i32) (local.get 0))", "(local.set $x (call $g (local.get $x)))", 20_000),
    ("calls with ten arguments", "(func $g (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.add (local.get 0) (local.get 9)))", "(local.set $x (call $g (local.get $x) (local.get $y) (local.get $x) (local.get $y) (local.get $x) (local.get $y) (local.get $x) (local.get $y) (local.get $x) (local.get $y)))", 10_000),
    ("indirect calls", "(type $t (func (param i32) (result i32))) (table 4 4 funcref) (elem (i32.const 0) $g $h $g $h) (func $g (type $t) (i32.add (local.get 0) (i32.const 3))) (func $h (type $t) (local.get 0))", "(local.set $x (call_indirect (type $t) (local.get $x) (i32.and (local.get $x) (i32.const 3))))", 10_000),
    ("recursion", "(func $g (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.add (call $g (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))) (else (i32.const 0))))", "(local.set $x (call $g (i32.const 20)))", 500),
    ("recursion with many locals", "(func $g (param i32) (result i32) (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (local.set 1 (i64.load (local.get 0))) (local.set 2 (i64.load (i32.const 8))) (local.set 3 (i64.load (i32.const 16))) (local.set 4 (i64.load (i32.const 24))) (local.set 5 (i64.load (i32.const 32))) (local.set 6 (i64.load (i32.const 40))) (local.set 7 (i64.load (i32.const 48))) (local.set 8 (i64.load (i32.const 56))) (if (local.get 0) (then (local.set 0 (call $g (i32.sub (local.get 0) (i32.const 1)))))) (i32.wrap_i64 (i64.add (i64.add (i64.add (local.get 1) (local.get 2)) (i64.add (local.get 3) (local.get 4))) (i64.add (i64.add (local.get 5) (local.get 6)) (i64.add (local.get 7) (local.get 8)))))) (memory 1)", "(local.set $x (call $g (i32.const 20)))", 300),
    ("size of the memory", MEMORY, "(local.set $x (i32.add (local.get $x) (memory.size)))", 20_000),
    ("growth by nothing", MEMORY, "(local.set $x (i32.add (local.get $x) (memory.grow (i32.const 0))))", 2_000),
    ("fills of nothing", MEMORY, "(memory.fill (i32.and (local.get $x) (i32.const 0xff)) (local.get $y) (i32.const 0))", 5_000),
    ("fills of 64 bytes", MEMORY, "(memory.fill (i32.and (local.get $x) (i32.const 0xff)) (local.get $y) (i32.const 64))", 5_000),
    ("fills of 64 KiB", MEMORY, "(memory.fill (i32.and (local.get $x) (i32.const 0xff)) (local.get $y) (i32.const 65536))", 50),
    ("copies of 8 bytes", MEMORY, "(memory.copy (i32.and (local.get $x) (i32.const 0xff)) (i32.const 5) (i32.const 8))", 5_000),
    ("copies of 64 KiB, overlapping", MEMORY, "(memory.copy (i32.const 77) (i32.const 5) (i32.const 65536))", 50),
    ("copies of 4 MiB", WIDE, "(memory.copy (i32.const 0x800000) (i32.const 5) (i32.const 0x400000))", 1),
];

/// Every kind.
pub fn all() -> Vec<Adversary> {
    let parsed = |name: &'static str, text: &str, rounds: i32| {
        let wasm = wat::parse_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        Adversary { name, wasm, rounds }
    };
    let rows = ROWS.iter().map(|row| parsed(row.0, &text(row), row.3));
    rows.chain([parsed("pages grown and written", GROWTH, 200)]).collect()
}

/// Every kind as text, but for growth, which ends after so many rounds.
pub fn texts() -> impl Iterator<Item = String> {
    ROWS.iter().map(text)
}

fn text((_, parts, piece, _): &Row) -> String {
    format!(
        "(module {parts} (global $keep (mut i64) (i64.const 0)) (global $last (mut f64) (f64.const 0))
            (func (export \"f\") (param $n i32)
                (local $x i32) (local $y i32) (local $p i64) (local $q i64)
                (local $a f64) (local $b f64) (local $c f32) (local $d f32)
                (local.set $x (local.get $n)) (local.set $y (i32.add (local.get $n) (i32.const 77)))
                (local.set $p (i64.extend_i32_u (local.get $n))) (local.set $q (i64.const 0x123456789abcdef1))
                (local.set $a (f64.convert_i32_s (local.get $n))) (local.set $b (f64.const 1.000001))
                (local.set $c (f32.convert_i32_s (local.get $n))) (local.set $d (f32.const 1.0001))
                (block $out (loop $l {} (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
                (global.set $keep (i64.add (i64.add (local.get $p) (i64.reinterpret_f64 (local.get $a)))
                    (i64.extend_i32_u (i32.add (local.get $x) (i32.add (local.get $y) (i32.reinterpret_f32 (local.get $c)))))))))",
        format!("{piece} ").repeat(PIECES)
    )
}

/// Pages that are asked for and written to. A memory only grows, so each call takes few.
const GROWTH: &str = "(module (memory 1 60000) (func (export \"f\") (param $n i32)
    (loop $l (i64.store (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)) (i64.const 7))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))";
