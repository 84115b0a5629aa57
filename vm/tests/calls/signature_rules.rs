//! What is no signature, though lax libraries take it for one: small-order keys, second encodings, high halves.

use crate::checker::{CHECKER, bytes};
use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::{EdwardsPoint, Scalar};
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::Digest;

fn scalar(number: u64) -> Scalar {
    Scalar::from(number)
}

/// The number that the equation multiplies a key by.
fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let digest = sha2::Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

fn joined(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice(s);
    signature
}

/// Answers of a lax library.
fn lax(key: &[u8; 32], signature: &[u8; 64], message: &[u8]) -> bool {
    use ed25519_dalek::Verifier;
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(key) else { return false };
    key.verify(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
}

#[test]
fn a_key_of_small_order_signs_nothing() {
    let checker = &*CHECKER;
    let mut taken_by_others = 0;
    for key in EIGHT_TORSION {
        let key = key.compress().to_bytes();
        // With S = 0 the equation asks for R = −k·A, which is one of the eight points again.
        for (r, message) in EIGHT_TORSION.iter().flat_map(|r| (0u8..8).map(move |n| (r, [n]))) {
            let signature = joined(&r.compress().to_bytes(), &[0; 32]);
            if !lax(&key, &signature, &message) {
                continue;
            }
            taken_by_others += 1;
            assert!(!checker.ed25519(&key, &signature, &message));
        }
    }
    assert!(taken_by_others >= 8, "{taken_by_others}");
}

#[test]
fn a_signature_s_r_is_not_of_small_order() {
    let checker = &*CHECKER;
    let secret = scalar(0x5eed);
    let key = (ED25519_BASEPOINT_POINT * secret).compress().to_bytes();
    let r = EdwardsPoint::default().compress().to_bytes();
    let signature = joined(&r, (challenge(&r, &key, b"m") * secret).as_bytes());
    assert!(lax(&key, &signature, b"m"));
    assert!(!checker.ed25519(&key, &signature, b"m"));
}

/// ZIP-215 would let both in; strict verification asks whether the equation holds as it stands.
#[test]
fn a_key_with_a_part_of_small_order_signs_where_the_equation_holds_without_the_cofactor() {
    let checker = &*CHECKER;
    let (secret, nonce) = (scalar(0xa11c_e000), scalar(0x00b0_b000));
    let key = (ED25519_BASEPOINT_POINT * secret + EIGHT_TORSION[1]).compress().to_bytes();
    let r = (ED25519_BASEPOINT_POINT * nonce).compress().to_bytes();
    let (mut held, mut refused) = (0, 0);
    for message in 0u32..64 {
        let message = message.to_le_bytes();
        let k = challenge(&r, &key, &message);
        let signature = joined(&r, (nonce + k * secret).as_bytes());
        let wanted = k.as_bytes()[0].is_multiple_of(8);
        assert_eq!(checker.ed25519(&key, &signature, &message), wanted);
        *(if wanted { &mut held } else { &mut refused }) += 1;
    }
    assert!(held >= 2 && refused >= 32, "{held} and {refused}");
}

#[test]
fn an_s_above_the_order_is_a_second_signature_and_refused() {
    let checker = &*CHECKER;
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let signature = ed25519_dalek::Signer::sign(&secret, b"message").to_bytes();
    let key = secret.verifying_key().to_bytes();
    assert!(checker.ed25519(&key, &signature, b"message"));
    let order: [u8; 32] = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut second = signature;
    let mut carry = 0u16;
    for (byte, add) in second[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert_eq!(carry, 0);
    assert!(!checker.ed25519(&key, &second, b"message"));
}

#[test]
fn a_key_that_is_not_encoded_canonically_is_none() {
    let checker = &*CHECKER;
    let prime: [u8; 32] = bytes("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    let mut points = 0;
    for (more, sign) in (0u8..19).flat_map(|more| [(more, 0), (more, 0x80)]) {
        let mut key = prime;
        key[0] += more;
        key[31] |= sign;
        points += usize::from(ed25519_dalek::VerifyingKey::from_bytes(&key).is_ok());
        let signature = joined(&EdwardsPoint::default().compress().to_bytes(), &[0; 32]);
        for message in 0u8..8 {
            assert!(!checker.ed25519(&key, &signature, &[message]), "{more} {sign}");
        }
    }
    assert!(points >= 10, "the library reads {points} of them as points");
}

/// A key, a digest and the key's signature of it.
fn signed() -> (VerifyingKey, [u8; 32], [u8; 64], u8) {
    let secret = SigningKey::from_slice(&[9; 32]).unwrap();
    let digest: [u8; 32] = sha2::Sha256::digest(b"message").into();
    let (signature, id) = secret.sign_prehash_recoverable(&digest);
    (*secret.verifying_key(), digest, signature.to_bytes().into(), id.to_byte())
}

/// x of a key under another first byte.
fn key_with(first: u8, key: &VerifyingKey) -> [u8; 33] {
    let mut bytes: [u8; 33] = key.to_sec1_point(true).as_bytes().try_into().unwrap();
    bytes[0] = first;
    bytes
}

#[test]
fn a_compressed_key_begins_with_two_or_three_and_with_nothing_else() {
    let checker = &*CHECKER;
    let (key, digest, signature, _) = signed();
    let holds: Vec<u8> =
        (0..=u8::MAX).filter(|first| checker.verify(&key_with(*first, &key), &digest, &signature)).collect();
    assert_eq!(holds, [key.to_sec1_point(true).as_bytes()[0]]);
    // What the library has for x alone is a key for it, and would be a second name.
    let both = [2, 3].map(|first| VerifyingKey::from_sec1_bytes(&key_with(first, &key)).unwrap());
    let alone = VerifyingKey::from_sec1_bytes(&key_with(5, &key)).unwrap();
    assert!(both.contains(&alone));
}

#[test]
fn a_key_is_on_the_curve_and_in_one_of_two_forms() {
    let (key, digest, signature, _) = signed();
    let mut whole: [u8; 65] = key.to_sec1_point(false).as_bytes().try_into().unwrap();
    assert!(allod_vm::secp256k1_verify(&whole, &digest, &signature));
    assert!(allod_vm::ethereum_address(&whole).is_some());
    for len in (0..=64).filter(|len| *len != 33) {
        assert!(!allod_vm::secp256k1_verify(&whole[..len], &digest, &signature), "{len} bytes");
    }
    for first in (0..=u8::MAX).filter(|first| *first != 4) {
        whole[0] = first;
        assert!(!allod_vm::secp256k1_verify(&whole, &digest, &signature), "{first}");
        assert_eq!(allod_vm::ethereum_address(&whole), None, "{first}");
    }
    (whole[0], whole[64]) = (4, whole[64] ^ 1);
    assert!(!allod_vm::secp256k1_verify(&whole, &digest, &signature), "off the curve");
    assert_eq!(allod_vm::ethereum_address(&whole), None, "off the curve");
    assert!(!allod_vm::secp256k1_verify(&[], &digest, &signature));
    assert!(!allod_vm::secp256k1_verify(&[0], &digest, &signature), "the point at infinity");
}

#[test]
fn an_s_in_the_upper_half_is_a_second_signature_and_refused() {
    let checker = &*CHECKER;
    let (key, digest, signature, id) = signed();
    let (r, s) = Signature::from_slice(&signature).unwrap().split_scalars();
    let second: [u8; 64] = Signature::from_scalars(*r, -*s).unwrap().to_bytes().into();
    let key = key_with(key.to_sec1_point(true).as_bytes()[0], &key);
    assert!(checker.verify(&key, &digest, &signature));
    assert_eq!(checker.recover(&digest, &signature, id), Some(key));
    assert!(!checker.verify(&key, &digest, &second));
    for id in 0..4 {
        assert_eq!(checker.recover(&digest, &second, id), None, "{id}");
    }
}

#[test]
fn an_r_or_s_is_neither_zero_nor_at_the_order_and_a_recovery_id_is_below_four() {
    let checker = &*CHECKER;
    let (key, digest, signature, id) = signed();
    let key = key_with(key.to_sec1_point(true).as_bytes()[0], &key);
    let order: [u8; 32] = bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    for part in [[0; 32], order, [0xff; 32]] {
        for at in [0, 32] {
            let mut other = signature;
            other[at..at + 32].copy_from_slice(&part);
            assert!(!checker.verify(&key, &digest, &other), "{at}");
            for id in 0..4 {
                assert_eq!(checker.recover(&digest, &other, id), None, "{at} {id}");
            }
        }
    }
    for other in (4..=u8::MAX).step_by(25).chain([u8::MAX, 27, 28, id + 27]) {
        assert_eq!(checker.recover(&digest, &signature, other), None, "{other}");
    }
}
