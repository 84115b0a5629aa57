//! `allod object`: shows an object.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::report::figures::{called, readable};
use crate::request::nearest;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::printable::word;
use crate::session::Session;
use allod_core::{ObjectId, ObjectIds};
use serde_json::json;

pub(crate) fn run(data: &Place, object: &str, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data).map_err(|failure| match failure {
        Failure::NotFound(why) if object.parse::<ObjectId>().is_err() => no_object(object, &format!("; {why}")),
        failure => failure,
    })?;
    let id = id_of(&session, object)?;
    let object = session.engine.object(id)?.ok_or_else(|| Failure::NotFound(format!("no object {id}")))?;
    let names = session.names_of_addresses();
    let named = |text: String| readable(&text, false, &names);
    let mut page = Page::line(format_args!("object {id}"));
    page.push(format_args!("  owner     {}", named(object.owner.to_string())));
    page.push(format_args!("  contract  {}", named(object.contract.to_string())));
    page.push(format_args!("  sealed    {}", if object.sealed { "yes" } else { "no" }));
    for (field, value) in &object.fields {
        page.push(format_args!("  {}: {} = {}", word(field), value.ty(), called(value.clone(), &names)));
    }
    let fields = object.fields.iter();
    let fields = fields.map(|(field, value)| json!({ "name": field, "type": value.ty(), "value": value.to_json() }));
    screen.either(
        &page,
        json!({
            "id": id,
            "owner": object.owner.to_string(),
            "contract": object.contract,
            "sealed": object.sealed,
            "fields": fields.collect::<Vec<_>>(),
            "error": null,
        }),
    )?;
    Ok(Exit::Done)
}

/// The object that `word` stands for: an id, or a contract for the object that it keeps its state in.
fn id_of(session: &Session, word: &str) -> Result<ObjectId, Failure> {
    if let Ok(id) = word.parse() {
        return Ok(id);
    }
    let Some(contract) = session.lookup(word)? else {
        let names = session.names()?;
        return Err(no_object(word, &nearest::hint(word, names.iter().map(String::as_str))));
    };
    // Says so if there is no contract.
    session.engine.abi(contract)?;
    Ok(ObjectIds::of(&contract).default_object())
}

fn no_object(word: &str, more: &str) -> Failure {
    Failure::Usage(format!("{word:?} is no object: wanted 64 hex digits, or a contract's name or address{more}"))
}
