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

use crate::call::{self, Ended, Opening, Outcome};
use crate::frame::{Frame, Stop};
use crate::gas::GasMeter;
use crate::session::Session;
use crate::transact::{self, Mode, Step};
use crate::{DEFAULT_GAS_LIMIT, Engine, EngineError, ExecuteOptions, Payload, Receipt, Transaction};
use allod_core::{Address, HostStatus, RevertCode, Value};
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
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_native(
        &self,
        contract: Address,
        function: &str,
        options: ExecuteOptions,
        code: impl FnOnce(&NativeContext) -> Result<Vec<Value>, NativeError>,
    ) -> Result<Receipt, EngineError> {
        let ExecuteOptions { from, gas_limit, value, objects, block, timing } = options;
        let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
        let payload =
            Payload::Call { contract, function: function.into(), input: Vec::new(), value, objects: objects.clone() };
        let transaction = Transaction { from, gas_limit, payload };
        self.write(block, |block, journal| {
            let mode = Mode { timing, ..Mode::default() };
            let mut session = Session::new(self.shared.clone(), journal, block, from, mode);
            session.brought = objects;
            session.brought.sort_unstable();
            run(session, contract, function, value, &transaction, code)
        })
    }
}

fn run(
    mut session: Box<Session>,
    contract: Address,
    function: &str,
    attached: u64,
    transaction: &Transaction,
    code: impl FnOnce(&NativeContext) -> Result<Vec<Value>, NativeError>,
) -> Step<Receipt> {
    let hash = match transact::number(&mut session, transaction) {
        Ok(hash) => hash,
        Err(error) => return (session, Err(error)),
    };
    let opening = Opening { function, gas_limit: transaction.gas_limit, reentrant: false };
    let frame = Frame::new(contract, transaction.from, Vec::new(), attached);
    let outcome: Outcome;
    (session, outcome) = call::in_frame(session, opening, frame, |session, meter| {
        let context = NativeContext::new(Port::new(session, meter));
        let result = code(&context);
        ended(context.into_port(), result)
    });
    let done = transact::finish(&mut session, contract, function.into(), outcome, Vec::new(), transaction.gas_limit);
    let receipt = done.and_then(|done| transact::write_up(&mut session, hash, transaction.from, done));
    (session, receipt)
}

/// How the run ended: a stop of the host's comes before whatever the code made of it.
fn ended(port: Port, result: Result<Vec<Value>, NativeError>) -> (Box<Session>, GasMeter, Ended) {
    let Port { session, meter, stop, .. } = port;
    // Host operations put the session back before they return, whatever they answer.
    let mut session = session.expect("a host operation kept the session");
    let ended = match (stop, result) {
        (Some(stop), _) => Ended::Stopped(stop),
        (None, Err(error)) => Ended::Stopped(Stop::Revert(RevertCode::ERROR, error.to_string())),
        (None, Ok(values)) => {
            let output = values.iter().flat_map(Value::encode).collect();
            match session.frame() {
                Ok(frame) => {
                    frame.output = output;
                    Ended::Returned
                }
                Err(error) => Ended::Stopped(Stop::Fault(error)),
            }
        }
    };
    (session, meter, ended)
}
