//! `allod call`: runs a function and keeps what it changes.

use crate::arguments::arguments;
use crate::clock;
use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::{Call, Execution};
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, Args, Hash};
use allod_vm::ExecuteOptions;

pub(crate) fn run(data: &Place, options: Call, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open_existing(data)?;
    let prepared = Prepared::new(&session, &options.execution)?;
    let mut made = Made { of: options.repeat, calls: 0, last: None };
    for _ in 0..options.repeat {
        match once(&session, &prepared, &mut made, options.execution.signer.trace, screen) {
            Ok(Exit::Done) => {}
            Ok(exit) => return Ok(exit),
            Err(failure) => return Err(made.although(failure)),
        }
    }
    Ok(Exit::Done)
}

/// Makes the call once and shows its receipt.
fn once(
    session: &Session,
    prepared: &Prepared,
    made: &mut Made,
    with_trace: bool,
    screen: &Screen,
) -> Result<Exit, Failure> {
    let (contract, function, args, execute) = prepared.clone().parts(session)?;
    let receipt = session.engine.execute(contract, &function, args, execute)?;
    made.calls += 1;
    made.last = Some(receipt.hash);
    report::receipt(screen, session, &receipt, with_trace)
}

/// The calls of one command that are kept, whatever becomes of the command.
struct Made {
    of: u64,
    calls: u64,
    last: Option<Hash>,
}

impl Made {
    /// `failure`, with what was kept before it.
    fn although(&self, failure: Failure) -> Failure {
        match (self.last, self.of) {
            (None, _) => failure,
            (Some(last), 1) => failure.though(format!("the call was made, and is kept as transaction {last}")),
            (Some(last), of) => failure.though(format!(
                "{} of {of} calls were made, and are kept; the last is transaction {last}",
                self.calls
            )),
        }
    }
}

/// A call whose words have been looked up.
#[derive(Clone)]
pub(crate) struct Prepared {
    contract: Address,
    function: String,
    args: Args,
    options: ExecuteOptions,
}

impl Prepared {
    /// Looks up what `execution` names.
    pub(crate) fn new(session: &Session, execution: &Execution) -> Result<Self, Failure> {
        let contract = session.resolve(&execution.contract)?;
        let function = execution.function.clone();
        let args = arguments(session, contract, &function, &execution.arguments, execution.args.as_deref())?;
        let options = ExecuteOptions {
            from: session.signer(execution.signer.from.as_deref())?,
            gas_limit: execution.signer.gas_limit,
            value: execution.value,
            objects: execution.objects.clone(),
            timing: execution.signer.trace,
            ..ExecuteOptions::default()
        };
        Ok(Self { contract, function, args, options })
    }

    /// What the engine takes, in a block that begins now.
    pub(crate) fn parts(self, session: &Session) -> Result<(Address, String, Args, ExecuteOptions), Failure> {
        let block = Some(clock::next_block(&session.engine)?);
        Ok((self.contract, self.function, self.args, ExecuteOptions { block, ..self.options }))
    }
}
