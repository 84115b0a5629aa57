//! Calls: executed, simulated, queried.

use crate::explanation;
use crate::exports::guard::guard;
use crate::exports::memory::{Place, bytes, text};
use crate::exports::types::{AllodAddress, AllodBuffer, AllodEngine, AllodReceipt, AllodSlice};
use crate::failure::{AllodStatus, Failure};
use crate::handles::{Buffer, OpenEngine, TABLE};
use crate::settings::{self, CallSettings};
use allod_vm::{Address, Args, Engine, EngineError, ExecuteOptions, Receipt};

/// Call in one of its three ways.
type Way = fn(&Engine, Address, &str, Args, ExecuteOptions) -> Result<Receipt, EngineError>;

/// A call as C makes it.
struct Call {
    engine: AllodEngine,
    contract: AllodAddress,
    function: AllodSlice,
    args: AllodSlice,
    options: AllodSlice,
}

impl Call {
    /// Does `ask` with the call as the engine takes it.
    ///
    /// # Safety
    /// The slices are readable memory.
    unsafe fn ask<T>(
        self,
        ask: fn(&Engine, Address, &str, Args, ExecuteOptions) -> Result<T, EngineError>,
    ) -> Result<T, Failure> {
        let Self { engine, contract, function, args, options } = self;
        // SAFETY: the caller vouches for all three.
        let (function, args, options) =
            unsafe { (text("function", function)?, bytes("args", args)?, bytes("options", options)?) };
        let open = TABLE.get::<OpenEngine>(engine.id)?;
        let args = Args::Json(settings::read("args", args)?);
        let options = settings::read::<CallSettings>("options", options)?.options(open.gas_limit);
        Ok(ask(&open.engine, Address(contract.bytes), function, args, options)?)
    }

    /// Makes the call by `way`, and puts its receipt at `receipt`.
    ///
    /// # Safety
    /// The slices are readable memory; `receipt` is null or writable memory.
    unsafe fn make(self, way: Way, receipt: *mut AllodReceipt) -> AllodStatus {
        guard(|| {
            // SAFETY: the caller vouches for it.
            let place = unsafe { Place::new("a receipt", receipt) }?;
            // SAFETY: the caller vouches for the slices.
            let receipt = unsafe { self.ask(way) }?;
            let failure = (!receipt.is_success())
                .then(|| Failure::new(AllodStatus::ContractFailed, explanation::status(&receipt)));
            place.set(AllodReceipt { id: TABLE.insert(receipt)? });
            failure.map_or(Ok(()), Err)
        })
    }
}

/// Calls a function of a contract, and commits its changes. `args` is a JSON list by position or an object by name; empty
/// is no argument. Integers are numbers or decimal text; bytes, addresses, object ids and hashes are hex text.
/// `options` is a JSON object, or empty: `from`, `gas_limit`, `value`, `objects`, `block` (`height`, `time`, `chain_id`).
///
/// # Safety
/// `function`, `args` and `options` are readable memory; `receipt` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_execute(
    engine: AllodEngine,
    contract: AllodAddress,
    function: AllodSlice,
    args: AllodSlice,
    options: AllodSlice,
    receipt: *mut AllodReceipt,
) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { Call { engine, contract, function, args, options }.make(Engine::execute, receipt) }
}

/// As `allod_execute`, and commits nothing. The gas is exactly that of `allod_execute`.
///
/// # Safety
/// As `allod_execute`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_simulate(
    engine: AllodEngine,
    contract: AllodAddress,
    function: AllodSlice,
    args: AllodSlice,
    options: AllodSlice,
    receipt: *mut AllodReceipt,
) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { Call { engine, contract, function, args, options }.make(Engine::simulate, receipt) }
}

/// As `allod_execute` on the state as it is: every write is denied and nothing is committed. Queries run beside each other.
///
/// # Safety
/// As `allod_execute`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_query(
    engine: AllodEngine,
    contract: AllodAddress,
    function: AllodSlice,
    args: AllodSlice,
    options: AllodSlice,
    receipt: *mut AllodReceipt,
) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { Call { engine, contract, function, args, options }.make(Engine::query, receipt) }
}

/// Makes a call once more without committing it, and says in lines for people where it fails: functions, and lines of a
/// contract in Go. `block` among the options may be that of a receipt. A call that succeeds is explained too.
///
/// # Safety
/// `function`, `args` and `options` are readable memory; `words` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_explain(
    engine: AllodEngine,
    contract: AllodAddress,
    function: AllodSlice,
    args: AllodSlice,
    options: AllodSlice,
    words: *mut AllodBuffer,
) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("an explanation", words) }?;
        // SAFETY: the caller vouches for the slices.
        let explanation = unsafe { Call { engine, contract, function, args, options }.ask(Engine::explain) }?;
        place.set(AllodBuffer { id: TABLE.insert(Buffer::new(explanation.to_string()))? });
        Ok(())
    })
}
