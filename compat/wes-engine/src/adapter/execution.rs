//! Requests and results.

use crate::runtime::security::SecurityEvent;
use allod_vm::{Address, Args, DEFAULT_GAS_LIMIT, Event, ObjectId, Receipt};
use std::borrow::Cow;
use std::time::Duration;

/// Type of an engine, and of the resources it executes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum EngineType {
    /// Contracts in WebAssembly.
    #[default]
    Wasm,
    /// Another engine's, by its name.
    Other(Cow<'static, str>),
}

impl std::fmt::Display for EngineType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wasm => f.write_str("wasm"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Parameters of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionParams {
    /// The contract.
    pub resource_id: Address,
    /// Its type.
    pub resource_type: EngineType,
    /// The function.
    pub function: String,
    /// Its arguments: values, JSON, words, or bytes as [`Args::Encoded`].
    pub input: Args,
    /// The limit of cost, in gas.
    pub limit: u64,
    /// The signer.
    pub caller: Address,
    /// Money that the contract may take from the signer.
    pub value: u64,
    /// Objects of the signer that the call chain may move or delete.
    pub objects: Vec<ObjectId>,
}

impl ExecutionParams {
    /// A call of `function` by the zero account, with the usual limit of 100,000,000 gas.
    pub fn new(resource_id: Address, function: impl Into<String>, input: Args) -> Self {
        Self {
            resource_id,
            resource_type: EngineType::Wasm,
            function: function.into(),
            input,
            limit: DEFAULT_GAS_LIMIT,
            caller: Address::ZERO,
            value: 0,
            objects: Vec::new(),
        }
    }
}

/// Result of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionResult {
    /// The receipt: status, output, gas, events, the trace of calls and the objects they touched.
    pub receipt: Receipt,
    /// Denied operations, which a contract may have made nothing of.
    pub violations: Vec<SecurityEvent>,
    /// True if there were more of them than a trace has room for.
    pub violations_cut: bool,
    /// The time it took on this machine.
    pub time: Duration,
}

impl ExecutionResult {
    /// The result's bytes.
    pub fn return_data(&self) -> &[u8] {
        &self.receipt.output
    }

    /// The cost, in gas.
    pub fn consumed(&self) -> u64 {
        self.receipt.gas.used
    }

    /// The events.
    pub fn events(&self) -> &[Event] {
        &self.receipt.events
    }
}
