//! Source that somebody has damaged is refused, and never harms the compiler.

use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile};

/// Rounds, in turn by each compiler.
const ROUNDS: usize = 600;

/// The forbidden import keeps every variant from the toolchain, and from being a contract; all that comes before it is run.
const SOURCE: &str = r#"package m

import ("os"; vm "allod.dev/core"; "fmt")

type Pair struct { A, B uint64; Next *Pair; List []map[string]func(int) error }
type Empty struct{}
type Num interface{ ~int | ~uint64 }
const name, n = "Event", 1 << iota

func (e *Empty) Run(ctx vm.Context, p Pair, xs ...[]byte) (r1 uint64, err error) {
	defer func() { _ = fmt.Sprint("x", 'c', 0x1p-2, `raw`) }()
	for i, x := range xs { switch y := any(x).(type) { case []byte: r1 += uint64(len(y[i:])) ; default: goto end } }
	if v, ok := map[string]int{"a": 1}[name]; ok && v > 0 { ctx.Log(name, "k", v, "l", p.A) } else if !ok { return } else { r1-- }
end:
	return r1 &^ 3, err
}
func Gen[T Num](x T) T { return x }
var fn = func(a, b int) (c int) { c = a*b + -a; return }
"#;

#[test]
fn no_damage_makes_the_compiler_panic_or_accept() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let header = SOURCE.find("type Pair").unwrap();
    let pieces: Vec<&str> =
        SOURCE[header..].split_inclusive([' ', '(', ')', '{', '}', '[', ']', ',', '"', '.']).collect();
    for round in 0..ROUNDS {
        let mut damaged = pieces.clone();
        for _ in 0..=next(4) {
            let (at, from) = (next(damaged.len()), next(damaged.len()));
            match next(3) {
                0 => drop(damaged.remove(at)),
                1 => damaged.insert(at, pieces[from % pieces.len()]),
                _ => damaged.swap(at, from),
            }
        }
        let source = format!("{}{}", &SOURCE[..header], damaged.concat());
        let go = if round % 2 == 0 { GoCompiler::BuiltIn } else { GoCompiler::Go };
        match compile(source.as_bytes(), &CompileOptions { go, ..CompileOptions::default() }) {
            Err(CompileError::Refused(found)) => {
                assert!(
                    found.0.iter().all(|d| d.line >= 1 && d.line <= source.lines().count() + 1),
                    "round {round}: {found}\n{source}"
                );
            }
            other => panic!("round {round}: {other:?}\n{source}"),
        }
    }
}
