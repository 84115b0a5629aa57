//! `allod object`: shows an object.

use crate::failure::{Exit, Failure};
use crate::figures::readable;
use crate::folder::Place;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::ObjectId;
use serde_json::json;

pub(crate) fn run(data: &Place, id: ObjectId, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let object = session.engine.object(id)?.ok_or_else(|| Failure::NotFound(format!("no object {id}")))?;
    let named = |text: String| readable(&text, false, &|address| session.name_of(address));
    let mut lines = vec![
        format!("object {id}"),
        format!("  owner     {}", named(object.owner.to_string())),
        format!("  contract  {}", named(object.contract.to_string())),
        format!("  sealed    {}", if object.sealed { "yes" } else { "no" }),
    ];
    lines.extend(object.fields.iter().map(|(field, value)| format!("  {field}: {} = {value}", value.ty())));
    let fields = object.fields.iter();
    let fields = fields.map(|(field, value)| json!({ "name": field, "type": value.ty(), "value": value.to_json() }));
    screen.either(
        lines.join("\n"),
        &json!({
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
