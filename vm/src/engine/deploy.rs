//! From code to a contract.

use crate::engine::options::DeployCall;
use crate::engine::progress::Progress;
use crate::modules::metadata::ModuleMetadata;
use crate::transaction::admission::Admission;
use crate::transaction::executor::{Mode, transact};
use crate::transaction::{Constructor, DeployTerms};
use crate::{DEFAULT_GAS_LIMIT, DeployOptions, Engine, EngineError, Payload, Receipt, Transaction};
use allod_compiler::{CompileOptions, Diagnostic, attach_abi, compile};
use allod_core::abi::Abi;
use allod_core::{Address, Hash, HostOp, Status};
use allod_security::WasiOptions;

/// A contract made.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Where it is.
    pub address: Address,
    /// The name of its module.
    pub code_hash: Hash,
    /// Bytes of its module.
    pub module_size: u64,
    /// What it offers.
    pub abi: Abi,
    /// What making it cost.
    pub receipt: Receipt,
    /// What the compiler let in and took for a mistake all the same, with its place in the source and what to do instead.
    pub warnings: Vec<Diagnostic>,
}

impl Engine {
    /// Makes a contract of `code`: a module, WebAssembly text, or Go source.
    ///
    /// # Errors
    /// As [`Engine::deploy_with_options`].
    pub fn deploy(&self, code: impl AsRef<[u8]>) -> Result<Deployment, EngineError> {
        self.deploy_with_options(code, DeployOptions::default())
    }

    /// Makes a contract of `code`: a module, WebAssembly text, or Go source.
    ///
    /// # Errors
    /// [`EngineError::Compile`] with the places in the source, [`EngineError::Gate`] naming the check that
    /// failed, [`EngineError::Abi`] for a constructor that is not there or takes other arguments,
    /// [`EngineError::DeployGas`] where the gas does not suffice for the module, [`EngineError::Failed`] where the
    /// constructor failed. Nothing is committed then, and the address is as free as before.
    pub fn deploy_with_options(
        &self,
        code: impl AsRef<[u8]>,
        options: DeployOptions,
    ) -> Result<Deployment, EngineError> {
        let DeployOptions { from, salt, name, abi, wasi, reentrant, gas_limit, block, progress, constructor } = options;
        wasi.validate()?;
        let compile_options = CompileOptions {
            name: name.unwrap_or_else(|| "contract".into()),
            go_cache: self.go_cache.clone(),
            max_source: self.shared.limits.source as usize,
            max_module: self.shared.limits.code as usize,
            memory_limit: wasi.memory_limit.min(self.shared.limits.memory),
            progress: progress.clone(),
            ..CompileOptions::default()
        };
        let compiled = compile(code.as_ref(), &compile_options)?;
        let module = match abi {
            Some(abi) => attach_abi(&compiled.wasm, &abi),
            None => compiled.wasm,
        };
        let warnings = compiled.warnings;
        let (code_hash, module_size) = (Hash::of_code(&module), module.len() as u64);
        let (loaded_as, mut abi) = (wasi.clone(), None);
        let constructor = constructor.map(|call| self.constructor(&module, &wasi, call)).transpose()?;
        let payload = Payload::Deploy { module, terms: DeployTerms { salt, wasi, reentrant, constructor } };
        let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
        let transaction = Transaction { from, nonce: 0, chain_id: self.chain_id, gas_limit, payload };
        let receipt = self.write(block, Mode::default(), |session| {
            session.progress = Progress(progress);
            let receipt = transact(session, &transaction, Admission::Uncounted, Mode::default());
            session.progress = Progress::default();
            let receipt = receipt?;
            abi = session.shared.modules.abi(&code_hash, &loaded_as);
            // A deploy that fails leaves nothing, not even a receipt.
            match receipt.is_success() {
                true => Ok(receipt),
                false => Err(self.not_made(receipt, module_size)),
            }
        })?;
        let abi = abi.map_or_else(|| self.abi(receipt.contract), Ok)?;
        Ok(Deployment { address: receipt.contract, code_hash, module_size, abi, receipt, warnings })
    }

    /// Why there is no contract, where a deploy came to its end without one.
    #[cold]
    fn not_made(&self, receipt: Receipt, module_size: u64) -> EngineError {
        let needed = self.schedule().price(HostOp::Deploy).of(module_size);
        let limit = receipt.gas.limit;
        match receipt.status {
            Status::OutOfGas if limit < needed => EngineError::DeployGas { limit, module_size, needed },
            status => EngineError::Failed(status),
        }
    }

    /// The constructor that `call` names, of a module that may enter, with its arguments as the module takes them.
    fn constructor(&self, module: &[u8], wasi: &WasiOptions, call: DeployCall) -> Result<Constructor, EngineError> {
        let DeployCall { function, args, value } = call;
        let card = ModuleMetadata::of(module, wasi, (&self.shared.limits, self.shared.host_modules.imports()))?;
        let input = args.encode(card.abi.function(&function)?)?;
        Ok(Constructor { function, input, value })
    }
}
