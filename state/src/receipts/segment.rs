//! How receipts stand together under a key.
//!
//! Calls of one contract leave receipts that are much alike: the same function, the same prices, the same objects. So a
//! part of a receipt that is the same as in the one before it is left out. For each receipt, in their order:
//!
//! | bytes | what |
//! |---|---|
//! | 24 | the hash, without the number of the transaction at its end |
//! | compact | that number, less the one of the receipt before; of the first, the number itself |
//! | 1 | a bit for each part that is here, the lowest for the first |
//! | compact, then that many | each part that is here, and its length before it |
//!
//! *Compact* integers are those of [`codec::encode_compact_into`].

use crate::StateError;
use crate::receipts::buffer::{MAX_SECTIONS, Row};
use crate::receipts::number_of;
use allod_core::{CodecError, Hash, codec};

/// Receipts that stand under one key, at most.
pub(crate) const RECEIPTS_PER_SEGMENT: usize = 64;
/// Bytes of receipts under one key, but for the last of them.
const SEGMENT_BYTES: usize = 64 << 10;
/// Bytes of a hash that are not the number of its transaction.
const NAME: usize = Hash::LEN - 8;

/// Writes the first of `rows` that go together into `group`, takes them off, and gives the hash of the last of them.
pub(crate) fn encode(rows: &mut &[Row], bytes: &[u8], group: &mut Vec<u8>) -> Option<Hash> {
    group.clear();
    let mut before: Option<&Row> = None;
    for _ in 0..RECEIPTS_PER_SEGMENT {
        let Some((row, rest)) = rows.split_first() else { break };
        let start = group.len();
        let number = before.map_or(0, |row| number_of(&row.hash));
        group.extend_from_slice(&row.hash.0[..NAME]);
        write(number_of(&row.hash).wrapping_sub(number), group);
        write_new(row, before, bytes, group);
        if start > 0 && group.len() > SEGMENT_BYTES {
            group.truncate(start);
            break;
        }
        (before, *rows) = (Some(row), rest);
    }
    before.map(|row| row.hash)
}

/// Writes those parts of `row` that are not as in the one before it.
fn write_new(row: &Row, before: Option<&Row>, bytes: &[u8], group: &mut Vec<u8>) {
    let is_new = |part: usize| match before {
        Some(before) => !row.shares(part, before) && row.part(part, bytes) != before.part(part, bytes),
        None => !row.part(part, bytes).is_empty(),
    };
    let at = group.len();
    let mut new = 0;
    group.push(new);
    for part in (0..MAX_SECTIONS).filter(|part| is_new(*part)) {
        new |= 1 << part;
        let part = row.part(part, bytes);
        write(part.len() as u64, group);
        group.extend_from_slice(part);
    }
    group[at] = new;
}

fn write(number: u64, group: &mut Vec<u8>) {
    // A number always has an encoding.
    let _ = codec::encode_compact_into(&number, group);
}

/// The receipt called `hash`, if it is in `group`, which stands under `key`.
///
/// # Errors
/// [`StateError::Corrupt`] where there are no receipts.
pub(crate) fn find(key: &[u8], group: &[u8], hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
    let mut found = None;
    walk(key, group, |name, number, parts| {
        let is_it = name == &hash.0[..NAME] && number == number_of(hash);
        if is_it {
            found = Some(parts.concat());
        }
        !is_it
    })?;
    Ok(found)
}

/// The receipts in `group`, which stands under `key`, of transactions after `after`: `most` of them.
///
/// # Errors
/// As [`find`].
pub(crate) fn after(key: &[u8], group: &[u8], after: u64, most: usize) -> Result<Vec<(Hash, Vec<u8>)>, StateError> {
    let mut found = Vec::new();
    walk(key, group, |name, number, parts| {
        if number > after && found.len() < most {
            let mut hash = [0; Hash::LEN];
            hash[..NAME].copy_from_slice(name);
            hash[NAME..].copy_from_slice(&number.to_be_bytes());
            found.push((Hash(hash), parts.concat()));
        }
        found.len() < most
    })?;
    Ok(found)
}

/// Shows `see` each receipt of a group, its name, its number and its parts, until it has seen enough.
fn walk(
    key: &[u8],
    group: &[u8],
    see: impl FnMut(&[u8], u64, &[&[u8]; MAX_SECTIONS]) -> bool,
) -> Result<(), StateError> {
    let flawed = |why| StateError::corrupt("receipts", key, format!("{} bytes, {why}", group.len()));
    walk_bytes(group, see).map_err(flawed)
}

fn walk_bytes(
    mut group: &[u8],
    mut see: impl FnMut(&[u8], u64, &[&[u8]; MAX_SECTIONS]) -> bool,
) -> Result<(), CodecError> {
    let (mut number, mut parts) = (0_u64, [&[][..]; MAX_SECTIONS]);
    while !group.is_empty() {
        let name = take(&mut group, NAME)?;
        number = number.wrapping_add(codec::decode_compact_first(&mut group)?);
        let new: u8 = codec::decode_compact_first(&mut group)?;
        for part in (0..MAX_SECTIONS).filter(|part| new >> part & 1 == 1) {
            let len: u64 = codec::decode_compact_first(&mut group)?;
            parts[part] = take(&mut group, usize::try_from(len).unwrap_or(usize::MAX))?;
        }
        if !see(name, number, &parts) {
            return Ok(());
        }
    }
    Ok(())
}

fn take<'g>(group: &mut &'g [u8], len: usize) -> Result<&'g [u8], CodecError> {
    let short = CodecError::Short { wanted: len as u64, left: group.len() as u64 };
    let (taken, rest) = group.split_at_checked(len).ok_or(short)?;
    *group = rest;
    Ok(taken)
}
