//! Genesis: the state that a chain begins with, as a document, written in one batch at height 0.
//!
//! | file | holds |
//! |---|---|
//! | [`document`] | TOML or JSON, taken apart into entries, each with its line |
//! | [`account`], [`contract`], [`object`], [`row`] | an entry of each kind |
//! | [`apply`] | the state written, on an empty store |
//! | [`error`] | what can be wrong, by file, line and entry |

pub(crate) mod account;
mod apply;
pub(crate) mod contract;
mod document;
pub(crate) mod error;
pub(crate) mod object;
pub(crate) mod row;

use crate::genesis::account::GenesisAccount;
use crate::genesis::contract::GenesisContract;
use crate::genesis::document::{Document, Format};
use crate::genesis::error::GenesisError;
use crate::genesis::object::GenesisObject;
use crate::genesis::row::GenesisRow;
use allod_core::{Address, Hash, codec};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Genesis of a chain: its accounts, contracts, objects and rows, and the time they are there from.
///
/// | key | holds |
/// |---|---|
/// | `chain_id` | number of the chain |
/// | `time` | time of block 0, Unix seconds |
/// | `accounts` | `address`, `balance`; `nonce`, 0 unless it is said |
/// | `contracts` | `code`, a file (.go, .wasm or .wat) beside the document; `deployer` and `salt`, which the address comes from; `address`, which is compared; `abi`, a file; `reentrant`; `limits`, as [`WasiOptions`](crate::WasiOptions) has them; `constructor` with `function`, `args` and `value`; `gas_limit` |
/// | `objects` | `contract`, by its number among the `contracts` or its address; `owner`, an address, `shared` or `immutable`, and the contract itself unless it is said; `sealed`; `fields`, each by its name with `type` and `value`; `default = true` for the contract's default object in place of a new one |
/// | `rows` | the application's rows: `key` and `value`, each a text or `{ hex = "…" }` |
///
/// A number above 2^63 is written as text in TOML, which has none. Contracts are deployed in their order, as transactions of block
/// 0 with receipts. Objects are there after all of them, by the chain's hand: they cost no gas and ask nobody's consent. The id of
/// one is as though the transaction that deploys its contract had made it, behind those that the constructor makes, in their
/// order. No other key may be there.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, Genesis};
///
/// let document = r#"
/// chain_id = 7
/// time = 1_700_000_000
///
/// [[accounts]]
/// address = "0101010101010101010101010101010101010101"
/// balance = 1_000
/// "#;
/// let genesis = Genesis::from_toml(document, ".")?;
/// let engine = Engine::open(EngineConfig::default().with_chain_id(7))?;
/// let root = engine.genesis(&genesis)?;
/// assert_eq!((engine.balance(Address([1; 20]))?, engine.last_block()?.time), (1_000, 1_700_000_000));
/// // Once more changes nothing; another one is refused.
/// assert_eq!(engine.genesis(&genesis)?, root);
/// assert!(engine.genesis(&Genesis::from_toml(&document.replace("1_000", "1_001"), ".")?).is_err());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Genesis {
    chain_id: u64,
    time: i64,
    accounts: Vec<GenesisAccount>,
    contracts: Vec<GenesisContract>,
    objects: Vec<GenesisObject>,
    rows: Vec<GenesisRow>,
    /// The document's name, for errors of what comes later.
    source: String,
}

/// Numbers of entries of a genesis, by kind.
///
/// ```
/// use allod_vm::Genesis;
///
/// let counts = Genesis::from_toml("chain_id = 7\ntime = 0\n[[rows]]\nkey = \"a\"\nvalue = \"b\"\n", ".")?.counts();
/// assert_eq!((counts.accounts, counts.rows), (0, 1));
/// # Ok::<(), allod_vm::GenesisError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GenesisCounts {
    /// Accounts.
    pub accounts: usize,
    /// Contracts.
    pub contracts: usize,
    /// Objects, those among them that are their contract's default object.
    pub objects: usize,
    /// Rows of the application.
    pub rows: usize,
}

/// Bytes of a document, and of a file that it names, at most: an eighth of what a 32-bit memory holds.
pub(crate) const FILE_BYTES: u64 = 512 << 20;

/// The bytes of a file, of which there may be [`FILE_BYTES`].
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > FILE_BYTES {
        true => Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {FILE_BYTES} bytes"))),
        false => Ok(bytes),
    }
}

impl Genesis {
    /// Genesis of the document at `path`, .toml or .json, with the files that it names beside it.
    ///
    /// ```
    /// use allod_vm::{Genesis, GenesisError};
    ///
    /// assert!(matches!(Genesis::from_file("genesis.json"), Err(GenesisError::Read { .. })), "there is none here");
    /// assert!(matches!(Genesis::from_file("genesis.yaml"), Err(GenesisError::Format { .. })));
    /// ```
    ///
    /// # Errors
    /// [`GenesisError`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, GenesisError> {
        let path = path.as_ref();
        let format = match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => Format::Toml,
            Some("json") => Format::Json,
            _ => return Err(GenesisError::Format { path: path.display().to_string() }),
        };
        let text = read(path).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        });
        let text = text.map_err(|source| GenesisError::Read { path: path.display().to_string(), source })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::of(Document::read(format, &text, &path.display().to_string())?, folder)
    }

    /// Genesis of a document in TOML. The files that it names are in `folder`.
    ///
    /// # Errors
    /// [`GenesisError`].
    pub fn from_toml(text: &str, folder: impl AsRef<Path>) -> Result<Self, GenesisError> {
        Self::of(Document::read(Format::Toml, text, "genesis")?, folder.as_ref())
    }

    /// Genesis of a document in JSON. The files that it names are in `folder`.
    ///
    /// ```
    /// use allod_vm::Genesis;
    ///
    /// let genesis = Genesis::from_json(r#"{"chain_id": 7, "time": 0, "rows": [{"key": "epoch", "value": "1"}]}"#, ".")?;
    /// assert_eq!(genesis.chain_id(), 7);
    /// # #[cfg(feature = "toml")] {
    /// let toml = "chain_id = 7\ntime = 0\n\n[[rows]]\nkey = \"epoch\"\nvalue = \"1\"\n";
    /// assert_eq!(Genesis::from_toml(toml, ".")?.digest(), genesis.digest(), "the format is not in it");
    /// # }
    /// # Ok::<(), allod_vm::GenesisError>(())
    /// ```
    ///
    /// # Errors
    /// [`GenesisError`].
    pub fn from_json(text: &str, folder: impl AsRef<Path>) -> Result<Self, GenesisError> {
        Self::of(Document::read(Format::Json, text, "genesis")?, folder.as_ref())
    }

    fn of(document: Document, folder: &Path) -> Result<Self, GenesisError> {
        let Document { source, chain_id, time, accounts, contracts, objects, rows } = document;
        let accounts =
            accounts.iter().map(|entry| GenesisAccount::of(entry, &source)).collect::<Result<Vec<_>, _>>()?;
        let mut lines: BTreeMap<Address, &str> = BTreeMap::new();
        for account in &accounts {
            if let Some(before) = lines.insert(account.address, &account.place) {
                return Err(account.error(&source, format!("account {} is there already: {before}", account.address)));
            }
        }
        let contracts = contracts.iter().map(|entry| GenesisContract::of(entry, &source, folder));
        let contracts = contracts.collect::<Result<Vec<_>, _>>()?;
        let objects = objects.iter().map(|entry| GenesisObject::of(entry, &source, contracts.len()));
        let objects = objects.collect::<Result<Vec<_>, _>>()?;
        let rows = rows.iter().map(|entry| GenesisRow::of(entry, &source)).collect::<Result<Vec<_>, _>>()?;
        let mut keys: BTreeMap<&[u8], &str> = BTreeMap::new();
        for row in &rows {
            if let Some(before) = keys.insert(&row.key, &row.place) {
                return Err(row.error(&source, format!("a row of this key is there already: {before}")));
            }
        }
        Ok(Self { chain_id, time, accounts, contracts, objects, rows, source })
    }

    /// The number of the chain.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The number of its entries of each kind.
    pub fn counts(&self) -> GenesisCounts {
        let Self { accounts, contracts, objects, rows, .. } = self;
        let [accounts, contracts, objects, rows] = [accounts.len(), contracts.len(), objects.len(), rows.len()];
        GenesisCounts { accounts, contracts, objects, rows }
    }

    /// Hash of all that it says, the contents of its files included: what two nodes compare, and what the store keeps.
    pub fn digest(&self) -> Hash {
        let accounts: Vec<_> = self.accounts.iter().map(GenesisAccount::parts).collect();
        let contracts: Vec<_> = self.contracts.iter().map(GenesisContract::parts).collect();
        let rows: Vec<_> = self.rows.iter().map(GenesisRow::parts).collect();
        let mut parts = codec::encode(&(self.chain_id, self.time, accounts, contracts, rows)).unwrap_or_default();
        // Behind the rest, which says its own length: without objects it is as before there were any.
        if !self.objects.is_empty() {
            let objects: Vec<_> = self.objects.iter().map(GenesisObject::parts).collect();
            parts.extend(codec::encode(&objects).unwrap_or_default());
        }
        Hash::of("allod 2026 genesis", &parts)
    }
}
