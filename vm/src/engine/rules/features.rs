//! Features: what a deploy may ask for, as a chain allows it from a height on.

use allod_security::{LimitError, WasiOptions};
use serde::{Deserialize, Serialize};

/// Features that a deploy may ask for. All of them are on by default, and a chain that wants one only later, or not at all,
/// turns it off. A contract that was deployed while a feature was on keeps it.
///
/// ```
/// use allod_vm::{DeployOptions, Engine, EngineConfig, EngineError, Features, WasiOptions};
///
/// let without = Features { simd: false, ..Features::default() };
/// let config = EngineConfig::default().with_features(without).with_features_from(2, Features::default());
/// let engine = Engine::open(config)?;
/// let wasi = WasiOptions { enable_simd: true, ..WasiOptions::default() };
/// let deploy = || engine.deploy_with_options("(module)", DeployOptions { wasi: wasi.clone(), ..Default::default() });
/// let refused = deploy().unwrap_err().to_string();
/// assert_eq!(refused, "enable_simd is true, wanted false: the chain has no vector operators in this block");
/// engine.deploy("(module)")?; // block 1
/// deploy()?; // block 2
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    /// True if transactions of blocks may deploy contracts. The host and a genesis may in any case.
    pub deploys: bool,
    /// True if a contract may ask to be called again while it is on the call chain.
    pub reentry: bool,
    /// True if a module may ask for vector operators, [`WasiOptions::enable_simd`](crate::WasiOptions::enable_simd).
    pub simd: bool,
    /// True if a module may ask for `memory.copy` and `memory.fill`,
    /// [`WasiOptions::enable_bulk_memory`](crate::WasiOptions::enable_bulk_memory), as it does by default.
    pub bulk_memory: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self { deploys: true, reentry: true, simd: true, bulk_memory: true }
    }
}

impl Features {
    /// Checks that a deploy with `wasi`, perhaps `reentrant`, asks for what there is. `in_block` is true for a transaction of a
    /// block.
    ///
    /// # Errors
    /// [`LimitError::Unsupported`] for the first that there is not.
    pub(crate) fn check(self, wasi: &WasiOptions, reentrant: bool, in_block: bool) -> Result<(), LimitError> {
        let rows = [
            (self.deploys, in_block, "deploy", "the chain takes no deploys in this block"),
            (self.reentry, reentrant, "reentrant", "the chain lets no contract be re-entered in this block"),
            (self.simd, wasi.enable_simd, "enable_simd", "the chain has no vector operators in this block"),
            (
                self.bulk_memory,
                wasi.enable_bulk_memory,
                "enable_bulk_memory",
                "the chain has no bulk memory in this block",
            ),
        ];
        match rows.into_iter().find(|(on, asked, ..)| *asked && !on) {
            Some((_, _, field, why)) => Err(LimitError::Unsupported { field, why }),
            None => Ok(()),
        }
    }
}
