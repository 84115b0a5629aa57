//! `allod call`: runs a function and keeps what it changes.

use crate::arguments::arguments;
use crate::clock;
use crate::failure::{Exit, Failure};
use crate::options::{Call, Execution};
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, Args};
use allod_vm::ExecuteOptions;
use std::path::Path;

pub(crate) fn run(data: &Path, options: Call, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open_existing(data)?;
    let prepared = Prepared::new(&session, &options.execution)?;
    for _ in 0..options.repeat {
        let (contract, function, args, execute) = prepared.clone().parts(&session)?;
        let receipt = session.engine.execute(contract, &function, args, execute)?;
        let exit = report::receipt(screen, &session, &receipt, options.execution.signer.trace)?;
        if exit != Exit::Done {
            return Ok(exit);
        }
    }
    Ok(Exit::Done)
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
