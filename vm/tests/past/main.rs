//! Receipts of the past: by height, by a digest known beforehand, and pruned.

mod by_digest;
mod by_height;

use allod_core::Address;
use allod_testing::hostile::calling;
use allod_testing::world::{block, config, puppet};
use allod_vm::{Engine, EngineConfig, Receipt, Transaction};

/// Transactions of block `height`, each of an account of its own, so that no two have one digest.
pub(crate) fn transactions(contract: Address, height: u64, count: u8) -> Vec<Transaction> {
    let mut signers = (0..count).map(|number| {
        let mut signer = [number; 20];
        signer[..8].copy_from_slice(&height.to_be_bytes());
        Address(signer)
    });
    signers.by_ref().map(|signer| calling(signer, contract, "Create", vec![], 1_000_000)).collect()
}

/// Blocks of a chain with gaps between them, some empty, some of more receipts than a segment holds; and the receipts.
pub(crate) fn blocks(engine: &Engine) -> Vec<(u64, Vec<Receipt>)> {
    let contract = puppet(engine);
    let sizes = [(3, 0), (4, 1), (5, 150), (9, 2), (20, 64), (21, 65), (22, 0), (40, 3)];
    let run = |(height, count)| {
        let receipts = engine.execute_block(&block(height, height as i64), transactions(contract, height, count));
        (height, receipts.unwrap())
    };
    sizes.into_iter().map(run).collect()
}

/// Engines of one thread and of three, in memory and on disk.
pub(crate) fn engines(with: impl Fn(EngineConfig) -> EngineConfig) -> Vec<(Engine, Option<tempfile::TempDir>)> {
    let mut engines = Vec::new();
    for threads in [1, 3] {
        let config = || with(config().with_threads(threads).with_batch_size(40));
        engines.push((Engine::open(config()).unwrap(), None));
        let folder = tempfile::tempdir().unwrap();
        engines.push((Engine::open(config().with_path(folder.path())).unwrap(), Some(folder)));
    }
    engines
}
