//! One form of bytes, one signature: what is cut, changed or made of another signature is refused.

use crate::stage::{Stage, key};
use allod_example_chain::error::ChainError;
use allod_example_chain::signed::{MAX_TRANSACTION_BYTES, Signature, SignedTransaction};

/// Order of the ed25519 group, least byte first.
const ED25519: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Order of secp256k1, greatest byte first.
const SECP256K1: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
    0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

/// The other signature that the equation holds for, as anybody can make it of the first.
fn malleated(signature: &Signature) -> Signature {
    match signature {
        Signature::Ed25519 { key, bytes } => {
            let (mut bytes, mut carry) = (*bytes, 0u16);
            for (byte, order) in bytes[32..].iter_mut().zip(ED25519) {
                let sum = u16::from(*byte) + u16::from(order) + carry;
                (*byte, carry) = (sum as u8, sum >> 8);
            }
            Signature::Ed25519 { key: *key, bytes }
        }
        Signature::Secp256k1 { bytes, recovery } => {
            let (mut bytes, mut borrow) = (*bytes, 0i16);
            for (byte, order) in bytes[32..].iter_mut().zip(SECP256K1).rev() {
                let difference = i16::from(order) - i16::from(*byte) - borrow;
                (*byte, borrow) = (difference.rem_euclid(256) as u8, i16::from(difference < 0));
            }
            Signature::Secp256k1 { bytes, recovery: recovery ^ 1 }
        }
    }
}

#[test]
fn a_second_signature_of_the_same_is_refused_and_so_is_a_second_form_of_its_bytes() {
    let mut stage = Stage::new();
    stage.begun();
    for from in [1, 2] {
        let signed = stage.pay(from, 0, 3, 1);
        let other = SignedTransaction { signature: malleated(&signed.signature), ..signed.clone() };
        assert_ne!(other, signed);
        let wanted = format!("the signature does not hold for transaction {}", signed.transaction.digest());
        assert_eq!(stage.refuses(&other.to_bytes().unwrap()), wanted);
        // Made twice over it is the first one again, so the arithmetic above is right.
        if from == 1 {
            assert_eq!(malleated(&other.signature), signed.signature);
        }
        stage.submit(&signed);
    }
}

#[test]
fn a_signature_is_of_its_transaction_and_of_its_account() {
    let mut stage = Stage::new();
    stage.begun();
    for from in [1, 2] {
        let signed = stage.pay(from, 0, 3, 1);
        let mut dearer = signed.clone();
        dearer.transaction.gas_price += 1;
        let error = stage.refuses(&dearer.to_bytes().unwrap());
        assert!(error.contains("does not hold") || error.contains("signed by"), "{error}");
        let mut stolen = key(from + 2).sign(signed.transaction.clone());
        stolen.transaction.from = signed.transaction.from;
        let error = stage.refuses(&stolen.to_bytes().unwrap());
        assert!(error.contains("does not hold") || error.contains("signed by"), "{error}");
    }
    // Signed by its own key, in somebody else's name.
    let mut transaction = stage.pay(2, 0, 3, 1).transaction;
    transaction.from = key(4).address();
    let digest = transaction.digest();
    let (Signature::Ed25519 { key: public, .. }, allod_example_chain::key::Key::Ed25519(secret)) =
        (stage.pay(2, 0, 3, 1).signature, key(2))
    else {
        panic!("account 2 has an ed25519 key");
    };
    let bytes = ed25519_dalek::Signer::sign(&secret, &digest.0).to_bytes();
    let signed = SignedTransaction { transaction, signature: Signature::Ed25519 { key: public, bytes } };
    let wanted = format!("the transaction is from {}, and signed by {}", key(4).address(), key(2).address());
    assert_eq!(stage.refuses(&signed.to_bytes().unwrap()), wanted);
}

#[test]
fn bytes_that_are_cut_off_or_go_on_are_no_transaction() {
    let mut stage = Stage::new();
    stage.begun();
    let signed = stage.pay(1, 0, 2, 1);
    let bytes = signed.to_bytes().unwrap();
    for len in 0..bytes.len() {
        let error = SignedTransaction::from_bytes(&bytes[..len]).unwrap_err();
        assert!(matches!(error, ChainError::Encoding(_)), "{len}: {error}");
    }
    stage.refuses(&bytes[..bytes.len() - 1]);
    let longer = [&bytes[..], &[0]].concat();
    assert!(stage.refuses(&longer).contains("1 byte"), "{}", stage.refuses(&longer));
    let error = stage.refuses(&vec![0; MAX_TRANSACTION_BYTES + 1]);
    assert_eq!(error, format!("a transaction of 1049601 bytes, at most {MAX_TRANSACTION_BYTES} are allowed"));
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1;
        stage.refuses(&other);
    }
    stage.submit(&signed);
}
