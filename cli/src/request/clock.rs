//! The operator's clock: the one place where time enters. The engine itself reads none.

use crate::failure::Failure;
use crate::screen::Screen;
use allod_vm::{BlockContext, Engine};
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 24 * 60 * 60;

/// Seconds that the clock may be ahead of the last block: a year. A block beyond that would hold the chain's time there for
/// good, so somebody has to say that it is meant.
const AHEAD: i64 = 366 * DAY;

/// Seconds that the clock may be behind the last block before somebody is told. Clocks that are set anew from time to time
/// differ by less.
const BEHIND: i64 = 60;

/// The block that a call made now stands in: one above the last, at the time of this machine's clock. A
/// clock that was set back does not take the chain with it.
pub(crate) fn next_block(engine: &Engine) -> Result<BlockContext, Failure> {
    let last = engine.last_block()?;
    Ok(BlockContext { time: now().max(last.time), ..last.next() })
}

/// Finds a clock that no block which is kept should have its time from, and says where blocks have another. For commands
/// that were given no time.
///
/// # Errors
/// [`Failure::Machine`] for a clock that is more than a year ahead of the last block.
pub(crate) fn check(engine: &Engine, screen: &Screen) -> Result<(), Failure> {
    let (last, now) = (engine.last_block()?, now());
    let ahead = now.saturating_sub(last.time);
    if last.height > 0 && ahead > AHEAD {
        return Err(Failure::Machine(format!(
            "this machine's clock says {now}, {} days after the last block: no later block could be before that. Set the \
             clock; if it is right, say --time {now}",
            ahead / DAY
        )));
    }
    if ahead < -BEHIND {
        screen.warning(format_args!(
            "this machine's clock says {now}, and the last block is of {}, {} days later: blocks have that time until the \
             clock is past it",
            last.time,
            ahead.saturating_neg() / DAY
        ));
    }
    Ok(())
}

/// Unix seconds by this machine's clock.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}
