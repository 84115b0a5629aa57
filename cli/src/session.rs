//! The open engine of a data folder, with its address book.

use crate::accounts::{Accounts, DEFAULT};
use crate::contracts::Contracts;
use crate::failure::Failure;
use allod_core::Address;
use allod_vm::{Engine, EngineConfig, Tiers};
use std::path::{Path, PathBuf};

/// The open engine of a data folder, with its address book. The store has one user at a time: while a
/// session lives, no other process can open the same folder.
pub(crate) struct Session {
    /// The engine.
    pub(crate) engine: Engine,
    /// Accounts by name.
    pub(crate) accounts: Accounts,
    /// Contracts by name.
    pub(crate) contracts: Contracts,
}

impl Session {
    /// Opens the data folder `data`, which is made if need be.
    pub(crate) fn open(data: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(data).map_err(|error| Failure::file(data, error))?;
        // A process makes one call, so what it compiled on disk is all that the next one finds.
        let config = EngineConfig::default().with_path(data).with_sync(true).with_tiers(Tiers::COMPILED);
        let engine = Engine::open(config)?;
        Ok(Self { engine, accounts: Accounts::of(data), contracts: Contracts::of(data) })
    }

    /// Opens the data folder `data` to look at what is there.
    pub(crate) fn open_existing(data: &Path) -> Result<Self, Failure> {
        let state: PathBuf = data.join("state");
        match state.is_dir() {
            true => Self::open(data),
            false => Err(Failure::NotFound(format!(
                "{} holds no state yet: deploy a contract first, or say --data-dir",
                data.display()
            ))),
        }
    }

    /// The account that acts: `from`, or the default one, which is made on first use.
    pub(crate) fn signer(&self, from: Option<&str>) -> Result<Address, Failure> {
        match from {
            None | Some(DEFAULT) => Ok(self.accounts.default_account()?.address),
            Some(word) => self.resolve(word),
        }
    }

    /// The address that `word` stands for: hex, or the name of an account or of a contract.
    pub(crate) fn resolve(&self, word: &str) -> Result<Address, Failure> {
        if let Some(address) = self.lookup(word)? {
            return Ok(address);
        }
        let known = self.names()?;
        Err(Failure::NotFound(match known.is_empty() {
            true => format!("{word:?} is no address (40 hex digits), and there are no names yet"),
            false => format!("{word:?} is no address (40 hex digits) and no name; there are: {}", known.join(", ")),
        }))
    }

    /// As [`Session::resolve`]; `None` for a word that is neither.
    pub(crate) fn lookup(&self, word: &str) -> Result<Option<Address>, Failure> {
        if let Ok(address) = word.parse() {
            return Ok(Some(address));
        }
        let account = self.accounts.find(word)?.map(|account| account.address);
        let contract = self.contracts.list()?.into_iter().find(|contract| contract.name == word);
        match (account, contract.map(|contract| contract.address)) {
            (Some(account), Some(contract)) => Err(Failure::Usage(format!(
                "{word} is both an account ({account}) and a contract ({contract}): say which by its address"
            ))),
            (account, contract) => Ok(account.or(contract)),
        }
    }

    /// Every name there is.
    pub(crate) fn names(&self) -> Result<Vec<String>, Failure> {
        let accounts = self.accounts.list()?.into_iter().map(|account| account.name);
        Ok(accounts.chain(self.contracts.list()?.into_iter().map(|contract| contract.name)).collect())
    }

    /// What `address` is called, if it has a name.
    pub(crate) fn name_of(&self, address: &Address) -> Option<String> {
        let contracts = self.contracts.list().unwrap_or_default().into_iter().map(|c| (c.name, c.address));
        let accounts = self.accounts.list().unwrap_or_default().into_iter().map(|a| (a.name, a.address));
        contracts.chain(accounts).find(|(_, known)| known == address).map(|(name, _)| name)
    }
}
