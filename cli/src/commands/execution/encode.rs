//! `allod encode`: writes the arguments of a call as the bytes that its function reads.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Invocation;
use crate::request::arguments::of_abi;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_core::Error;
use allod_vm::EngineError;
use serde_json::json;

pub(crate) fn run(data: &Place, options: &Invocation, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let contract = session.resolve(&options.contract)?;
    let abi = session.engine.abi(contract)?;
    let function = abi.function(&options.function).map_err(EngineError::from)?;
    let args = of_abi(&session, &abi, &options.function, &options.arguments, options.args.as_deref())?;
    let bytes = hex::encode(args.encode(function).map_err(|error| EngineError::from(Error::from(error)))?);
    let document = json!({ "address": contract, "function": function.name, "encoded": bytes, "error": null });
    screen.either(&Page::line(&bytes), document)?;
    Ok(Exit::Done)
}
