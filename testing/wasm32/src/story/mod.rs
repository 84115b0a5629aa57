//! Story: chapters, each with an engine of its own, and a line for each step.
//!
//! | file | holds |
//! |---|---|
//! | `teller` | an engine, and its steps as lines |
//! | `calls` | deploys, calls, failures, a chain of calls as deep as it may be |
//! | `blocks` | blocks of transactions with fees, undone and held to a root, a state moved |

mod blocks;
mod calls;
mod teller;

use allod_vm::{CallLimits, Engine, EngineConfig, EngineError};
use teller::Teller;

/// Chapter of the story.
///
/// ```
/// use allod_vm::EngineConfig;
/// use allod_wasm32::story::{Chapter, tell};
///
/// let mut lines = Vec::new();
/// tell(Chapter::Failures, EngineConfig::default(), &[], &mut |line| lines.push(line))?;
/// assert!(lines.iter().any(|line| line.contains("trapped (unreachable)")));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// A counter, in WebAssembly text and compiled from Go; money; an object by a host's own code.
    Counter,
    /// Every way in which a call fails, out of gas among them.
    Failures,
    /// A chain of calls as deep as the engine allows, and one deeper.
    Depth,
    /// Blocks of several transactions, with fees.
    Blocks,
    /// A state exported and imported.
    Moved,
}

impl Chapter {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Counter, Self::Failures, Self::Depth, Self::Blocks, Self::Moved];
}

/// Tells `chapter`, a line at a time. `config` says how modules run, and nothing that shows; `module` is a contract with a
/// function `Increment`, for [`Chapter::Counter`].
///
/// # Errors
/// The engine's, where a step can't be made at all.
pub fn tell(
    chapter: Chapter,
    config: EngineConfig,
    module: &[u8],
    say: &mut dyn FnMut(String),
) -> Result<(), EngineError> {
    say(format!("# {chapter:?}"));
    match chapter {
        Chapter::Counter => calls::counter(Teller::open(config, say)?, module),
        Chapter::Failures => calls::failures(Teller::open(config, say)?),
        Chapter::Depth => calls::depth(Teller::open(config, say)?),
        Chapter::Blocks => blocks::blocks(config, say),
        Chapter::Moved => blocks::moved(Teller::open(config, say)?),
    }
}

/// Opens an engine whose chains of calls may be `call_depth` long, with so many threads, and tells how that went.
pub fn tell_opening(call_depth: u64, threads: usize, say: &mut dyn FnMut(String)) {
    let limits = CallLimits { call_depth, ..CallLimits::default() };
    say(match Engine::open(EngineConfig::default().with_limits(limits).with_threads(threads)) {
        Ok(_) => "open".to_owned(),
        Err(error) => error.to_string(),
    });
}
