//! Diagnostics of a toolchain, at places in the contract's own source.

use super::limits::ToolchainLimits;
use super::process::Ran;
use super::project::{CONTRACT, Folder, Project, WRAPPER};
use crate::CompileError;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The error of a build that failed: the contract's mistakes where there are any, and otherwise the
/// toolchain's own words.
pub(super) fn explain(
    backend: &str,
    ran: &Ran,
    project: &Project,
    folder: &Folder,
    limits: &ToolchainLimits,
) -> CompileError {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in ran.err.lines().chain(ran.out.lines()) {
        if let Some(one) = diagnostic(line, project.name) {
            found.push(one);
        } else if let (Some(more), Some(last)) = (line.strip_prefix('\t'), found.last_mut()) {
            last.message.push_str(&format!(" ({})", more.trim()));
        }
    }
    // A line of that kind has a place too: the file that could not be written.
    let full = found.iter().all(|one| NO_ROOM.iter().any(|told| one.message.to_lowercase().contains(told)));
    match full {
        true => CompileError::Toolchain { backend: backend.to_owned(), why: why(ran, folder, limits) },
        false => CompileError::Build(Diagnostics(found)),
    }
}

/// Words of a Go runtime, one of them, where it gets no more memory.
const NO_MEMORY: [&str; 2] = ["out of memory", "cannot allocate memory"];
/// Words of a Go runtime that uses memory which it did not get, without having looked.
const BROKE_DOWN: &str = "SIGSEGV: segmentation violation";
/// Words where a file could not be written whole, in lower case.
const NO_ROOM: [&str; 4] = ["no space left on device", "file too large", "disk quota exceeded", "sigxfsz"];
/// Bytes of a toolchain's words that are passed on.
const MAX_WORDS: usize = 4096;

/// Reason why a toolchain failed that found no mistake in the contract.
fn why(ran: &Ran, folder: &Folder, limits: &ToolchainLimits) -> String {
    if NO_MEMORY.iter().any(|words| ran.err.contains(words)) {
        return limits.memory_met();
    }
    if ran.err.contains(BROKE_DOWN) {
        return format!("it broke down, as Go does in places where it gets no memory: {}", limits.memory_met());
    }
    // What a Go program says of each of its goroutines when it breaks down is of use to its makers alone.
    let words = ran.err.split("\ngoroutine ").next().unwrap_or_default().trim();
    let words = match (words.char_indices().nth(MAX_WORDS), words) {
        (_, "") => "it failed and did not say why".to_owned(),
        (Some((end, _)), words) => format!("{} …", &words[..end]),
        (None, words) => words.to_owned(),
    };
    let lower = words.to_lowercase();
    if NO_ROOM.iter().any(|told| lower.contains(told)) { format!("{words}; {}", folder.no_room()) } else { words }
}

/// `./contract.go:12:5: undefined: x`, at its place in the file that the user knows.
fn diagnostic(line: &str, name: &str) -> Option<Diagnostic> {
    let (file, rest) = line.split_once(".go:")?;
    let file = format!("{}.go", file.rsplit(['/', '\\']).next().unwrap_or(file));
    let mut parts = rest.splitn(3, ':');
    let (line, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let message = parts.next()?.trim().to_owned();
    match file.as_str() {
        CONTRACT => Some(Diagnostic { file: name.to_owned(), line, column, width: 0, message, instead: None }),
        WRAPPER => {
            let message = format!("in the wrapper written for it, line {line}: {message}");
            Some(Diagnostic { file: name.to_owned(), line: 1, column: 1, width: 0, message, instead: None })
        }
        _ => None,
    }
}
