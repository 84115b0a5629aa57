//! The operator's clock: the one place where time enters. The engine itself reads none.

use crate::failure::Failure;
use allod_vm::{BlockContext, Engine};
use std::time::{SystemTime, UNIX_EPOCH};

/// The block that a call made now stands in: one above the last, at the time of this machine's clock. A
/// clock that was set back does not take the chain with it.
pub(crate) fn next_block(engine: &Engine) -> Result<BlockContext, Failure> {
    let last = engine.last_block()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let time = i64::try_from(now).unwrap_or(i64::MAX).max(last.time);
    Ok(BlockContext { time, ..last.next() })
}
