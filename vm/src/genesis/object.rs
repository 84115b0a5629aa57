//! Object of a genesis.

use super::document::Entry;
use super::error::GenesisError;
use allod_core::types::MAX_DESCRIPTOR;
use allod_core::{Address, LimitKind, Ownership, Type, Value};
use allod_security::CallLimits;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Object of a genesis.
#[derive(Clone, Debug)]
pub(crate) struct GenesisObject {
    pub(super) contract: ContractRef,
    /// True for the contract's default object, which is there already.
    pub(super) default: bool,
    /// The ownership, unless it is the contract's as of any new object.
    pub(super) owner: Option<Ownership>,
    pub(super) sealed: bool,
    /// Fields by name, in order of their bytes.
    pub(super) fields: BTreeMap<String, GenesisField>,
    pub(super) place: String,
}

/// Contract that an object is of: its number among those of the document, from 0, or its address.
#[derive(Clone, Copy, Debug)]
pub(super) enum ContractRef {
    Number(u32),
    Address(Address),
}

impl std::fmt::Display for ContractRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "contracts[{number}]"),
            Self::Address(address) => write!(f, "{address}"),
        }
    }
}

/// Field of an object, as the store has it.
#[derive(Clone, Debug)]
pub(super) struct GenesisField {
    pub(super) descriptor: Vec<u8>,
    pub(super) value: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    contract: Json,
    #[serde(default)]
    default: bool,
    owner: Option<String>,
    #[serde(default)]
    sealed: bool,
    #[serde(default)]
    fields: BTreeMap<String, WrittenField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenField {
    #[serde(rename = "type")]
    ty: String,
    value: Json,
}

impl GenesisObject {
    /// The object that `entry` says, of one of so many contracts.
    ///
    /// # Errors
    /// [`GenesisError::Entry`].
    pub(super) fn of(entry: &Entry, source: &str, contracts: usize) -> Result<Self, GenesisError> {
        let Written { contract, default, owner, sealed, fields } = entry.read(source)?;
        let wrong = |why| GenesisError::Entry { document: source.to_owned(), place: entry.place.clone(), why };
        let contract = contract_ref(&contract, contracts).map_err(wrong)?;
        let owner = owner.as_deref().map(ownership).transpose().map_err(wrong)?;
        let field = |(name, written): (String, WrittenField)| match written.read() {
            Ok(field) => Ok((name, field)),
            Err(why) => Err(wrong(format!("field {name:?}: {why}"))),
        };
        let fields = fields.into_iter().map(field).collect::<Result<_, _>>()?;
        Ok(Self { contract, default, owner, sealed, fields, place: entry.place.clone() })
    }

    /// Checks that each field is within what the chain's contracts may write themselves.
    ///
    /// # Errors
    /// The fault.
    pub(super) fn check(&self, limits: &CallLimits) -> Result<(), String> {
        for (name, field) in &self.fields {
            let named = limits.check(LimitKind::FieldName, name.len() as u64);
            let fits = named.and_then(|()| limits.check(LimitKind::FieldValue, field.value.len() as u64));
            fits.map_err(|error| format!("field {:?}: {error}", shortened(name)))?;
        }
        Ok(())
    }

    /// The parts that its genesis is hashed of: contract as number and address, flags, owner, fields.
    pub(super) fn parts(&self) -> impl serde::Serialize + '_ {
        let contract = match self.contract {
            ContractRef::Number(number) => (Some(number), None),
            ContractRef::Address(address) => (None, Some(address)),
        };
        let owner = self.owner.map(|owner| match owner {
            Ownership::Address(address) => (0u8, address),
            Ownership::Shared => (1, Address::ZERO),
            Ownership::Immutable => (2, Address::ZERO),
        });
        let fields: Vec<_> = self.fields.iter().map(|(name, field)| (name, &field.descriptor, &field.value)).collect();
        (contract, self.default, owner, self.sealed, fields)
    }
}

impl WrittenField {
    fn read(self) -> Result<GenesisField, String> {
        let ty: Type = self.ty.parse().map_err(|error| format!("type: {error}"))?;
        let descriptor = ty.descriptor();
        if descriptor.len() > MAX_DESCRIPTOR {
            return Err(format!(
                "type: {} bytes to describe it, at most {MAX_DESCRIPTOR} are allowed",
                descriptor.len()
            ));
        }
        let value = Value::from_json(&ty, &self.value).map_err(|error| error.to_string())?.encode();
        Ok(GenesisField { descriptor, value })
    }
}

/// Contract of a document that deploys so many.
fn contract_ref(written: &Json, contracts: usize) -> Result<ContractRef, String> {
    let number = written.as_u64().and_then(|number| u32::try_from(number).ok());
    match (number, written.as_str().map(str::parse)) {
        (Some(number), _) if (number as usize) < contracts => Ok(ContractRef::Number(number)),
        (None, Some(Ok(address))) => Ok(ContractRef::Address(address)),
        _ => {
            let given = shortened(&written.to_string());
            Err(format!("contract: {given}: wanted the number of one of {contracts} contracts, from 0, or its address"))
        }
    }
}

/// Ownership by its word: an address, `shared` or `immutable`.
fn ownership(word: &str) -> Result<Ownership, String> {
    match word {
        "shared" => Ok(Ownership::Shared),
        "immutable" => Ok(Ownership::Immutable),
        address => match address.parse() {
            Ok(address) => Ok(Ownership::Address(address)),
            Err(_) => Err(format!("owner: {:?}: wanted an address, \"shared\" or \"immutable\"", shortened(word))),
        },
    }
}

/// Letters of a name or word that an error repeats, at most.
const SHOWN: usize = 64;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
