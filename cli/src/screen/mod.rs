//! Screen: results to standard output, remarks to standard error.

#![allow(clippy::disallowed_methods, reason = "the one place that writes to a terminal")]

pub(crate) mod page;
pub(crate) mod printable;
pub(crate) mod progress;

use crate::failure::Failure;
use crate::screen::page::Page;
use crate::screen::printable::printable_json;
use serde_json::{Number, Value as Json, json};
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

/// The greatest number that every reader of JSON keeps exactly: 2^53 − 1, as many keep numbers as doubles.
const EXACT: u64 = (1 << 53) - 1;

/// Standard output and standard error of a command. With `--json` both hold JSON alone, one document a line. Nothing else in
/// the command writes to either.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    json: bool,
}

impl Screen {
    /// A screen for people, or for scripts.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// True if a script reads.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// True if a person sees standard error as it is written.
    pub(crate) fn is_live(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }

    /// Writes a result for people.
    pub(crate) fn page(&self, page: &Page) -> Result<(), Failure> {
        match page.is_empty() {
            true => Ok(()),
            false => put(page),
        }
    }

    /// Writes a result for scripts. Numbers that a reader may round are written as text.
    pub(crate) fn json(&self, mut json: Json) -> Result<(), Failure> {
        keep_digits(&mut json);
        put(printable_json(&json.to_string()))
    }

    /// Writes whichever of the two forms is read here.
    pub(crate) fn either(&self, page: &Page, json: Json) -> Result<(), Failure> {
        match self.json {
            true => self.json(json),
            false => self.page(page),
        }
    }

    /// Writes a remark for people, about what a script finds in the result. Nobody has to hear it.
    pub(crate) fn remark(&self, text: impl Display) {
        self.remarks(&Page::line(text));
    }

    /// Writes a warning, for scripts as `{"warning": TEXT}`: what the result does not say. Nobody has to hear it.
    pub(crate) fn warning(&self, text: impl Display) {
        let text = text.to_string();
        match self.json {
            true => _ = writeln!(std::io::stderr(), "{}", printable_json(&json!({ "warning": text }).to_string())),
            false => self.remark(text),
        }
    }

    /// As [`remark`](Self::remark), of several lines.
    pub(crate) fn remarks(&self, page: &Page) {
        if !self.json && !page.is_empty() {
            let _ = writeln!(std::io::stderr(), "{page}");
        }
    }

    /// Writes why the command failed: where nobody reads the output any more, to standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        if !self.json {
            if !matches!(failure, Failure::Closed) {
                self.remarks(&failure.page());
            }
            return;
        }
        let error = json!({ "kind": failure.kind(), "message": failure.to_string(), "exit_code": failure.exit_code() });
        let document = json!({
            "address": null, "status": "error", "result": null, "gas_used": 0, "events": [], "error": error,
        });
        if self.json(document.clone()).is_err() {
            let _ = writeln!(std::io::stderr(), "{}", printable_json(&document.to_string()));
        }
    }
}

fn put(text: impl Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Machine(format!("standard output: {error}")),
    })
}

/// Makes text of every whole number beyond ±(2^53 − 1).
fn keep_digits(json: &mut Json) {
    match json {
        Json::Number(number) if is_inexact(number) => *json = Json::String(number.to_string()),
        Json::Array(items) => items.iter_mut().for_each(keep_digits),
        Json::Object(members) => members.values_mut().for_each(keep_digits),
        _ => {}
    }
}

fn is_inexact(number: &Number) -> bool {
    let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    size.is_some_and(|size| size > EXACT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_text_from_where_a_double_would_round_it() {
        let mut json = json!([EXACT, EXACT + 1, u64::MAX, -9007199254740991i64, i64::MIN, 1.5, {"n": u64::MAX}]);
        keep_digits(&mut json);
        let max = "18446744073709551615";
        let wanted =
            json!([EXACT, "9007199254740992", max, -9007199254740991i64, "-9223372036854775808", 1.5, {"n": max}]);
        assert_eq!(json, wanted);
    }
}
