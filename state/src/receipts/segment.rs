//! Receipt segment: several receipts under one key, delta-encoded.
//!
//! Calls of one contract leave receipts that are much alike: the same function, the same prices, the same objects. So a
//! receipt is made of sections, and a section equal to the same one of the receipt before is left out. For each receipt,
//! in order:
//!
//! | bytes | holds |
//! |---|---|
//! | 24 | the hash, without the transaction's number at its end |
//! | compact | that number, less the one of the receipt before; for the first receipt the number itself |
//! | 1 | a bit for each section that is here, the lowest for the first |
//! | compact, then that many | each section that is here, behind its length |
//!
//! *Compact* integers are those of [`codec::encode_compact_into`].

use crate::StateError;
use allod_core::{CodecError, Hash, codec};

/// Sections of a receipt, at most: a segment has one byte of bits for them.
pub const MAX_SECTIONS: usize = 8;
/// Receipts in a segment, at most. A lookup decodes a segment from its beginning.
pub(crate) const RECEIPTS_PER_SEGMENT: usize = 64;
/// Bytes of a segment, at most, unless its only receipt is longer.
const SEGMENT_BYTES: usize = 64 << 10;
/// Bytes of a receipt's hash in front of the transaction's number.
const HASH_HEAD: usize = Hash::LEN - 8;

/// The number of the transaction whose receipt is called `hash`: its last 8 bytes, big-endian.
pub fn number_of(hash: &Hash) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&hash.0[HASH_HEAD..]);
    u64::from_be_bytes(number)
}

/// Range of a section within the bytes of all buffered receipts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteRange {
    pub(crate) start: usize,
    pub(crate) len: u32,
}

/// A buffered receipt: its hash, and where its sections are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BufferedReceipt {
    pub(crate) hash: Hash,
    pub(crate) sections: [ByteRange; MAX_SECTIONS],
}

impl BufferedReceipt {
    /// True if section `at` is the same bytes in the buffer as that of `before`, and so equal without a comparison.
    fn shares(&self, at: usize, before: &Self) -> bool {
        self.sections[at] == before.sections[at]
    }

    /// Section `at`, of a receipt buffered in `bytes`.
    pub(crate) fn section<'b>(&self, at: usize, bytes: &'b [u8]) -> &'b [u8] {
        let ByteRange { start, len } = self.sections[at];
        &bytes[start..start + len as usize]
    }
}

/// Encodes the first of `receipts` that fit into one segment, takes them off the list, and gives the hash of the last of
/// them; `None` where there are no receipts.
pub(crate) fn encode(receipts: &mut &[BufferedReceipt], bytes: &[u8], segment: &mut Vec<u8>) -> Option<Hash> {
    segment.clear();
    let mut before: Option<&BufferedReceipt> = None;
    for _ in 0..RECEIPTS_PER_SEGMENT {
        let Some((receipt, rest)) = receipts.split_first() else { break };
        let start = segment.len();
        let number = before.map_or(0, |before| number_of(&before.hash));
        segment.extend_from_slice(&receipt.hash.0[..HASH_HEAD]);
        encode_compact(number_of(&receipt.hash).wrapping_sub(number), segment);
        encode_sections(receipt, before, bytes, segment);
        if start > 0 && segment.len() > SEGMENT_BYTES {
            segment.truncate(start);
            break;
        }
        (before, *receipts) = (Some(receipt), rest);
    }
    before.map(|receipt| receipt.hash)
}

/// Encodes those sections of `receipt` that differ from the one before it.
fn encode_sections(receipt: &BufferedReceipt, before: Option<&BufferedReceipt>, bytes: &[u8], segment: &mut Vec<u8>) {
    let differs = |at: usize| match before {
        Some(before) => !receipt.shares(at, before) && receipt.section(at, bytes) != before.section(at, bytes),
        None => !receipt.section(at, bytes).is_empty(),
    };
    let bits_at = segment.len();
    let mut bits = 0;
    segment.push(bits);
    for at in (0..MAX_SECTIONS).filter(|at| differs(*at)) {
        bits |= 1 << at;
        let section = receipt.section(at, bytes);
        encode_compact(section.len() as u64, segment);
        segment.extend_from_slice(section);
    }
    segment[bits_at] = bits;
}

fn encode_compact(number: u64, segment: &mut Vec<u8>) {
    // Every integer has an encoding.
    let _ = codec::encode_compact_into(&number, segment);
}

/// The receipt called `hash`, if it is in `segment`, which is the value of `key`.
///
/// # Errors
/// [`StateError::Corrupt`] where the bytes are no segment.
pub(crate) fn find(key: &[u8], segment: &[u8], hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
    let mut found = None;
    visit(key, segment, |head, number, sections| {
        let is_it = head == &hash.0[..HASH_HEAD] && number == number_of(hash);
        if is_it {
            found = Some(sections.concat());
        }
        !is_it
    })?;
    Ok(found)
}

/// Up to `limit` receipts in `segment`, which is the value of `key`, of transactions above number `after`.
///
/// # Errors
/// As [`find`].
pub(crate) fn after(key: &[u8], segment: &[u8], after: u64, limit: usize) -> Result<Vec<(Hash, Vec<u8>)>, StateError> {
    let mut found = Vec::new();
    visit(key, segment, |head, number, sections| {
        if number > after && found.len() < limit {
            let mut hash = [0; Hash::LEN];
            hash[..HASH_HEAD].copy_from_slice(head);
            hash[HASH_HEAD..].copy_from_slice(&number.to_be_bytes());
            found.push((Hash(hash), sections.concat()));
        }
        found.len() < limit
    })?;
    Ok(found)
}

/// Checks that `segment`, which is the value of `key`, holds receipts of rising numbers, no more than there may be, and that
/// the key has the last one's number.
///
/// # Errors
/// As [`find`].
pub(crate) fn check(key: &[u8], segment: &[u8]) -> Result<(), StateError> {
    let (mut last, mut count, mut rises) = (0, 0, true);
    visit(key, segment, |_, number, _| {
        rises &= number > last;
        (last, count) = (number, count + 1);
        rises && count <= RECEIPTS_PER_SEGMENT
    })?;
    let corrupt = |why: String| Err(StateError::corrupt("receipts", key, why));
    match *key == *crate::keys::receipts(last) {
        _ if !rises => corrupt(format!("receipt {count} of them has number {last}, which does not rise")),
        _ if count > RECEIPTS_PER_SEGMENT => corrupt(format!("more than {RECEIPTS_PER_SEGMENT} of them")),
        true => Ok(()),
        false => corrupt(format!("the last of them is that of transaction {last}")),
    }
}

/// Visits the receipts of a segment: the head of each hash, its number and its sections, until `see` has seen enough.
fn visit(
    key: &[u8],
    segment: &[u8],
    see: impl FnMut(&[u8], u64, &[&[u8]; MAX_SECTIONS]) -> bool,
) -> Result<(), StateError> {
    let corrupt = |why| StateError::corrupt("receipts", key, format!("{} bytes, {why}", segment.len()));
    decode(segment, see).map_err(corrupt)
}

fn decode(
    mut segment: &[u8],
    mut see: impl FnMut(&[u8], u64, &[&[u8]; MAX_SECTIONS]) -> bool,
) -> Result<(), CodecError> {
    let (mut number, mut sections) = (0_u64, [&[][..]; MAX_SECTIONS]);
    while !segment.is_empty() {
        let head = take(&mut segment, HASH_HEAD)?;
        number = number.wrapping_add(codec::decode_compact_first(&mut segment)?);
        let bits: u8 = codec::decode_compact_first(&mut segment)?;
        for at in (0..MAX_SECTIONS).filter(|at| bits >> at & 1 == 1) {
            let len: u64 = codec::decode_compact_first(&mut segment)?;
            sections[at] = take(&mut segment, usize::try_from(len).unwrap_or(usize::MAX))?;
        }
        if !see(head, number, &sections) {
            return Ok(());
        }
    }
    Ok(())
}

fn take<'s>(segment: &mut &'s [u8], len: usize) -> Result<&'s [u8], CodecError> {
    let short = CodecError::Short { wanted: len as u64, left: segment.len() as u64 };
    let (taken, rest) = segment.split_at_checked(len).ok_or(short)?;
    *segment = rest;
    Ok(taken)
}
