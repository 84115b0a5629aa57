//! A contract and the engine it is deployed on, called with nothing around the call: for measurements.

use allod_core::Abi;
use allod_vm::{
    Address, Args, BlockContext, DeployOptions, Engine, EngineConfig, ExecuteOptions, Payload, Receipt, Tiers,
    Transaction,
};
use std::sync::Arc;

/// Gas for each transaction: more than the dearest here takes.
pub const GAS: u64 = 1 << 40;

/// A contract and the engine it is deployed on.
pub struct Contract {
    /// The engine.
    pub engine: Arc<Engine>,
    /// The address of the contract.
    pub address: Address,
    abi: Abi,
}

impl Contract {
    /// Deploys `code`, WebAssembly text, on an engine that keeps its state in memory.
    pub fn in_memory(code: &str) -> Self {
        Self::on(EngineConfig::default(), code)
    }

    /// Deploys `code` on an engine of its own, where every contract runs machine code, as it does anywhere once it has been
    /// called often.
    pub fn on(config: EngineConfig, code: impl AsRef<[u8]>) -> Self {
        let engine =
            Arc::new(Engine::open(config.with_own_nonces().with_tiers(Tiers::COMPILED)).expect("an engine opens"));
        Self::deploy(engine, code, DeployOptions::default())
    }

    /// Deploys `code` on an engine that is there.
    pub fn deploy(engine: Arc<Engine>, code: impl AsRef<[u8]>, options: DeployOptions) -> Self {
        let options = DeployOptions { gas_limit: Some(GAS), ..options };
        let made = engine.deploy_with_options(code, options).expect("the contract deploys");
        Self { engine, address: made.address, abi: made.abi }
    }

    /// Deploys `code` on the same engine.
    pub fn beside(&self, code: &str) -> Self {
        Self::deploy(self.engine.clone(), code, DeployOptions::default())
    }

    /// One call, committed by itself. The receipt is looked at where it lies.
    #[inline]
    pub fn execute(&self, from: Address, function: &str, args: Args) {
        self.execute_and(from, function, args, |_| ());
    }

    /// As [`execute`](Self::execute), and what `look` makes of the receipt.
    #[inline]
    pub fn execute_and<R>(&self, from: Address, function: &str, args: Args, look: impl FnOnce(&Receipt) -> R) -> R {
        let options = ExecuteOptions { from, gas_limit: Some(GAS), ..Default::default() };
        let receipt = self.engine.execute(self.address, function, args, options);
        let receipt = receipt.as_ref().expect("the engine executes");
        assert!(receipt.is_success(), "{function}: {}", receipt.status);
        look(receipt)
    }

    /// A transaction that calls, arguments and all.
    pub fn transaction(&self, from: Address, function: &str, args: Args) -> Transaction {
        let signature = self.abi.function(function).expect("the contract has the function");
        let input = args.encode(signature).expect("the arguments fit");
        let payload = Payload::Call {
            contract: self.address,
            function: function.to_owned(),
            input,
            value: 0,
            objects: Vec::new(),
        };
        Transaction { from, nonce: 0, chain_id: 1, gas_limit: GAS, gas_price: 0, payload }
    }

    /// The next block, of these transactions; each must succeed.
    pub fn block(&self, transactions: Vec<Transaction>) -> Vec<Receipt> {
        let block: BlockContext = self.engine.last_block().expect("the store reads").next();
        let receipts = self.engine.execute_block(&block, transactions).expect("the block executes");
        for receipt in &receipts {
            assert!(receipt.is_success(), "{}: {}", receipt.function, receipt.status);
        }
        receipts
    }

    /// The answer of `function`, as a number.
    pub fn ask(&self, function: &str, args: Args) -> u64 {
        let receipt = self.engine.query(self.address, function, args, ExecuteOptions::default());
        receipt.and_then(|receipt| receipt.decode()).expect("the query answers")
    }
}
