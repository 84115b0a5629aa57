//! What each subcommand does, one file each.

mod abi;
mod account;
mod balance;
mod call;
mod contracts;
mod demo;
mod deploy;
pub(crate) mod events;
mod folder;
mod init;
mod name;
mod object;
mod objects;
mod profile;
mod query;
mod receipt;
mod series;
mod simulate;

use crate::failure::{Exit, Failure};
use crate::options::{Cli, Command};
use crate::screen::Screen;

/// Runs the subcommand that was asked for.
pub(crate) fn run(cli: Cli, screen: &Screen) -> Result<Exit, Failure> {
    let data = cli.general.data(screen);
    match cli.command {
        Command::Demo => demo::run(screen),
        Command::Deploy(options) => deploy::run(&data, options, screen),
        Command::Call(options) => call::run(&data, options, screen),
        Command::Query(options) => query::run(&data, options, screen),
        Command::Simulate(options) => simulate::run(&data, options, screen),
        Command::Profile(options) => profile::run(&data, options, screen),
        Command::Object { object } => object::run(&data, &object, screen),
        Command::Objects(options) => objects::run(&data, options, screen),
        Command::Contracts(options) => contracts::run(&data, &options, screen),
        Command::Events(options) => events::run(&data, &options, screen),
        Command::Receipt(options) => receipt::run(&data, options, screen),
        Command::Balance { account } => balance::run(&data, &account, screen),
        Command::Abi { contract } => abi::run(&data, &contract, screen),
        Command::Account(options) => account::run(&data, options, screen),
        Command::Name(options) => name::run(&data, options, screen),
        Command::Folder(options) => folder::run(&data, options, screen),
        Command::Init { folder } => init::run(&folder, screen),
    }
}
