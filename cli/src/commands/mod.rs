//! Subcommands: one file each, in folders by what they are about.
//!
//! | folder | holds |
//! |---|---|
//! | [`execution`] | what runs a contract's code |
//! | [`listing`] | what shows what is there |
//! | [`books`] | what is about accounts, names, and the folder itself |
//! | [`mod@test`] | tests of contracts, in Go |
//! | [`demo`], [`init`] | a story, and a beginning |

pub(crate) mod books;
mod demo;
mod execution;
mod init;
pub(crate) mod listing;
mod test;

use crate::failure::{Exit, Failure};
use crate::options::{Cli, Command};
use crate::screen::Screen;

/// Runs the subcommand that was asked for.
pub(crate) fn run(cli: Cli, screen: &Screen) -> Result<Exit, Failure> {
    let data = cli.general.data(screen);
    match cli.command {
        Command::Demo => demo::run(screen),
        Command::Compile(options) => execution::compile::run(options, screen),
        Command::Deploy(options) => execution::deploy::run(&data, options, screen),
        Command::Call(options) => execution::call::run(&data, options, screen),
        Command::Query(options) => execution::query::run(&data, options, screen),
        Command::Simulate(options) => execution::simulate::run(&data, options, screen),
        Command::Profile(options) => execution::profile::run(&data, options, screen),
        Command::Encode(options) => execution::encode::run(&data, &options, screen),
        Command::Object { object } => listing::object::run(&data, &object, screen),
        Command::Objects(options) => listing::objects::run(&data, options, screen),
        Command::Contracts(options) => listing::contracts::run(&data, &options, screen),
        Command::Events(options) => listing::events::run(&data, &options, screen),
        Command::Receipt(options) => listing::receipt::run(&data, options, screen),
        Command::Balance { account } => listing::balance::run(&data, &account, screen),
        Command::Abi(options) => listing::abi::run(&data, &options, screen),
        Command::Account(options) => books::account::run(&data, options, screen),
        Command::Name(options) => books::name::run(&data, options, screen),
        Command::Folder(options) => books::folder::run(&data, options, screen),
        Command::Export(options) => books::export::run(&data, &options, screen),
        Command::Import(options) => books::import::run(&data, &options, screen),
        Command::Genesis(options) => books::genesis::run(&data, &options, screen),
        Command::Test(options) => test::run(&options, screen),
        Command::Init { folder } => init::run(&folder, screen),
    }
}
