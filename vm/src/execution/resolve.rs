//! Resolution of a call: its contract, module, function and input, before anything of it happens.

use crate::EngineError;
use crate::engine::budget::Budget;
use crate::engine::environment::Environment;
use crate::execution::context::ExecutionContext;
use crate::execution::resolve_error::ResolveError;
use crate::modules::contract_cache::{CachedContract, ReadyContract};
use crate::modules::contract_record::ContractRecord;
use crate::modules::loaded_module::LoadedModule;
use crate::modules::probes::Probes;
use allod_core::args::{check_input, encode_tagged};
use allod_core::{Address, Args, Function, ObjectIds, Reason};
use allod_security::LimitKind;
use allod_state::Journal;
use std::sync::Arc;

/// Call that can begin.
pub(crate) struct ResolvedCall {
    pub(crate) contract: Arc<CachedContract>,
    pub(crate) module: Arc<LoadedModule>,
    /// The function's index in the ABI.
    pub(crate) abi_index: usize,
    /// The encoded arguments.
    pub(crate) input: Vec<u8>,
}

/// Arguments of a call, in the form that the caller has them.
pub(crate) enum CallArgs<'a> {
    /// Values to be encoded as the ABI says.
    Args(Args),
    /// The input as it is, which must be what the function takes where the module brings an ABI.
    Encoded(&'a [u8]),
    /// Values with their types, as a contract passes them.
    Tagged(&'a [u8]),
}

impl CallArgs<'_> {
    /// The input for `function`, of at most `max_bytes`, in the capacity of `buffer`. Input as it is must fit if `has_abi`.
    #[inline(always)]
    fn encode(
        self,
        function: &Function,
        has_abi: bool,
        buffer: Vec<u8>,
        max_bytes: u64,
    ) -> Result<Vec<u8>, ResolveError> {
        match self {
            Self::Args(Args::Encoded(input)) => as_it_is(function, has_abi, &input, buffer),
            Self::Args(args) => Ok(args.encode_in(function, buffer)?),
            Self::Encoded(input) => as_it_is(function, has_abi, input, buffer),
            Self::Tagged(values) => encode_tagged(function, values, buffer, max_bytes).map_err(ResolveError::refused),
        }
    }
}

/// The input as it is, in the capacity of `buffer`. It must fit `function` if `has_abi`.
#[inline(always)]
fn as_it_is(function: &Function, has_abi: bool, input: &[u8], mut buffer: Vec<u8>) -> Result<Vec<u8>, ResolveError> {
    if has_abi {
        check_input(function, input).map_err(ResolveError::refused)?;
    }
    buffer.clear();
    buffer.extend_from_slice(input);
    Ok(buffer)
}

/// Resolves a call of `function` of `contract`.
///
/// # Errors
/// [`ResolveError`].
#[inline(always)]
pub(crate) fn resolve(
    context: &mut ExecutionContext,
    contract: Address,
    function: &str,
    args: CallArgs<'_>,
) -> Result<ResolvedCall, ResolveError> {
    check_limit(context, LimitKind::FunctionName, function.len() as u64)?;
    let ReadyContract { contract, module } = ready_contract(context, &contract)?;
    let Some((abi_index, signature)) = module.function(function) else {
        return Err(ResolveError::NoFunction(module));
    };
    let max_bytes = context.environment.limits.input;
    let buffer = std::mem::take(&mut context.scratch.input);
    let input = args.encode(signature, module.metadata.has_abi, buffer, max_bytes)?;
    check_limit(context, LimitKind::Input, input.len() as u64)?;
    module.object_args(abi_index, &input).for_each(|id| context.journal.prefetch_object(&id));
    check_limit(context, LimitKind::ChainMemory, context.tx.memory + module.metadata.initial_bytes())?;
    Ok(ResolvedCall { contract, module, abi_index, input })
}

/// Refuses a value above its limit.
///
/// # Errors
/// [`ResolveError::Refused`].
pub(crate) fn check_limit(context: &ExecutionContext, what: LimitKind, given: u64) -> Result<(), ResolveError> {
    context.environment.limits.check(what, given).map_err(|error| ResolveError::refused((&error).into()))
}

/// Refuses to attach more than `account` has. The value stays with the account until the callee receives it.
///
/// # Errors
/// [`ResolveError::Refused`], or the store's.
#[inline]
pub(crate) fn check_balance(context: &mut ExecutionContext, account: &Address, value: u64) -> Result<(), ResolveError> {
    if value == 0 {
        return Ok(());
    }
    match context.journal.balances().get(account)? {
        has if has >= value => Ok(()),
        has => Err(ResolveError::refused(Reason::Balance { account: *account, has, wanted: value })),
    }
}

/// Contract at `address`: the one that was called last, if it is that, or [`find_contract`]. The last one's module need not
/// be noted as used, because the context held it. [`call::run`](super::call::run) puts it back.
#[inline(always)]
fn ready_contract(context: &mut ExecutionContext, address: &Address) -> Result<ReadyContract, ResolveError> {
    let probes = context.probes();
    if let Some(last) =
        context.scratch.last_contract.take_if(|last| probes == Probes::None && last.contract.address == *address)
        && context.journal.contracts().record(address)? == Some(&*last.contract.record_bytes)
    {
        return Ok(last);
    }
    find_contract(&context.environment, &mut context.journal, address, probes).map_err(|error| match error {
        EngineError::NoContract { address } => ResolveError::refused(Reason::NoContract { address }),
        error => error.into(),
    })
}

/// Finds the contract at `address`, and its module ready to run, with `probes`.
///
/// # Errors
/// [`EngineError::NoContract`], or those of the store and the module cache.
pub(crate) fn find_contract(
    environment: &Environment,
    journal: &mut Journal,
    address: &Address,
    probes: Probes,
) -> Result<ReadyContract, EngineError> {
    if let Some(native) = environment.natives.find(address) {
        return Ok(native.clone());
    }
    let bytes = journal.contracts().record(address)?.ok_or(EngineError::NoContract { address: *address })?;
    if probes == Probes::None
        && let Some(ready) = environment.contracts.find(address, bytes)
    {
        return Ok(ready);
    }
    let record_bytes: Box<[u8]> = bytes.into();
    let record = ContractRecord::read(address, &record_bytes)?;
    let module = environment.modules.get(&record.code, &record.wasi, probes, || {
        let code = journal.contracts().code(&record.code)?;
        code.ok_or_else(|| EngineError::CorruptStore(format!("contract {address} has no module")))
    })?;
    let contract = Arc::new(CachedContract { address: *address, record_bytes, record, ids: ObjectIds::of(address) });
    if probes == Probes::None {
        environment.contracts.insert(contract.clone(), &module, environment.budgets.get(Budget::Contracts));
    }
    Ok(ReadyContract { contract, module })
}
