//! Settings of the node, in TOML.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// Bytes of a file of settings that are read.
const MOST_BYTES: u64 = 64 << 10;
/// Seconds between blocks at most: a day.
const MOST_SECONDS: u64 = 86_400;

/// Settings of the node. All of them may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The number of the first block.
    block_number: u64,
    /// Its time, Unix seconds.
    timestamp: u64,
    /// Seconds from block to block.
    block_seconds: u64,
    /// Gas for each run of a guest.
    pub(crate) gas_limit: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self { block_number: 12_345, timestamp: 1_704_067_200, block_seconds: 5, gas_limit: 100_000_000 }
    }
}

/// Number and time of a block.
pub(crate) type Block = (u64, u64);

impl Config {
    /// The settings in `file`; those by default where there is no such file and nobody has `asked` for it.
    pub(crate) fn read(file: &Path, asked: bool) -> Result<Self> {
        let failed = || format!("{}: can't be read", file.display());
        let length = match std::fs::metadata(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !asked => return Ok(Self::default()),
            found => found.with_context(failed)?.len(),
        };
        ensure!(length <= MOST_BYTES, "{}: {length} bytes, wanted {MOST_BYTES} at most", file.display());
        let text = std::fs::read_to_string(file).with_context(failed)?;
        let config: Self =
            toml::from_str(&text).with_context(|| format!("{}: these are no settings", file.display()))?;
        let seconds = config.block_seconds;
        let wanted = 1..=MOST_SECONDS;
        ensure!(
            wanted.contains(&seconds),
            "{}: block_seconds is {seconds}, wanted 1 to {MOST_SECONDS}",
            file.display()
        );
        Ok(config)
    }

    pub(crate) fn first_block(&self) -> Block {
        (self.block_number, self.timestamp)
    }

    /// The block after `(number, time)`.
    pub(crate) fn next_block(&self, (number, time): Block) -> Result<Block> {
        let next = number.checked_add(1).zip(time.checked_add(self.block_seconds));
        next.with_context(|| format!("block {number} at {time} is the last that there can be"))
    }

    pub(crate) fn interval(&self) -> Duration {
        Duration::from_secs(self.block_seconds)
    }
}
