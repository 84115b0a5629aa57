//! Harness: the questions of a test, read from its memory and answered.
//!
//! | file | holds |
//! |---|---|
//! | this one | the list of questions, how one comes in and how its answer goes out |
//! | [`of_test`] | what becomes of the test |
//! | [`of_world`] | worlds: accounts, money, blocks, objects |
//! | [`of_call`] | deploys, calls and their results |
//!
//! A question is a number, and a message of values as contracts store them. `compiler/go/core/harness` has the same list.

mod of_call;
mod of_test;
mod of_world;

use crate::attempt::Attempt;
use allod_core::codec;
use allod_vm::{HostContext, HostExit, HostResult, RevertCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Gas of a question beside what a call in a world costs: what a test does is bounded by the test's own gas.
const QUESTION_GAS: u64 = 2_000;
/// Gas of a new world, or of one that is copied: some milliseconds.
pub(crate) const WORLD_GAS: u64 = 2_000_000;
/// Gas of a deploy that the deploy itself does not cost: the module is metered.
pub(crate) const DEPLOY_GAS: u64 = 2_000_000;
/// Bytes of a question, at most.
const MOST_BYTES: u64 = 16 << 20;

/// An answer: what goes back to the test, and the gas that it is charged besides.
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    pub(crate) gas: u64,
}

/// An answer, or words that say why there is none.
pub(crate) type Answered = Result<Answer, String>;

/// Code of a question: it takes the message.
type Code = fn(&mut Attempt, &[u8]) -> Answered;

/// Questions, by their numbers: for each whether the test reads the words where there is no answer. Where it does not, the test
/// ends by them.
const QUESTIONS: &[(bool, Code)] = &[
    (false, of_test::log),
    (false, of_test::fail),
    (false, of_test::exit),
    (false, of_test::begin),
    (false, of_test::end),
    (false, of_test::helper),
    (true, of_world::new),
    (true, of_call::deploy),
    (false, of_call::call),
    (false, of_call::words),
    (true, of_call::into),
    (false, of_call::events),
    (true, of_call::event_into),
    (true, of_call::emits),
    (false, of_world::objects),
    (false, of_world::object),
    (true, of_world::field_into),
    (false, of_world::account),
    (true, of_world::fund),
    (false, of_world::balance),
    (false, of_world::block),
    (true, of_world::advance),
    (true, of_world::snapshot),
    (true, of_world::revert),
];

/// The number of the question that says which function is a helper.
const HELPER: u64 = 5;

/// Answers the question of a test.
pub(crate) fn answer(attempt: &mut Attempt, call: &mut HostContext<'_>, args: &[u64]) -> HostResult<i64> {
    let &[question, at, size, out, capacity] = args else { return Ok(0) };
    if size > MOST_BYTES {
        return Err(HostExit::revert(RevertCode::ERROR, format!("a message of {size} bytes, at most {MOST_BYTES}")));
    }
    call.charge_gas(QUESTION_GAS + size)?;
    let Some((told, code)) = QUESTIONS.get(question as usize) else {
        return Err(HostExit::revert(RevertCode::ERROR, format!("question {question}, which nobody knows")));
    };
    let stack = call.stack();
    match question {
        HELPER => attempt.helper(&stack),
        _ => attempt.at(&stack),
    }
    let message = call.read(at, size)?.to_vec();
    let (status, bytes) = match code(attempt, &message) {
        Ok(Answer { bytes, gas }) => {
            call.charge_gas(gas)?;
            (0, bytes)
        }
        Err(words) if *told => (1, codec::encode(&words).unwrap_or_default()),
        Err(words) => {
            attempt.fault = Some(words);
            (1, Vec::new())
        }
    };
    if attempt.early.is_some() || attempt.fault.is_some() {
        return Err(HostExit::revert(RevertCode::ERROR, "the test has ended"));
    }
    let length = bytes.len() as i64;
    call.charge_gas(bytes.len() as u64)?;
    match bytes.len() as u64 <= capacity {
        true => call.write(out, &bytes)?,
        false => call.keep(bytes)?,
    }
    Ok(status << 32 | length)
}

/// The values of a message.
fn read<T: DeserializeOwned>(message: &[u8]) -> Result<T, String> {
    codec::decode(message).map_err(|error| format!("a message of the test: {error}"))
}

/// An answer of values.
fn give<T: Serialize>(values: T) -> Answered {
    let bytes = codec::encode(&values).map_err(|error| error.to_string())?;
    Ok(Answer { bytes, gas: 0 })
}

/// Text that a test gave as bytes, because Go's strings need not be UTF-8.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
