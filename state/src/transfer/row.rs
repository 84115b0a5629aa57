//! Rows of an export: which there are, and the shape of each.

use crate::key_space::{
    BALANCES, FIELDS, METADATA, MODULES, NONCES, OBJECTS, OWNER_INDEX, RECEIPTS, in_state_root, space,
};
use crate::receipts::segment;
use crate::{ObjectRecord, StateError, StoredField, keys};
use allod_core::{Address, Hash, ObjectId, Ownership};

/// Metadata that goes along with a state, and is in no root: what an engine needs to go on, and to find out whose state it
/// is.
const CARRIED: [&[u8]; 4] = [keys::BLOCK_NAME, keys::CHAIN_NAME, keys::GENESIS_NAME, keys::RULES_NAME];

/// True if an export has the row of `key`.
pub(super) fn is_exported(key: &[u8], receipts: bool) -> bool {
    in_state_root(key)
        || (receipts && key.first() == Some(&RECEIPTS.letter))
        || key.strip_prefix(&[METADATA.letter]).is_some_and(|name| CARRIED.contains(&name))
}

/// Letters of the rows that an export may have, in their order.
pub(super) fn letters() -> Vec<u8> {
    let mut letters: Vec<u8> = keys::KEY_SPACES.iter().map(|space| space.letter).collect();
    letters.retain(|letter| *letter != OWNER_INDEX.letter);
    letters.sort_unstable();
    letters
}

/// Checks the shape of a row, and gives the row of the owner index that goes with it, if there is one. What a contract's
/// record is, and the rows of metadata, says the engine.
///
/// # Errors
/// The fault.
pub(super) fn check(key: &[u8], value: &[u8], receipts: bool) -> Result<Option<keys::Key>, String> {
    let space = space(key).ok_or("no row of a state has such a key")?;
    let width = 1 + space.width;
    if key.len() < width || (key.len() > width && !space.has_tail) {
        let wanted = if space.has_tail { "at least " } else { "" };
        return Err(format!("a key of {} bytes, wanted {wanted}{width}", key.len()));
    }
    if !is_exported(key, receipts) {
        return Err("an export has no such row: it is a store's own".to_owned());
    }
    match *space {
        OBJECTS => {
            let id = ObjectId::try_from(&key[1..]).map_err(|error| error.to_string())?;
            let record = ObjectRecord::decode(&id, value).map_err(why)?;
            return Ok(match record.ownership {
                Ownership::Address(owner) => Some(keys::owned(&owner, &id)),
                Ownership::Shared | Ownership::Immutable => None,
            });
        }
        FIELDS => drop(StoredField::decode(|| key.into(), value).and_then(|field| field.to_value(key)).map_err(why)?),
        MODULES => {
            let hash = Hash::of_code(value);
            if *key != *keys::code(&hash) {
                return Err(format!("a module whose hash is {hash}"));
            }
        }
        BALANCES | NONCES => amount(value)?,
        RECEIPTS => segment::check(key, value).map_err(why)?,
        METADATA if key[1..] == *keys::TRANSACTION_NAME => amount(value)?,
        _ => {}
    }
    Ok(None)
}

/// Checks a number that has no row where it is 0.
fn amount(value: &[u8]) -> Result<(), String> {
    match <[u8; 8]>::try_from(value).map(u64::from_le_bytes) {
        Ok(0) => Err("a number of 0, which has no row".to_owned()),
        Ok(_) => Ok(()),
        Err(_) => Err(format!("{} bytes, wanted 8", value.len())),
    }
}

/// The fault alone, of an error that names the key as well.
fn why(error: StateError) -> String {
    match error {
        StateError::Corrupt { what, why, .. } => format!("no {what}: {why}"),
        other => other.to_string(),
    }
}

const _: () = assert!(Address::LEN + ObjectId::LEN == OWNER_INDEX.width);
