//! The `allod` command: deploy, call and inspect contracts in one data folder.
//!
//! | file | holds |
//! |---|---|
//! | [`options`] | the command line, as clap sees it |
//! | [`request`] | what the words of a command stand for |
//! | [`commands`] | one file a subcommand |
//! | [`folder`] | a data folder: its parts, its lock, who is called what |
//! | [`session`] | the open engine of a data folder |
//! | [`report`] | receipts, as people and scripts read them |
//! | [`screen`] | the one way to a terminal, and what may go there |
//! | [`output`] | files outside the data folder |
//! | [`failure`] | what can go wrong, and the exit code for it |

#![forbid(unsafe_code)]

mod commands;
mod failure;
mod folder;
mod options;
mod output;
mod report;
mod request;
mod screen;
mod session;

use clap::Parser;
use failure::Failure;
use options::Cli;
use screen::Screen;
use screen::page::Page;
use std::process::ExitCode;

/// Bytes of stack for a command, whatever the process was given for its first thread. A debug build of clap's parser alone
/// takes more than 128 KiB for these commands.
const STACK_BYTES: usize = 4 << 20;

fn main() -> ExitCode {
    let command = std::thread::Builder::new().name("allod".to_owned()).stack_size(STACK_BYTES).spawn(run);
    match command.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        // A process that may have no second thread runs its command on the first.
        Err(_) => run(),
    }
}

fn run() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let json = words.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    let screen = Screen::new(json);
    // What earlier commands left that were killed: builds of Go, a demo's store.
    allod_compiler::scratch::sweep();
    let ended = match Cli::try_parse_from(words) {
        Ok(cli) => commands::run(cli, &screen),
        Err(error) if error.use_stderr() && json => Err(Failure::Usage(one_line(&error))),
        Err(error) if error.use_stderr() => {
            screen.remarks(&Page::paragraph(error.render()));
            return ExitCode::from(Failure::Usage(String::new()).exit_code());
        }
        Err(help) => {
            // A closed pipe is nobody's error.
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    match ended {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            screen.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Beginnings of clap's hints.
const HELP: [&str; 2] = ["Usage:", "For more information"];

/// Clap's error in a line, without colours, the word "error" and the hint where to find help.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let said: Vec<_> =
        text.lines().map(str::trim).take_while(|line| !HELP.iter().any(|help| line.starts_with(help))).collect();
    said.join(" ").trim().trim_start_matches("error: ").to_owned()
}
