//! Model of tier promotion: calls begin while machine code takes the place of their program.

use crate::{Ready, Tiered};
use loom::thread;
use std::sync::Arc;

type Code = Tiered<u8, u8, u8>;

/// A compiler promotes a module while two of its calls begin, one after the other.
fn promote_under_calls(promote: fn(&Code, u8)) {
    super::check(3, move || {
        let code = Arc::new(Code::new(1, Some(2)));
        let compiled = code.clone();
        let compiler = thread::spawn(move || {
            let source = compiled.take_source().expect("the source");
            promote(&compiled, source + 1);
        });
        let mut was_machine = false;
        for _ in 0..2 {
            was_machine = match code.ready() {
                Ready::Machine(machine) => {
                    assert_eq!(*machine, 3);
                    true
                }
                Ready::Program(program) => {
                    assert_eq!((*program, was_machine), (1, false), "back to the interpreter");
                    false
                }
            };
        }
        compiler.join().expect("the compiler");
        assert!(matches!(code.ready(), Ready::Machine(3)) && code.is_machine(), "still the interpreter");
        let program = code.program.lock().expect("the program").take();
        assert_eq!(program, None, "a program that nobody runs is kept");
    });
}

fn promote_program_first(code: &Code, machine: u8) {
    code.program.lock().expect("the program").take();
    let _ = code.machine.set(machine);
}

#[test]
fn calls_run_the_program_or_machine_code_and_never_wait() {
    promote_under_calls(Code::promote);
}

#[test]
#[should_panic(expected = "nobody waits for a value that is not there yet")]
fn a_program_that_goes_before_machine_code_has_come_makes_calls_wait() {
    promote_under_calls(promote_program_first);
}

#[test]
fn one_of_two_compilers_gets_the_source() {
    super::check(3, || {
        let code = Arc::new(Code::new(1, Some(2)));
        let other = code.clone();
        let other = thread::spawn(move || other.take_source());
        let sources = [code.take_source(), other.join().expect("the other compiler")];
        assert!(sources == [Some(2), None] || sources == [None, Some(2)], "{sources:?}");
    });
}
