//! Accounts: money and nonces.

use crate::exports::guard::guard;
use crate::exports::memory::Place;
use crate::exports::types::{AllodAddress, AllodEngine};
use crate::failure::{AllodStatus, Failure};
use crate::handles::{OpenEngine, TABLE};
use allod_vm::{Address, Engine, EngineError};

/// Puts what `ask` gives of an account at `answer`.
///
/// # Safety
/// `answer` is null or writable memory.
unsafe fn ask(
    engine: AllodEngine,
    account: AllodAddress,
    answer: *mut u64,
    ask: fn(&Engine, Address) -> Result<u64, EngineError>,
) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("an answer", answer) }?;
        place.set(ask(&TABLE.get::<OpenEngine>(engine.id)?.engine, Address(account.bytes))?);
        Ok(())
    })
}

/// Money of an account or a contract.
///
/// # Safety
/// `balance` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_balance(engine: AllodEngine, account: AllodAddress, balance: *mut u64) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { ask(engine, account, balance, Engine::balance) }
}

/// Nonce of the next transaction that an account signs.
///
/// # Safety
/// `nonce` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_nonce(engine: AllodEngine, account: AllodAddress, nonce: *mut u64) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { ask(engine, account, nonce, Engine::nonce) }
}

/// Gives an account money out of nothing: a chain's genesis, or a test's.
#[unsafe(no_mangle)]
pub extern "C" fn allod_fund(engine: AllodEngine, account: AllodAddress, amount: u64) -> AllodStatus {
    guard(|| {
        let open = TABLE.get::<OpenEngine>(engine.id)?;
        open.engine.fund(Address(account.bytes), amount).map_err(Failure::from)
    })
}

/// Moves money from one account to another, outside of any block.
#[unsafe(no_mangle)]
pub extern "C" fn allod_transfer(
    engine: AllodEngine,
    from: AllodAddress,
    to: AllodAddress,
    amount: u64,
) -> AllodStatus {
    guard(|| {
        let open = TABLE.get::<OpenEngine>(engine.id)?;
        open.engine.transfer(Address(from.bytes), Address(to.bytes), amount).map_err(Failure::from)
    })
}
