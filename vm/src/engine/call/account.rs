//! Account: an engine as one account sees it, which signs whatever is done through it.

use crate::{DeployOptions, Deployment, Engine, EngineError, ExecuteOptions, Receipt};
use allod_core::{Address, Args};

/// Account that signs calls and deploys; [`Engine::as_account`] gives it.
///
/// ```
/// use allod_vm::{Account, Address, Engine, EngineConfig, EngineError};
///
/// fn publish(account: Account<'_>) -> Result<Address, EngineError> {
///     Ok(account.deploy(r#"(module (func (export "f")))"#)?.address)
/// }
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let (alice, bob) = (engine.as_account(Address([1; 20])), engine.as_account(Address([2; 20])));
/// assert_ne!(publish(alice)?, publish(bob)?, "an address comes from its deployer");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Account<'a> {
    engine: &'a Engine,
    address: Address,
}

impl std::fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Engine {
    /// The engine, with `address` as the signer of all that is done through it.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let alice = engine.as_account(Address([1; 20]));
    /// let contract = alice.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let receipt = alice.execute_with_args(contract, "seven", args![])?;
    /// assert_eq!((receipt.sender, receipt.decode::<i64>()?), (alice.address(), 7));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn as_account(&self, address: Address) -> Account<'_> {
        Account { engine: self, address }
    }
}

impl Account<'_> {
    /// Its address.
    pub fn address(&self) -> Address {
        self.address
    }

    /// Its money.
    ///
    /// # Errors
    /// As [`Engine::balance`].
    pub fn balance(&self) -> Result<u64, EngineError> {
        self.engine.balance(self.address)
    }

    /// As [`Engine::deploy`].
    ///
    /// # Errors
    /// As [`Engine::deploy_with_options`].
    pub fn deploy(&self, code: impl AsRef<[u8]>) -> Result<Deployment, EngineError> {
        self.deploy_with_options(code, DeployOptions::default())
    }

    /// As [`Engine::deploy_with_options`], whoever `options` name as the deployer.
    ///
    /// # Errors
    /// As [`Engine::deploy_with_options`].
    pub fn deploy_with_options(
        &self,
        code: impl AsRef<[u8]>,
        options: DeployOptions,
    ) -> Result<Deployment, EngineError> {
        self.engine.deploy_with_options(code, DeployOptions { from: self.address, ..options })
    }

    /// As [`Engine::execute_with_args`].
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_with_args(&self, contract: Address, function: &str, args: Args) -> Result<Receipt, EngineError> {
        self.execute(contract, function, args, ExecuteOptions::default())
    }

    /// As [`Engine::execute`], whoever `options` name as the signer.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.engine.execute(contract, function, args, self.signed(options))
    }

    /// As [`Engine::simulate`], whoever `options` name as the signer.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.engine.simulate(contract, function, args, self.signed(options))
    }

    /// As [`Engine::query`], whoever `options` name as the signer.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn query(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.engine.query(contract, function, args, self.signed(options))
    }

    fn signed(&self, options: ExecuteOptions) -> ExecuteOptions {
        ExecuteOptions { from: self.address, ..options }
    }
}
