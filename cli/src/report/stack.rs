//! Stack of a failed call: file, line and functions of each contract that the failure went through.

use crate::report::figures::{readable, thousands};
use crate::report::trace::Names;
use crate::screen::page::Page;
use crate::screen::printable::word;
use allod_core::Address;
use allod_vm::{Explanation, Failure, SourceLine, StackFrame};
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

/// Functions that a line has room for.
const IN_A_LINE: usize = 4;

/// True if a line of the source is known, which people can look at.
pub(crate) fn has_lines(explanation: &Explanation) -> bool {
    explanation.failures.iter().any(|failure| failure.line().is_some())
}

/// The failures for people, that of the innermost contract first. `name` says what an address is called.
pub(crate) fn draw(explanation: &Explanation, name: &Names<'_>) -> Page {
    let mut page = Page::default();
    for (at, failure) in explanation.failures.iter().enumerate() {
        let place = failure.line().map_or_else(String::new, |line| format!("{}: ", line_text(line)));
        let text = readable(&format!("{place}{}", failure.reason()), false, name);
        match at {
            0 => page.push(text),
            _ => page.push(format_args!("called by {}: {text}", callee(&failure.contract, &failure.function, name))),
        }
        page.append("  ", frames(failure));
    }
    page
}

/// The innermost contract's failure in a line: the place, and its functions from the innermost on. Nothing where no line is
/// known.
pub(crate) fn in_a_line(explanation: &Explanation) -> Option<String> {
    let failure = explanation.failures.first()?;
    let functions: Vec<_> = failure.frames.iter().take(IN_A_LINE).map(function).collect();
    Some(format!("{} ({})", line_text(failure.line()?), functions.join(", ")))
}

/// A contract's function, as the trace calls it.
fn callee(contract: &Address, function: &str, name: &Names<'_>) -> String {
    readable(&format!("{contract}.{}", word(function)), true, name)
}

fn frames(failure: &Failure) -> Page {
    let width = failure.frames.iter().map(|frame| function(frame).width()).max().unwrap_or(0);
    let line = |frame: &StackFrame| {
        let function = function(frame);
        let padding = " ".repeat(width.saturating_sub(function.width()));
        let line = frame.line.as_ref().map(line_text).unwrap_or_default();
        format!("{function}{padding}  {line}").trim_end().to_owned()
    };
    let (inner, outer) = failure.frames.split_at(failure.frames.len().min(Failure::INNERMOST));
    let left_out = (failure.left_out > 0).then(|| format!("… {} more", thousands(failure.left_out as u64)));
    inner.iter().map(line).chain(left_out).chain(outer.iter().map(line)).collect()
}

/// A function's name, which a module chose: letters of names in Go stand as they are, anything else is quoted.
fn function(frame: &StackFrame) -> String {
    let bare: String = frame.function.chars().filter(|letter| !"()*[],".contains(*letter)).collect();
    match word(&bare) == bare {
        true => frame.function.clone(),
        false => word(&frame.function),
    }
}

fn line_text(line: &SourceLine) -> String {
    format!("{}:{}", word(&line.file), line.line)
}

/// The same for scripts.
pub(crate) fn to_json(explanation: &Explanation) -> Json {
    let line = |line: Option<&SourceLine>| line.map(|line| json!({"file": line.file, "line": line.line}));
    let frame = |frame: &StackFrame| json!({"function": frame.function, "place": line(frame.line.as_ref())});
    let failure = |failure: &Failure| {
        json!({
            "contract": failure.contract,
            "function": failure.function,
            "status": failure.status.to_string(),
            "reason": failure.reason(),
            "place": line(failure.line()),
            "stack": failure.frames.iter().map(frame).collect::<Vec<_>>(),
            "left_out": failure.left_out,
        })
    };
    explanation.failures.iter().map(failure).collect()
}
