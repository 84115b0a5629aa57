//! The contracts of a data folder by name, in `contracts.json`. The names are this command's; the engine
//! knows addresses alone.

use super::document::Document;
use super::layout::CONTRACTS;
use super::lock::Lock;
use super::names;
use crate::failure::Failure;
use allod_core::{Address, Hash};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The contracts of a data folder by name.
///
/// A contract's name is written before the contract is made, as one that is under way. So a deploy that is killed leaves
/// a contract with its name, or a name for which there is no contract; whoever has the folder next
/// [settles](Self::settle) it. One that takes over a name leaves it with the contract before until then.
#[derive(Debug)]
pub(crate) struct Contracts {
    document: Document,
    /// The contracts as they were when somebody began to look.
    seen: Option<Vec<Contract>>,
}

/// A contract's name and address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contract {
    /// The name, unique in a data folder.
    pub(crate) name: String,
    /// The address.
    pub(crate) address: Address,
    /// True if it is still to be made, as far as this file knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) under_way: bool,
    /// True if it takes the name from the contract that has it, once it is made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    replaces: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Content {
    /// The folder it belongs to.
    folder: Option<Hash>,
    contracts: Vec<Contract>,
}

impl Contracts {
    /// The contracts in the data folder `data`.
    pub(crate) fn of(data: &Path) -> Self {
        Self { document: Document::at(data.join(CONTRACTS)), seen: None }
    }

    /// Lists them from now on as they are now. Who looks at a store that others write to reads the names before it opens
    /// the store: those are then of contracts that the store has.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub(super) fn hold(&mut self) -> Result<(), Failure> {
        self.seen = Some(self.content()?.contracts);
        Ok(())
    }

    /// Every named contract, in the order they were deployed, also those under way.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a file that can't be read, or in which a name or an address stands twice.
    pub(crate) fn list(&self) -> Result<Vec<Contract>, Failure> {
        match &self.seen {
            Some(seen) => Ok(seen.clone()),
            None => Ok(self.content()?.contracts),
        }
    }

    /// Keeps a name for a contract that is about to be made at `address`. With `replace`, a contract that has the name
    /// loses it once the new one is there.
    ///
    /// # Errors
    /// [`Failure::Usage`] where the name is taken or the address has one, [`Failure::Machine`] for the file.
    pub(crate) fn begin(&self, turn: &Lock, name: &str, address: Address, replace: bool) -> Result<(), Failure> {
        let mut content = self.content()?;
        let clash = |there: &&Contract| there.address == address || (there.name == name && !replace);
        if let Some(there) = content.contracts.iter().find(clash) {
            return Err(Failure::Usage(format!("{} is the contract at {} already", there.name, there.address)));
        }
        content.contracts.push(Contract { name: name.to_owned(), address, under_way: true, replaces: replace });
        self.document.write(turn, &content)
    }

    /// Gives the contract at `address` the name `name` in place of the one it has. With `replace`, a contract that has it
    /// loses it; its address is the answer.
    ///
    /// # Errors
    /// [`Failure::Usage`] where the name is taken, [`Failure::Machine`] for the file.
    pub(crate) fn rename(
        &self,
        turn: &Lock,
        name: &str,
        address: Address,
        replace: bool,
    ) -> Result<Option<Address>, Failure> {
        let mut content = self.content()?;
        let other = content.contracts.iter().find(|there| there.name == name && there.address != address);
        let lost = other.map(|other| other.address);
        if let Some(lost) = lost.filter(|_| !replace) {
            return Err(Failure::Usage(format!("{name} is the contract at {lost} already; --replace takes the name")));
        }
        content.contracts.retain(|there| there.name != name && there.address != address);
        content.contracts.push(Contract { name: name.to_owned(), address, under_way: false, replaces: false });
        self.document.write(turn, &content)?;
        Ok(lost)
    }

    /// Takes a name away, and says whose it was.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where no contract has it, [`Failure::Machine`] for the file.
    pub(crate) fn remove(&self, turn: &Lock, name: &str) -> Result<Address, Failure> {
        let mut content = self.content()?;
        let found = content.contracts.iter().position(|there| there.name == name);
        let at = found.ok_or_else(|| Failure::NotFound(format!("no contract is called {name}")))?;
        let Contract { address, .. } = content.contracts.remove(at);
        self.document.write(turn, &content)?;
        Ok(address)
    }

    /// Settles what is under way: a contract that `exists` keeps its name, the name of one that doesn't is free.
    ///
    /// # Errors
    /// Errors of `exists`, and [`Failure::Machine`] for the file.
    pub(crate) fn settle(
        &self,
        turn: &Lock,
        exists: impl Fn(&Address) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let mut content = self.content()?;
        if !content.contracts.iter().any(|contract| contract.under_way) {
            return Ok(());
        }
        content.contracts = settled(content.contracts, exists)?;
        self.document.write(turn, &content)
    }

    /// As [`settle`](Self::settle), in what is listed from now on and nowhere else: for who keeps nothing.
    ///
    /// # Errors
    /// Errors of `exists`.
    pub(crate) fn settle_held(&mut self, exists: impl Fn(&Address) -> Result<bool, Failure>) -> Result<(), Failure> {
        if let Some(seen) = self.seen.take() {
            self.seen = Some(settled(seen, exists)?);
        }
        Ok(())
    }

    /// The folder it says it belongs to; `None` where it says none.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a file that can't be read.
    pub(crate) fn folder(&self) -> Result<Option<Hash>, Failure> {
        Ok(self.content()?.folder)
    }

    /// Says that it belongs to `folder`, and makes it if there is none.
    ///
    /// # Errors
    /// [`Failure::Machine`] for the file.
    pub(super) fn adopt(&self, turn: &Lock, folder: Hash) -> Result<(), Failure> {
        self.document.write(turn, &Content { folder: Some(folder), ..self.content()? })
    }

    fn content(&self) -> Result<Content, Failure> {
        let content = self.document.read::<Content>()?.unwrap_or_default();
        let told = content.contracts.iter().filter(|contract| !(contract.under_way && contract.replaces));
        let pairs = told.map(|contract| (&*contract.name, &contract.address));
        match names::twice(pairs) {
            Some(twice) => Err(Failure::file(
                self.document.path(),
                format_args!("{twice}. Put back a copy of the file, or mend the line"),
            )),
            None => Ok(content),
        }
    }
}

/// The contracts that are there, none of them under way any more.
fn settled(
    contracts: Vec<Contract>,
    exists: impl Fn(&Address) -> Result<bool, Failure>,
) -> Result<Vec<Contract>, Failure> {
    let mut settled: Vec<Contract> = Vec::new();
    for contract in contracts {
        if contract.under_way && !exists(&contract.address)? {
            continue;
        }
        if contract.replaces {
            settled.retain(|before| before.name != contract.name);
        }
        settled.push(Contract { under_way: false, replaces: false, ..contract });
    }
    Ok(settled)
}
