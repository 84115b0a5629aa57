//! Transfer of a whole state: exported as a stream, and imported against its root.

use crate::engine::rules::stored::StoredRules;
use crate::engine::store::Head;
use crate::engine::view::StateView;
use crate::modules::contract_record::ContractRecord;
use crate::{BlockContext, Engine, EngineError};
use allod_core::{Hash, codec};
use allod_state::transfer::export::{Exported, export};
use allod_state::transfer::import;
use allod_state::{GuardedStorage, Reader, Storage, keys};
use std::io::{Read, Write};
use std::sync::Arc;

/// Export of a state: pinned, whatever the engine does meanwhile. [`Engine::export`] gives it, and [`import()`] takes what it
/// writes.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, MemoryStorage, import};
/// use std::sync::Arc;
///
/// let engine = Engine::open(EngineConfig::default())?;
/// engine.fund(Address([1; 20]), 5)?;
/// let export = engine.export()?;
/// let mut rows = Vec::new();
/// export.write_to(&mut rows)?;
///
/// let elsewhere = Arc::new(MemoryStorage::new());
/// import(elsewhere.clone(), &rows[..], export.root())?;
/// let other = Engine::open(EngineConfig::default().with_storage(elsewhere))?;
/// assert_eq!((other.balance(Address([1; 20]))?, other.state_root()?), (5, export.root()));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[must_use = "nothing is written yet"]
pub struct StateExport {
    snapshot: Arc<dyn Reader>,
    root: Hash,
    block: BlockContext,
    receipts: bool,
}

impl StateView {
    /// Exports the state.
    ///
    /// # Errors
    /// The store's.
    pub fn export(&self) -> Result<StateExport, EngineError> {
        let (root, block) = (self.state_root()?, self.last_block()?);
        Ok(StateExport { snapshot: self.store().clone(), root, block, receipts: false })
    }
}

impl Engine {
    /// Exports the state as it is now. Calls go on meanwhile.
    ///
    /// # Errors
    /// [`EngineError::Busy`] inside a call of this engine's, or the store's.
    pub fn export(&self) -> Result<StateExport, EngineError> {
        self.view()?.export()
    }
}

impl StateExport {
    /// Takes receipts along. They are in no root, and make the export several times as long.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// engine.execute_with_args(contract, "f", args![])?;
    /// let (mut state, mut with_receipts) = (Vec::new(), Vec::new());
    /// engine.export()?.write_to(&mut state)?;
    /// engine.export()?.with_receipts().write_to(&mut with_receipts)?;
    /// assert!(with_receipts.len() > state.len());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_receipts(mut self) -> Self {
        self.receipts = true;
        self
    }

    /// The root of the state: what [`import()`] wants from somebody that it trusts.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The last block of the state. It is in no root: whoever imports compares it with what else is known of the chain.
    pub fn block(&self) -> BlockContext {
        self.block
    }

    /// Writes the export to `to`, a row at a time: [`allod_state::transfer`](https://docs.rs/allod-state) has the format. Two
    /// exports of one state are the same bytes. It takes a microsecond or two for each row; a file should be buffered.
    ///
    /// # Errors
    /// [`EngineError::Export`]. What was written by then is no export, and nobody imports it.
    pub fn write_to(&self, to: impl Write) -> Result<Exported, EngineError> {
        Ok(export(&*self.snapshot, self.root, self.receipts, to)?)
    }
}

impl std::fmt::Debug for StateExport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { root, block, receipts, .. } = self;
        f.debug_struct("StateExport").field("root", root).field("block", block).field("receipts", receipts).finish()
    }
}

/// State that was imported.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ImportedState, MemoryStorage, import};
/// use std::sync::Arc;
///
/// let engine = Engine::open(EngineConfig::default().with_chain_id(7))?;
/// let (mut rows, root) = (Vec::new(), engine.state_root()?);
/// engine.export()?.write_to(&mut rows)?;
/// let imported = import(Arc::new(MemoryStorage::new()), &rows[..], root)?;
/// assert_eq!((imported.root, imported.block.chain_id, imported.block.height), (root, 7, 0));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedState {
    /// The root of the state.
    pub root: Hash,
    /// The last block, and the chain, as the export says: they are in no root.
    pub block: BlockContext,
    /// Rows of the export.
    pub rows: u64,
    /// Digest of the export.
    pub digest: Hash,
}

/// Imports an export from `source` into `store`, which must be empty, if it is of the state with `root`. Every row is checked:
/// that it is the one that was written, the order and shape of its key, and the shape of its value; and in the end the root of
/// all. One batch of a few megabytes is in memory. The store may have rows outside of the layout of [`keys`].
///
/// ```
/// use allod_vm::{Engine, EngineConfig, EngineError, Hash, MemoryStorage, import};
/// use std::sync::Arc;
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let mut rows = Vec::new();
/// engine.export()?.write_to(&mut rows)?;
/// let store = Arc::new(MemoryStorage::new());
/// // A root that nobody has told us.
/// assert!(matches!(import(store.clone(), &rows[..], Hash([7; 32])), Err(EngineError::Import(_))));
/// // One that somebody has whom we trust.
/// let imported = import(store, &rows[..], engine.state_root()?)?;
/// assert_eq!(imported.block, engine.last_block()?);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
///
/// # Errors
/// [`EngineError::Import`] that names the row which is wrong, where there is one; nothing of a state is in the store then. A store
/// whose import was killed does not open, and the next import into it deletes what is there.
pub fn import(store: Arc<dyn Storage>, source: impl Read, root: Hash) -> Result<ImportedState, EngineError> {
    import_against(store, source, Some(root))
}

/// As [`import()`], of whatever state the export says that it is. Its root in the answer is as good as the source is: nothing but
/// damage is found.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, MemoryStorage, import_unverified};
/// use std::sync::Arc;
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let mut rows = Vec::new();
/// engine.export()?.write_to(&mut rows)?;
/// let imported = import_unverified(Arc::new(MemoryStorage::new()), &rows[..])?;
/// assert_eq!(imported.root, engine.state_root()?, "as its source says");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
///
/// # Errors
/// As [`import()`].
pub fn import_unverified(store: Arc<dyn Storage>, source: impl Read) -> Result<ImportedState, EngineError> {
    import_against(store, source, None)
}

fn import_against(
    store: Arc<dyn Storage>,
    source: impl Read,
    root: Option<Hash>,
) -> Result<ImportedState, EngineError> {
    let store = GuardedStorage::new(store)?;
    let import::Imported { root, rows, digest, .. } = import::import(&store, source, root, &row)?;
    let chain = store.get(&keys::metadata(keys::CHAIN_NAME))?.and_then(|bytes| bytes.try_into().ok());
    let block = Head::of_store(&store)?.block(chain.map_or(0, u64::from_le_bytes));
    Ok(ImportedState { root, block, rows, digest })
}

/// Checks the value of a row whose shape is the engine's: a contract's record, and metadata.
fn row(key: &[u8], value: &[u8]) -> Result<(), String> {
    if key.starts_with(keys::contracts_prefix()) {
        return codec::decode::<ContractRecord>(value).map(drop).map_err(|error| format!("no record: {error}"));
    }
    let is = |name| *key == *keys::metadata(name);
    let wanted = if is(keys::CHAIN_NAME) { 8 } else { Hash::LEN };
    match () {
        () if is(keys::BLOCK_NAME) => Head::read(Some(value)).map(drop).map_err(|error| error.to_string()),
        () if is(keys::RULES_NAME) => StoredRules::read(value).map(drop).map_err(|error| error.to_string()),
        () if (is(keys::CHAIN_NAME) || is(keys::GENESIS_NAME)) && value.len() != wanted => {
            Err(format!("{} bytes, wanted {wanted}", value.len()))
        }
        () => Ok(()),
    }
}
