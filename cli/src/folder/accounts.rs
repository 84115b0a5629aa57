//! The accounts of a data folder: names and ed25519 keys, in `accounts.json`.

use super::document::Document;
use super::layout::ACCOUNTS;
use super::lock::Lock;
use super::names;
use super::secret_key::{PublicKey, SecretKey, address_of};
use crate::failure::Failure;
use allod_core::{Address, Hash};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The account that acts where none is named; made when it first keeps something.
pub(crate) const DEFAULT: &str = "default";

/// The accounts of a data folder. The file holds secret keys, so only its owner may read it; nothing signs with them
/// yet, so only what makes accounts, or checks the file, reads them.
#[derive(Debug)]
pub(crate) struct Accounts {
    document: Document,
}

/// An account: its name and its address.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Account {
    /// The name, unique in a data folder.
    pub(crate) name: String,
    /// The address, derived from the key.
    pub(crate) address: Address,
    /// The key it is derived from; files of older versions don't have it.
    public_key: Option<PublicKey>,
}

/// An account with its key.
#[derive(Serialize, Deserialize)]
struct Keyed {
    name: String,
    address: Address,
    public_key: Option<PublicKey>,
    secret_key: SecretKey,
}

#[derive(Serialize, Deserialize)]
struct Content<A> {
    /// The folder it belongs to.
    folder: Option<Hash>,
    accounts: Vec<A>,
}

impl<A> Default for Content<A> {
    fn default() -> Self {
        Self { folder: None, accounts: Vec::new() }
    }
}

impl Accounts {
    /// The accounts in the data folder `data`.
    pub(crate) fn of(data: &Path) -> Self {
        Self { document: Document::at(data.join(ACCOUNTS)) }
    }

    /// Every account, in the order they were made.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a file that can't be read, or in which a name stands twice, or an address that is not
    /// that of its public key.
    pub(crate) fn list(&self) -> Result<Vec<Account>, Failure> {
        let accounts = self.content::<Account>()?.unwrap_or_default().accounts;
        let other = |account: &&Account| account.public_key.is_some_and(|key| address_of(&key) != account.address);
        if let Some(Account { name, address, .. }) = accounts.iter().find(other) {
            return Err(self.wrong(format_args!("the public key of {name} is not that of its address {address}")));
        }
        match names::twice(accounts.iter().map(|account| (&*account.name, &account.address))) {
            Some(twice) => Err(self.wrong(twice)),
            None => Ok(accounts),
        }
    }

    /// The account called `name`, if there is one.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub(crate) fn find(&self, name: &str) -> Result<Option<Account>, Failure> {
        Ok(self.list()?.into_iter().find(|account| account.name == name))
    }

    /// Makes an account with a fresh key.
    ///
    /// # Errors
    /// [`Failure::Usage`] where there is one of that name, or where that is no name; [`Failure::Machine`] for the file.
    pub(crate) fn create(&self, turn: &Lock, name: &str) -> Result<Address, Failure> {
        names::check(name)?;
        let mut content = self.keyed()?;
        if let Some(there) = content.accounts.iter().find(|account| account.name == name) {
            return Err(Failure::Usage(format!("there is an account called {name} already: {}", there.address)));
        }
        let secret_key =
            SecretKey::fresh().map_err(|error| Failure::Machine(format!("no randomness for a key: {error}")))?;
        let public_key = secret_key.public();
        let address = address_of(&public_key);
        content.accounts.push(Keyed { name: name.to_owned(), address, public_key: Some(public_key), secret_key });
        self.document.write(turn, &content)?;
        Ok(address)
    }

    /// The address of the account called [`DEFAULT`], made now if need be.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn default_account(&self, turn: &Lock) -> Result<Address, Failure> {
        match self.find(DEFAULT)? {
            Some(account) => Ok(account.address),
            None => self.create(turn, DEFAULT),
        }
    }

    /// Reads every key, and finds that each is that of its account.
    ///
    /// # Errors
    /// [`Failure::Machine`] naming the account whose key it isn't.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.keyed().map(drop)
    }

    /// The folder it says it belongs to; `None` where it says none.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a file that can't be read.
    pub(crate) fn folder(&self) -> Result<Option<Hash>, Failure> {
        Ok(self.content::<Account>()?.and_then(|content| content.folder))
    }

    /// Says that it belongs to `folder`, and makes it if there is none.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(super) fn adopt(&self, turn: &Lock, folder: Hash) -> Result<(), Failure> {
        self.document.write(turn, &Content { folder: Some(folder), ..self.keyed()? })
    }

    fn content<A: DeserializeOwned>(&self) -> Result<Option<Content<A>>, Failure> {
        self.document.read()
    }

    fn keyed(&self) -> Result<Content<Keyed>, Failure> {
        self.list()?;
        let mut content = self.content::<Keyed>()?.unwrap_or_default();
        for account in &mut content.accounts {
            let (name, key) = (&account.name, account.secret_key.public());
            if address_of(&key) != account.address {
                let address = account.address;
                return Err(self.wrong(format_args!("the secret key of {name} is not that of its address {address}")));
            }
            account.public_key = Some(key);
        }
        Ok(content)
    }

    fn wrong(&self, what: impl std::fmt::Display) -> Failure {
        Failure::file(self.document.path(), format_args!("{what}. Put back a copy of the file"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_accounts_has_no_digit_of_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let secret_key = SecretKey::fresh().unwrap();
        let public_key = secret_key.public();
        let (name, address) = ("alice".to_owned(), address_of(&public_key));
        let alice = Keyed { name, address, public_key: Some(public_key), secret_key };
        let text = serde_json::to_string(&Content { folder: None, accounts: vec![alice] }).unwrap();
        std::fs::write(folder.path().join(ACCOUNTS), &text).unwrap();
        let key = text.split("\"secret_key\":\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(key.len(), 64);

        let accounts = Accounts::of(folder.path());
        accounts.check().unwrap();
        let shown = format!("{accounts:?} {:?}", accounts.list().unwrap());
        assert!(shown.contains("alice") && shown.contains(ACCOUNTS), "{shown}");
        let told = (0..=key.len() - 8).find(|at| shown.contains(&key[*at..at + 8]));
        assert_eq!(told, None, "{shown}");
    }
}
