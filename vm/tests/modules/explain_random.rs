//! Random modules, marked at every operator, have the receipts that they have without probes: status, gas, results.

use allod_testing::differential::reset::{call, calls, module};
use allod_testing::world::memory_engine;
use allod_vm::{Args, ExecuteOptions};

/// Functions and operators that the section has lines for; many modules have fewer.
const FUNCTIONS: u8 = 24;
const OPERATORS: u32 = 400;

/// The section `allod.lines` with a line for each operator of each function.
fn lines() -> Vec<u8> {
    let mut section = vec![11];
    section.extend(b"allod.lines");
    section.extend([1, 4]);
    section.extend(b"x.go");
    section.push(FUNCTIONS);
    for function in 0..FUNCTIONS {
        section.push(u8::from(function > 0));
        number(OPERATORS, &mut section);
        for operator in 0..OPERATORS {
            section.extend([u8::from(operator > 0), 0, 2]);
        }
    }
    let mut whole = vec![0];
    number(section.len() as u32, &mut whole);
    whole.extend(section);
    whole
}

fn number(mut n: u32, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

#[test]
fn random_modules_have_the_same_receipts_where_they_are_explained() {
    let engine = memory_engine();
    let (mut succeeded, mut failed, mut placed) = (0, 0, 0);
    for seed in 0..100 {
        let Some(mut wasm) = module(seed) else { continue };
        wasm.extend(lines());
        let Ok(deployed) = engine.deploy(wasm) else { continue };
        for (function, arguments) in calls(&engine, deployed.address, seed).unwrap() {
            let plain = call(&engine, deployed.address, &function, &arguments);
            let options = ExecuteOptions {
                gas_limit: plain.as_ref().ok().map(|receipt| receipt.gas.limit),
                ..ExecuteOptions::default()
            };
            let args = Args::Positional(arguments.clone());
            let explained = engine.explain(deployed.address, &function, args, options).map_err(|e| e.to_string());
            match (plain, explained) {
                (Ok(plain), Ok(explained)) => {
                    assert_eq!(explained.receipt, plain, "seed {seed}, {function}({arguments:?})");
                    assert_eq!(explained.failures.is_empty(), plain.is_success(), "seed {seed}, {function}");
                    placed += usize::from(explained.failures.iter().any(|failure| failure.line().is_some()));
                    *if plain.is_success() { &mut succeeded } else { &mut failed } += 1;
                }
                (plain, explained) => panic!("seed {seed}, {function}: {plain:?} and {explained:?}"),
            }
        }
    }
    assert!(succeeded > 60 && failed > 30 && placed > 30, "{succeeded} {failed} {placed}");
}
