//! Assertions of package `core` whose text is written in the source.

use crate::ir::{Expr, ExprKind};

/// An assertion whose text is written in the source says it as it is, its verbs filled in ahead.
pub(super) fn said(name: &'static str, mut args: Vec<Expr>) -> (&'static str, Vec<Expr>) {
    let said = match name {
        "assertBoolText" => "assertBoolSaid",
        "assertErrorText" => "assertErrorSaid",
        _ => return (name, args),
    };
    let Some(ExprKind::Str(text)) = args.last_mut().map(|last| &mut last.kind) else { return (name, args) };
    *text = unfilled(text).into();
    (said, args)
}

/// A format without values, as `formatted` of package `core` makes it.
fn unfilled(format: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(format.len());
    let mut rest = format;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail.first()) {
            (b'%', Some(verb @ (b'd' | b's' | b'v' | b't' | b'q' | b'x'))) => {
                text.extend([b"%!", &[*verb][..], b"(MISSING)"].concat());
                rest = &tail[1..];
            }
            (b'%', Some(b'%')) => {
                text.push(b'%');
                rest = &tail[1..];
            }
            _ => text.push(*first),
        }
    }
    text
}
