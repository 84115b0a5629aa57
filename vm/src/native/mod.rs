//! Rust code in the place of a contract.
//!
//! It sees the same two interfaces, [`Context`](allod_core::Context) and [`Object`](allod_core::Object), and stands under the same rules: every call goes
//! through the same host operation, with the same price, permission and journal, as one from a module. For a
//! chain's own contracts, for migrations, and for tests.

mod context;
mod object;
mod port;

pub use context::NativeContext;
pub use object::NativeObject;

use crate::execution::call::{self, FrameParams};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, ExitReason};
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::transaction::executor::{self, Mode};
use crate::{DEFAULT_GAS_LIMIT, Engine, EngineError, ExecuteOptions, Payload, Receipt, Transaction};
use allod_core::{Address, HostStatus, ObjectIds, Param, RevertCode, Value};
use port::Port;

/// Why an operation of a native contract was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeError {
    /// The host refused; the contract may go on.
    #[error("{why}")]
    Refused {
        /// What the host answered.
        status: HostStatus,
        /// In words.
        why: String,
    },
    /// The call is over, whatever the contract does: out of gas, or the engine failed.
    #[error("the call has ended")]
    Ended,
    /// The contract gives up, and says why.
    #[error("{0}")]
    Revert(String),
}

impl Engine {
    /// Runs `code` as the contract at `contract` would be run, as `function`, and commits what it does. What it
    /// returns is encoded as the result; an error undoes everything.
    ///
    /// While `code` runs, queries and simulations of the engine are answered from the state before it; whatever writes
    /// is [`EngineError::Busy`].
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_native(
        &self,
        contract: Address,
        function: &str,
        options: ExecuteOptions,
        code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
    ) -> Result<Receipt, EngineError> {
        let ExecuteOptions { from, gas_limit, value, objects, block, timing } = options;
        let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
        let payload =
            Payload::Call { contract, function: function.into(), input: Vec::new(), value, objects: objects.clone() };
        let transaction = Transaction { from, nonce: 0, chain_id: self.chain_id, gas_limit, payload };
        let mode = Mode { timing, native: true, ..Mode::default() };
        self.write(block, mode, |session| {
            let hash = executor::begin(session, &transaction.by_reference())?;
            session.brought = objects;
            session.brought.sort_unstable();
            call::affords(session, &from, value).map_err(|unready| unready.told(function))?;
            let ids = ObjectIds::of(&contract);
            let given =
                CallInputs { contract: &contract, ids: &ids, sender: &from, input: Vec::new(), attached: value };
            let opening = FrameParams { function, gas_limit, reentrant: false, given };
            let mut outputs = Vec::new();
            let outcome = call::in_frame(session, opening, |session, meter| run(session, meter, code, &mut outputs));
            let done = executor::finish(session, contract, function.into(), outcome, outputs.into(), gas_limit)?;
            executor::build_receipt(session, hash, from, done)
        })
    }
}

/// Runs `code`, and says in `outputs` of which types what it returned is. A stop of the host's comes before whatever the
/// code made of it.
fn run(
    session: &mut ExecutionContext,
    meter: &mut GasMeter,
    code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
    outputs: &mut Vec<Param>,
) -> ExecResult {
    let context = NativeContext::new(Port::new(session, *meter));
    let result = code(&context);
    let Port { session, meter: spent, stop, .. } = context.into_port();
    *meter = spent;
    match (stop, result) {
        (Some(stop), _) => Err(stop),
        (None, Err(error)) => {
            // As much as a contract may say.
            let most = usize::try_from(session.shared.limits.revert).unwrap_or(usize::MAX);
            let mut words = error.to_string();
            words.truncate(words.floor_char_boundary(most));
            Err(ExitReason::Revert(RevertCode::ERROR, words).into())
        }
        (None, Ok(values)) => match session.frame() {
            Ok(frame) => {
                frame.output = values.iter().flat_map(Value::encode).collect();
                *outputs = values.iter().map(|value| Param { name: String::new(), ty: value.ty() }).collect();
                Ok(())
            }
            Err(error) => Err(error.into()),
        },
    }
}
