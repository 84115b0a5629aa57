//! `allod deploy`: compiles a contract and makes it known.

use super::call::has;

use crate::commands::books::name::may_be_given;
use crate::commands::listing::abi::signature;
use crate::failure::{Exit, Failure};
use crate::folder::accounts::DEFAULT;
use crate::folder::{Folder, Place, names};
use crate::options::Deploy;
use crate::report::figures::thousands;
use crate::report::{self, Shown, stack, trace};
use crate::request::arguments::of_abi;
use crate::request::module::compiled;
use crate::request::source::{self, Code, Source};
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::printable::word;
use crate::screen::progress::Progress;
use crate::session::Session;
use allod_compiler::gate::GateError;
use allod_compiler::{Compiled, text_place};
use allod_core::address::Salt;
use allod_core::{Abi, Address, Args, Hash};
use allod_vm::{DeployCall, DeployOptions, Deployment, EngineError};
use serde_json::json;

pub(crate) fn run(data: &Place, options: Deploy, screen: &Screen) -> Result<Exit, Failure> {
    let source = source::read(&options.file)?;
    // Found out before anybody waits for the compiler, and again once nobody else can take the name.
    let known = match Folder::look(data) {
        Err(Failure::NotFound(_)) => Vec::new(),
        folder => folder?.names()?,
    };
    choose_name(known, &options)?;
    let wasi = options.limits.wasi();
    wasi.validate().map_err(EngineError::from)?;
    // The module is made while others use the data folder.
    let module = compiled(&source, options.toolchain.into(), wasi.memory_limit, screen)?;

    let session = Session::open(data)?;
    options.moment.check(&session.engine, screen)?;
    let name = choose_name(session.names()?, &options)?;
    if options.replace {
        may_be_given(&session, &name)?;
    }
    let progress = Progress::begin(&source.name, screen);
    let deployed = deploy(&session, &name, module, &source, &options, &progress);
    progress.end();
    let deployed = deployed?;
    show(screen, &session, &name, &deployed, &options).map_err(|failure| {
        let Deployment { address, receipt, .. } = &deployed;
        failure.though(format!("{name} is deployed at {address}, and kept as transaction {}", receipt.hash))
    })?;
    Ok(Exit::Done)
}

/// The failure for `error`, with the place in the text of a module where the gate has found what may not enter.
fn placed(error: EngineError, source: &Source) -> Failure {
    let place = match (&error, &source.code) {
        (EngineError::Gate(GateError { offset: Some(offset), .. }), Code::File(code)) => text_place(code, *offset),
        _ => None,
    };
    match (Failure::from(error), place) {
        (Failure::Refused(text), Some((line, column))) => {
            Failure::Refused(format!("{}:{line}:{column}: {text}", source.name))
        }
        (failure, _) => failure,
    }
}

/// Makes the contract, whose name is kept before it is there: a deploy that is killed leaves both or none.
fn deploy(
    session: &Session,
    name: &str,
    Compiled { wasm: module, abi, warnings, .. }: Compiled,
    source: &Source,
    options: &Deploy,
    progress: &Progress,
) -> Result<Deployment, Failure> {
    let from = session.signer(options.signer.from.as_deref())?;
    has(session, options.signer.from.as_deref().unwrap_or(DEFAULT), &from, options.value)?;
    let constructor = constructor(session, &abi.unwrap_or_default(), options)?;
    let salt = match options.salt {
        Some(salt) => Salt::Chosen(salt),
        None => Salt::Nonce(session.engine.nonce(from)?),
    };
    let address = Address::of_contract(&from, salt, &Hash::of_code(&module));
    if session.is_contract(&address)? {
        return Err(EngineError::AddressTaken { address }.into());
    }
    let contracts = &session.folder.contracts;
    contracts.begin(session.folder.turn()?, name, address, options.replace)?;
    let terms = DeployOptions {
        from,
        salt: options.salt,
        name: Some(source.name.clone()),
        wasi: options.limits.wasi(),
        reentrant: options.reentrant,
        gas_limit: Some(options.signer.gas_limit),
        block: Some(options.moment.block(&session.engine)?),
        constructor,
        progress: Some(progress.teller()),
        ..DeployOptions::default()
    };
    let deployed = session.engine.deploy_with_options(&module, terms.clone());
    // Where this can't be written, whoever has the folder next does it.
    let _ = contracts.settle(session.folder.turn()?, |address| session.is_contract(address));
    match deployed {
        Ok(mut deployed) => {
            deployed.warnings = warnings;
            Ok(deployed)
        }
        Err(error @ EngineError::Failed(_)) => {
            let quiet = DeployOptions { progress: None, ..terms };
            let explanation = session.engine.explain_deploy(module, quiet).ok();
            let place = explanation.as_ref().and_then(stack::in_a_line);
            Err(match (Failure::from(error), place) {
                (Failure::Contract(text), Some(place)) => Failure::Contract(format!("{text}, at {place}")),
                (failure, _) => failure,
            })
        }
        Err(error) => Err(placed(error, source)),
    }
}

/// The call that is made with the deploy, if one is asked for.
fn constructor(session: &Session, abi: &Abi, options: &Deploy) -> Result<Option<DeployCall>, Failure> {
    let Some((function, words)) = options.call.split_first() else { return Ok(None) };
    let args = match abi.functions.is_empty() {
        // A module without an ABI takes what its exports take, which the engine finds out.
        true => Args::Cli(words.to_vec()),
        false => of_abi(session, abi, function, words, None)?,
    };
    Ok(Some(DeployCall { function: function.clone(), args, value: options.value }))
}

/// Name of the contract. One that was asked for must be free, or be taken over; one taken from the file is taken over too,
/// or gets a number if need be.
fn choose_name(taken: Vec<String>, options: &Deploy) -> Result<String, Failure> {
    let taken = |name: &str| taken.iter().any(|known| known == name);
    match (&options.name, options.replace) {
        (Some(name), false) if taken(name) => {
            Err(Failure::Usage(format!("the name {name} is taken: choose another --name, or --replace its contract")))
        }
        (Some(name), _) => names::check(name).map(|()| name.clone()),
        (None, replace) => Ok(names::free(&stem(options), |name| !replace && taken(name))),
    }
}

fn stem(options: &Deploy) -> String {
    source::stem(&options.file)
}

fn show(
    screen: &Screen,
    session: &Session,
    name: &str,
    deployed: &Deployment,
    options: &Deploy,
) -> Result<(), Failure> {
    let with_trace = options.signer.trace;
    report::warn_of_untaken(screen, &deployed.receipt, options.value);
    if screen.is_json() {
        let mut json = report::to_json(&deployed.receipt, Shown { trace: with_trace, hash: true });
        json["name"] = json!(name);
        json["address"] = json!(deployed.address);
        json["code_hash"] = json!(deployed.code_hash);
        if !deployed.warnings.is_empty() {
            json["warnings"] = deployed.warnings.iter().map(ToString::to_string).collect();
        }
        json["module_size"] = json!(deployed.module_size);
        return screen.json(json);
    }
    let names = session.names_of_addresses();
    let mut page = Page::line(format_args!("{name} deployed at {}", deployed.address));
    if let Some(called) = deployed.receipt.trace.children.first() {
        let result = report::result(&deployed.receipt, &names);
        page.push(format_args!("  {} → {result}", word(&called.function)));
    }
    page.push(format_args!("  module {} bytes", thousands(deployed.module_size)));
    page.push(format_args!("  gas    {}", thousands(deployed.receipt.gas.used)));
    page.push(format_args!("  hash   {}", deployed.receipt.hash));
    deployed.abi.functions.iter().for_each(|function| page.push(format_args!("  offers {}", signature(function))));
    if with_trace {
        page.append("  ", trace::draw(&deployed.receipt, &names));
    }
    screen.page(&page)
}
