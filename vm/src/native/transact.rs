//! Native code of a single call, executed as a transaction.

use super::{NativeContext, NativeError};
use crate::execution::backend::native::exit_of;
use crate::execution::backend::native::port::Port;
use crate::execution::call_frame::{self, FrameParams, Outcome};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::execution::resolve::check_balance;
use crate::span::transaction_span;
use crate::transaction::executor;
use crate::transaction::outcome::ExecutionOutcome;
use crate::transaction::receipt::build_receipt;
use crate::{DEFAULT_GAS_LIMIT, EngineError, ExecuteOptions, Payload, Receipt, Transaction};
use allod_core::{Address, ObjectIds, Param, Value};

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
    let mut port = Port::new(context, *meter);
    let result = code(&NativeContext::new(&mut port));
    let Port { context, meter: spent, exit, .. } = port;
    *meter = spent;
    match (exit, result) {
        (Some(exit), _) => Err(exit),
        (None, Err(error)) => Err(exit_of(context, error)),
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
