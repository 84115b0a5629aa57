//! Commands: the words and options that are taken, the arguments of calls, and whose fault an exit code says it was.

mod built_in_compiler;
mod clock;
mod command_line;
mod deploy_call;
mod encode;
mod exit_codes;
#[path = "../shell/mod.rs"]
mod shell;
mod tests_of_contracts;
mod time_travel;
mod typed_arguments;
mod wrong_arguments;
