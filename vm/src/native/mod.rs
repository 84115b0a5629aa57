//! Native contracts: Rust of the host's in the place of a contract.
//!
//! It uses the same two interfaces, [`Context`](allod_core::Context) and [`Object`](allod_core::Object), under the same
//! rules: every call goes through the same host operation, with the same price, permission and journal, as one from a
//! module. For a chain's own contracts, for migrations, and for tests.
//!
//! | file | holds |
//! |---|---|
//! | [`context`] | [`NativeContext`], and the objects it gives |
//! | [`port`] | host operations called from Rust |
//! | [`engine`] | the engine's function for them |

mod context;
mod engine;
mod port;

pub use context::{NativeContext, NativeObject};

use crate::execution::call_frame::{self, FrameParams, Outcome};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, ExitReason};
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::execution::resolve::check_balance;
use crate::span::transaction_span;
use crate::transaction::executor;
use crate::transaction::outcome::ExecutionOutcome;
use crate::transaction::receipt::build_receipt;
use crate::{DEFAULT_GAS_LIMIT, EngineError, ExecuteOptions, Payload, Receipt, Transaction};
use allod_core::{Address, HostStatus, ObjectIds, Param, RevertCode, Value};
use port::Port;

/// Error of a native contract's operation.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, NativeError, ObjectId, RevertCode, Status};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let receipt = engine.execute_native(Address([7; 20]), "Find", ExecuteOptions::default(), |context| {
///     match context.get_object(&ObjectId([0; 32])) {
///         Err(NativeError::Refused { .. }) => Err(NativeError::Revert("there is nothing".into())),
///         found => found.map(|_| Vec::new()),
///     }
/// })?;
/// assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ERROR, message: "there is nothing".into() });
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NativeError {
    /// The host refused; the contract may go on.
    #[error("{why}")]
    Refused {
        /// The status of the operation.
        status: HostStatus,
        /// The reason, in words.
        why: String,
    },
    /// The call is over, whatever the contract does: out of gas, or the engine failed.
    #[error("the call has ended")]
    Ended,
    /// The contract gives up, and says why.
    #[error("{0}")]
    Revert(String),
}

/// Executes `code` as a transaction.
///
/// # Errors
/// As [`Engine::execute_native`](crate::Engine::execute_native).
pub(crate) fn transact(
    context: &mut ExecutionContext,
    contract: Address,
    function: &str,
    options: ExecuteOptions,
    code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
) -> Result<Receipt, EngineError> {
    let ExecuteOptions { from, gas_limit, value, objects, .. } = options;
    let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
    let payload =
        Payload::Call { contract, function: function.into(), input: Vec::new(), value, objects: objects.clone() };
    let chain_id = context.block.chain_id;
    let transaction = Transaction { from, nonce: 0, chain_id, gas_limit, gas_price: 0, payload };
    let hash = executor::begin(context, &transaction.by_reference())?;
    let span = transaction_span!(context, hash, from);
    context.tx.authorized = objects;
    context.tx.authorized.sort_unstable();
    check_balance(context, &from, value).map_err(|error| error.into_engine_error(function))?;
    let ids = ObjectIds::of(&contract);
    let inputs = CallInputs { contract: &contract, ids: &ids, sender: &from, input: Vec::new(), value };
    let mut outputs = Vec::new();
    let outcome = match call_frame::open(context, FrameParams { function, gas_limit, reentrant: false, inputs }) {
        Ok(mut frame) => {
            let ended = run(context, &mut frame.meter, code, &mut outputs);
            call_frame::close(context, frame, ended)
        }
        Err(reason) => Outcome::refused(reason),
    };
    let outputs = outputs.into();
    let outcome = ExecutionOutcome::of_call(context, contract, function.into(), outcome, outputs, gas_limit);
    let result = outcome.and_then(|outcome| build_receipt(context, hash, from, outcome));
    span.record(&result);
    result
}

/// Runs `code`, and puts the types of its values into `outputs`. An exit of the host's comes before the code's own result.
fn run(
    context: &mut ExecutionContext,
    meter: &mut GasMeter,
    code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
    outputs: &mut Vec<Param>,
) -> ExecResult {
    let native = NativeContext::new(Port::new(context, *meter));
    let result = code(&native);
    let Port { context, meter: spent, exit, .. } = native.into_port();
    *meter = spent;
    match (exit, result) {
        (Some(exit), _) => Err(exit),
        (None, Err(error)) => {
            // As many bytes as a contract may have.
            let max_bytes = usize::try_from(context.environment.limits.revert).unwrap_or(usize::MAX);
            let mut words = error.to_string();
            words.truncate(words.floor_char_boundary(max_bytes));
            Err(ExitReason::Revert(RevertCode::ERROR, words).into())
        }
        (None, Ok(values)) => match context.frame() {
            Ok(frame) => {
                frame.output = values.iter().flat_map(Value::encode).collect();
                *outputs = values.iter().map(|value| Param { name: String::new(), ty: value.ty() }).collect();
                Ok(())
            }
            Err(error) => Err(error.into()),
        },
    }
}
