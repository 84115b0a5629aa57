//! Questions about worlds.

use super::{Answer, Answered, WORLD_GAS, give, read, text};
use crate::attempt::Attempt;
use crate::world::World;
use crate::world::outcome::value_as;
use allod_core::{Address, ObjectId, Ownership, Type};

/// Gas of a row that is looked at.
const ROW_GAS: u64 = 1_000;

/// The world of that number.
pub(super) fn world(attempt: &mut Attempt, number: u32) -> Result<&mut World, String> {
    attempt
        .acts
        .worlds
        .get_mut(number as usize)
        .ok_or_else(|| format!("no world number {number}: make it with chain.New(t)"))
}

fn dear(answer: Answered, gas: u64) -> Answered {
    answer.map(|answer| Answer { gas, ..answer })
}

pub(super) fn new(attempt: &mut Attempt, _: &[u8]) -> Answered {
    let number = attempt.add_world()?;
    dear(give(number), WORLD_GAS)
}

pub(super) fn account(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, name): (u32, Vec<u8>) = read(message)?;
    give(world(attempt, number)?.account(&text(&name)))
}

pub(super) fn fund(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, account, amount): (u32, Address, u64) = read(message)?;
    world(attempt, number)?.fund(account, amount)?;
    give(())
}

pub(super) fn balance(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, account): (u32, Address) = read(message)?;
    give(world(attempt, number)?.balance(account)?)
}

pub(super) fn block(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let last = world(attempt, read(message)?)?.last_block()?;
    give((last.height, last.time))
}

pub(super) fn advance(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, blocks, absolute, seconds): (u32, u64, bool, i64) = read(message)?;
    world(attempt, number)?.advance(blocks, absolute, seconds)?;
    give(())
}

pub(super) fn snapshot(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let number = world(attempt, read(message)?)?.snapshot()?;
    dear(give(number), WORLD_GAS)
}

pub(super) fn revert(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, snapshot): (u32, u32) = read(message)?;
    world(attempt, number)?.revert(snapshot)?;
    dear(give(()), WORLD_GAS)
}

pub(super) fn objects(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, owner): (u32, Address) = read(message)?;
    let objects = world(attempt, number)?.objects(owner)?;
    let gas = ROW_GAS.saturating_mul(objects.len() as u64);
    dear(give(objects), gas)
}

/// An object as package `chain` reads it: whether there is one, its contract, its owner and kind of ownership, its fields.
pub(super) fn object(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, id): (u32, ObjectId) = read(message)?;
    let Some(view) = world(attempt, number)?.object(id)? else { return give(false) };
    let kind = match view.owner {
        Ownership::Address(_) => 0u8,
        Ownership::Shared => 1,
        Ownership::Immutable => 2,
    };
    let owner = view.owner.address().unwrap_or_default();
    let fields: Vec<String> = view.fields.into_iter().map(|(name, _)| name).collect();
    let gas = ROW_GAS.saturating_mul(fields.len() as u64);
    dear(give((true, view.contract, owner, kind, fields)), gas)
}

pub(super) fn field_into(attempt: &mut Attempt, message: &[u8]) -> Answered {
    let (number, id, field, types): (u32, ObjectId, Vec<u8>, Vec<Vec<u8>>) = read(message)?;
    let field = text(&field);
    let view = world(attempt, number)?.object(id)?.ok_or_else(|| format!("no object {id}"))?;
    let gas = ROW_GAS.saturating_mul(view.fields.len() as u64);
    let names: Vec<String> = view.fields.iter().map(|(name, _)| name.clone()).collect();
    let found = view.fields.into_iter().find(|(name, _)| *name == field);
    let missing = || format!("object {id} has no field {field:?}, only {names:?}");
    let (_, value) = found.ok_or_else(missing)?;
    let ty = one_type(&types)?;
    dear(give(value_as(value, &ty, &format!("field {field:?}"))?), gas)
}

/// The type that a descriptor says, of a list of one.
pub(super) fn one_type(descriptors: &[Vec<u8>]) -> Result<Type, String> {
    types(descriptors)?.pop().ok_or_else(|| "a value without a type".to_owned())
}

/// The types that descriptors say.
pub(super) fn types(descriptors: &[Vec<u8>]) -> Result<Vec<Type>, String> {
    let read = |bytes: &Vec<u8>| Type::read_descriptor(&mut bytes.as_slice()).map_err(|error| error.to_string());
    descriptors.iter().map(read).collect()
}
