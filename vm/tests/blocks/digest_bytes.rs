//! A wallet of another language signs what the engine reads: the digest of a transaction from bytes put together by hand, as
//! `docs/transactions.md` has them.

use allod_core::{Address, Hash, ObjectId};
use allod_security::WasiOptions;
use allod_vm::{Constructor, DeployTerms, Payload, Transaction};
use std::fmt::Write;
use std::path::Path;

/// Transaction of the page, and its digest made of bytes.
struct Vector {
    words: &'static str,
    transaction: Transaction,
    /// Context, what the key is derived from, body.
    bytes: (&'static str, Vec<u8>, Vec<u8>),
    digest: &'static str,
}

fn u64(number: u64) -> [u8; 8] {
    number.to_le_bytes()
}

/// The five numbers and three switches that a deploy has unless it says otherwise.
fn usual_options() -> Vec<u8> {
    [[67_108_864, 16_384, 0, 0, 262_144].map(u64).concat(), vec![0, 0, 1]].concat()
}

fn vectors() -> [Vector; 4] {
    let call = |function: &str, input: &[u8], value, objects: &[u8]| Payload::Call {
        contract: Address([2; 20]),
        function: function.into(),
        input: input.to_vec(),
        value,
        objects: objects.iter().map(|byte| ObjectId([*byte; 32])).collect(),
    };
    let of = |nonce, gas_price, payload| Transaction {
        from: Address([1; 20]),
        nonce,
        chain_id: 7,
        gas_limit: 100_000,
        gas_price,
        payload,
    };
    let terms = DeployTerms {
        salt: Some(Hash([5; 32])),
        wasi: WasiOptions::default(),
        reentrant: true,
        constructor: Some(Constructor { function: "Begin".into(), input: vec![9, 8], value: 6 }),
    };
    let (signer, limit) = ([1; 20], u64(100_000));
    let target = |function: &str| [&u64(7)[..], &[2; 20], function.as_bytes()].concat();
    let deploy = |module: &[u8], terms| Payload::Deploy { module: module.to_vec(), terms };
    [
        Vector {
            words: "call of `Add` on `0x02` × 20 with input `0a00000000000000`; chain 7, signer `0x01` × 20, nonce 0, gas limit 100,000",
            transaction: of(0, 0, call("Add", &u64(10), 0, &[])),
            bytes: (
                "allod 2026 call",
                target("Add"),
                [&u64(0)[..], &signer, &limit, &u64(0), &[0, 0, 0, 0], &[10, 0, 0, 0, 0, 0, 0, 0]].concat(),
            ),
            digest: "58056e84dee3ce714999347683ae3e6a81b76c130d76fa7ca315087b859733c8",
        },
        Vector {
            words: "the same with nonce 3, gas price 2, value 5, objects `0x03` × 32 and `0x04` × 32, of `Zahl☃` with no input",
            transaction: of(3, 2, call("Zahl☃", &[], 5, &[3, 4])),
            bytes: (
                "allod 2026 priced call",
                target("Zahl\u{2603}"),
                [&u64(2)[..], &u64(3), &signer, &limit, &u64(5), &[2, 0, 0, 0], &[3; 32], &[4; 32]].concat(),
            ),
            digest: "30b20cfb20764f8f529234cbce4f6b08663fd03a9fd9437a924d0b144e57055c",
        },
        Vector {
            words: "deploy of the module `0061736d01000000` on usual terms; chain, signer and gas limit the same, nonce 4",
            transaction: of(4, 0, deploy(b"\0asm\x01\0\0\0", DeployTerms::default())),
            bytes: (
                "allod 2026 deploy",
                b"\0asm\x01\0\0\0".to_vec(),
                [&u64(4)[..], &signer, &limit, &u64(7), &[0], &usual_options(), &[0, 0]].concat(),
            ),
            digest: "d0c7f3490d0fce65e0400d0dbd642f2bc4e9b9e5b12cd84cdcc052b787bf2016",
        },
        Vector {
            words: "the same with gas price 9, salt `0x05` × 32, re-entrant, and the constructor `Begin` with input `0908` and value 6",
            transaction: of(4, 9, deploy(b"\0asm\x01\0\0\0", terms)),
            bytes: (
                "allod 2026 priced deploy",
                b"\0asm\x01\0\0\0".to_vec(),
                [
                    &[&u64(9)[..], &u64(4), &signer, &limit, &u64(7), &[1], &[5; 32], &usual_options(), &[1, 1]]
                        .concat()[..],
                    &[&u64(5)[..], b"Begin", &u64(2), &[9, 8], &u64(6)].concat(),
                ]
                .concat(),
            ),
            digest: "ecb9f40dbe2f7d0029f4f87dfeb105dc6937e57bc738327a656cb76956c86c5b",
        },
    ]
}

#[test]
fn a_digest_made_of_bytes_by_hand_is_the_engines_and_never_changes() {
    for Vector { words, transaction, bytes: (context, target, body), digest } in vectors() {
        let by_hand = blake3::keyed_hash(&blake3::derive_key(context, &target), &body);
        assert_eq!(transaction.digest().to_string(), by_hand.to_hex().as_str(), "{words}");
        assert_eq!(transaction.digest().to_string(), digest, "{words}");
    }
}

#[test]
fn the_page_about_transactions_has_the_vectors() {
    let mut table = String::from("| transaction | digest |\n|---|---|\n");
    for Vector { words, transaction, .. } in vectors() {
        writeln!(table, "| {words} | `{}` |", transaction.digest()).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/transactions.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once("<!-- vectors -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- end -->").unwrap();
    if found != table && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, format!("{before}<!-- vectors -->\n{table}<!-- end -->{after}")).unwrap();
        return;
    }
    assert_eq!(found, table, "docs/transactions.md; UPDATE_DOCS=1 writes it anew");
    // The contexts that the code derives its keys from are those of the page.
    for Vector { bytes: (context, ..), .. } in vectors() {
        assert!(before.contains(&format!("`{context}`")), "{context}");
    }
}
