//! `allod account`: makes, lists and funds accounts.

use crate::failure::{Exit, Failure};
use crate::figures::thousands;
use crate::options::Account;
use crate::screen::Screen;
use crate::session::Session;
use serde_json::json;
use std::path::Path;

pub(crate) fn run(data: &Path, command: Account, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::open(data)?;
    match command {
        Account::New { name } => create(&session, &name, screen),
        Account::List => list(&session, screen),
        Account::Fund { account, amount } => fund(&session, &account, amount, screen),
    }?;
    Ok(Exit::Done)
}

fn create(session: &Session, name: &str, screen: &Screen) -> Result<(), Failure> {
    if let Some(contract) = session.contracts.list()?.into_iter().find(|contract| contract.name == name) {
        return Err(Failure::Usage(format!("{name} is the name of a contract already: {}", contract.address)));
    }
    let account = session.accounts.create(name)?;
    screen.either(
        format_args!("{name}  {}", account.address),
        &json!({ "name": name, "address": account.address, "error": null }),
    )
}

fn list(session: &Session, screen: &Screen) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for account in session.accounts.list()? {
        let balance = session.engine.balance(account.address)?;
        rows.push((account.name, account.address, balance));
    }
    if screen.is_json() {
        let row = |(name, address, balance)| json!({ "name": name, "address": address, "balance": balance });
        return screen.line(json!({ "accounts": rows.into_iter().map(row).collect::<Vec<_>>(), "error": null }));
    }
    if rows.is_empty() {
        screen.remark("no accounts yet; the first call makes one called default");
    }
    let width = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
    rows.iter().try_for_each(|(name, address, balance)| {
        screen.line(format_args!("{name:width$}  {address}  {}", thousands(*balance)))
    })
}

fn fund(session: &Session, account: &str, amount: u64, screen: &Screen) -> Result<(), Failure> {
    let address = session.signer(Some(account))?;
    session.engine.fund(address, amount)?;
    let balance = session.engine.balance(address)?;
    screen.either(
        format_args!("{account} has {}", thousands(balance)),
        &json!({ "address": address, "balance": balance, "error": null }),
    )
}
