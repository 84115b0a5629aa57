//! Deploy: a contract made as a transaction, its constructor called, all of that or none of it.

use crate::EngineError;
use crate::execution::call::{self, CallRequest};
use crate::execution::context::ExecutionContext;
use crate::execution::gas::GasMeter;
use crate::execution::resolve::{CallArgs, ResolvedCall, check_balance, check_limit, resolve};
use crate::execution::resolve_error::ResolveError;
use crate::modules::contract_record::ContractRecord;
use crate::transaction::outcome::ExecutionOutcome;
use crate::transaction::{Constructor, DeployTerms};
use allod_core::address::Salt;
use allod_core::{Address, Hash, HostOp, Name, ObjectId, Param, Status, codec, reason};
use allod_security::{LimitKind, tracer};
use allod_state::StateError;
use std::sync::Arc;

/// Contract that is being deployed.
struct NewContract<'d> {
    address: Address,
    code_hash: Hash,
    module: &'d [u8],
    terms: &'d DeployTerms,
}

/// Result of a constructor; empty without one.
#[derive(Default)]
struct Constructed {
    output: Vec<u8>,
    outputs: Arc<[Param]>,
}

/// Pays for the module, takes it through the gate, creates the contract, and calls its constructor if the deployer named
/// one.
///
/// # Errors
/// Those of the gate, the compiler and the store, and [`EngineError::AddressTaken`].
pub(super) fn deploy(
    context: &mut ExecutionContext,
    module: &[u8],
    terms: &DeployTerms,
    gas_limit: u64,
) -> Result<ExecutionOutcome, EngineError> {
    terms.wasi.validate()?;
    context.environment.features.check(&terms.wasi, terms.reentrant, context.mode.refuse)?;
    context.environment.limits.check(LimitKind::Code, module.len() as u64)?;
    context.environment.limits.check(LimitKind::Memory, terms.wasi.memory_limit)?;
    let code_hash = Hash::of_code(module);
    let address = address_of(context, terms, &code_hash)?;
    let contract = NewContract { address, code_hash, module, terms };
    let mut meter = GasMeter::new(gas_limit);
    // It is within the limit.
    let _ = meter.charge(context.tx.intrinsic_gas);
    // The first frame of the chain, so neither depth nor re-entry can refuse it.
    let _ = context.tx.tracer.open(tracer::Opening {
        contract: address,
        function: "",
        sender: context.tx.origin,
        value: terms.constructor.as_ref().map_or(0, |constructor| constructor.value),
        gas_limit: meter.left(),
        reentrant: false,
    });
    let bytes = module.len() as u64;
    let paid = context.tx.gas.charge(&mut meter, &context.environment.schedule, HostOp::Deploy, bytes);
    let mut constructed = Constructed::default();
    let status = match paid {
        Err(_) => Status::OutOfGas,
        Ok(()) => make(context, &contract, &mut meter, &mut constructed)?,
    };
    context.tx.tracer.close(status.clone(), meter.used() - context.tx.intrinsic_gas);
    let Constructed { output, outputs } = constructed;
    Ok(ExecutionOutcome { contract: address, function: Name::default(), status, output, outputs, meter })
}

/// Address of the new contract.
fn address_of(context: &mut ExecutionContext, terms: &DeployTerms, code_hash: &Hash) -> Result<Address, EngineError> {
    let deployer = context.tx.origin;
    let salt = match (terms.salt, context.tx.nonce) {
        (Some(salt), _) => Salt::Chosen(salt),
        (None, Some(nonce)) => Salt::Nonce(nonce),
        (None, None) => Salt::Nonce(context.journal.nonces().get(&deployer)?),
    };
    Ok(Address::of_contract(&deployer, salt, code_hash))
}

/// Makes a contract that is paid for. Anything but a success leaves nothing in the journal.
fn make(
    context: &mut ExecutionContext,
    contract: &NewContract<'_>,
    meter: &mut GasMeter,
    constructed: &mut Constructed,
) -> Result<Status, EngineError> {
    let is_native = context.environment.natives.find(&contract.address).is_some();
    if is_native || context.journal.contracts().record(&contract.address)?.is_some() {
        return Err(EngineError::AddressTaken { address: contract.address });
    }
    // Through the gate and compiled before anything is written, so a bad module costs no address.
    let modules = &context.environment.modules;
    modules.admit(&contract.code_hash, contract.module, &contract.terms.wasi, &context.progress)?;
    let checkpoint = context.journal.checkpoint();
    let created = create_contract(context, contract);
    let status = match (created, &contract.terms.constructor) {
        (Err(error), _) => Err(error),
        (Ok(()), None) => Ok(Status::Success),
        (Ok(()), Some(constructor)) => construct(context, contract.address, constructor, meter, constructed),
    };
    match &status {
        Ok(Status::Success) => context.journal.commit(checkpoint)?,
        _ => context.journal.revert(checkpoint)?,
    }
    status
}

/// Writes a contract into the state.
fn create_contract(context: &mut ExecutionContext, contract: &NewContract<'_>) -> Result<(), EngineError> {
    let NewContract { address, code_hash, module, terms } = *contract;
    let (deployer, height) = (context.tx.origin, context.block.height);
    let DeployTerms { salt, wasi, reentrant, .. } = terms.clone();
    let record = codec::encode(&ContractRecord { code: code_hash, deployer, height, wasi, reentrant })?;
    match context.journal.contracts().insert(&address, &record) {
        Err(StateError::ContractExists(address)) => return Err(EngineError::AddressTaken { address }),
        other => other?,
    }
    if salt.is_none() && context.tx.nonce.is_none() {
        context.journal.nonces().advance(&deployer)?;
    }
    context.journal.contracts().insert_code(module)?;
    context.journal.objects().create(&ObjectId::default_of(&address), &address)?;
    Ok(())
}

/// Calls the constructor of `contract`, which was just created, with the gas that is left. One that can't begin is refused,
/// like a call by a contract.
///
/// # Errors
/// The failure of the engine or its store.
fn construct(
    context: &mut ExecutionContext,
    contract: Address,
    constructor: &Constructor,
    meter: &mut GasMeter,
    constructed: &mut Constructed,
) -> Result<Status, EngineError> {
    let Constructor { function, value, .. } = constructor;
    let (sender, value) = (context.tx.origin, *value);
    let callee = match resolve_constructor(context, contract, constructor) {
        Ok(callee) => callee,
        Err(error) => {
            let reason = error.into_reason(function)?;
            let name = reason::name(function.as_bytes());
            context.tx.tracer.refuse((contract, &name), sender, value, reason.clone());
            return Ok(Status::Refused { reason: Box::new(reason) });
        }
    };
    constructed.outputs = callee.module.outputs(callee.abi_index);
    let gas_limit = meter.left();
    let outcome = call::run(context, CallRequest { callee, function, sender, gas_limit, value, constructor: true });
    // A call costs at most its limit.
    let _ = meter.charge(outcome.gas_used);
    if let Some(fault) = context.tx.fault.take() {
        return Err(fault);
    }
    constructed.output = outcome.output;
    Ok(outcome.failure.map_or(Status::Success, |failure| *failure))
}

/// Resolves the constructor, if the deployer has the money that it may take.
fn resolve_constructor(
    context: &mut ExecutionContext,
    contract: Address,
    constructor: &Constructor,
) -> Result<ResolvedCall, ResolveError> {
    let Constructor { function, input, value } = constructor;
    check_limit(context, LimitKind::Input, input.len() as u64)?;
    let deployer = context.tx.origin;
    check_balance(context, &deployer, *value)?;
    resolve(context, contract, function, CallArgs::Encoded(input))
}
