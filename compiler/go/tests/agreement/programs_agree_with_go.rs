//! Random programs print and end as stock Go has them print and end.

use crate::support::machine::digest;
use crate::support::{execute, programs};

/// Digests of what stock Go makes of the programs from 0 on, written by `conformance program-verdicts`.
const VERDICTS: &str = include_str!("../verdicts/programs.txt");

fn assert_agree(part: usize) {
    for (number, wanted) in VERDICTS.lines().enumerate().filter(|(number, _)| number % 2 == part) {
        let ran = execute(&programs::program(number as u64)).unwrap_or_else(|why| panic!("program {number}: {why}"));
        assert_eq!(digest(&ran), wanted, "program {number} ends with {:?}", ran.end);
    }
}

#[test]
fn programs_of_even_numbers_print_and_end_as_in_go() {
    assert_agree(0);
}

#[test]
fn programs_of_odd_numbers_print_and_end_as_in_go() {
    assert_agree(1);
}
