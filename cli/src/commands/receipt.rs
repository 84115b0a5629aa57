//! `allod receipt`: shows what became of a transaction.

use crate::failure::{Exit, Failure};
use crate::options::Receipt;
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use std::path::Path;

/// Showing the receipt of a failed call is a success of its own.
pub(crate) fn run(data: &Path, options: Receipt, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open_existing(data)?;
    let receipt = session.engine.receipt(options.hash)?;
    let receipt = receipt.ok_or_else(|| Failure::NotFound(format!("no receipt {}", options.hash)))?;
    report::receipt(screen, &session, &receipt, options.trace)?;
    Ok(Exit::Done)
}
