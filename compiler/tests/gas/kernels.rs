//! Small programs of the kinds contracts are made of: what they cost is checked in, whatever the granularity.

use crate::metered::{self, Metered, PLENTY};
use allod_compiler::instrument::Granularity;
use wasmi::Val;

struct Kernel {
    name: &'static str,
    code: &'static str,
    argument: i32,
    result: u64,
    gas: i64,
}

const KERNELS: &[Kernel] = &[
    Kernel {
        name: "recursive Fibonacci",
        code: "(func $f (export \"f\") (param i32) (result i32)
            (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
                (then (local.get 0))
                (else (i32.add (call $f (i32.sub (local.get 0) (i32.const 1)))
                               (call $f (i32.sub (local.get 0) (i32.const 2)))))))",
        argument: 15,
        result: 610,
        // 987 calls that end: 3 and if, then its value, else and the end. 986 that go on: 3 and if, two calls of
        // 11, add, two ends.
        gas: 987 * (3 + 2 + 2 + 1) + 986 * (3 + 2 + 22 + 1 + 2),
    },
    Kernel {
        name: "sum of a filled array",
        code: "(memory (export \"memory\") 1)
            (func (export \"f\") (param $n i32) (result i32) (local $i i32) (local $sum i32)
                (loop $fill
                    (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $i))
                    (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
                (local.set $i (i32.const 0))
                (block $done
                    (loop $add
                        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
                        (local.set $sum (i32.add (local.get $sum) (i32.load (i32.shl (local.get $i) (i32.const 2)))))
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br $add)))
                (local.get $sum))",
        argument: 100,
        result: 4_950,
        // Two locals; a loop of 14 with its end; two; a block, a loop of 4 and a round of 15; two.
        gas: 2 + (1 + 100 * 14 + 1) + 2 + (2 + 101 * 5 + 100 * 14) + 2,
    },
    Kernel {
        name: "a machine of three states",
        code: "(func (export \"f\") (param $n i32) (result i32) (local $state i32) (local $count i32)
            (loop $next
                (block $c (block $b (block $a (br_table $a $b $c (local.get $state)))
                    (local.set $state (i32.const 1)) (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
                    (return (local.get $count)))
                    (local.set $state (i32.const 2)) (br $next))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (local.set $state (i32.const 0))
                (br $next))
            (i32.const -1))",
        argument: 50,
        result: 49,
        // Entry 2 and loop 1. State 0: 50 times 8 + 8; 1: 49 times 8 + 4; 2: 49 times 8 + 8; the last return 3.
        gas: 3 + 50 * (8 + 8) + 49 * (8 + 4) + 49 * (8 + 8) + 3,
    },
];

#[test]
fn each_kernel_costs_what_was_counted_by_hand() {
    for kernel in KERNELS {
        for granularity in [Granularity::Region, Granularity::Block, Granularity::Operator] {
            let code = format!("(module {})", kernel.code);
            let metered = Metered::with(code.as_bytes(), &metered::prices(), granularity);
            let run = metered.run("f", &[Val::I32(kernel.argument)], PLENTY);
            assert_eq!((run.result(), run.used), (kernel.result, kernel.gas), "{} by {granularity:?}", kernel.name);
        }
    }
}

#[test]
fn each_kernel_fails_with_any_less_gas_and_never_overshoots_far() {
    for kernel in KERNELS {
        let metered = Metered::new(&format!("(module {})", kernel.code));
        for gas in (0..kernel.gas).step_by(kernel.gas as usize / 97) {
            let run = metered.run("f", &[Val::I32(kernel.argument)], gas);
            assert!(run.used > gas && run.used <= gas + 200, "{} with {gas}: used {}", kernel.name, run.used);
        }
    }
}
