//! Registry: the native contracts of one set of rules, each found by its address.

use super::contract::{NativeCode, NativeContract, NativeFunction};
use super::error::NativeContractError;
use crate::EngineError;
use crate::modules::contract_cache::{CachedContract, ReadyContract};
use crate::modules::contract_record::ContractRecord;
use crate::modules::loaded_module::{LoadedModule, ModuleKey};
use crate::modules::metadata::{self, ModuleMetadata};
use crate::modules::tiering::Code;
use allod_core::{Address, Hash, ObjectIds, codec};
use allod_security::WasiOptions;
use allod_state::Journal;
use std::sync::Arc;

/// Native contracts of one set of rules.
#[derive(Debug)]
pub(crate) struct Natives {
    /// In the order of their addresses.
    natives: Vec<Native>,
    digest: Hash,
}

/// Native contract that is registered, ready to be called.
#[derive(Debug)]
pub(crate) struct Native {
    pub(crate) contract: NativeContract,
    /// The first block that it is there for, in this version.
    pub(crate) from: u64,
    ready: ReadyContract,
}

/// The most gas that a function may cost: what a meter holds.
const MOST_GAS: u64 = i64::MAX as u64;
/// Native contracts of one set of rules: as many as are looked through in no time.
const MOST_NATIVES: usize = 1_024;
/// Bytes of a name.
const MOST_NAME: usize = 256;

impl Natives {
    /// The set of `natives`, each with the first block that it is there for.
    ///
    /// # Errors
    /// [`NativeContractError`] for the first that can't be served.
    pub(crate) fn new(natives: &[(u64, NativeContract)]) -> Result<Self, EngineError> {
        if natives.len() > MOST_NATIVES {
            return Err(NativeContractError::TooMany { given: natives.len(), most: MOST_NATIVES }.into());
        }
        let mut sorted: Vec<_> = natives.iter().collect();
        sorted.sort_by(|(_, a), (_, b)| (a.address, &a.name).cmp(&(b.address, &b.name)));
        for ((_, one), (_, other)) in sorted.iter().zip(sorted.iter().skip(1)) {
            if one.address == other.address {
                let (name, other, address) = (one.name.clone(), other.name.clone(), one.address);
                return Err(NativeContractError::Address { name, other, address }.into());
            }
        }
        let mut names: Vec<_> = natives.iter().map(|(_, native)| native).collect();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        for (one, other) in names.iter().zip(names.iter().skip(1)) {
            if one.name == other.name {
                let (name, address, other) = (one.name.clone(), one.address, other.address);
                return Err(NativeContractError::Name { name, address, other }.into());
            }
        }
        let natives: Vec<_> =
            sorted.into_iter().map(|(from, native)| Native::new(*from, native)).collect::<Result<_, _>>()?;
        let digest = digest(&natives);
        Ok(Self { natives, digest })
    }

    /// The name of the set: all that nodes must have alike but the code itself, which versions stand for.
    pub(crate) fn digest(&self) -> &Hash {
        &self.digest
    }

    /// The name of the set without any.
    pub(crate) fn digest_of_none() -> Hash {
        digest(&[])
    }

    /// All of them, in the order of their addresses.
    pub(crate) fn all(&self) -> &[Native] {
        &self.natives
    }

    /// The native contract at `address`, ready to be called.
    #[inline]
    pub(crate) fn find(&self, address: &Address) -> Option<&ReadyContract> {
        match self.natives.is_empty() {
            true => None,
            false => self.search(address),
        }
    }

    #[inline(never)]
    fn search(&self, address: &Address) -> Option<&ReadyContract> {
        let at = self.natives.binary_search_by(|native| native.contract.address.cmp(address)).ok()?;
        self.natives.get(at).map(|native| &native.ready)
    }

    /// Checks that no contract was deployed at an address of theirs.
    ///
    /// # Errors
    /// [`EngineError::NativeTaken`] for the first, or the store's.
    pub(crate) fn check_free(&self, journal: &mut Journal) -> Result<(), EngineError> {
        for Native { contract: NativeContract { name, address, .. }, from, .. } in &self.natives {
            if journal.contracts().record(address)?.is_some() {
                return Err(EngineError::NativeTaken { name: name.clone(), address: *address, from: *from });
            }
        }
        Ok(())
    }
}

impl Native {
    fn new(from: u64, native: &NativeContract) -> Result<Self, EngineError> {
        let NativeContract { name, address, reentrant, functions, .. } = native;
        served(native)?;
        let abi = native.abi();
        metadata::bounded(&abi).map_err(|error| match error {
            EngineError::AbiMismatch { function, why } => {
                NativeContractError::Abi { name: name.clone(), function, why }.into()
            }
            other => other,
        })?;
        let code_hash = row_digest(native);
        let key = ModuleKey { artifact: code_hash, code_hash };
        let code = Code::Native(NativeCode { name: name.clone(), functions: functions.clone() });
        let module = Arc::new(LoadedModule::new(key, ModuleMetadata::of_native(abi), code, Arc::default(), 0));
        let record = ContractRecord {
            code: code_hash,
            deployer: Address::ZERO,
            height: from,
            wasi: WasiOptions::default(),
            reentrant: *reentrant,
        };
        let (record_bytes, ids) = (Box::default(), ObjectIds::of(address));
        let contract = Arc::new(CachedContract { address: *address, record_bytes, record, ids });
        Ok(Self { contract: native.clone(), from, ready: ReadyContract { contract, module } })
    }
}

/// Checks that a native contract can be served.
fn served(native: &NativeContract) -> Result<(), NativeContractError> {
    let NativeContract { name, address, functions, .. } = native;
    if name.is_empty() || name.len() > MOST_NAME {
        return Err(NativeContractError::NameLength { name: name.clone(), address: *address, most: MOST_NAME });
    }
    if address.is_zero() {
        return Err(NativeContractError::ZeroAddress { name: name.clone() });
    }
    let mut names: Vec<&str> = Vec::with_capacity(functions.len());
    for NativeFunction { signature, gas, .. } in functions {
        let function = signature.name.clone();
        if function.is_empty() {
            return Err(NativeContractError::NoFunctionName { name: name.clone() });
        }
        if names.contains(&function.as_str()) {
            return Err(NativeContractError::Twice { name: name.clone(), function });
        }
        if *gas > MOST_GAS {
            return Err(NativeContractError::Gas { name: name.clone(), function, gas: *gas, most: MOST_GAS });
        }
        names.push(&signature.name);
    }
    Ok(())
}

/// Digest of all that nodes must have alike of a native contract but its code.
fn row_digest(native: &NativeContract) -> Hash {
    let NativeContract { name, address, version, reentrant, functions } = native;
    let prices: Vec<u64> = functions.iter().map(|function| function.gas).collect();
    // The ABI's own hash, as its types are no rows of a fixed form.
    let abi = Hash::of("allod 2026 native abi", native.abi().to_json().as_bytes());
    let row = (name, address, version, reentrant, abi, prices);
    Hash::of("allod 2026 native", &codec::encode(&row).unwrap_or_default())
}

fn digest(natives: &[Native]) -> Hash {
    let rows: Vec<Hash> = natives.iter().map(|native| row_digest(&native.contract)).collect();
    Hash::of("allod 2026 natives", &codec::encode(&rows).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use allod_core::Type;

    const AT: Address = Address([7; 20]);

    fn native(name: &str, address: Address, function: &str, gas: u64) -> NativeContract {
        NativeContract::new(name, address, 1).with_function(function, &[("n", Type::U64)], &[], gas, |_, _| Ok(vec![]))
    }

    fn refused(natives: &[NativeContract]) -> String {
        let natives: Vec<_> = natives.iter().map(|native| (0, native.clone())).collect();
        Natives::new(&natives).expect_err("can't be served").to_string()
    }

    #[test]
    fn what_no_engine_can_serve_is_refused_by_name() {
        assert!(refused(&[native("", AT, "f", 1)]).contains("a name of 0 bytes"));
        assert!(refused(&[native(&"n".repeat(257), AT, "f", 1)]).contains("a name of 257 bytes"));
        assert!(refused(&[native("n", Address::ZERO, "f", 1)]).contains("the zero address"));
        assert!(refused(&[native("n", AT, "", 1)]).contains("a function without a name"));
        assert!(refused(&[native("n", AT, "f", u64::MAX)]).contains("18446744073709551615 gas"));
        assert!(refused(&[native("n", AT, &"f".repeat(257), 1)]).contains("its name may have 256 bytes"));
        let twice = native("n", AT, "f", 1).with_function("f", &[], &[], 1, |_, _| Ok(vec![]));
        assert_eq!(refused(&[twice]), "native contract \"n\" has function \"f\" twice");
        let two = [native("a", AT, "f", 1), native("b", AT, "f", 1)];
        assert_eq!(refused(&two), format!("native contracts \"a\" and \"b\" are both at {AT}"));
        let other = Address([8; 20]);
        let moved = refused(&[native("a", other, "f", 1), native("a", AT, "f", 1)]);
        assert!(moved.starts_with("native contract \"a\" is at two addresses"), "{moved}");
        let many: Vec<_> = (0..=MOST_NATIVES as u32)
            .map(|number| {
                let mut address = [9; 20];
                address[..4].copy_from_slice(&number.to_be_bytes());
                native(&number.to_string(), Address(address), "f", 1)
            })
            .collect();
        assert!(refused(&many).contains("1025 native contracts"));
    }

    #[test]
    fn the_digest_is_that_of_the_set_in_any_order_and_of_every_part_of_it() {
        let of = |natives: &[NativeContract]| {
            let natives: Vec<_> = natives.iter().map(|native| (0, native.clone())).collect();
            *Natives::new(&natives).expect("they can be served").digest()
        };
        let other = Address([8; 20]);
        let (a, b) = (native("a", AT, "f", 1), native("b", other, "f", 1));
        assert_eq!(of(&[a.clone(), b.clone()]), of(&[b.clone(), a.clone()]));
        let mut seen = vec![
            of(&[]),
            of(std::slice::from_ref(&a)),
            of(&[a.clone(), b]),
            of(&[native("c", AT, "f", 1)]),
            of(&[native("a", other, "f", 1)]),
            of(&[native("a", AT, "g", 1)]),
            of(&[native("a", AT, "f", 2)]),
            of(&[NativeContract { version: 2, ..a.clone() }]),
            of(&[a.with_reentry()]),
        ];
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 9);
    }

    #[test]
    fn one_is_found_at_its_address_and_nowhere_else() {
        let addresses = [3, 1, 2].map(|byte| Address([byte; 20]));
        let natives = addresses.map(|address| (0, native(&address.to_string(), address, "f", 1)));
        let natives = Natives::new(&natives).expect("they can be served");
        for address in addresses {
            assert_eq!(natives.find(&address).map(|ready| ready.contract.address), Some(address));
        }
        assert!(natives.find(&Address([4; 20])).is_none());
        assert!(Natives::new(&[]).expect("none").find(&AT).is_none());
    }
}
