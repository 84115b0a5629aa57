//! Processes: one after the other on a folder, many at once, killed ones, and ones that the system gives little.

mod killed;
#[path = "../shell/mod.rs"]
mod shell;
mod system_limits;
mod three_processes;
mod twenty_commands;
mod waiting;
