//! Transactions for blocks, made of what a single call or deploy is made of.

use crate::engine::environment::Environment;
use crate::execution::resolve::find_contract;
use crate::modules::probes::Probes;
use crate::{DEFAULT_GAS_LIMIT, DeployOptions, Engine, EngineError, ExecuteOptions, Payload, Transaction};
use allod_core::{Address, ArgError, Args, Function};

impl Payload {
    /// Call of `function` of `contract`, with `args` encoded as the function takes them: for whoever has the contract's ABI
    /// and no engine, like a wallet. It attaches no money and brings no objects.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, Payload, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "double") (param i64) (result i64)
    ///     (i64.mul (local.get 0) (i64.const 2))))"#)?;
    /// let payload = Payload::call(contract.address, contract.abi.function("double")?, args![21])?;
    /// assert!(matches!(payload, Payload::Call { input, .. } if input == 21i64.to_le_bytes()));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`ArgError`] naming the argument that does not fit.
    pub fn call(contract: Address, function: &Function, args: Args) -> Result<Self, ArgError> {
        let input = args.encode(function)?;
        Ok(Self::Call { contract, function: function.name.clone(), input, value: 0, objects: Vec::new() })
    }
}

impl Engine {
    /// Transaction for a block that calls `function` with `args`, as [`Engine::execute`] would on its own: for this chain,
    /// with the signer, gas limit, money and objects of `options`, the least gas price and the next nonce of the signer. Its
    /// fields can be changed before it is signed; who sends several in one block counts the nonce on. The options for the
    /// block and for timing have no meaning here.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "double") (param i64) (result i64)
    ///     (i64.mul (local.get 0) (i64.const 2))))"#)?.address;
    /// let alice = ExecuteOptions { from: Address([1; 20]), gas_limit: Some(100_000), ..Default::default() };
    /// let first = engine.call_transaction(contract, "double", args![21], alice.clone())?;
    /// let mut second = engine.call_transaction(contract, "double", args![4], alice.clone())?;
    /// second.nonce += 1;
    /// let receipts = engine.execute_block(&engine.last_block()?.next(), vec![first, second])?;
    /// assert_eq!((receipts[0].decode::<i64>()?, receipts[1].decode::<i64>()?), (42, 8));
    /// assert!(engine.call_transaction(contract, "double", args!["two"], alice).is_err(), "no number");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::NoContract`]; [`EngineError::Abi`] for a function that is not there or arguments that don't fit; the
    /// store's.
    pub fn call_transaction(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Transaction, EngineError> {
        let ExecuteOptions { from, gas_limit, value, objects, .. } = options;
        let view = self.pin()?;
        let mut journal = view.journal();
        let environment = view.next_environment(&mut journal)?;
        let ready = find_contract(&environment, &mut journal, &contract, Probes::None)?;
        let input = args.encode(ready.module.metadata.abi.function(function)?)?;
        let payload = Payload::Call { contract, function: function.to_owned(), input, value, objects };
        let nonce = journal.nonces().get(&from)?;
        let (gas_limit, gas_price) = (gas_limit.unwrap_or(DEFAULT_GAS_LIMIT), least_price(&environment));
        Ok(Transaction { from, nonce, chain_id: self.chain_id, gas_limit, gas_price, payload })
    }

    /// Transaction for a block that deploys `code`, as [`Engine::deploy_with_options`] would on its own: a module, WebAssembly
    /// text or Go source, compiled here, with the ABI and the constructor of `options` in it. For this chain, with the least
    /// gas price and the next nonce of the deployer.
    ///
    /// ```
    /// use allod_vm::{Address, DeployOptions, Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let code = r#"(module (func (export "start") (param i64)))"#;
    /// let options = DeployOptions { from: Address([1; 20]), ..Default::default() }.with_call("start", args![7]);
    /// let deploy = engine.deploy_transaction(code, options)?;
    /// let receipts = engine.execute_block(&engine.last_block()?.next(), vec![deploy])?;
    /// assert_eq!(engine.abi(receipts[0].contract)?.functions[0].name, "start");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::Compile`] with the places in the source, [`EngineError::Gate`] and [`EngineError::Abi`] for a constructor
    /// of a module that may not enter or that is not there; the store's. Whether a module without a constructor may enter is
    /// found out by the block.
    pub fn deploy_transaction(
        &self,
        code: impl AsRef<[u8]>,
        options: DeployOptions,
    ) -> Result<Transaction, EngineError> {
        let transaction = self.prepare(code.as_ref(), options)?.transaction;
        let view = self.pin()?;
        let gas_price = least_price(&*view.planned_environment()?);
        Ok(Transaction { nonce: view.nonce(transaction.from)?, gas_price, ..transaction })
    }
}

/// The least price of a gas.
fn least_price(environment: &Environment) -> u64 {
    environment.fees.as_ref().map_or(0, |terms| terms.base_price)
}
