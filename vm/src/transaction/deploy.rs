//! Making a contract: a deploy as a transaction.

use crate::EngineError;
use crate::execution::call::{self, CallRequest, ResolvedCall};
use crate::execution::context::ExecutionContext;
use crate::execution::gas::GasMeter;
use crate::execution::unready::Unready;
use crate::modules::contract_record::ContractRecord;
use crate::transaction::executor::ExecutionOutcome;
use crate::transaction::{Constructor, DeployTerms};
use allod_core::address::Salt;
use allod_core::{Address, Hash, HostOp, Name, ObjectId, Param, Status, codec, reason};
use allod_security::{LimitKind, tracer};
use allod_state::StateError;
use std::sync::Arc;

/// Pays for the module, takes it through the gate, founds the contract, and calls its constructor if the deployer named one:
/// all of that or none of it.
///
/// # Errors
/// What the gate, the compiler or the store says, and [`EngineError::AddressTaken`].
pub(crate) fn deploy(
    session: &mut ExecutionContext,
    module: &[u8],
    terms: &DeployTerms,
    gas_limit: u64,
) -> Result<ExecutionOutcome, EngineError> {
    terms.wasi.validate()?;
    session.shared.limits.check(LimitKind::Code, module.len() as u64)?;
    session.shared.limits.check(LimitKind::Memory, terms.wasi.memory_limit)?;
    let deployer = session.origin;
    let code = Hash::of_code(module);
    let salt = match (terms.salt, session.nonce) {
        (Some(salt), _) => Salt::Chosen(salt),
        (None, Some(nonce)) => Salt::Nonce(nonce),
        (None, None) => Salt::Nonce(session.journal.nonces().get(&deployer)?),
    };
    let contract = Address::of_contract(&deployer, salt, &code);
    let mut meter = GasMeter::new(gas_limit);
    let value = terms.constructor.as_ref().map_or(0, |constructor| constructor.value);
    let gas_limit = meter.left();
    // The first frame of the chain, so neither depth nor re-entry can refuse it.
    let opening = tracer::Opening { contract, function: "", sender: deployer, value, gas_limit, reentrant: false };
    let _ = session.tracer.open(opening);
    let shared = session.shared.clone();
    let paid = session.tally.charge(&mut meter, &shared.schedule, HostOp::Deploy, module.len() as u64);
    let mut built = Built::default();
    let status = match paid {
        Err(_) => Status::OutOfGas,
        Ok(()) => {
            if session.journal.contracts().record(&contract)?.is_some() {
                return Err(EngineError::AddressTaken { address: contract });
            }
            // Through the gate and compiled before anything is written, so a bad module costs no address.
            shared.modules.admit(&code, module, &terms.wasi, &session.progress)?;
            let checkpoint = session.journal.checkpoint();
            let status =
                create_contract(session, contract, code, module, terms).and_then(|()| match &terms.constructor {
                    None => Ok(Status::Success),
                    Some(constructor) => construct(session, contract, constructor, &mut meter, &mut built),
                });
            match &status {
                Ok(Status::Success) => session.journal.commit(checkpoint)?,
                _ => session.journal.revert(checkpoint)?,
            }
            status?
        }
    };
    session.tracer.close(status.clone(), meter.used());
    let Built { output, outputs } = built;
    Ok(ExecutionOutcome { contract, function: Name::default(), status, output, outputs, meter })
}

/// What a constructor returned; nothing without one.
#[derive(Default)]
struct Built {
    output: Vec<u8>,
    outputs: Arc<[Param]>,
}

/// Calls the constructor of `contract`, which was just founded, with what is left of the gas. One that can't begin is
/// refused, like a call by a contract.
///
/// # Errors
/// What the engine or its store failed at.
fn construct(
    session: &mut ExecutionContext,
    contract: Address,
    constructor: &Constructor,
    meter: &mut GasMeter,
    built: &mut Built,
) -> Result<Status, EngineError> {
    let Constructor { function, value, .. } = constructor;
    let sender = session.origin;
    let callee = match constructor_of(session, contract, constructor) {
        Ok(callee) => callee,
        Err(unready) => {
            let reason = unready.reason(function)?;
            session.tracer.refuse((contract, &reason::name(function.as_bytes())), sender, *value, reason.clone());
            return Ok(Status::Refused { reason: Box::new(reason) });
        }
    };
    built.outputs = callee.module.outputs(callee.at);
    let (gas_limit, attached) = (meter.left(), *value);
    let outcome = call::run(session, CallRequest { callee, function, sender, gas_limit, attached, constructor: true });
    // A call costs at most its limit.
    let _ = meter.charge(outcome.gas_used);
    if let Some(fault) = session.fault.take() {
        return Err(fault);
    }
    built.output = outcome.output;
    Ok(outcome.failure.map_or(Status::Success, |failure| *failure))
}

/// The constructor of `contract`, found, with its input, if the deployer has what it may take.
fn constructor_of(
    session: &mut ExecutionContext,
    contract: Address,
    Constructor { function, input, value }: &Constructor,
) -> Result<ResolvedCall, Unready> {
    call::within(session, LimitKind::Input, input.len() as u64)?;
    let deployer = session.origin;
    call::affords(session, &deployer, *value)?;
    call::prepare(session, contract, function, |_, mut room, _| {
        room.clear();
        room.extend_from_slice(input);
        Ok(room)
    })
}

/// Writes a contract into the state.
fn create_contract(
    session: &mut ExecutionContext,
    contract: Address,
    code: Hash,
    module: &[u8],
    terms: &DeployTerms,
) -> Result<(), EngineError> {
    let deployer = session.origin;
    let DeployTerms { salt, wasi, reentrant, .. } = terms.clone();
    let record = ContractRecord { code, deployer, height: session.block.height, wasi, reentrant };
    let record = codec::encode(&record)?;
    match session.journal.contracts().insert(&contract, &record) {
        Err(StateError::ContractExists(address)) => return Err(EngineError::AddressTaken { address }),
        other => other?,
    }
    if salt.is_none() && session.nonce.is_none() {
        session.journal.nonces().advance(&deployer)?;
    }
    session.journal.contracts().insert_code(module)?;
    session.journal.objects().create(&ObjectId::default_of(&contract), &contract)?;
    Ok(())
}
