//! Making a data folder, and finding it whole.

use super::accounts::Accounts;
use super::contracts::{Contract, Contracts};
use super::document;
use super::guard;
use super::layout::STATE;
use super::lock::Lock;
use super::manifest::{self, Manifest, Part};
use super::place::Place;
use crate::failure::Failure;
use allod_core::{Address, Hash};
use allod_state::RocksStorage;
use allod_vm::EngineError;
use std::collections::BTreeMap;

/// A data folder that was found whole.
#[derive(Debug)]
pub(crate) struct Folder {
    place: Place,
    /// Manifest of what belongs together. `None` in a folder from before there was one, as long as nothing is kept in it.
    manifest: Option<Manifest>,
    /// Accounts by name.
    pub(crate) accounts: Accounts,
    /// Contracts by name.
    pub(crate) contracts: Contracts,
    /// This process's turn, if it keeps something.
    turn: Option<Lock>,
    /// True if a store of another folder is taken for this one's.
    repaired: bool,
}

impl Folder {
    /// The folder at `place`, made if need be, for a command that keeps something. Waits for others to be done.
    ///
    /// # Errors
    /// [`Failure::Busy`]; [`Failure::Machine`] naming a part that is missing, damaged, or of another folder, and what to
    /// do about it.
    pub(crate) fn make(place: &Place) -> Result<Self, Failure> {
        if !guard::is_there(place.path())? {
            guard::make_folder(place.path())?;
        }
        guard::check(place)?;
        let turn = Lock::take(place)?;
        document::remove_remains(&turn, place.path());
        let mut folder = Self::found(place, Some(turn))?;
        folder.complete()?;
        Ok(folder)
    }

    /// As [`make`](Self::make), where there is a store already.
    ///
    /// # Errors
    /// As [`make`](Self::make), and [`Failure::NotFound`].
    pub(crate) fn take(place: &Place) -> Result<Self, Failure> {
        if Self::look(place)?.has_store()? {
            return Self::make(place);
        }
        Err(empty(place))
    }

    /// The folder at `place`, for a command that keeps nothing. Waits for nobody and makes nothing.
    ///
    /// # Errors
    /// As [`make`](Self::make) but for [`Failure::Busy`], and [`Failure::NotFound`] where there is no folder.
    pub(crate) fn look(place: &Place) -> Result<Self, Failure> {
        match guard::is_there(place.path())? {
            true => guard::check(place).and_then(|()| Self::found(place, None)),
            false => Err(empty(place)),
        }
    }

    /// As [`look`](Self::look), where there is a store already.
    ///
    /// # Errors
    /// As [`look`](Self::look), and [`Failure::NotFound`].
    pub(crate) fn look_at_store(place: &Place) -> Result<Self, Failure> {
        let folder = Self::look(place)?;
        match folder.has_store()? {
            true => Ok(folder),
            false => Err(empty(place)),
        }
    }

    /// The folder at `place` with the parts that there are, whichever folder's they say they are: from now on they are of
    /// one, and what is missing of accounts and names is made, with nothing in it.
    ///
    /// # Errors
    /// As [`make`](Self::make) for what is damaged; [`Failure::Machine`] for a store that is missing.
    pub(crate) fn repair(place: &Place) -> Result<Self, Failure> {
        Self::look(place).map(drop).or_else(|failure| match failure {
            Failure::NotFound(_) => Err(failure),
            _ => Ok(()),
        })?;
        guard::check(place)?;
        let turn = Lock::take(place)?;
        let (accounts, contracts) = (Accounts::of(place.path()), Contracts::of(place.path()));
        let old = Manifest::read(place.path())?;
        let named = match &old {
            Some(old) => Some(old.folder),
            None => accounts.folder()?.or(contracts.folder()?),
        };
        let manifest = named.map_or_else(Manifest::fresh, |folder| Ok(Manifest::of(folder)))?;
        let mut folder =
            Self { place: place.clone(), manifest: None, accounts, contracts, turn: Some(turn), repaired: true };
        if let Some(old) = old.filter(|old| old.has(Part::State))
            && guard::is_empty(&place.join(STATE))?
        {
            return Err(old.missing(place, Part::State));
        }
        manifest.write(folder.turn()?, place.path())?;
        folder.manifest = Some(manifest);
        folder.complete()?;
        Ok(folder)
    }

    /// Takes what is left of a store that has lost acknowledged writes for all there was. Answers the number of its last
    /// change.
    ///
    /// # Errors
    /// [`Failure::Busy`] and [`Failure::NotFound`]; [`Failure::Machine`] for a store that can't be read.
    pub(crate) fn accept_loss(place: &Place) -> Result<u64, Failure> {
        Self::look_at_store(place)?;
        let _turn = Lock::take(place)?;
        let left = RocksStorage::accept_loss(place.join(STATE));
        left.map_err(|error| EngineError::from(error).into())
    }

    /// The folder at `place`, once its parts were found to be there and of one folder.
    fn found(place: &Place, turn: Option<Lock>) -> Result<Self, Failure> {
        let (accounts, mut contracts) = (Accounts::of(place.path()), Contracts::of(place.path()));
        if turn.is_none() {
            contracts.hold()?;
        }
        // Parts get their name after `folder.json` has it, and before it says so. Read in this order, what another
        // process is making is never taken for something lost.
        let mut named = [(Part::Accounts, accounts.folder()?), (Part::Contracts, contracts.folder()?)];
        let manifest = Manifest::read(place.path())?;
        let folder = Self { place: place.clone(), manifest, accounts, contracts, turn, repaired: false };
        for (part, named) in &mut named {
            let Some(manifest) = &folder.manifest else {
                named.map_or(Ok(()), |named| Err(manifest::lost(place, *part, named)))?;
                continue;
            };
            if manifest.has(*part) && named.is_none() {
                if !guard::is_there(&place.join(part.name()))? {
                    return Err(manifest.missing(place, *part));
                }
                *named = match part {
                    Part::Accounts => folder.accounts.folder()?,
                    _ => folder.contracts.folder()?,
                };
                if named.is_none() {
                    return Err(manifest.foreign(place, *part, None));
                }
            }
            if named.is_some_and(|named| named != manifest.folder) {
                return Err(manifest.foreign(place, *part, *named));
            }
        }
        match &folder.manifest {
            // An empty folder is where a disk with the store is mounted at other times.
            Some(manifest) if manifest.has(Part::State) && guard::is_empty(&place.join(STATE))? => {
                Err(manifest.missing(place, Part::State))
            }
            _ => Ok(folder),
        }
    }

    /// Makes what a new folder has, and gives the folder's name to what has none yet. Killed anywhere in between, it goes
    /// on there the next time: a part is noted once it has the name, and what is not noted is missed by nobody.
    fn complete(&mut self) -> Result<(), Failure> {
        let (Some(turn), data) = (&self.turn, self.place.path()) else { return Err(no_turn()) };
        let manifest = match &mut self.manifest {
            Some(manifest) => manifest,
            none => {
                let fresh = Manifest::fresh()?;
                fresh.write(turn, data)?;
                none.insert(fresh)
            }
        };
        let folder = manifest.folder;
        let mut new = false;
        if !manifest.has(Part::Accounts) {
            self.accounts.adopt(turn, folder)?;
            new |= manifest.add(Part::Accounts);
        }
        if !manifest.has(Part::Contracts) {
            self.contracts.adopt(turn, folder)?;
            new |= manifest.add(Part::Contracts);
        }
        match new {
            true => manifest.write(turn, data),
            false => Ok(()),
        }
    }

    /// The folder's own name, which its parts repeat; `None` in one from before folders had names.
    pub(crate) fn name(&self) -> Option<Hash> {
        self.manifest.as_ref().map(|manifest| manifest.folder)
    }

    /// The number of the folder's chain.
    pub(crate) fn chain(&self) -> Option<u64> {
        self.manifest.as_ref().map(|manifest| manifest.chain)
    }

    /// Takes the number of another chain, whose state the folder is to hold.
    ///
    /// # Errors
    /// [`Failure::Machine`] naming the file.
    pub(crate) fn join_chain(&mut self, chain: u64) -> Result<(), Failure> {
        let (Some(turn), Some(manifest)) = (&self.turn, &mut self.manifest) else { return Err(no_turn()) };
        manifest.chain = chain;
        manifest.write(turn, self.place.path())
    }

    /// Place of the folder.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// This process's turn with the folder.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a command that was to keep nothing.
    pub(crate) fn turn(&self) -> Result<&Lock, Failure> {
        self.turn.as_ref().ok_or_else(no_turn)
    }

    /// True if it may be changed.
    pub(crate) fn is_taken(&self) -> bool {
        self.turn.is_some()
    }

    /// True if there is a store.
    ///
    /// # Errors
    /// [`Failure::Machine`] where that can't be told.
    pub(crate) fn has_store(&self) -> Result<bool, Failure> {
        guard::is_there(&self.place.join(STATE))
    }

    /// Compares the name that the store has with the folder's. `named` is what the store says, `give` has it say the
    /// name that it is given, for a store that has none and is the folder's all the same: a new one, or one from before
    /// folders had names.
    ///
    /// # Errors
    /// [`Failure::Machine`] for a store of another folder, and what `give` says.
    pub(crate) fn tie(
        &mut self,
        named: Option<Hash>,
        give: impl FnOnce(Hash) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let manifest = match (&mut self.manifest, named) {
            (None, None) => return Ok(()),
            (None, Some(named)) => return Err(manifest::lost(&self.place, Part::State, named)),
            (Some(manifest), _) => manifest,
        };
        let own = named == Some(manifest.folder);
        if !own && !self.repaired && (named.is_some() || manifest.has(Part::State)) {
            return Err(manifest.foreign(&self.place, Part::State, named));
        }
        let Some(turn) = &self.turn else { return Ok(()) };
        if !own {
            give(manifest.folder)?;
        }
        match manifest.add(Part::State) {
            true => manifest.write(turn, self.place.path()),
            false => Ok(()),
        }
    }

    /// Address that `word` stands for: one in hex, or a name; `None` for a word that is neither.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a name of two things, and [`Failure::Machine`].
    pub(crate) fn lookup(&self, word: &str) -> Result<Option<Address>, Failure> {
        if let Ok(address) = word.parse() {
            return Ok(Some(address));
        }
        let account = self.accounts.find(word)?.map(|account| account.address);
        let contract = self.contract(word)?.map(|contract| contract.address);
        match (account, contract) {
            (Some(account), Some(contract)) => Err(Failure::Usage(format!(
                "{word} is both an account ({account}) and a contract ({contract}): say which by its address"
            ))),
            (account, contract) => Ok(account.or(contract)),
        }
    }

    /// The contract called `name`, if there is one.
    ///
    /// # Errors
    /// [`Failure::Machine`].
    pub(crate) fn contract(&self, name: &str) -> Result<Option<Contract>, Failure> {
        Ok(self.contracts.list()?.into_iter().find(|contract| contract.name == name))
    }

    /// Every name there is, but for those of contracts under way.
    ///
    /// # Errors
    /// [`Failure::Machine`].
    pub(crate) fn names(&self) -> Result<Vec<String>, Failure> {
        Ok([self.account_names()?, self.contract_names()?].concat())
    }

    /// The accounts' names, in the order the accounts were made.
    ///
    /// # Errors
    /// [`Failure::Machine`].
    pub(crate) fn account_names(&self) -> Result<Vec<String>, Failure> {
        Ok(self.accounts.list()?.into_iter().map(|account| account.name).collect())
    }

    /// The contracts' names, but for those of contracts under way.
    ///
    /// # Errors
    /// [`Failure::Machine`].
    pub(crate) fn contract_names(&self) -> Result<Vec<String>, Failure> {
        let made = self.contracts.list()?.into_iter().filter(|contract| !contract.under_way);
        Ok(made.map(|contract| contract.name).collect())
    }

    /// Names by address. A contract's comes before an account's where both are at one address.
    pub(crate) fn names_of_addresses(&self) -> BTreeMap<Address, String> {
        let accounts = self.accounts.list().unwrap_or_default().into_iter().map(|a| (a.address, a.name));
        let contracts = self.contracts.list().unwrap_or_default().into_iter().map(|c| (c.address, c.name));
        // The first of several names is the one that is shown.
        accounts.rev().chain(contracts.rev()).collect()
    }

    /// Name of `address`, if it has one.
    pub(crate) fn name_of(&self, address: &Address) -> Option<String> {
        self.names_of_addresses().remove(address)
    }
}

/// Failure for a folder in which nothing is yet.
pub(crate) fn empty(place: &Place) -> Failure {
    Failure::NotFound(format!("{} holds no state yet: deploy a contract first, or say --data-dir", place.shown()))
}

fn no_turn() -> Failure {
    Failure::Machine("a command that keeps nothing was to change the data folder".to_owned())
}
