//! Where a command writes: results to standard output, remarks to standard error.

use crate::failure::Failure;
use serde_json::{Value as Json, json};
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

/// Where a command writes. With `--json`, standard output holds JSON alone, one document a line, and
/// standard error stays empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    json: bool,
}

impl Screen {
    /// A screen for people, or for scripts.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a script reads.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person sees standard error as it is written.
    pub(crate) fn is_live(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }

    /// Writes a result.
    pub(crate) fn line(&self, text: impl Display) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Machine(format!("standard output: {error}")),
        })
    }

    /// Writes whichever of the two forms is read here.
    pub(crate) fn either(&self, text: impl Display, json: &Json) -> Result<(), Failure> {
        match self.json {
            true => self.line(json),
            false => self.line(text),
        }
    }

    /// Writes a remark for people. Nobody has to hear it.
    pub(crate) fn remark(&self, text: impl Display) {
        if !self.json {
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Writes why the command failed: where nobody reads the output any more, to standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        if !self.json {
            if !matches!(failure, Failure::Closed) {
                self.remark(format_args!("allod: {failure}"));
            }
            return;
        }
        let error = json!({ "kind": failure.kind(), "message": failure.to_string(), "exit_code": failure.exit_code() });
        let document = json!({
            "address": null, "status": "error", "result": null, "gas_used": 0, "events": [], "error": error,
        });
        if self.line(&document).is_err() {
            let _ = writeln!(std::io::stderr(), "{document}");
        }
    }
}
