//! `allod query`: runs a function that may only read, and keeps nothing.

use super::call::{Prepared, explain};
use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Execution;
use crate::report::{self, Shown};
use crate::screen::Screen;
use crate::session::Session;

pub(crate) fn run(data: &Place, options: Execution, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let (contract, function, args, execute) = Prepared::new(&session, &options)?.parts(&session)?;
    let receipt = session.engine.query(contract, &function, args.clone(), execute.clone())?;
    let explanation = explain(&session, &receipt, args, execute);
    let shown = Shown { trace: options.signer.trace, hash: false };
    report::explained(screen, &session, &receipt, explanation.as_ref(), shown)
}
