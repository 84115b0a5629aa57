//! The contracts of a data folder by name, in `contracts.json`. The names are this command's; the engine
//! knows addresses alone.

use crate::document::Document;
use crate::failure::Failure;
use allod_core::Address;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The contracts of a data folder by name.
#[derive(Debug)]
pub(crate) struct Contracts {
    document: Document,
}

/// A contract's name and address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contract {
    /// The name, unique in a data folder.
    pub(crate) name: String,
    /// The address.
    pub(crate) address: Address,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Content {
    contracts: Vec<Contract>,
}

impl Contracts {
    /// The contracts in the data folder `data`.
    pub(crate) fn of(data: &Path) -> Self {
        Self { document: Document::at(data.join("contracts.json")) }
    }

    /// Every named contract, in the order they were deployed.
    pub(crate) fn list(&self) -> Result<Vec<Contract>, Failure> {
        Ok(self.document.read::<Content>()?.contracts)
    }

    /// Keeps a name for an address.
    pub(crate) fn add(&self, name: &str, address: Address) -> Result<(), Failure> {
        self.document.change(|content: &mut Content| {
            content.contracts.push(Contract { name: name.to_owned(), address });
            Ok(())
        })
    }
}
