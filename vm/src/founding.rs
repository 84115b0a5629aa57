//! Making a contract: a deploy as a transaction.

use crate::EngineError;
use crate::contract::ContractRecord;
use crate::gas::GasMeter;
use crate::session::Session;
use crate::transact::Done;
use crate::transaction::DeployTerms;
use allod_core::address::Salt;
use allod_core::{Address, Hash, HostOp, ObjectId, Status, codec};
use allod_security::Limited;
use allod_state::StateError;

/// Pays for the module, takes it through the gate, and founds the contract.
///
/// # Errors
/// What the gate, the compiler or the store says, and [`EngineError::AddressTaken`].
pub(crate) fn deploy(
    session: &mut Session,
    module: &[u8],
    terms: &DeployTerms,
    gas_limit: u64,
) -> Result<Done, EngineError> {
    terms.wasi.validate()?;
    session.shared.limits.check(Limited::Code, module.len() as u64)?;
    session.shared.limits.check(Limited::Memory, terms.wasi.memory_limit)?;
    let deployer = session.origin;
    let code = Hash::of_code(module);
    let salt = match (terms.salt, session.nonce) {
        (Some(salt), _) => Salt::Chosen(salt),
        (None, Some(nonce)) => Salt::Nonce(nonce),
        (None, None) => Salt::Nonce(session.journal.nonces().get(&deployer)?),
    };
    let contract = Address::of_contract(&deployer, salt, &code);
    let mut meter = GasMeter::new(gas_limit);
    // A chain of one frame: it is the first, so neither depth nor re-entry can refuse it.
    let _ = session.tracer.open(contract, "", deployer, meter.left(), false);
    let shared = session.shared.clone();
    let paid = session.tally.charge(&mut meter, &shared.schedule, HostOp::Deploy, module.len() as u64);
    let status = match paid {
        Err(_) => Status::OutOfGas,
        Ok(()) => {
            if session.journal.contracts().record(&contract)?.is_some() {
                return Err(EngineError::AddressTaken { address: contract });
            }
            // Through the gate and compiled before anything is written, so a bad module costs no address.
            shared.modules.admit(&code, module, &terms.wasi)?;
            found(session, contract, code, module, terms)?;
            Status::Success
        }
    };
    session.tracer.close(status.clone(), meter.used());
    let (function, output, outputs) = Default::default();
    Ok(Done { contract, function, status, output, outputs, meter })
}

/// Writes a contract into the state.
fn found(
    session: &mut Session,
    contract: Address,
    code: Hash,
    module: &[u8],
    terms: &DeployTerms,
) -> Result<(), EngineError> {
    let deployer = session.origin;
    let DeployTerms { salt, wasi, reentrant } = terms.clone();
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
