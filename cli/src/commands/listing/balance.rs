//! `allod balance`: shows what an account or a contract has.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use serde_json::json;

pub(crate) fn run(data: &Place, account: &str, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let address = session.resolve(account)?;
    let balance = session.engine.balance(address)?;
    screen.either(&Page::line(thousands(balance)), json!({ "address": address, "balance": balance, "error": null }))?;
    Ok(Exit::Done)
}
