//! Call: a frame opened, the module run in it, the frame closed.

use crate::execution::backend;
use crate::execution::call_frame::{self, FrameParams, Outcome};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::frame_stack::CallInputs;
use crate::execution::gas::GasMeter;
use crate::execution::resolve::ResolvedCall;
use crate::modules::contract_cache::{CachedContract, ReadyContract};
use crate::modules::loaded_module::LoadedModule;
use crate::modules::metadata::{FREE_PAGES, ModuleMetadata};
use crate::modules::probes::Probes;
use allod_core::{Address, GasSchedule, HostOp};
use std::sync::Arc;

/// Request for a call.
pub(crate) struct CallRequest<'r> {
    pub(crate) callee: ResolvedCall,
    pub(crate) function: &'r str,
    pub(crate) sender: Address,
    pub(crate) gas_limit: u64,
    /// The money that the callee may receive from the sender.
    pub(crate) value: u64,
    /// True if the deploy of the contract makes the call, whose frame is open already.
    pub(crate) constructor: bool,
}

/// Makes a call.
pub(crate) fn run(context: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    let CallRequest { callee, function, sender, gas_limit, value, constructor } = request;
    let ResolvedCall { contract, module, abi_index, input } = callee;
    let gas_limit = gas_limit.min(contract.record.wasi.gas_cap(&context.environment.schedule));
    let reentrant = contract.record.reentrant || constructor;
    let input_bytes = input.len() as u64;
    let inputs = CallInputs { contract: &contract.address, ids: &contract.ids, sender: &sender, input, value };
    let outcome = match call_frame::open(context, FrameParams { function, gas_limit, reentrant, inputs }) {
        Ok(mut frame) => {
            if let Some(profiler) = &mut context.profiler {
                profiler.open_contract(contract.address, function, module.symbols.clone());
            }
            if let Some(explainer) = &mut context.explainer {
                explainer.open(contract.address, function, module.symbols.clone());
            }
            let ended = execute(context, &contract, &module, abi_index, input_bytes, &mut frame.meter);
            if let Some(profiler) = &mut context.profiler {
                profiler.close_contract(frame.meter.used());
            }
            let outcome = call_frame::close(context, frame, ended);
            if let Some(explainer) = &mut context.explainer {
                explainer.close(outcome.failure.as_deref());
            }
            outcome
        }
        Err(reason) => Outcome::refused(reason),
    };
    if context.probes() == Probes::None && !module.code.is_native() {
        context.scratch.last_contract = Some(ReadyContract { contract, module });
    }
    outcome
}

/// Pays for the call and runs the module, in the frame that is open.
#[inline(always)]
fn execute(
    context: &mut ExecutionContext,
    contract: &CachedContract,
    module: &Arc<LoadedModule>,
    abi_index: usize,
    input_bytes: u64,
    meter: &mut GasMeter,
) -> ExecResult {
    let schedule = &context.environment.schedule;
    let entry = schedule.price(HostOp::Entry).of(input_bytes);
    let instance = match module.code.is_native() {
        true => 0,
        false => instance_price(schedule, &module.metadata),
    };
    let paid = context.pay(meter, HostOp::Entry, entry);
    let paid = paid.and_then(|()| context.pay(meter, HostOp::Instantiate, instance));
    let memory_before = context.tx.memory;
    context.tx.memory += module.metadata.initial_bytes();
    context.scratch.deepest_call = context.scratch.deepest_call.max(context.tx.frames.depth());
    if let Some(frame) = context.tx.frames.last_mut() {
        frame.memory = module.metadata.memory_bytes();
    }
    context.journal.prefetch_records();
    let ended = match paid {
        Ok(()) => backend::run(context, module, abi_index, &contract.record.wasi, meter),
        Err(out_of_gas) => Err(out_of_gas.into()),
    };
    context.tx.memory = memory_before;
    ended
}

/// Gas for an instance of the module. Initial memory beyond [`FREE_PAGES`] costs as much as growing it would: it can be
/// written as well.
fn instance_price(schedule: &GasSchedule, metadata: &ModuleMetadata) -> u64 {
    let pages = metadata.pages;
    let grown = u64::from(schedule.instructions.grow_page).saturating_mul(pages.saturating_sub(FREE_PAGES).into());
    schedule.price(HostOp::Instantiate).of(u64::from(pages) + metadata.setup).saturating_add(grown)
}
