//! `allod deploy`: compiles a contract and makes it known.

use crate::clock;
use crate::failure::{Exit, Failure};
use crate::figures::thousands;
use crate::names;
use crate::options::Deploy;
use crate::progress::Progress;
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use crate::trace;
use allod_vm::{DeployOptions, Deployment};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(data: &Path, options: Deploy, screen: &Screen) -> Result<Exit, Failure> {
    let code = std::fs::read(&options.file).map_err(|error| Failure::file(&options.file, error))?;
    let session = Session::open(data)?;
    let name = choose_name(&session, &options)?;
    let file = options.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let progress = Progress::begin(&file, screen);
    let shown = progress.clone();
    let deployed = session.engine.deploy_with_options(
        code,
        DeployOptions {
            from: session.signer(options.signer.from.as_deref())?,
            salt: options.salt,
            name: Some(file),
            reentrant: options.reentrant,
            gas_limit: options.signer.gas_limit,
            block: Some(clock::next_block(&session.engine)?),
            progress: Some(Arc::new(move |stage| shown.stage(&stage))),
            ..DeployOptions::default()
        },
    );
    progress.end();
    let deployed = deployed?;
    session.contracts.add(&name, deployed.address)?;
    show(screen, &session, &name, &deployed, options.signer.trace)?;
    Ok(Exit::Done)
}

/// A name that was asked for must be free; one taken from the file gets a number if need be.
fn choose_name(session: &Session, options: &Deploy) -> Result<String, Failure> {
    let taken = session.names()?;
    let taken = |name: &str| taken.iter().any(|known| known == name);
    match &options.name {
        Some(name) if taken(name) => Err(Failure::Usage(format!("the name {name} is taken: choose another --name"))),
        Some(name) => names::check(name).map(|()| name.clone()),
        None => Ok(names::free(&options.file.file_stem().unwrap_or_default().to_string_lossy(), taken)),
    }
}

fn show(
    screen: &Screen,
    session: &Session,
    name: &str,
    deployed: &Deployment,
    with_trace: bool,
) -> Result<(), Failure> {
    if screen.is_json() {
        let mut json = report::to_json(&deployed.receipt, with_trace);
        json["name"] = json!(name);
        json["address"] = json!(deployed.address);
        json["code_hash"] = json!(deployed.code_hash);
        return screen.line(json);
    }
    let mut lines = vec![
        format!("{name} deployed at {}", deployed.address),
        format!("  gas    {}", thousands(deployed.receipt.gas.used)),
        format!("  hash   {}", deployed.receipt.hash),
    ];
    lines.extend(deployed.abi.functions.iter().map(|function| format!("  offers {function}")));
    if with_trace {
        lines.push(trace::draw(&deployed.receipt.trace, &|address| session.name_of(address)));
    }
    screen.line(lines.join("\n"))
}
