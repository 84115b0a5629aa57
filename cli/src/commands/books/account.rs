//! `allod account`: makes, lists and funds accounts.

use crate::failure::{Exit, Failure};
use crate::folder::accounts::DEFAULT;
use crate::folder::{Folder, Place};
use crate::options::Account;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_core::Address;
use serde_json::json;

pub(crate) fn run(data: &Place, command: Account, screen: &Screen) -> Result<Exit, Failure> {
    match command {
        Account::New { name } => create(data, &name, screen),
        Account::List => list(data, screen),
        Account::Fund { account, amount } => fund(data, &account, amount, screen),
        Account::Transfer { to, amount, from } => transfer(data, from.as_deref(), &to, amount, screen),
    }?;
    Ok(Exit::Done)
}

fn create(data: &Place, name: &str, screen: &Screen) -> Result<(), Failure> {
    let folder = Folder::make(data)?;
    if let Some(contract) = folder.contract(name)? {
        return Err(Failure::Usage(format!("{name} is the name of a contract already: {}", contract.address)));
    }
    let address = folder.accounts.create(folder.turn()?, name)?;
    let shown = screen.either(
        &Page::line(format_args!("{name}  {address}")),
        json!({ "name": name, "address": address, "error": null }),
    );
    shown.map_err(|failure| failure.though(format!("the account {name} is kept, its address is {address}")))
}

fn list(data: &Place, screen: &Screen) -> Result<(), Failure> {
    let rows = match Folder::look(data) {
        Err(Failure::NotFound(_)) => Vec::new(),
        folder => rows(data, &folder?)?,
    };
    if screen.is_json() {
        let row = |(name, address, balance)| json!({ "name": name, "address": address, "balance": balance });
        return screen.json(json!({ "accounts": rows.into_iter().map(row).collect::<Vec<_>>(), "error": null }));
    }
    if rows.is_empty() {
        screen.remark("no accounts yet; the first call makes one called default");
    }
    let width = rows.iter().map(|row| row.0.len()).max().unwrap_or(0);
    let line =
        |(name, address, balance): &(String, _, u64)| format!("{name:width$}  {address}  {}", thousands(*balance));
    screen.page(&rows.iter().map(line).collect())
}

/// The accounts with what they have; nothing, where there is no store yet.
fn rows(data: &Place, folder: &Folder) -> Result<Vec<(String, Address, u64)>, Failure> {
    folder.accounts.check()?;
    let session = if folder.has_store()? { Some(Session::look(data)?) } else { None };
    let balance = |address| session.as_ref().map_or(Ok(0), |session| session.engine.balance(address));
    let accounts = folder.accounts.list()?.into_iter();
    accounts.map(|account| Ok((account.name, account.address, balance(account.address)?))).collect()
}

fn fund(data: &Place, account: &str, amount: u64, screen: &Screen) -> Result<(), Failure> {
    let session = Session::open(data)?;
    let address = session.signer(Some(account))?;
    session.engine.fund(address, amount)?;
    show_balance(&session, account, address, screen)
        .map_err(|failure| failure.though(format!("{amount} was given to {address}, and is kept")))
}

fn show_balance(session: &Session, account: &str, address: Address, screen: &Screen) -> Result<(), Failure> {
    let balance = session.engine.balance(address)?;
    screen.either(
        &Page::line(format_args!("{account} has {}", thousands(balance))),
        json!({ "address": address, "balance": balance, "error": null }),
    )
}

fn transfer(data: &Place, from: Option<&str>, to: &str, amount: u64, screen: &Screen) -> Result<(), Failure> {
    let session = Session::open_existing(data)?;
    let (giver, taker) = (session.signer(from)?, session.signer(Some(to))?);
    session.engine.transfer(giver, taker, amount)?;
    let (left, more) = (session.engine.balance(giver)?, session.engine.balance(taker)?);
    let mut page = Page::default();
    page.push(format_args!("{} has {}", from.unwrap_or(DEFAULT), thousands(left)));
    page.push(format_args!("{to} has {}", thousands(more)));
    let document = json!({
        "from": { "address": giver, "balance": left },
        "to": { "address": taker, "balance": more },
        "amount": amount,
        "error": null,
    });
    let shown = screen.either(&page, document);
    shown.map_err(|failure| failure.though(format!("{amount} went from {giver} to {taker}, and is kept")))
}
