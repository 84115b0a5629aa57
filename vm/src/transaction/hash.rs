//! Transaction hash: the digest of everything in a transaction, and its number.

use crate::transaction::{PayloadRef, TransactionRef};
use allod_core::{Address, Domain, Hash, codec, eq_short};

static CALL: Domain = Domain::new("allod 2026 call");
static DEPLOY: Domain = Domain::new("allod 2026 deploy");
static PRICED_CALL: Domain = Domain::new("allod 2026 priced call");
static PRICED_DEPLOY: Domain = Domain::new("allod 2026 priced deploy");

/// Hasher of transactions.
///
/// A transaction's hash is 24 bytes of its digest, and its number since genesis, by which its receipt is found. The digest is
/// a keyed hash in two steps, because chains call the same functions again and again: the hash of the target (chain id as
/// 8 bytes, little-endian, contract, function), or of the module that is deployed, is the key for the rest. The host's own
/// calls have nonce 0 there. One that offers a gas price has another kind of key, and the price in front: without one, all is
/// as before there were prices.
///
/// | bytes | of a call | of a deploy |
/// |---|---|---|
/// | 8, little-endian, unless it is 0 | gas price | gas price |
/// | 8, little-endian | nonce | nonce |
/// | 20 | signer | signer |
/// | 8, little-endian | gas limit | gas limit |
/// | 8, little-endian | value | chain id |
/// | 4, little-endian | number of authorized objects | |
/// | 32 each | those objects | |
/// | the rest | input | the terms, as [`codec::encode`] has them |
#[derive(Debug, Default)]
pub(crate) struct TxHasher {
    /// The target of the last call.
    last: Option<HashedTarget>,
    bytes: Vec<u8>,
}

/// Target of a call, and the key made of it.
#[derive(Debug)]
struct HashedTarget {
    chain_id: u64,
    contract: Address,
    function: String,
    /// True for a call that offers a gas price.
    priced: bool,
    key: Hash,
}

impl TxHasher {
    /// The hash of `transaction`, which is number `number` since genesis.
    #[inline(always)]
    pub(crate) fn hash(&mut self, transaction: &TransactionRef<'_>, number: u64) -> Hash {
        let mut hash = self.digest(transaction);
        hash.0[24..].copy_from_slice(&number.to_be_bytes());
        hash
    }

    /// The digest of everything in `transaction`.
    #[inline(always)]
    pub(crate) fn digest(&mut self, transaction: &TransactionRef<'_>) -> Hash {
        let TransactionRef { from, nonce, chain_id, gas_limit, gas_price, payload } = *transaction;
        let priced = gas_price > 0;
        let key = match payload {
            PayloadRef::Call { contract, function, .. } => self.key(chain_id, contract, function, priced),
            PayloadRef::Deploy { module, .. } if priced => PRICED_DEPLOY.hash(module),
            PayloadRef::Deploy { module, .. } => DEPLOY.hash(module),
        };
        let bytes = &mut self.bytes;
        bytes.clear();
        if priced {
            bytes.extend_from_slice(&gas_price.to_le_bytes());
        }
        bytes.extend_from_slice(&nonce.to_le_bytes());
        bytes.extend_from_slice(&from.0);
        bytes.extend_from_slice(&gas_limit.to_le_bytes());
        match payload {
            PayloadRef::Call { input, value, objects, .. } => {
                bytes.extend_from_slice(&value.to_le_bytes());
                bytes.extend_from_slice(&(objects.len() as u32).to_le_bytes());
                objects.iter().for_each(|object| bytes.extend_from_slice(&object.0));
                bytes.extend_from_slice(input);
            }
            PayloadRef::Deploy { terms, .. } => {
                bytes.extend_from_slice(&chain_id.to_le_bytes());
                // Terms always have an encoding.
                let _ = codec::encode_into(terms, bytes);
            }
        }
        Hash::keyed(&key, bytes)
    }

    #[inline(always)]
    fn key(&mut self, chain_id: u64, contract: &Address, function: &str, priced: bool) -> Hash {
        match &self.last {
            Some(last)
                if last.chain_id == chain_id
                    && last.priced == priced
                    && last.contract == *contract
                    && eq_short(last.function.as_bytes(), function.as_bytes()) =>
            {
                last.key
            }
            _ => {
                let domain = if priced { &PRICED_CALL } else { &CALL };
                let key = domain.hash(&[&chain_id.to_le_bytes()[..], &contract.0, function.as_bytes()].concat());
                let function = function.to_owned();
                self.last = Some(HashedTarget { chain_id, contract: *contract, function, priced, key });
                key
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeployTerms, Payload, Transaction};
    use allod_core::ObjectId;
    use allod_state::receipts::number_of;
    use std::collections::HashSet;

    fn call() -> (Transaction, [Transaction; 11]) {
        let with = |from, gas_limit, contract, function: &str, input: &[u8], value, objects: &[u8]| {
            let objects = objects.iter().map(|byte| ObjectId([*byte; 32])).collect();
            let (contract, function, input) = (Address([contract; 20]), function.to_owned(), input.to_vec());
            let payload = Payload::Call { contract, function, input, value, objects };
            Transaction { from: Address([from; 20]), nonce: 7, chain_id: 8, gas_limit, gas_price: 0, payload }
        };
        let one = with(1, 2, 3, "f", &[4], 5, &[6]);
        let others = [
            with(9, 2, 3, "f", &[4], 5, &[6]),
            with(1, 9, 3, "f", &[4], 5, &[6]),
            with(1, 2, 9, "f", &[4], 5, &[6]),
            with(1, 2, 3, "g", &[4], 5, &[6]),
            with(1, 2, 3, "f", &[9], 5, &[6]),
            with(1, 2, 3, "f", &[4], 9, &[6]),
            with(1, 2, 3, "f", &[4], 5, &[9]),
            Transaction { nonce: 9, ..one.clone() },
            Transaction { chain_id: 9, ..one.clone() },
            Transaction { gas_price: 7, ..one.clone() },
            Transaction { gas_price: 9, ..one.clone() },
        ];
        (one, others)
    }

    fn deploys() -> [Transaction; 7] {
        let of = |module: &[u8], reentrant| {
            let payload =
                Payload::Deploy { module: module.to_vec(), terms: DeployTerms { reentrant, ..Default::default() } };
            Transaction { from: Address([1; 20]), nonce: 7, chain_id: 8, gas_limit: 2, gas_price: 0, payload }
        };
        let one = of(&[3], false);
        let others = [Transaction { nonce: 9, ..one.clone() }, Transaction { chain_id: 9, ..one.clone() }];
        let [nonce, chain_id] = others;
        let [cheap, dear] = [7, 9].map(|gas_price| Transaction { gas_price, ..one.clone() });
        [one, of(&[4], false), of(&[3], true), nonce, chain_id, cheap, dear]
    }

    #[test]
    fn everything_in_a_transaction_is_in_its_digest_and_its_number_ends_its_hash() {
        let (one, others) = call();
        let all: Vec<_> = [one].into_iter().chain(others).chain(deploys()).collect();
        let mut hasher = TxHasher::default();
        let numbered = |number| all.iter().map(move |transaction| (transaction, number));
        let hashes: Vec<_> = numbered(1).chain(numbered(2)).map(|(t, n)| hasher.hash(&t.by_reference(), n)).collect();
        assert!(hashes.iter().map(number_of).eq([[1; 19], [2; 19]].concat()));
        assert_eq!(hashes.iter().collect::<HashSet<_>>().len(), 38);
        for (transaction, hash) in all.iter().zip(&hashes) {
            assert_eq!(transaction.digest().0[..24], hash.0[..24], "known before it runs");
        }
        assert_eq!(hashes.iter().map(|name| &name.0[..24]).collect::<HashSet<_>>().len(), 19);
    }

    #[test]
    fn a_target_that_was_hashed_before_changes_nothing() {
        let (one, others) = call();
        let mut hasher = TxHasher::default();
        for other in others.iter().chain(&deploys()) {
            for transaction in [&one, other, other, &one] {
                let transaction = transaction.by_reference();
                assert_eq!(hasher.hash(&transaction, 7), TxHasher::default().hash(&transaction, 7));
            }
        }
    }
}
