//! The reference of the command in `docs/command-line.md` says what clap is told. With `UPDATE_DOCS=1` it is written anew.

use crate::failure::EXIT_CODES;
use crate::options::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::fmt::Write;
use std::path::PathBuf;

#[test]
fn the_reference_lists_every_command_with_every_option() {
    let mut command = Cli::command();
    command.build();
    let mut text = String::new();
    section(&command, &mut text);
    walk(&command, &mut text);
    assert_part("reference", &text);
}

#[test]
fn the_reference_lists_every_exit_code() {
    assert_part("exit codes", &format!("```text\n{EXIT_CODES}\n```\n"));
}

/// Writes the commands below `command`, in the order of its help.
fn walk(command: &Command, text: &mut String) {
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        if below.get_subcommands().next().is_some() {
            walk(below, text);
        } else {
            section(below, text);
        }
    }
}

/// Writes a command: what it does, how it is called, and what each of its words means.
fn section(command: &Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let title = if command.get_subcommands().next().is_some() { "Options of every command" } else { "" };
    if title.is_empty() {
        let _ = writeln!(text, "### `{name}`\n\n{about}.\n");
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        let _ = writeln!(text, "```text\n{usage}\n```\n");
    } else {
        let _ = writeln!(text, "### {title}\n");
    }
    let is_own = |arg: &&Arg| {
        !title.is_empty() || !matches!(arg.get_id().as_str(), "help" | "json" | "data_dir" | "wait" | "no_wait")
    };
    let args: Vec<_> = command.get_arguments().filter(is_own).collect();
    if !args.is_empty() {
        let _ = writeln!(text, "| word | meaning | unless given |\n|---|---|---|");
        args.iter().for_each(|arg| row(arg, text));
        let _ = writeln!(text);
    }
}

fn row(arg: &Arg, text: &mut String) {
    let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let value = arg.get_value_names().map(|names| names.join(" ")).unwrap_or_default();
    let word = match (arg.get_long(), takes) {
        (Some(long), true) => format!("--{long} {value}"),
        (Some(long), false) => format!("--{long}"),
        (None, _) => value,
    };
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let help = help.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let (help, told) = match help.split_once(" [default: ") {
        Some((help, told)) => (help.to_owned(), told.trim_end_matches(']').to_owned()),
        None => (help, String::new()),
    };
    let given = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let given = given.filter(|_| takes).unwrap_or(told);
    let _ = writeln!(text, "| `{word}` | {} | {} |", help.replace('|', "\\|"), given.replace('|', "\\|"));
}

/// The text between the markers `<!-- name -->` and `<!-- end -->` is `wanted`.
fn assert_part(name: &str, wanted: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "docs", "command-line.md"].iter().collect();
    let page = std::fs::read_to_string(&path).unwrap();
    let marker = format!("<!-- {name} -->\n");
    let start = page.find(&marker).unwrap_or_else(|| panic!("no {marker}")) + marker.len();
    let end = start + page[start..].find("<!-- end -->").unwrap_or_else(|| panic!("{name} has no end"));
    if page[start..end] != *wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{}{wanted}{}", &page[..start], &page[end..])).unwrap();
        return;
    }
    assert_eq!(&page[start..end], wanted, "docs/command-line.md: {name}; UPDATE_DOCS=1 writes it anew");
}
