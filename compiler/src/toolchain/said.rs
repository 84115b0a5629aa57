//! What a toolchain said, at places in the contract's own source.

use super::process::Ran;
use super::project::{CONTRACT, Project, WRAPPER};
use crate::CompileError;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The error of a build that failed: the contract's mistakes where there are any, and otherwise the
/// toolchain's own words.
pub(super) fn explain(backend: &str, ran: &Ran, project: &Project) -> CompileError {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in ran.err.lines().chain(ran.out.lines()) {
        if let Some(one) = diagnostic(line, project.name) {
            found.push(one);
        } else if let (Some(more), Some(last)) = (line.strip_prefix('\t'), found.last_mut()) {
            last.message.push_str(&format!(" ({})", more.trim()));
        }
    }
    match found.is_empty() {
        true => CompileError::Toolchain { backend: backend.to_owned(), why: ran.err.trim().to_owned() },
        false => CompileError::Build(Diagnostics(found)),
    }
}

/// `./contract.go:12:5: undefined: x`, at its place in the file that the user knows.
fn diagnostic(line: &str, name: &str) -> Option<Diagnostic> {
    let (file, rest) = line.split_once(".go:")?;
    let file = format!("{}.go", file.rsplit(['/', '\\']).next().unwrap_or(file));
    let mut parts = rest.splitn(3, ':');
    let (line, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let message = parts.next()?.trim().to_owned();
    match file.as_str() {
        CONTRACT => Some(Diagnostic { file: name.to_owned(), line, column, message, instead: None }),
        WRAPPER => {
            let message = format!("in the wrapper written for it, line {line}: {message}");
            Some(Diagnostic { file: name.to_owned(), line: 1, column: 1, message, instead: None })
        }
        _ => None,
    }
}
