//! Teller: an engine in memory, each step of which is told as a line.

use allod_vm::{Address, Args, Engine, EngineConfig, EngineError, ExecuteOptions, Hash, Receipt, codec};

pub(super) const ALICE: Address = Address([0xA1; 20]);
pub(super) const BOB: Address = Address([0xB0; 20]);

/// A counter in WebAssembly text.
pub(super) const COUNTER: &str = include_str!("../../../../examples/wat_counter/counter.wat");
/// A contract that does as it is told.
pub(super) const ACTOR: &str = include_str!("../actor.wat");

/// An engine, and whoever listens.
pub(super) struct Teller<'s> {
    pub(super) engine: Engine,
    say: &'s mut dyn FnMut(String),
}

impl<'s> Teller<'s> {
    /// Opens an engine in memory.
    ///
    /// # Errors
    /// The engine's.
    pub(super) fn open(config: EngineConfig, say: &'s mut dyn FnMut(String)) -> Result<Self, EngineError> {
        Ok(Self { engine: Engine::open(config.with_chain_id(32))?, say })
    }

    /// Says a line.
    pub(super) fn say(&mut self, line: impl Into<String>) {
        (self.say)(line.into());
    }

    /// Tells a receipt: its function, status, gas, output, and the digest of every byte that it is kept in.
    pub(super) fn receipt(&mut self, receipt: &Receipt) {
        let whole = codec::encode(receipt).map(|bytes| Hash::of("allod 2026 story", &bytes).to_string());
        let Receipt { transaction, function, status, gas, output, events, transfers, trace, .. } = receipt;
        let (output, calls) = (Hash::of("allod 2026 story output", output), trace.walk().count());
        let (events, transfers) = (events.len(), transfers.len());
        self.say(format!(
            "{transaction} {function}: {status}; {} gas, output {output}, {events} events, {transfers} transfers, {calls} \
             calls, agreed {}, whole {whole:?}",
            gas.used,
            receipt.digest(),
        ));
    }

    /// Calls a contract, as Alice.
    ///
    /// # Errors
    /// The engine's.
    pub(super) fn call(&mut self, contract: Address, function: &str, args: Args) -> Result<Receipt, EngineError> {
        self.call_with(contract, function, args, ExecuteOptions { from: ALICE, ..Default::default() })
    }

    /// Calls a contract on terms.
    ///
    /// # Errors
    /// The engine's.
    pub(super) fn call_with(
        &mut self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let receipt = self.engine.execute(contract, function, args, options)?;
        self.receipt(&receipt);
        Ok(receipt)
    }

    /// Says where the state has come to.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn root(&mut self) -> Result<(), EngineError> {
        let (root, block) = (self.engine.state_root()?, self.engine.last_block()?);
        self.say(format!("root {root} after block {block}"));
        Ok(())
    }
}
