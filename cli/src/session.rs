//! The open engine of a data folder.

use crate::failure::Failure;
use crate::folder::accounts::DEFAULT;
use crate::folder::layout::CONTRACTS;
use crate::folder::{Folder, Place, busy, empty};
use crate::request::nearest;
use allod_core::{Address, Hash};
use allod_state::{StateError, keys};
use allod_vm::{Engine, EngineConfig, EngineError, Tiers};
use std::time::Duration;

/// Key of the row in which the store has the name of its data folder. It begins with none of the letters of the engine's,
/// so it is in no state root and in no export, and no contract sees it.
const FOLDER_KEY: &[u8] = b"\xffallod folder";

/// Time to let another program have its store before it is asked for again. It may not know the folder's lock.
const AGAIN: Duration = Duration::from_millis(50);

/// The open engine of a data folder.
pub(crate) struct Session {
    /// The engine. Closed before the folder is another process's.
    pub(crate) engine: Engine,
    /// The folder, with its address book.
    pub(crate) folder: Folder,
}

impl Session {
    /// Opens the data folder at `data`, which is made if need be, to keep something there. While the session lives, no
    /// other process keeps anything.
    pub(crate) fn open(data: &Place) -> Result<Self, Failure> {
        Self::of(Folder::make(data)?)
    }

    /// As [`Session::open`], where something is kept already.
    pub(crate) fn open_existing(data: &Place) -> Result<Self, Failure> {
        Self::of(Folder::take(data)?)
    }

    /// Opens the data folder at `data` to look at what is there, whoever has it, and keeps nothing.
    pub(crate) fn look(data: &Place) -> Result<Self, Failure> {
        Self::of(Folder::look_at_store(data)?)
    }

    /// The session over a folder that was found whole.
    pub(crate) fn of(mut folder: Folder) -> Result<Self, Failure> {
        let engine = engine(&folder)?;
        if let Some(why) = engine.cache_error() {
            folder
                .place()
                .screen
                .warning(format_args!("compiled contracts are not kept, which makes calls slow: {why}"));
        }
        let store = engine.storage().clone();
        let named = store.get(FOLDER_KEY).map_err(EngineError::from)?;
        let named = named.map(|bytes| Hash::try_from(&*bytes)).transpose();
        let named = named.map_err(|error| Failure::file(&folder.place().join("state"), error))?;
        folder.tie(named, |name| Ok(store.set(FOLDER_KEY, name.as_bytes()).map_err(EngineError::from)?))?;
        let exists = |address: &Address| is_contract(&engine, address);
        match folder.is_taken() {
            true => folder.contracts.settle(folder.turn()?, exists)?,
            false => folder.contracts.settle_held(exists)?,
        }
        Ok(Self { engine, folder })
    }

    /// True if there is a contract at `address`.
    pub(crate) fn is_contract(&self, address: &Address) -> Result<bool, Failure> {
        is_contract(&self.engine, address)
    }

    /// The account that acts: `from`, or the default one. That is made on first use, if anything is to be kept; who only
    /// asks does so as the zero address until then.
    pub(crate) fn signer(&self, from: Option<&str>) -> Result<Address, Failure> {
        match (from, self.folder.is_taken()) {
            (None | Some(DEFAULT), true) => self.folder.accounts.default_account(self.folder.turn()?),
            (None, false) => {
                let account = self.folder.accounts.find(DEFAULT)?;
                Ok(account.map_or(Address::ZERO, |account| account.address))
            }
            (Some(word), _) => self.resolve(word),
        }
    }

    /// The address that `word` stands for: hex, or the name of an account or of a contract.
    pub(crate) fn resolve(&self, word: &str) -> Result<Address, Failure> {
        if let Some(address) = self.lookup(word)? {
            return Ok(address);
        }
        let (accounts, contracts) = (self.folder.account_names()?, self.folder.contract_names()?);
        let known = || accounts.iter().chain(&contracts).map(String::as_str);
        Err(Failure::NotFound(match known().next() {
            None => format!("{word:?} is no address (40 hex digits), and there are no names yet"),
            Some(_) => format!(
                "{word:?} is no address (40 hex digits) and no name{}; accounts: {}; contracts: {}",
                nearest::hint(word, known()),
                nearest::listed(&accounts),
                nearest::listed(&contracts)
            ),
        }))
    }

    /// As [`Session::resolve`]; `None` for a word that is neither.
    pub(crate) fn lookup(&self, word: &str) -> Result<Option<Address>, Failure> {
        let found = self.folder.lookup(word)?;
        let (Some(address), Some(named)) = (found, self.folder.contract(word)?) else { return Ok(found) };
        match (self.is_contract(&address)?, named.under_way) {
            (true, _) => Ok(found),
            // A deploy that goes on, or has not come about.
            (false, true) => Ok(None),
            (false, false) => Err(Failure::Machine(format!(
                "{word} is {address} in {}, and the store has no contract there: the two are not of one time. Put back \
                 both from one backup",
                self.folder.place().join(CONTRACTS).display()
            ))),
        }
    }

    /// Every name there is.
    pub(crate) fn names(&self) -> Result<Vec<String>, Failure> {
        self.folder.names()
    }

    /// Names of addresses as they are now, for an answer that shows many.
    pub(crate) fn names_of_addresses(&self) -> impl Fn(&Address) -> Option<String> + use<> {
        let names = self.folder.names_of_addresses();
        move |address| names.get(address).cloned()
    }

    /// Name of `address`, if it has one.
    pub(crate) fn name_of(&self, address: &Address) -> Option<String> {
        self.folder.name_of(address)
    }
}

fn is_contract(engine: &Engine, address: &Address) -> Result<bool, Failure> {
    let record = engine.storage().get(&keys::contract(address)).map_err(EngineError::from)?;
    Ok(record.is_some())
}

/// The engine of `folder`, read-only for a command that keeps nothing: it needs no turn. Where a program that embeds one
/// has the store, waits for it as for the folder.
fn engine(folder: &Folder) -> Result<Engine, Failure> {
    let place = folder.place();
    loop {
        // A process makes one call, so what it compiled on disk is all that the next one finds.
        let config = EngineConfig::default().with_path(place.path()).with_sync(true).with_tiers(Tiers::COMPILED);
        // The prices of another version of this program hold from the next block on.
        let config = config.with_rules_adopted();
        let config = folder.chain().into_iter().fold(config, EngineConfig::with_chain_id);
        match Engine::open(config.with_read_only(!folder.is_taken())) {
            Err(EngineError::State(StateError::NoStore { .. })) => return Err(empty(place)),
            Err(EngineError::State(StateError::Locked { .. })) => match place.patience.left() {
                Duration::ZERO => return Err(busy(place)),
                left => std::thread::sleep(left.min(AGAIN)),
            },
            opened => return Ok(opened?),
        }
    }
}
