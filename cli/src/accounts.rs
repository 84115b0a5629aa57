//! The accounts of a data folder: names and ed25519 keys, in `accounts.json`.

use crate::document::Document;
use crate::failure::Failure;
use crate::names;
use allod_core::Address;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The account that acts where none is named; made on first use.
pub(crate) const DEFAULT: &str = "default";

/// The accounts of a data folder. The file holds secret keys, so only its owner may read it.
#[derive(Debug)]
pub(crate) struct Accounts {
    document: Document,
}

/// An account: its name and the key it is derived from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The name, unique in a data folder.
    pub(crate) name: String,
    /// The address, derived from the key.
    pub(crate) address: Address,
    /// The ed25519 secret key, 32 bytes in hex.
    secret_key: allod_core::Hash,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Content {
    accounts: Vec<Account>,
}

impl Accounts {
    /// The accounts in the data folder `data`.
    pub(crate) fn of(data: &Path) -> Self {
        Self { document: Document::at(data.join("accounts.json")) }
    }

    /// Every account, in the order they were made.
    pub(crate) fn list(&self) -> Result<Vec<Account>, Failure> {
        let accounts = self.document.read::<Content>()?.accounts;
        match accounts.iter().find(|account| account.address != address_of(&account.secret_key.0)) {
            None => Ok(accounts),
            Some(wrong) => Err(Failure::Machine(format!(
                "accounts.json: the key of {} belongs to {}, not to {}",
                wrong.name,
                address_of(&wrong.secret_key.0),
                wrong.address
            ))),
        }
    }

    /// The account called `name`, if there is one.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Account>, Failure> {
        Ok(self.list()?.into_iter().find(|account| account.name == name))
    }

    /// Makes an account with a fresh key.
    pub(crate) fn create(&self, name: &str) -> Result<Account, Failure> {
        self.add(name, true)
    }

    /// The account called [`DEFAULT`], made now if need be.
    pub(crate) fn default_account(&self) -> Result<Account, Failure> {
        match self.find(DEFAULT)? {
            Some(account) => Ok(account),
            None => self.add(DEFAULT, false),
        }
    }

    fn add(&self, name: &str, must_be_new: bool) -> Result<Account, Failure> {
        names::check(name)?;
        let mut secret_key = [0; 32];
        getrandom::fill(&mut secret_key)
            .map_err(|error| Failure::Machine(format!("no randomness for a key: {error}")))?;
        self.document.change(|content: &mut Content| {
            if let Some(there) = content.accounts.iter().find(|account| account.name == name) {
                return match must_be_new {
                    true => {
                        Err(Failure::Usage(format!("there is an account called {name} already: {}", there.address)))
                    }
                    false => Ok(there.clone()),
                };
            }
            let account =
                Account { name: name.to_owned(), address: address_of(&secret_key), secret_key: secret_key.into() };
            content.accounts.push(account.clone());
            Ok(account)
        })
    }
}

fn address_of(secret_key: &[u8; 32]) -> Address {
    Address::of_public_key(SigningKey::from_bytes(secret_key).verifying_key().as_bytes())
}
