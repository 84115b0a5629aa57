//! Reward: money for each block, which is noted at its end and paid at the beginning of a later one.

use allod_vm::{Address, Block, BlockHooks, EngineError};

/// Money for a block.
pub const REWARD: u64 = 50;
/// Blocks between one and the one that pays its reward.
pub const MATURITY: u64 = 3;

/// Reward for blocks. Its notes are rows of the application: in the batch and in the root of their block.
#[derive(Clone, Copy, Debug)]
pub struct Reward {
    /// The account that gets it.
    pub to: Address,
}

fn note(height: u64) -> Vec<u8> {
    [&b"reward/"[..], &height.to_be_bytes()].concat()
}

impl BlockHooks for Reward {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let Some(ripe) = block.context().height.checked_sub(MATURITY).map(note) else { return Ok(()) };
        if block.get(&ripe)?.is_some() {
            block.delete(&ripe)?;
            block.credit(self.to, REWARD)?;
        }
        Ok(())
    }

    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        block.put(&note(block.context().height), &self.to.0)
    }
}
