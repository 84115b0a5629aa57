//! `allod name`: sets, removes and lists the names of contracts.

use crate::failure::{Exit, Failure};
use crate::folder::{Place, names};
use crate::options::Name as Options;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_core::Address;
use serde_json::json;

pub(crate) fn run(data: &Place, options: Options, screen: &Screen) -> Result<Exit, Failure> {
    match options {
        Options::Set { name, contract, replace } => {
            let session = Session::open_existing(data)?;
            let address = session.resolve(&contract)?;
            if !session.is_contract(&address)? {
                return Err(Failure::NotFound(format!("no contract at {address}")));
            }
            let lost = give(&session, &name, address, replace)?;
            let document = json!({ "name": name, "address": address, "lost": lost, "error": null });
            let shown = screen.either(&page(&name, address, lost), document);
            shown.map_err(|failure| failure.though(format!("{name} is the contract at {address}")))?;
        }
        Options::Remove { name } => {
            let session = Session::open_existing(data)?;
            let address = session.folder.contracts.remove(session.folder.turn()?, &name)?;
            let line = Page::line(format_args!("the contract at {address} has no name"));
            let shown = screen.either(&line, json!({ "name": null, "address": address, "error": null }));
            shown.map_err(|failure| failure.though(format!("the name {name} is removed")))?;
        }
        Options::List => {
            let named = Session::look(data)?.folder.contracts.list()?;
            let width = named.iter().map(|contract| contract.name.len()).max().unwrap_or(0);
            let line = named.iter().map(|contract| format!("{:width$}  {}", contract.name, contract.address)).collect();
            let rows = named.iter().map(|contract| json!({ "name": contract.name, "address": contract.address }));
            screen.either(&line, json!({ "names": rows.collect::<Vec<_>>(), "error": null }))?;
        }
    }
    Ok(Exit::Done)
}

/// Gives the contract at `address` a name in place of the one it has, and says which contract lost it.
pub(crate) fn give(session: &Session, name: &str, address: Address, replace: bool) -> Result<Option<Address>, Failure> {
    may_be_given(session, name)?;
    session.folder.contracts.rename(session.folder.turn()?, name, address, replace)
}

/// Says no to a name that no contract may have.
pub(crate) fn may_be_given(session: &Session, name: &str) -> Result<(), Failure> {
    names::check(name)?;
    match session.folder.accounts.find(name)? {
        Some(_) => Err(Failure::Usage(format!("{name} is the name of an account"))),
        None => Ok(()),
    }
}

fn page(name: &str, address: Address, lost: Option<Address>) -> Page {
    let mut page = Page::line(format_args!("{name} is the contract at {address}"));
    if let Some(lost) = lost {
        page.push(format_args!("  the contract at {lost} has no name any more"));
    }
    page
}
