//! Contract of a genesis.

use super::document::{Amount, Entry};
use super::error::GenesisError;
use crate::DEFAULT_ACCOUNT;
use crate::engine::options::{DeployCall, DeployOptions};
use allod_core::{Abi, Address, Args, Hash};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// Contract of a genesis.
#[derive(Clone, Debug)]
pub(crate) struct GenesisContract {
    /// Source or module, as it is in its file.
    pub(super) code: Vec<u8>,
    /// The address that it must have.
    pub(super) address: Option<Address>,
    pub(super) options: DeployOptions,
    /// The parts that its genesis is hashed of, beside the code.
    terms: Terms,
    pub(super) place: String,
}

/// Terms of a deploy, as far as the document says them.
#[derive(Clone, Debug, Serialize)]
struct Terms {
    deployer: Address,
    salt: Option<Hash>,
    address: Option<Address>,
    abi: Option<String>,
    reentrant: bool,
    limits: WasiOptions,
    /// Function, arguments as JSON, value.
    constructor: Option<(String, String, u64)>,
    gas_limit: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: PathBuf,
    deployer: Option<Address>,
    salt: Option<Hash>,
    address: Option<Address>,
    abi: Option<PathBuf>,
    #[serde(default)]
    reentrant: bool,
    #[serde(default)]
    limits: WasiOptions,
    constructor: Option<WrittenCall>,
    gas_limit: Option<Amount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCall {
    function: String,
    #[serde(default)]
    args: Json,
    #[serde(default)]
    value: Amount,
}

impl GenesisContract {
    /// The contract that `entry` says, its files in `folder` read.
    ///
    /// # Errors
    /// [`GenesisError::Entry`].
    pub(super) fn of(entry: &Entry, source: &str, folder: &Path) -> Result<Self, GenesisError> {
        let written: Written = entry.read(source)?;
        let wrong = |why: String| GenesisError::Entry { document: source.to_owned(), place: entry.place.clone(), why };
        let read = |file: &Path| {
            let path = folder.join(file);
            super::read(&path).map_err(|error| wrong(format!("{}: {error}", path.display())))
        };
        let code = read(&written.code)?;
        let abi = written.abi.as_deref().map(read).transpose()?;
        let abi = abi.map(|json| Abi::from_json(&json)).transpose().map_err(|error| wrong(format!("abi: {error}")))?;
        let terms = Terms {
            deployer: written.deployer.unwrap_or(DEFAULT_ACCOUNT),
            salt: written.salt,
            address: written.address,
            abi: abi.as_ref().map(|abi| serde_json::to_string(abi).unwrap_or_default()),
            reentrant: written.reentrant,
            limits: written.limits.clone(),
            constructor: written
                .constructor
                .as_ref()
                .map(|call| (call.function.clone(), call.args.to_string(), call.value.0)),
            gas_limit: written.gas_limit.map(|limit| limit.0),
        };
        let constructor = written.constructor.map(|WrittenCall { function, args, value }| DeployCall {
            function,
            args: Args::Json(args),
            value: value.0,
        });
        // A deploy without a constructor ends by itself, whatever the module costs.
        let gas_limit = terms.gas_limit.or(constructor.is_none().then_some(u64::MAX));
        let options = DeployOptions {
            from: terms.deployer,
            salt: written.salt,
            name: written.code.file_name().map(|name| name.to_string_lossy().into_owned()),
            abi,
            wasi: written.limits,
            reentrant: written.reentrant,
            gas_limit,
            constructor,
            ..DeployOptions::default()
        };
        Ok(Self { code, address: written.address, options, terms, place: entry.place.clone() })
    }

    /// The parts that its genesis is hashed of.
    pub(super) fn parts(&self) -> impl Serialize + use<> {
        (Hash::of_code(&self.code), self.terms.clone())
    }
}
