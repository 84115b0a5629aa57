//! Questions about the test itself.

use super::{Answered, give, read, text};
use crate::attempt::Attempt;
use crate::report::Verdict;

/// The verdict of a number, as package `testing` counts them.
fn verdict(number: u8) -> Verdict {
    match number {
        0 => Verdict::Passed,
        1 => Verdict::Skipped,
        _ => Verdict::Failed,
    }
}

pub(super) fn log(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (level, words): (u32, Vec<u8>) = read(message)?;
    attempt.log(level, &text(&words));
    give(())
}

pub(super) fn fail(attempt: &mut Attempt, message: &[u8]) -> Answered {
    attempt.fail(read(message)?);
    give(())
}

pub(super) fn exit(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (level, number): (u32, u8) = read(message)?;
    attempt.exit(level, verdict(number));
    give(())
}

pub(super) fn begin(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let name: Vec<u8> = read(message)?;
    let (run, verdict, name) = attempt.begin(&text(&name));
    give((run, verdict as u8, name))
}

pub(super) fn end(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (level, number): (u32, u8) = read(message)?;
    attempt.end(level, verdict(number));
    give(())
}

/// The stack has been looked at already.
pub(super) fn helper(_: &mut Attempt, _: &[u8]) -> Answered {
    give(())
}
