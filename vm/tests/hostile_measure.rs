mod hostile;
mod world;
use allod_vm::*;
use hostile::*;
use std::time::Instant;
use world::{ALICE, block, memory_engine};
#[test]
fn p6_toolarge() {
    let e = memory_engine();
    for (what, unit, n) in [
        ("sat", "f64.convert_i64_u i64.trunc_sat_f64_u ", 100_000),
        ("sat", "f64.convert_i64_u i64.trunc_sat_f64_u ", 240_000),
        ("trunc", "f64.convert_i64_u i64.trunc_f64_u ", 240_000),
    ] {
        let m = wat::parse_str(format!(
            "(module (func (export \"f\") (param i64) (result i64) local.get 0 {}))",
            unit.repeat(n)
        ))
        .unwrap();
        let t = Instant::now();
        let r = e.execute_block(
            &block(n as u64 + what.len() as u64, n as i64 + what.len() as i64),
            vec![deploying(ALICE, m.clone(), DeployTerms::default())],
        );
        println!(
            "too large {what} {n}: {} bytes in {:?}: {:?}",
            m.len(),
            t.elapsed(),
            r.map(|r| r[0].status.clone()).map_err(|e| e.to_string().chars().take(300).collect::<String>())
        );
    }
}
