//! Settings: options as JSON, read into the engine's own. An option that is not named has the engine's default; one that
//! does not exist is an error that names it.

use crate::failure::Failure;
use allod_vm::{
    Abi, Address, Args, BlockContext, CallLimits, Compiler, DeployCall, DeployOptions, EngineConfig, ExecuteOptions,
    Hash, ObjectId, Tiers, WasiOptions,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::path::PathBuf;

/// Bytes of a JSON text, at most: what is read of it takes some ten times as many for a moment.
pub(crate) const JSON_MAX: usize = 16 << 20;

/// Options of an engine.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EngineSettings {
    path: Option<PathBuf>,
    cache_dir: Option<PathBuf>,
    go_cache: Option<PathBuf>,
    chain_id: Option<u64>,
    threads: Option<usize>,
    sync: bool,
    read_only: bool,
    own_nonces: bool,
    compiler: CompilerName,
    compile_first: bool,
    limits: CallLimits,
    /// Gas of a call or a deploy that names no limit of its own.
    pub(crate) gas_limit: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CompilerName {
    #[default]
    Cranelift,
    Interpreter,
}

impl EngineSettings {
    /// The engine's configuration.
    pub(crate) fn config(self) -> EngineConfig {
        let mut config = EngineConfig::default().with_limits(self.limits);
        config = config.with_sync(self.sync).with_read_only(self.read_only);
        config = self.path.into_iter().fold(config, EngineConfig::with_path);
        config = self.cache_dir.into_iter().fold(config, EngineConfig::with_cache_dir);
        config = self.go_cache.into_iter().fold(config, EngineConfig::with_go_cache);
        config = self.chain_id.into_iter().fold(config, EngineConfig::with_chain_id);
        config = self.threads.into_iter().fold(config, EngineConfig::with_threads);
        if self.own_nonces {
            config = config.with_own_nonces();
        }
        if self.compile_first {
            config = config.with_tiers(Tiers::COMPILED);
        }
        config.with_compiler(match self.compiler {
            CompilerName::Cranelift => Compiler::Cranelift,
            CompilerName::Interpreter => Compiler::Interpreter,
        })
    }
}

/// Options of a call.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CallSettings {
    from: Option<Address>,
    gas_limit: Option<u64>,
    value: u64,
    objects: Vec<ObjectId>,
    block: Option<BlockContext>,
}

impl CallSettings {
    /// The engine's options, with `gas_limit` unless they name one.
    pub(crate) fn options(self, gas_limit: Option<u64>) -> ExecuteOptions {
        let Self { from, value, objects, block, .. } = self;
        let default = ExecuteOptions::default();
        let (from, gas_limit) = (from.unwrap_or(default.from), self.gas_limit.or(gas_limit));
        ExecuteOptions { from, gas_limit, value, objects, block, ..default }
    }
}

/// Options of a deploy.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeploySettings {
    from: Option<Address>,
    salt: Option<Hash>,
    name: Option<String>,
    abi: Option<Abi>,
    wasi: WasiOptions,
    reentrant: bool,
    gas_limit: Option<u64>,
    block: Option<BlockContext>,
    constructor: Option<ConstructorSettings>,
}

/// Constructor of a deploy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConstructorSettings {
    function: String,
    #[serde(default)]
    args: Json,
    #[serde(default)]
    value: u64,
}

impl DeploySettings {
    /// The engine's options, with `gas_limit` unless they name one.
    pub(crate) fn options(self, gas_limit: Option<u64>) -> DeployOptions {
        let Self { from, salt, name, abi, wasi, reentrant, block, .. } = self;
        let default = DeployOptions::default();
        let (from, gas_limit) = (from.unwrap_or(default.from), self.gas_limit.or(gas_limit));
        let constructor = self.constructor.map(|ConstructorSettings { function, args, value }| DeployCall {
            function,
            args: Args::Json(args),
            value,
        });
        DeployOptions { from, salt, name, abi, wasi, reentrant, gas_limit, block, constructor, ..default }
    }
}

/// Reads `text`, which may be empty for defaults. `what` is its name in errors.
///
/// # Errors
/// [`Failure`] with the place in the text and what was wanted there.
pub(crate) fn read<T: Default + DeserializeOwned>(what: &str, text: &[u8]) -> Result<T, Failure> {
    if text.is_empty() {
        return Ok(T::default());
    }
    if text.len() > JSON_MAX {
        return Err(Failure::invalid(format!("{what}: {} bytes of JSON, the limit is {JSON_MAX}", text.len())));
    }
    serde_json::from_slice(text).map_err(|error| Failure::invalid(format!("{what}: {error}")))
}
