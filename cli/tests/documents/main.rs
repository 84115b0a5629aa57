//! Documents: tables, commands, scripts and errors in them are those of the program.

mod examples;
mod init;
mod newcomer;
mod operations_page;
#[path = "../shell/mod.rs"]
mod shell;
mod tables;
mod testing_page;
