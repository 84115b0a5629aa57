//! Questions about deploys, calls and their results.

use super::of_world::{one_type, types, world};
use super::{Answer, Answered, DEPLOY_GAS, give, read, text};
use crate::attempt::Attempt;
use crate::world::act::{CallKind, Caller, Invocation};
use crate::world::outcome::{CallResult, Outcome, value_as};
use allod_core::{Address, Event, ObjectId, Value, tagged_value};
use serde::Deserialize;

/// A caller as package `chain` tells it.
#[derive(Deserialize)]
struct Told {
    named: bool,
    from: Address,
    value: u64,
    gas: u64,
    objects: Vec<ObjectId>,
}

impl From<Told> for Caller {
    fn from(told: Told) -> Self {
        let Told { named, from, value, gas, objects } = told;
        Self { from: named.then_some(from), value, gas, objects }
    }
}

/// A result as package `chain` reads it: number, status, gas, and gas that came back.
type Numbers = (u32, u8, u64, u64);

/// Adds the outcome of what was done to a contract. Gives it as package `chain` reads it, and the gas that it cost.
fn add(
    attempt: &mut Attempt,
    number: u32,
    (contract, function): (Address, &str),
    what: CallResult,
    kept: bool,
) -> Result<(Numbers, u64), String> {
    let names = world(attempt, number)?.contract_names(&contract);
    let place = attempt.place.clone();
    let outcome = Outcome { world: number, contract: names, function: function.to_owned(), place, what, looked: false };
    let (status, (used, refunded)) = (outcome.status(), outcome.gas());
    let at = attempt.add_outcome(outcome, kept)?;
    Ok(((at, status, used, refunded), used.saturating_add(refunded)))
}

pub(super) fn deploy(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, path, told, function, tagged): (u32, Vec<u8>, Told, Vec<u8>, Vec<u8>) = read(message)?;
    let path = text(&path);
    let module = attempt.contracts.find(&path).map_err(|why| format!("{path}: {why}"))?;
    let function = text(&function);
    let constructor = Invocation { function: &function, tagged: &tagged };
    let (address, what) = world(attempt, number)?.deploy(&module, &told.into(), &constructor)?;
    let (numbers, gas) = add(attempt, number, (address, "(deploy)"), what, true)?;
    let answer = give((address, ObjectId::default_of(&address), numbers))?;
    Ok(Answer { gas: gas.saturating_add(DEPLOY_GAS), ..answer })
}

pub(super) fn call(attempt: &mut Attempt, message: &[u8]) -> Answered {
    type Parts = (u32, u8, Address, Vec<u8>, Told, Vec<u8>, Vec<u8>);
    let (number, kind, contract, function, told, tagged, unfit): Parts = read(message)?;
    let (function, unfit) = (text(&function), text(&unfit));
    let kind = match kind {
        0 => CallKind::Call,
        1 => CallKind::Query,
        _ => CallKind::Simulation,
    };
    let what = match unfit.is_empty() {
        true => {
            let invocation = Invocation { function: &function, tagged: &tagged };
            world(attempt, number)?.call(kind, contract, &invocation, &told.into())
        }
        false => Ok(CallResult::NeverRan(unfit)),
    };
    let (numbers, gas) = add(attempt, number, (contract, &function), what?, kind == CallKind::Call)?;
    let answer = give(numbers)?;
    Ok(Answer { gas, ..answer })
}

/// The result of that number.
fn outcome(attempt: &Attempt, number: u32) -> Result<&Outcome, String> {
    attempt.acts.outcomes.get(number as usize).ok_or_else(|| format!("no result number {number}"))
}

/// The reason of a failure, or a report. Whoever asks has looked at the result.
pub(super) fn words(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, part): (u32, u8) = read(message)?;
    if let Some(outcome) = attempt.acts.outcomes.get_mut(number as usize) {
        outcome.looked = true;
    }
    let one = outcome(attempt, number)?;
    let words = match part {
        0 => one.reason(),
        _ => {
            let world = attempt.acts.worlds.get(one.world as usize).ok_or("a result of no world")?;
            one.report(world, attempt.draw.as_ref())
        }
    };
    let gas = if part == 0 { 0 } else { DEPLOY_GAS };
    Ok(Answer { gas, ..give(words)? })
}

pub(super) fn into(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, descriptors): (u32, Vec<Vec<u8>>) = read(message)?;
    give(outcome(attempt, number)?.results_as(&types(&descriptors)?)?)
}

/// The events of a result.
fn events_of(attempt: &Attempt, number: u32) -> Result<&[Event], String> {
    Ok(outcome(attempt, number)?.receipt().map_or(&[][..], |receipt| &receipt.events))
}

pub(super) fn events(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let events = events_of(attempt, read(message)?)?;
    let mut bytes = give(events.len() as u32)?.bytes;
    for event in events {
        let keys: Vec<&str> = event.attributes.iter().map(|(key, _)| key.as_str()).collect();
        bytes.extend(give((event.contract, event.name.as_str(), keys))?.bytes);
    }
    Ok(Answer { bytes, gas: 0 })
}

pub(super) fn event_into(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, at, key, descriptors): (u32, u32, Vec<u8>, Vec<Vec<u8>>) = read(message)?;
    let key = text(&key);
    let event = events_of(attempt, number)?.get(at as usize).ok_or("no such event")?;
    let value = event.attributes.iter().find(|(name, _)| *name == *key).map(|(_, value)| value.clone());
    let value = value.ok_or_else(|| format!("event {} has no {key:?}: {}", event.name, shown(event)))?;
    give(value_as(value, &one_type(&descriptors)?, &format!("{key:?} of event {}", event.name))?)
}

pub(super) fn emits(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, name, tagged): (u32, Vec<u8>, Vec<u8>) = read(message)?;
    let name = text(&name);
    let values = tagged_value::decode(&tagged).map_err(|error| error.to_string())?;
    let mut wanted: Vec<(String, Value)> = Vec::new();
    for pair in values.chunks(2) {
        let [Value::String(key), value] = pair else {
            return Err(format!("Emits({name:?}): keys and values come in turn, and a key is a string"));
        };
        wanted.push((key.to_string(), value.clone()));
    }
    if let Some(outcome) = attempt.acts.outcomes.get_mut(number as usize).filter(|outcome| outcome.status() == 0) {
        outcome.looked = true;
    }
    let one = outcome(attempt, number)?;
    let none = Vec::new();
    let events = one.receipt().map_or(&none, |receipt| &receipt.events);
    let fits = |event: &&Event| *event.name == *name && wanted.iter().all(|(key, value)| has(event, key, value));
    if events.iter().any(|event| fits(&event)) {
        return give(());
    }
    let pairs: Vec<_> = wanted.iter().map(|(key, value)| format!("{key}={}", value.summary())).collect();
    let mut words = format!("no event {name}({}) of {}", pairs.join(", "), one.line());
    for event in events {
        words.push_str(&format!("\n  {}", shown(event)));
    }
    Err(words)
}

/// The event has the value under that key, maybe as a number of another type.
fn has(event: &Event, key: &str, wanted: &Value) -> bool {
    event
        .attributes
        .iter()
        .any(|(name, value)| *name == *key && wanted.clone().coerce(&value.ty()).is_ok_and(|wanted| wanted == *value))
}

/// The event in a line.
fn shown(event: &Event) -> String {
    let pairs: Vec<_> = event.attributes.iter().map(|(key, value)| format!("{key}={}", value.summary())).collect();
    format!("{}({})", event.name, pairs.join(", "))
}
