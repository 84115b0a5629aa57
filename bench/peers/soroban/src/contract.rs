//! A contract in soroban-env-host, called as stellar-core calls it for one transaction.

use crate::compile::cache_with;
use crate::ledger::{Ledger, xdr};
use sha2::{Digest, Sha256};
use soroban_env_host::budget::Budget;
use soroban_env_host::e2e_invoke::{extract_rent_changes, invoke_host_function};
use soroban_env_host::fees::{RentFeeConfiguration, compute_rent_fee};
use soroban_env_host::xdr::{
    AccountId, ContractCodeEntry, ContractCodeEntryExt, ContractDataDurability, ContractDataEntry, ContractExecutable,
    ContractId, ExtensionPoint, Hash, HostFunction, InvokeContractArgs, LedgerEntryData, LedgerFootprint, LedgerKey,
    LedgerKeyContractCode, LedgerKeyContractData, Limits, PublicKey, ReadXdr, ScAddress, ScContractInstance, ScSymbol,
    ScVal, SorobanAuthorizationEntry, SorobanAuthorizedFunction, SorobanAuthorizedInvocation, SorobanCredentials,
    SorobanResources, Uint256, VecM,
};
use soroban_env_host::{LedgerInfo, ModuleCache, meta};

/// The ledger every call happens in, and the last one its entries live to see.
const NOW: u32 = 1000;
const LIVE_UNTIL: u32 = 1_000_000;
/// What rent costs. No entry grows or lives longer, so none is paid; a node works that out all the same.
const RENT: RentFeeConfiguration = RentFeeConfiguration {
    fee_per_write_1kb: 3_500,
    fee_per_rent_1kb: 3_500,
    fee_per_write_entry: 10_000,
    persistent_rent_rate_denominator: 1_402,
    temporary_rent_rate_denominator: 2_804,
};

/// A contract in soroban-env-host, its ledger in a map.
pub(crate) struct Contract {
    ledger: Ledger,
    cache: ModuleCache,
    address: ScAddress,
    /// What every call reads: the contract's instance and its code.
    read: VecM<LedgerKey>,
    info: LedgerInfo,
}

/// What a call gives back.
pub(crate) struct Answer {
    pub(crate) value: ScVal,
    /// Events in XDR.
    pub(crate) events: Vec<Vec<u8>>,
}

impl Contract {
    /// Puts `text`, WebAssembly text, on the ledger and its module into the cache.
    pub(crate) fn new(text: &str) -> Self {
        let code = wat::parse_str(text).expect("the contract is WebAssembly text");
        let cache = cache_with(&code);
        let hash = Hash(Sha256::digest(&code).into());
        let address = ScAddress::Contract(ContractId(Hash([9; 32])));
        let mut ledger = Ledger::default();

        let code_key = LedgerKey::ContractCode(LedgerKeyContractCode { hash: hash.clone() });
        let code = code.try_into().expect("a short contract");
        let entry = ContractCodeEntry { ext: ContractCodeEntryExt::V0, hash: hash.clone(), code };
        ledger.insert(&code_key, LedgerEntryData::ContractCode(entry), LIVE_UNTIL);

        let instance_key = data_key(&address, ScVal::LedgerKeyContractInstance);
        let instance = ScContractInstance { executable: ContractExecutable::Wasm(hash), storage: None };
        let entry = ContractDataEntry {
            ext: ExtensionPoint::V0,
            contract: address.clone(),
            key: ScVal::LedgerKeyContractInstance,
            durability: ContractDataDurability::Persistent,
            val: ScVal::ContractInstance(instance),
        };
        ledger.insert(&instance_key, LedgerEntryData::ContractData(entry), LIVE_UNTIL);

        let info = LedgerInfo {
            protocol_version: meta::INTERFACE_VERSION.protocol,
            sequence_number: NOW,
            timestamp: 1_700_000_000,
            network_id: [7; 32],
            base_reserve: 5_000_000,
            min_temp_entry_ttl: 17_280,
            min_persistent_entry_ttl: 2_073_600,
            max_entry_ttl: 3_110_400,
        };
        Self { ledger, cache, address, read: sorted(vec![code_key, instance_key]), info }
    }

    /// One transaction of `source`, with all that a node does for it between the transaction and the ledger: everything
    /// is brought into XDR, a host with a budget of its own runs the call, and what it changed is taken over. `writes`
    /// are the contract's keys it may change. It authorises its call where that is `signed`.
    pub(crate) fn call(
        &mut self,
        source: &AccountId,
        function: &str,
        arguments: Vec<ScVal>,
        writes: Vec<ScVal>,
        signed: bool,
    ) -> Answer {
        let call = InvokeContractArgs {
            contract_address: self.address.clone(),
            function_name: ScSymbol(function.try_into().expect("a short name")),
            args: arguments.try_into().expect("a few arguments"),
        };
        let auth: Vec<Vec<u8>> = signed.then(|| xdr(&authorisation(&call))).into_iter().collect();
        let call = xdr(&HostFunction::InvokeContract(call));
        let write = sorted(writes.into_iter().map(|key| data_key(&self.address, key)).collect());
        let footprint = LedgerFootprint { read_only: self.read.clone(), read_write: write };
        let keys = footprint.read_only.iter().chain(footprint.read_write.iter());
        let entries: Vec<_> = keys.map(|key| self.ledger.lend(key)).collect();
        let resources =
            SorobanResources { footprint, instructions: 100_000_000, disk_read_bytes: 0, write_bytes: 100_000 };
        let (resources, source) = (xdr(&resources), xdr(source));

        let outcome = invoke_host_function(
            &Budget::default(),
            false,
            &call[..],
            &resources[..],
            &[],
            &source[..],
            auth.iter().map(Vec::as_slice),
            self.info.clone(),
            entries.into_iter(),
            &[3; 32][..],
            &mut Vec::new(),
            None,
            Some(self.cache.clone()),
        )
        .expect("the host is sound");
        let value = outcome.encoded_invoke_result.unwrap_or_else(|error| panic!("{function} ended in {error}"));
        let rent = compute_rent_fee(&extract_rent_changes(&outcome.ledger_changes), &RENT, NOW);
        assert!(rent >= 0, "rent is never paid out");
        self.ledger.commit(outcome.ledger_changes);
        let value = ScVal::from_xdr(value, Limits::none()).expect("the host writes XDR");
        Answer { value, events: outcome.encoded_contract_events }
    }

    /// The number the contract keeps under `key`.
    pub(crate) fn number(&self, key: ScVal) -> Option<u64> {
        match self.ledger.read(&data_key(&self.address, key))? {
            LedgerEntryData::ContractData(ContractDataEntry { val: ScVal::U64(number), .. }) => Some(number),
            other => panic!("the contract keeps numbers, and not {other:?}"),
        }
    }
}

/// The source of the transaction authorises `call`; its signature is the transaction's.
fn authorisation(call: &InvokeContractArgs) -> SorobanAuthorizationEntry {
    let function = SorobanAuthorizedFunction::ContractFn(call.clone());
    SorobanAuthorizationEntry {
        credentials: SorobanCredentials::SourceAccount,
        root_invocation: SorobanAuthorizedInvocation { function, sub_invocations: VecM::default() },
    }
}

fn data_key(contract: &ScAddress, key: ScVal) -> LedgerKey {
    let durability = ContractDataDurability::Persistent;
    LedgerKey::ContractData(LedgerKeyContractData { contract: contract.clone(), key, durability })
}

/// Keys in the order a footprint has them.
fn sorted(mut keys: Vec<LedgerKey>) -> VecM<LedgerKey> {
    keys.sort();
    keys.try_into().expect("a few keys")
}

/// The account whose key is `bytes`.
pub(crate) fn account(bytes: [u8; 32]) -> AccountId {
    AccountId(PublicKey::PublicKeyTypeEd25519(Uint256(bytes)))
}
