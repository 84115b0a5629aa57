//! `allod objects`: lists what an address owns.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Objects;
use crate::report::figures::readable;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, ObjectIds};
use serde_json::json;

pub(crate) fn run(data: &Place, options: Objects, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let owner = session.resolve(&options.owner)?;
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let ids = session.engine.objects_of(owner, options.after, limit)?;
    let next = ids.last().filter(|_| ids.len() >= limit);
    screen.either(&ids.iter().collect(), json!({ "owner": owner, "objects": ids, "next": next, "error": null }))?;
    match ids.last() {
        None if options.after.is_some() => screen.remark(format_args!("{} owns no more objects", options.owner)),
        None => screen.remark(format_args!("{} owns no objects{}", options.owner, given_away(&session, owner)?)),
        Some(_) => {
            if let Some(next) = next {
                screen.remark(format_args!("there may be more: --after {next}"));
            }
        }
    }
    Ok(Exit::Done)
}

/// Owner of the default object of `contract`, in words, if it is a contract that has given it away.
fn given_away(session: &Session, contract: Address) -> Result<String, Failure> {
    if !session.is_contract(&contract)? {
        return Ok(String::new());
    }
    let id = ObjectIds::of(&contract).default_object();
    let object = session.engine.object(id)?;
    let owner = object.map(|object| readable(&object.owner.to_string(), false, &session.names_of_addresses()));
    Ok(owner.map(|owner| format!("; its default object {id} belongs to {owner}")).unwrap_or_default())
}
