//! Refusal: the reason for which a block would not let a transaction begin.

use crate::execution::context::mode::Mode;
use crate::transaction::admission::Admission;
use crate::transaction::executor;
use crate::{Engine, EngineError, ExecuteOptions, StateView, Transaction};
use allod_core::Reason;

impl Engine {
    /// The reason for which the next block would refuse `transaction` if it came first there; `None` if it may begin. A host asks
    /// this before it takes a transaction in, and the engine when it runs one: the chain, the fee and the money for it, the
    /// limits, the contract, the function, and input that fits the ABI. Nothing runs, and nothing changes.
    ///
    /// A nonce that is used up is refused; one that comes later is not: which transactions wait before it is the host's to
    /// know. A module that is deployed is read when the block runs, and not here.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, Payload, Reason, Transaction};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let call = |chain_id, function: &str| {
    ///     let payload = Payload::Call { contract, function: function.into(), input: vec![], value: 0, objects: vec![] };
    ///     Transaction { from: Address([1; 20]), nonce: 0, chain_id, gas_limit: 50_000, gas_price: 0, payload }
    /// };
    /// assert_eq!(engine.refusal(&call(1, "f"))?, None);
    /// assert_eq!(engine.refusal(&call(2, "f"))?, Some(Reason::Chain { given: 2, wanted: 1 }));
    /// assert!(matches!(engine.refusal(&call(1, "g"))?, Some(Reason::NoFunction { .. })));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// The engine's or its store's.
    pub fn refusal(&self, transaction: &Transaction) -> Result<Option<Reason>, EngineError> {
        self.pin()?.refusal(transaction)
    }
}

impl StateView {
    /// The reason for which the next block would refuse `transaction` if it came first there: see [`Engine::refusal`].
    ///
    /// # Errors
    /// The engine's or its store's.
    pub fn refusal(&self, transaction: &Transaction) -> Result<Option<Reason>, EngineError> {
        let mode = Mode { refuse: true, ..Mode::default() };
        let mut context = self.next_block_context(&ExecuteOptions::default(), mode)?;
        // One that comes later is judged as if those before it had come.
        let admission = match Admission::of(&mut context.journal, transaction, self.chain_id, self.nonces)? {
            Admission::Nonce(wanted) if transaction.nonce > wanted => Admission::Uncounted,
            admission => admission,
        };
        let refusal = executor::refusal(&mut context, transaction, admission);
        if matches!(refusal, Err(EngineError::Shortage { .. })) {
            self.environment().modules.give_up();
        }
        refusal
    }
}
