//! Chain: blocks, the root of the state, and money of the host's.

use crate::block::SystemChange;
use crate::{BlockContext, Engine, EngineError, Receipt, Transaction};
use allod_core::{Address, Hash};

impl Engine {
    /// Executes `transactions` in order over one journal, and commits them in one atomic batch. Each has a receipt; one that
    /// fails, or could not begin, changes nothing but its account's nonce and does not stop the others. One of another
    /// chain, or not the next of its account, changes nothing at all. [`execute_block_with`](Self::execute_block_with) holds
    /// the block to a root and to limits, [`begin_block`](Self::begin_block) builds one step by step.
    ///
    /// ```
    /// use allod_vm::{Address, BlockContext, Engine, EngineConfig, Payload, Transaction};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let call = |nonce| Transaction {
    ///     from: Address([1; 20]),
    ///     nonce,
    ///     chain_id: 1,
    ///     gas_limit: 100_000,
    ///     gas_price: 0,
    ///     payload: Payload::Call {
    ///         contract,
    ///         function: "seven".into(),
    ///         input: Vec::new(),
    ///         value: 0,
    ///         objects: Vec::new(),
    ///     },
    /// };
    /// let block = BlockContext { height: 10, time: 1_700_000_000, chain_id: 1 };
    /// let receipts = engine.execute_block(&block, vec![call(0), call(1), call(1)])?;
    /// assert!(receipts[0].is_success() && receipts[1].is_success());
    /// assert!(!receipts[2].is_success(), "its nonce was used");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], [`EngineError::Busy`], [`EngineError::Shortage`], those of [hooks](crate::BlockHooks), or the
    /// store's. Nothing of the block is committed then.
    pub fn execute_block(
        &self,
        block: &BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        self.execute_block_for_receipts(*block, transactions)
    }

    /// Root of the state as it was committed last: a hash of everything that later transactions depend on, the same
    /// for the same state on every machine and every store ([`allod_state::root::lthash`] says what is in it). A block's is
    /// in the batch that commits the block. That of single calls too where the store outlives the process; in memory
    /// it is updated here, once for many calls, and the store has none meanwhile: whoever opens a copy works it out.
    ///
    /// # Errors
    /// [`EngineError::Busy`] inside a call of this engine's, or the store's.
    pub fn state_root(&self) -> Result<Hash, EngineError> {
        self.executor()?.state_root()
    }

    /// Gives `account` money out of nothing: a chain's genesis, or a test's.
    ///
    /// # Errors
    /// [`EngineError::State`] where the balance would not fit, or the store fails; [`EngineError::StoreMoved`] and
    /// [`EngineError::Busy`].
    pub fn fund(&self, account: Address, amount: u64) -> Result<(), EngineError> {
        self.writer()?.apply_system_change(SystemChange::Credit { account, amount })
    }

    /// Moves money from one account to another, as the host says: outside of any block, without gas and without a receipt. A
    /// contract's transfers are its own business.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
    /// engine.fund(alice, 100)?;
    /// engine.transfer(alice, bob, 30)?;
    /// assert_eq!((engine.balance(alice)?, engine.balance(bob)?), (70, 30));
    /// assert!(engine.transfer(alice, bob, 71).is_err());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::State`] where `from` has less, the other balance would not fit, or the store fails;
    /// [`EngineError::StoreMoved`] and [`EngineError::Busy`]. Nothing has moved then.
    pub fn transfer(&self, from: Address, to: Address, amount: u64) -> Result<(), EngineError> {
        self.writer()?.apply_system_change(SystemChange::Transfer { from, to, amount })
    }
}
