//! Application of a genesis: its accounts, contracts, objects and rows, in one batch, on an empty store.

use super::Genesis;
use super::contract::GenesisContract;
use super::error::GenesisError;
use super::object::{ContractRef, GenesisObject};
use crate::engine::deploy::Prepared;
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::Admission;
use crate::transaction::executor::transact;
use crate::{BlockContext, Engine, EngineError};
use allod_core::{Address, Hash, ObjectId};
use allod_state::keys;
use std::collections::BTreeMap;

impl Engine {
    /// Writes `genesis` at height 0, all of it in one batch or nothing, and gives the root of the state. The store keeps its digest:
    /// where it is there already, nothing happens, so that a node may say at each start what it began with.
    ///
    /// # Errors
    /// [`EngineError::Genesis`] that names the entry which is wrong, for a store with another genesis, or one in which something
    /// has happened; the store's, and [`EngineError::Busy`].
    pub fn genesis(&self, genesis: &Genesis) -> Result<Hash, EngineError> {
        let Genesis { chain_id, time, accounts, contracts, objects, rows, source } = genesis;
        if *chain_id != self.chain_id {
            let (document, given, wanted) = (source.clone(), *chain_id, self.chain_id);
            return Err(GenesisError::Chain { document, given, wanted }.into());
        }
        let block = BlockContext { height: 0, time: *time, chain_id: *chain_id };
        let given = genesis.digest();
        if let Some(found) = self.genesis_digest()? {
            return match found == given {
                true => self.state_root(),
                false => Err(GenesisError::Another { document: source.clone(), found, given }.into()),
            };
        }
        // Compiled before anybody has to wait for it.
        let prepare = |contract: &GenesisContract| {
            let mut options = contract.options.clone();
            options.block = Some(block);
            self.prepare(&contract.code, options).map_err(|error| wrong(source, &contract.place, error.to_string()))
        };
        let prepared = contracts.iter().map(prepare).collect::<Result<Vec<Prepared>, _>>()?;
        let mut executor = self.writer()?;
        let mut guard = executor.begin_genesis(block)?;
        let written = guard.context().and_then(|context| {
            for account in accounts {
                context.journal.balances().credit(&account.address, account.balance)?;
                if account.nonce > 0 {
                    context.journal.nonces().set(&account.address, account.nonce);
                }
            }
            for row in rows {
                context.journal.application().put(&row.key, &row.value);
            }
            let mut deployed = Deployments::default();
            for (contract, prepared) in contracts.iter().zip(&prepared) {
                let contract =
                    deploy(context, contract, prepared).map_err(|why| wrong(source, &contract.place, why))?;
                deployed.push(contract);
            }
            for object in objects {
                create(context, object, &mut deployed, source)?;
            }
            context.journal.metadata().set_bytes(keys::GENESIS_NAME, given.as_bytes());
            Ok(())
        });
        guard.end(&written)?;
        written?;
        executor.state_root()
    }

    /// Digest of the genesis that the state began with; `None` if it began without.
    ///
    /// # Errors
    /// The store's.
    pub fn genesis_digest(&self) -> Result<Option<Hash>, EngineError> {
        let mut journal = self.pin()?.journal();
        let found = journal.metadata().bytes(keys::GENESIS_NAME)?.map(Hash::try_from).transpose();
        let key = keys::metadata(keys::GENESIS_NAME);
        Ok(found.map_err(|error| allod_state::StateError::corrupt("digest of a genesis", &key, error.to_string()))?)
    }
}

/// Contracts that were deployed, in order of the document.
#[derive(Default)]
struct Deployments {
    all: Vec<Deployed>,
    numbers: BTreeMap<Address, usize>,
}

/// Contract that was deployed.
struct Deployed {
    address: Address,
    /// Number of the transaction.
    transaction: u64,
    /// Objects that it made, those of the genesis included: the next one's number.
    created: u32,
    /// True once an entry has said what the default object is to be.
    default: bool,
}

/// Deploys `contract`.
///
/// # Errors
/// The fault.
fn deploy(context: &mut ExecutionContext, contract: &GenesisContract, prepared: &Prepared) -> Result<Deployed, String> {
    let receipt = transact(context, &prepared.transaction, Admission::Uncounted).map_err(|error| error.to_string())?;
    match contract.address {
        _ if !receipt.is_success() => Err(receipt.status.to_string()),
        Some(wanted) if wanted != receipt.contract => {
            Err(format!("the contract is at {}, not at {wanted}", receipt.contract))
        }
        _ => {
            let (address, transaction, created) = (receipt.contract, receipt.transaction, context.tx.created);
            Ok(Deployed { address, transaction, created, default: false })
        }
    }
}

impl Deployments {
    fn push(&mut self, contract: Deployed) {
        self.numbers.insert(contract.address, self.all.len());
        self.all.push(contract);
    }

    fn find(&mut self, contract: ContractRef) -> Option<&mut Deployed> {
        let number = match contract {
            ContractRef::Number(number) => number as usize,
            ContractRef::Address(address) => *self.numbers.get(&address)?,
        };
        self.all.get_mut(number)
    }
}

/// Creates `object`, with its fields and its owner.
///
/// # Errors
/// [`GenesisError::Entry`], or the store's.
fn create(
    context: &mut ExecutionContext,
    object: &GenesisObject,
    deployed: &mut Deployments,
    document: &str,
) -> Result<(), EngineError> {
    let refused = |why| Err(wrong(document, &object.place, why));
    let Some(contract) = deployed.find(object.contract) else {
        return refused(format!("contract: the document deploys none at {}", object.contract));
    };
    if let Err(why) = object.check(&context.environment.limits) {
        return refused(why);
    }
    let id = match object.default {
        true if std::mem::replace(&mut contract.default, true) => {
            return refused(format!("another entry has the default object of {}", contract.address));
        }
        true => ObjectId::default_of(&contract.address),
        false => {
            let id = ObjectId::new(&contract.address, contract.transaction, contract.created);
            let Some(next) = contract.created.checked_add(1) else {
                return refused(format!("contract {} has {} objects already", contract.address, u32::MAX));
            };
            contract.created = next;
            context.journal.objects().create(&id, &contract.address)?;
            id
        }
    };
    for (name, field) in &object.fields {
        context.journal.objects().set_field(&id, name.as_bytes(), &field.descriptor, &field.value)?;
    }
    if let Some(owner) = object.owner {
        context.journal.objects().set_ownership(&id, owner)?;
    }
    if object.sealed {
        context.journal.objects().set_sealed(&id, true)?;
    }
    Ok(())
}

fn wrong(document: &str, place: &str, why: String) -> EngineError {
    GenesisError::Entry { document: document.to_owned(), place: place.to_owned(), why }.into()
}
