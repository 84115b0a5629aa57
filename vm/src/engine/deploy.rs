//! Deploys: code made into a contract.

use crate::engine::environment::Environment;
use crate::engine::options::DeployCall;
use crate::engine::progress::Progress;
use crate::execution::context::mode::Mode;
use crate::span::span;
use crate::transaction::admission::Admission;
use crate::transaction::executor::transact;
use crate::transaction::{Constructor, DeployTerms};
use crate::{DEFAULT_GAS_LIMIT, DeployOptions, Engine, EngineError, Payload, Receipt, Transaction};
use allod_compiler::{CompileOptions, Diagnostic, attach_abi, compile};
use allod_core::abi::Abi;
use allod_core::{Address, Hash, HostOp, Status};
use allod_security::WasiOptions;
use std::sync::Arc;

/// Contract that was deployed.
///
/// ```
/// use allod_vm::{Engine, EngineConfig};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let deployed = engine.deploy(r#"(module (func (export "f")))"#)?;
/// assert_eq!(deployed.receipt.contract, deployed.address);
/// assert_eq!(deployed.abi.functions[0].name, "f");
/// assert!(deployed.warnings.is_empty());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Deployment {
    /// Its address.
    pub address: Address,
    /// Hash of its module.
    pub code_hash: Hash,
    /// Bytes of its module.
    pub module_size: u64,
    /// Its ABI.
    pub abi: Abi,
    /// The receipt of the deploy.
    pub receipt: Receipt,
    /// Warnings of the compiler: code that is allowed and may be a mistake, with its place in the source and a remedy.
    pub warnings: Vec<Diagnostic>,
}

/// Deploy that can begin.
pub(crate) struct Prepared {
    pub(crate) transaction: Transaction,
    /// The environment of the block that it is for.
    environment: Arc<Environment>,
    code_hash: Hash,
    module_size: u64,
    warnings: Vec<Diagnostic>,
}

impl Engine {
    /// Deploys `code`: a module, WebAssembly text, or Go source.
    ///
    /// # Errors
    /// As [`Engine::deploy_with_options`].
    pub fn deploy(&self, code: impl AsRef<[u8]>) -> Result<Deployment, EngineError> {
        self.deploy_with_options(code, DeployOptions::default())
    }

    /// Deploys `code`: a module, WebAssembly text, or Go source.
    ///
    /// ```
    /// use allod_vm::{Address, DeployOptions, Engine, EngineConfig, Hash};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let options = DeployOptions { from: Address([1; 20]), salt: Some(Hash([7; 32])), ..Default::default() };
    /// let deployed = engine.deploy_with_options(r#"(module (func (export "f")))"#, options)?;
    /// assert_eq!(engine.abi(deployed.address)?, deployed.abi);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
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
        let (block, progress, loaded_as) = (options.block, options.progress.clone(), options.wasi.clone());
        let Prepared { transaction, environment, code_hash, module_size, warnings } =
            self.prepare(code.as_ref(), options)?;
        let mut executor = self.writer()?;
        let mut clock = self.call_clock();
        let mut guard = executor.begin_single(block, Mode::default())?;
        let context = guard.context()?;
        context.progress = Progress(progress);
        let result = transact(context, &transaction, Admission::Uncounted);
        context.progress = Progress::default();
        // A deploy that fails leaves nothing, not even a receipt.
        let result = match result {
            Ok(receipt) if !receipt.is_success() => Err(not_deployed(&environment, receipt, module_size)),
            other => other,
        };
        clock.executed();
        guard.end(&result)?;
        self.observe_single(&mut executor, clock, &result);
        let receipt = result?;
        drop(executor);
        let abi = environment.modules.abi(&code_hash, &loaded_as);
        let abi = abi.map_or_else(|| self.abi(receipt.contract), Ok)?;
        Ok(Deployment { address: receipt.contract, code_hash, module_size, abi, receipt, warnings })
    }

    /// Compiles `code`, and makes the transaction that deploys it.
    pub(crate) fn prepare(&self, code: &[u8], options: DeployOptions) -> Result<Prepared, EngineError> {
        let DeployOptions { from, salt, name, go, abi, wasi, reentrant, gas_limit, progress, constructor, block } =
            options;
        wasi.validate()?;
        let environment = match block {
            Some(block) => self.environment.at(block.height),
            None => self.pin()?.planned_environment()?,
        };
        let compile_options = CompileOptions {
            name: name.unwrap_or_else(|| "contract".into()),
            go,
            go_cache: self.go_cache.clone(),
            max_source: environment.limits.source as usize,
            max_module: environment.limits.code as usize,
            memory_limit: wasi.memory_limit.min(environment.limits.memory),
            host_packages: environment.host_modules.packages().to_vec(),
            host_imports: environment.host_modules.imports().to_vec(),
            progress,
            ..CompileOptions::default()
        };
        let compiled = {
            let _span = span!(INFO, "compile", bytes = code.len());
            compile(code, &compile_options)?
        };
        let module = match abi {
            Some(abi) => attach_abi(&compiled.wasm, &abi),
            None => compiled.wasm,
        };
        let warnings = compiled.warnings;
        let (code_hash, module_size) = (Hash::of_code(&module), module.len() as u64);
        let constructor = constructor.map(|call| encode_call(&environment, &module, &wasi, call)).transpose()?;
        let payload = Payload::Deploy { module, terms: DeployTerms { salt, wasi, reentrant, constructor } };
        let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
        let transaction = Transaction { from, nonce: 0, chain_id: self.chain_id, gas_limit, gas_price: 0, payload };
        Ok(Prepared { transaction, environment, code_hash, module_size, warnings })
    }
}

/// Error of a deploy that came to its end without a contract.
#[cold]
fn not_deployed(environment: &Environment, receipt: Receipt, module_size: u64) -> EngineError {
    let needed = environment.schedule.price(HostOp::Deploy).of(module_size);
    let limit = receipt.gas.limit;
    match receipt.status {
        Status::OutOfGas if limit < needed => EngineError::DeployGas { limit, module_size, needed },
        status => EngineError::Failed(status),
    }
}

/// The constructor that `call` names, of a module that passes the gate, with its arguments encoded.
fn encode_call(
    environment: &Environment,
    module: &[u8],
    wasi: &WasiOptions,
    call: DeployCall,
) -> Result<Constructor, EngineError> {
    let DeployCall { function, args, value } = call;
    let metadata = environment.modules.check(module, wasi)?;
    let input = args.encode(metadata.abi.function(&function)?)?;
    Ok(Constructor { function, input, value })
}
