//! `allod receipt`: shows what became of a transaction.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Receipt;
use crate::report::{self, Shown};
use crate::screen::Screen;
use crate::session::Session;

/// Showing the receipt of a failed call is a success of its own.
pub(crate) fn run(data: &Place, options: Receipt, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let receipt = session.engine.receipt(options.hash)?;
    let receipt = receipt.ok_or_else(|| Failure::NotFound(format!("no receipt {}", options.hash)))?;
    report::receipt(screen, &session, &receipt, Shown { trace: options.trace, hash: true })?;
    Ok(Exit::Done)
}
