//! World: a chain that one test acts on, an engine in memory.
//!
//! | file | holds |
//! |---|---|
//! | this one | the chain: accounts, money, blocks, objects |
//! | [`act`] | deploys and calls |
//! | [`outcome`] | what became of a call, and how it is told |
//! | [`contracts`] | contracts that can be deployed, each compiled once |
//! | [`saved`] | a world as it was |

pub(crate) mod act;
pub(crate) mod contracts;
pub(crate) mod outcome;
pub(crate) mod saved;

use allod_core::{Address, Hash, ObjectId};
use allod_state::MemoryStorage;
use allod_vm::{BlockContext, Engine, EngineConfig, EngineError, ObjectView, Tiers};
use saved::Saved;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Time of the first block, unless the test sets one: Unix seconds, in 2023.
const FIRST_TIME: i64 = 1_700_000_000;

/// Contracts are interpreted, which makes nobody wait for a compiler, until they have used as much gas as pays for one.
const TIERS: Tiers = Tiers { eager_max_bytes: 0, tier_up_gas_per_byte: 640 };

/// Snapshots of a world, at most: each may hold as much as the world.
const MOST_SNAPSHOTS: usize = 256;

/// Objects of one owner that are listed, at most.
const MOST_OBJECTS: usize = 10_000;

/// Accounts that have a name, at most.
const MOST_NAMES: usize = 100_000;

/// The words of a question that can't be answered: what is wrong, for the test's author.
pub(crate) type Words = String;

/// Chain that a test acts on.
pub(crate) struct World {
    engine: Engine,
    /// The time of the next block, where the test has set one, and blocks that are left out before it.
    next_time: Option<i64>,
    skipped: u64,
    /// Names of accounts and contracts.
    names: BTreeMap<Address, String>,
    /// Names of contracts without the number that tells two of them apart.
    modules: BTreeMap<Address, String>,
    snapshots: Vec<Saved>,
}

/// Words of an error of the engine.
pub(crate) fn words(error: EngineError) -> Words {
    error.to_string()
}

impl World {
    /// An empty world.
    pub(crate) fn new() -> Result<Self, Words> {
        let engine = open(MemoryStorage::new())?;
        let (names, modules, snapshots) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Ok(Self { engine, next_time: Some(FIRST_TIME), skipped: 0, names, modules, snapshots })
    }

    /// The address of the account of that name: the same in each world.
    pub(crate) fn account(&mut self, name: &str) -> Address {
        let mut address = Address::ZERO;
        let digest = Hash::of("allod 2026 account of a test", name.as_bytes());
        address.0.copy_from_slice(&digest.0[..20]);
        if self.names.len() < MOST_NAMES {
            self.names.insert(address, name.to_owned());
        }
        address
    }

    /// The name of an account or a contract.
    pub(crate) fn name(&self, address: &Address) -> Option<&str> {
        self.names.get(address).map(String::as_str)
    }

    /// The name of a contract as tables have it, and as reports tell it from others of its kind.
    pub(crate) fn contract_names(&self, contract: &Address) -> [String; 2] {
        let name = |names: &BTreeMap<Address, String>| names.get(contract).cloned();
        [&self.modules, &self.names].map(|names| name(names).unwrap_or_else(|| contract.to_string()))
    }

    /// Gives money out of nothing.
    pub(crate) fn fund(&self, account: Address, amount: u64) -> Result<(), Words> {
        self.engine.fund(account, amount).map_err(words)
    }

    /// The money of an account or a contract.
    pub(crate) fn balance(&self, account: Address) -> Result<u64, Words> {
        self.engine.balance(account).map_err(words)
    }

    /// The last block.
    pub(crate) fn last_block(&self) -> Result<BlockContext, Words> {
        self.engine.last_block().map_err(words)
    }

    /// The block that the next call will be.
    fn next_block(&self) -> Result<BlockContext, Words> {
        let next = self.last_block()?.next();
        let time = self.next_time.unwrap_or(next.time);
        Ok(BlockContext { height: next.height.saturating_add(self.skipped), time, ..next })
    }

    /// Notes that a block has been: the next is a second later again.
    fn block_done(&mut self) {
        (self.next_time, self.skipped) = (None, 0);
    }

    /// Lets so many blocks pass, and gives the next one a time, or one so many seconds after the last.
    pub(crate) fn advance(&mut self, blocks: u64, absolute: bool, seconds: i64) -> Result<(), Words> {
        self.skipped = self.skipped.saturating_add(blocks);
        let last = self.last_block()?;
        let time = match absolute {
            true => seconds,
            false if seconds == 0 => return Ok(()),
            // What Go gave is 64 bits without a sign.
            false => self.next_time.unwrap_or(last.time).saturating_add_unsigned(seconds as u64),
        };
        if time < last.time {
            return Err(format!("time {time} is before the last block's, which is {}", last.time));
        }
        self.next_time = Some(time);
        Ok(())
    }

    /// Objects of an owner, oldest first.
    pub(crate) fn objects(&self, owner: Address) -> Result<Vec<ObjectId>, Words> {
        self.engine.objects_of(owner, None, MOST_OBJECTS).map_err(words)
    }

    /// The object of `id`.
    pub(crate) fn object(&self, id: ObjectId) -> Result<Option<ObjectView>, Words> {
        self.engine.object(id).map_err(words)
    }

    /// Keeps the world as it is. Gives the number of the snapshot.
    pub(crate) fn snapshot(&mut self) -> Result<u32, Words> {
        if self.snapshots.len() == MOST_SNAPSHOTS {
            return Err(format!("more than {MOST_SNAPSHOTS} snapshots of a world"));
        }
        self.snapshots.push(self.save());
        Ok(self.snapshots.len() as u32 - 1)
    }

    /// Makes the world what it was at a snapshot.
    pub(crate) fn revert(&mut self, snapshot: u32) -> Result<(), Words> {
        let saved = self.snapshots.get(snapshot as usize).ok_or_else(|| "no such snapshot of this world".to_owned())?;
        let (engine, next_time, skipped) = saved.open()?;
        (self.engine, self.next_time, self.skipped) = (engine, next_time, skipped);
        Ok(())
    }

    /// The world as it is.
    fn save(&self) -> Saved {
        Saved::new(self.engine.storage().snapshot(), self.next_time, self.skipped)
    }

    /// Another world just like this one.
    pub(crate) fn fork(&self) -> Result<Self, Words> {
        let (engine, next_time, skipped) = self.save().open()?;
        let (names, modules, snapshots) = (self.names.clone(), self.modules.clone(), self.snapshots.clone());
        Ok(Self { engine, next_time, skipped, names, modules, snapshots })
    }
}

/// The engine of a world on a store.
fn open(storage: MemoryStorage) -> Result<Engine, Words> {
    let config = EngineConfig::default().with_storage(Arc::new(storage)).with_tiers(TIERS);
    Engine::open(config).map_err(words)
}
