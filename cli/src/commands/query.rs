//! `allod query`: runs a function that may only read, and keeps nothing.

use super::call::Prepared;
use crate::failure::{Exit, Failure};
use crate::options::Execution;
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use std::path::Path;

pub(crate) fn run(data: &Path, options: Execution, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open_existing(data)?;
    let (contract, function, args, execute) = Prepared::new(&session, &options)?.parts(&session)?;
    let receipt = session.engine.query(contract, &function, args, execute)?;
    report::receipt(screen, &session, &receipt, options.signer.trace)
}
