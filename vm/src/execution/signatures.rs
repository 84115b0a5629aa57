//! Digests, and signature checks: one encoding of a key, one of a signature, and one answer on every machine.
//!
//! | check | refused beside a signature that does not hold |
//! |---|---|
//! | [`ed25519_verify`] | a key that is no point, is of small order, or is not encoded canonically; an R likewise; an S that is not below the group's order |
//! | [`secp256k1_verify`] | a key in any form but compressed (33 bytes, 2 or 3 first) and uncompressed (65 bytes, 4 first), or off the curve; an r or s that is zero or not below the group's order; an s in the upper half |
//! | [`secp256k1_recover`] | an r or s likewise; a recovery id above 3; a signature that no key made |
//!
//! ed25519 is strict and not ZIP-215: the equation is checked without the cofactor, as RFC 8032 allows, and R by its bytes.
//! Each signature is checked by itself. A batch would have to multiply by the cofactor, and could then answer otherwise than
//! one check does.

use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha2::Digest;

/// 2^255 − 19, least byte first: the y of a canonical ed25519 point is below.
const FIELD: [u8; 32] = {
    let mut field = [0xff; 32];
    field[0] = 0xed;
    field[31] = 0x7f;
    field
};

/// SHA-256 of `data`.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(data).into()
}

/// Keccak-256 of `data`, as Ethereum has it.
pub fn keccak256(data: &[u8]) -> [u8; 32] {
    sha3::Keccak256::digest(data).into()
}

/// Ed25519 key in its one encoding: true for a point that is not of small order.
pub fn ed25519_is_key(key: &[u8; 32]) -> bool {
    has_canonical_y(key) && ed25519_dalek::VerifyingKey::from_bytes(key).is_ok_and(|key| !key.is_weak())
}

/// Ed25519 of RFC 8032, strict: true if `signature` (R ‖ S) is `key`'s of `message`.
pub fn ed25519_verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    if !has_canonical_y(key) {
        return false;
    }
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(key) else { return false };
    key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
}

/// Canonicity of a point's encoding: true if its y is below the field's prime. What remains is a negative zero for x: only points
/// of small order have a zero there.
fn has_canonical_y(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    y.iter().rev().lt(FIELD.iter().rev())
}

/// ECDSA over secp256k1: true if `signature` (r ‖ s, big-endian, s in the lower half) is `key`'s of the 32 bytes in
/// `digest`. The key has 33 bytes, compressed, or 65, as SEC 1 has it.
pub fn secp256k1_verify(key: &[u8], digest: &[u8; 32], signature: &[u8; 64]) -> bool {
    let (Some(key), Some(signature)) = (secp256k1_key(key), low_signature(signature)) else { return false };
    key.verify_prehash(digest, &signature).is_ok()
}

/// The key, in its 65 bytes, that made `signature` (r ‖ s, s in the lower half) of `digest`. Bit 0 of `id` says whether y
/// of the signature's point is odd, bit 1 that its x was not below the group's order.
pub fn secp256k1_recover(digest: &[u8; 32], signature: &[u8; 64], id: u8) -> Option<[u8; 65]> {
    let key = recovered(digest, signature, id)?;
    key.to_sec1_point(false).as_bytes().try_into().ok()
}

/// As [`secp256k1_recover`], compressed to 33 bytes.
pub(crate) fn secp256k1_recover_compressed(digest: &[u8; 32], signature: &[u8; 64], id: u8) -> Option<[u8; 33]> {
    let key = recovered(digest, signature, id)?;
    key.to_sec1_point(true).as_bytes().try_into().ok()
}

/// The Ethereum address of a secp256k1 key: the last 20 bytes of keccak-256 over x ‖ y. `None` for what is no key.
pub fn ethereum_address(key: &[u8]) -> Option<[u8; 20]> {
    let point = secp256k1_key(key)?.to_sec1_point(false);
    keccak256(point.as_bytes().get(1..)?).last_chunk().copied()
}

fn recovered(digest: &[u8; 32], signature: &[u8; 64], id: u8) -> Option<VerifyingKey> {
    let (signature, id) = (low_signature(signature)?, RecoveryId::from_byte(id)?);
    VerifyingKey::recover_from_prehash(digest, &signature, id).ok()
}

/// A key in one of its two forms. SEC 1 libraries read more of them: 5 first is x alone, which would give a key two names
/// of 33 bytes.
fn secp256k1_key(key: &[u8]) -> Option<VerifyingKey> {
    match (key.first()?, key.len()) {
        (2 | 3, 33) | (4, 65) => VerifyingKey::from_sec1_bytes(key).ok(),
        _ => None,
    }
}

/// A signature with s in the lower half, so that nobody can make a second one of it.
fn low_signature(signature: &[u8; 64]) -> Option<Signature> {
    let signature = Signature::from_slice(signature).ok()?;
    (signature.normalize_s() == signature).then_some(signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_y_is_canonical_below_the_prime_and_not_from_it_on() {
        let with = |least: u8, sign: u8| {
            let mut y = FIELD;
            (y[0], y[31]) = (least, y[31] | sign);
            y
        };
        for sign in [0, 0x80] {
            assert!(has_canonical_y(&with(0xec, sign)));
            assert!(!has_canonical_y(&with(0xed, sign)));
            assert!(!has_canonical_y(&with(0xff, sign)));
            assert!(has_canonical_y(&{
                let mut small = [0; 32];
                small[31] = sign;
                small
            }));
        }
    }
}
