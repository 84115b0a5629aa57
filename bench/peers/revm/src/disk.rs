//! An ERC-20 token in blocks of a thousand, state in RocksDB. No state root is computed.

use crate::chain::{evm, mapping_slot, succeeded};
use crate::token::Holders;
use allod_bench_workload::{BLOCK, ENDOWMENT, Facts, Workload};
use revm::database::CacheDB;
use revm::database_interface::{DBErrorMarker, DatabaseRef};
use revm::primitives::{Address, B256, StorageKey, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{ExecuteEvm, context_interface::result::ExecutionResult};
use rocksdb::{BlockBasedOptions, DB, DBCompressionType, Options, WriteBatch};
use tempfile::TempDir;

/// What RocksDB says when it fails.
#[derive(Debug, Clone)]
pub(crate) struct Failed(rocksdb::Error);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}
impl DBErrorMarker for Failed {}

impl From<rocksdb::Error> for Failed {
    fn from(error: rocksdb::Error) -> Self {
        Self(error)
    }
}

/// Ethereum's state in RocksDB, a key for each account, slot and code.
struct Disk {
    db: DB,
    _folder: TempDir,
}

fn account_key(account: &Address) -> [u8; 21] {
    let mut key = [b'a'; 21];
    key[1..].copy_from_slice(account.as_slice());
    key
}

fn slot_key(account: &Address, slot: &U256) -> [u8; 53] {
    let mut key = [b's'; 53];
    key[1..21].copy_from_slice(account.as_slice());
    key[21..].copy_from_slice(&slot.to_be_bytes::<32>());
    key
}

fn code_key(hash: &B256) -> [u8; 33] {
    let mut key = [b'c'; 33];
    key[1..].copy_from_slice(hash.as_slice());
    key
}

/// Nonce, balance, hash of the code.
fn account_value(account: &AccountInfo) -> [u8; 72] {
    let mut value = [0; 72];
    value[..8].copy_from_slice(&account.nonce.to_be_bytes());
    value[8..40].copy_from_slice(&account.balance.to_be_bytes::<32>());
    value[40..].copy_from_slice(account.code_hash.as_slice());
    value
}

impl DatabaseRef for Disk {
    type Error = Failed;

    fn basic_ref(&self, account: Address) -> Result<Option<AccountInfo>, Failed> {
        let value = self.db.get_pinned(account_key(&account))?;
        Ok(value.map(|value| AccountInfo {
            nonce: u64::from_be_bytes(value[..8].try_into().expect("eight bytes")),
            balance: U256::from_be_slice(&value[8..40]),
            code_hash: B256::from_slice(&value[40..]),
            code: None,
            ..Default::default()
        }))
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, Failed> {
        Ok(Bytecode::new_raw(self.db.get(code_key(&hash))?.unwrap_or_default().into()))
    }

    fn storage_ref(&self, account: Address, slot: StorageKey) -> Result<U256, Failed> {
        let value = self.db.get_pinned(slot_key(&account, &slot))?;
        Ok(value.map(|value| U256::from_be_slice(&value)).unwrap_or_default())
    }

    fn block_hash_ref(&self, _: u64) -> Result<B256, Failed> {
        Ok(B256::ZERO)
    }
}

/// As Allod sets RocksDB up: what is compared is what each makes of it.
fn options() -> Options {
    let mut table = BlockBasedOptions::default();
    table.set_block_size(4 << 10);
    table.set_bloom_filter(10.0, false);
    table.set_whole_key_filtering(true);
    let mut options = Options::default();
    options.create_if_missing(true);
    options.set_block_based_table_factory(&table);
    options.set_compression_type(DBCompressionType::Lz4);
    options.set_write_buffer_size(64 << 20);
    options.set_level_compaction_dynamic_level_bytes(true);
    options.set_memtable_whole_key_filtering(true);
    options.set_memtable_prefix_bloom_ratio(0.05);
    options.set_max_open_files(512);
    options
}

/// An ERC-20 token in blocks of a thousand, state in RocksDB.
pub(crate) struct DiskToken {
    disk: Disk,
    holders: Holders,
    written: u64,
}

impl DiskToken {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let db = DB::open(&options(), folder.path()).expect("RocksDB opens");
        let holders = Holders::new();
        let mut batch = WriteBatch::default();
        let contract = AccountInfo::from_bytecode(Bytecode::new_raw(holders.code.clone().into()));
        batch.put(account_key(&holders.contract), account_value(&contract));
        batch.put(code_key(&contract.code_hash), &holders.code);
        for account in &holders.accounts {
            batch.put(account_key(account), account_value(&AccountInfo::from_balance(U256::from(1u64 << 60))));
            let slot = slot_key(&holders.contract, &mapping_slot(*account));
            batch.put(slot, U256::from(ENDOWMENT).to_be_bytes::<32>());
        }
        db.write(batch).expect("RocksDB writes");
        Self { disk: Disk { db, _folder: folder }, holders, written: 0 }
    }

    /// One block: executed over a fresh overlay, written in one batch.
    fn block(&mut self, transfers: u64) {
        let mut evm = evm(CacheDB::new(&self.disk));
        let mut results: Vec<ExecutionResult> = Vec::with_capacity(transfers as usize);
        for _ in 0..transfers {
            results.push(succeeded(evm.transact_one(self.holders.transfer())));
        }
        let mut batch = WriteBatch::default();
        for (address, account) in evm.finalize().iter().filter(|(_, account)| account.is_touched()) {
            // A call changes the caller's nonce, and nothing of the token's own account.
            if *address != self.holders.contract {
                batch.put(account_key(address), account_value(&account.info));
            }
            for (slot, value) in account.changed_storage_slots() {
                batch.put(slot_key(address, slot), value.present_value().to_be_bytes::<32>());
            }
        }
        self.written += batch.len() as u64;
        self.disk.db.write(batch).expect("RocksDB writes");
        drop(results);
    }
}

impl Workload for DiskToken {
    fn run(&mut self, operations: u64) {
        let mut left = operations;
        while left > 0 {
            let now = left.min(BLOCK);
            self.block(now);
            left -= now;
        }
    }

    fn check(&mut self) -> Facts {
        self.holders.check(&self.disk);
        let transferred = self.holders.transferred as f64;
        Facts::default().with("transfers", transferred).with("keys_per_transfer", self.written as f64 / transferred)
    }
}
