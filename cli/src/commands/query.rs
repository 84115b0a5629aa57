//! `allod query`: runs a function that may only read, and keeps nothing.

use super::call::Prepared;
use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Execution;
use crate::report;
use crate::screen::Screen;
use crate::session::Session;

pub(crate) fn run(data: &Place, options: Execution, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let (contract, function, args, execute) = Prepared::new(&session, &options)?.parts(&session)?;
    let receipt = session.engine.query(contract, &function, args, execute)?;
    report::receipt(screen, &session, &receipt, options.signer.trace)
}
