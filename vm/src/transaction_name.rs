//! What transactions are called.

use crate::transaction::{PayloadRef, TransactionRef};
use allod_core::{Address, Domain, Hash, codec, same};

static CALL: Domain = Domain::new("allod 2026 call");
static DEPLOY: Domain = Domain::new("allod 2026 deploy");

/// Names transactions.
///
/// A name is 24 bytes of a hash of all that the transaction says and of its number since genesis, and that number, by
/// which its receipt is found. The hash has two steps, because chains call the same functions again and again: the hash
/// of what is called (contract, function), or of the module that is deployed, is the key under which the rest is hashed.
///
/// | bytes | of a call | of a deploy |
/// |---|---|---|
/// | 8, little-endian | number | number |
/// | 20 | signer | signer |
/// | 8, little-endian | gas limit | gas limit |
/// | 8, little-endian | value | |
/// | 4, little-endian | how many objects are brought along | |
/// | 32 each | those objects | |
/// | the rest | input | the terms, as [`codec::encode`] has them |
#[derive(Debug, Default)]
pub(crate) struct Namer {
    /// The function called last, and the key that stands for it.
    last: Option<(Address, String, Hash)>,
    bytes: Vec<u8>,
}

impl Namer {
    /// The name of `transaction`, which is number `number` since genesis.
    #[inline(always)]
    pub(crate) fn name(&mut self, transaction: &TransactionRef<'_>, number: u64) -> Hash {
        let TransactionRef { from, gas_limit, payload } = *transaction;
        let key = match payload {
            PayloadRef::Call { contract, function, .. } => self.key(contract, function),
            PayloadRef::Deploy { module, .. } => DEPLOY.hash(module),
        };
        let bytes = &mut self.bytes;
        bytes.clear();
        bytes.extend_from_slice(&number.to_le_bytes());
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
                // Terms always have an encoding.
                let _ = codec::encode_into(terms, bytes);
            }
        }
        let mut name = Hash::keyed(&key, bytes);
        name.0[24..].copy_from_slice(&number.to_be_bytes());
        name
    }

    #[inline(always)]
    fn key(&mut self, contract: &Address, function: &str) -> Hash {
        match &self.last {
            Some((c, f, key)) if c == contract && same(f.as_bytes(), function.as_bytes()) => *key,
            _ => {
                let key = CALL.hash(&[&contract.0, function.as_bytes()].concat());
                self.last = Some((*contract, function.to_owned(), key));
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

    fn call() -> (Transaction, [Transaction; 7]) {
        let with = |from, gas_limit, contract, function: &str, input: &[u8], value, objects: &[u8]| {
            let objects = objects.iter().map(|byte| ObjectId([*byte; 32])).collect();
            let (contract, function, input) = (Address([contract; 20]), function.to_owned(), input.to_vec());
            let payload = Payload::Call { contract, function, input, value, objects };
            Transaction { from: Address([from; 20]), gas_limit, payload }
        };
        let others = [
            with(9, 2, 3, "f", &[4], 5, &[6]),
            with(1, 9, 3, "f", &[4], 5, &[6]),
            with(1, 2, 9, "f", &[4], 5, &[6]),
            with(1, 2, 3, "g", &[4], 5, &[6]),
            with(1, 2, 3, "f", &[9], 5, &[6]),
            with(1, 2, 3, "f", &[4], 9, &[6]),
            with(1, 2, 3, "f", &[4], 5, &[9]),
        ];
        (with(1, 2, 3, "f", &[4], 5, &[6]), others)
    }

    fn deploys() -> [Transaction; 3] {
        let of = |module: &[u8], reentrant| {
            let payload =
                Payload::Deploy { module: module.to_vec(), terms: DeployTerms { reentrant, ..Default::default() } };
            Transaction { from: Address([1; 20]), gas_limit: 2, payload }
        };
        [of(&[3], false), of(&[4], false), of(&[3], true)]
    }

    #[test]
    fn everything_a_transaction_says_is_in_its_name_and_its_number_too() {
        let (one, others) = call();
        let all: Vec<_> = [one].into_iter().chain(others).chain(deploys()).collect();
        let mut namer = Namer::default();
        let numbered = |number| all.iter().map(move |transaction| (transaction, number));
        let mut names: Vec<_> = numbered(1).chain(numbered(2)).map(|(t, n)| namer.name(&t.by_reference(), n)).collect();
        assert!(names.iter().map(number_of).eq([[1; 11], [2; 11]].concat()));
        names.iter_mut().for_each(|name| name.0[24..].fill(0));
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), 22);
    }

    #[test]
    fn what_was_named_before_changes_nothing() {
        let (one, others) = call();
        let mut namer = Namer::default();
        for other in others.iter().chain(&deploys()) {
            for transaction in [&one, other, other, &one] {
                let transaction = transaction.by_reference();
                assert_eq!(namer.name(&transaction, 7), Namer::default().name(&transaction, 7));
            }
        }
    }
}
