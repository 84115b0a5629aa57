//! Stack of a failed run in the words of its source.

use super::module_stack::{FailedStack, Position};
use super::{SourceLine, StackFrame};
use allod_compiler::probe::Symbols;

/// Frames of a stack that are shown: of a deep recursion the innermost and the outermost.
pub(super) const INNERMOST: usize = 24;
const OUTERMOST: usize = 8;

/// Letters of a function's or a file's name, at most. A module's may be as long as the module.
const LETTERS: usize = 200;

/// Frames of `stack`, the innermost first, and the number of those that were left out between the innermost
/// [`INNERMOST`] and the others. `export` is the function that was called.
///
/// A module with lines is one of the built-in compiler: its frames are those of the contract's source, without the packages
/// that come with the compiler and without the entry point. An error that was returned to the entry point stands for the
/// functions that returned it.
pub(super) fn frames(stack: &FailedStack, symbols: &Symbols, export: &str) -> (Vec<StackFrame>, usize) {
    let Some((entry, called)) = stack.open.split_last() else { return (Vec::new(), 0) };
    let has_lines = !symbols.lines.functions.is_empty();
    let own: Vec<&Position> = match has_lines {
        false => stack.open.iter().collect(),
        true => match own(called, symbols) {
            open if open.is_empty() => own(&stack.returned, symbols),
            open => open,
        },
    };
    let Some((outermost, inner)) = own.split_last() else {
        return (vec![StackFrame { function: export.to_owned(), line: line(entry, symbols) }], 0);
    };
    let package = symbols.names.get(&outermost.function).and_then(|name| name.split_once('.'));
    let package = package.map(|(package, _)| package).filter(|_| has_lines);
    let named = |position: &Position| name(position, symbols, package);
    let frame = |position: &Position, unnamed: String| StackFrame {
        function: named(position).unwrap_or(unnamed),
        line: line(position, symbols),
    };
    let left_out = own.len().saturating_sub(INNERMOST + OUTERMOST);
    let shown = inner.iter().take(INNERMOST).chain(inner.iter().skip(INNERMOST + left_out));
    let inner = shown.map(|position| frame(position, format!("function {}", position.function)));
    (inner.chain([frame(outermost, export.to_owned())]).collect(), left_out)
}

/// Those positions that are in the contract's own source, which alone has lines.
fn own<'s>(positions: &'s [Position], symbols: &Symbols) -> Vec<&'s Position> {
    positions.iter().filter(|position| symbols.lines.has(position.function)).collect()
}

fn line(position: &Position, symbols: &Symbols) -> Option<SourceLine> {
    let (file, line) = symbols.lines.find(position.function, position.operator?)?;
    Some(SourceLine { file: shortened(file), line })
}

/// The name of a function, without its package where that is the contract's, if the module has names.
fn name(position: &Position, symbols: &Symbols, package: Option<&str>) -> Option<String> {
    let name = symbols.names.get(&position.function)?;
    let own = package.and_then(|package| name.strip_prefix(package)?.strip_prefix('.'));
    Some(shortened(own.unwrap_or(name)))
}

fn shortened(name: &str) -> String {
    name.chars().take(LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_as_long_as_a_module_is_cut() {
        let symbols = Symbols { names: [(1, "x".repeat(1 << 20))].into(), ..Symbols::default() };
        let open = vec![Position { function: 1, operator: None }; 100];
        let (frames, left_out) = frames(&FailedStack { open, returned: Vec::new() }, &symbols, "Export");
        assert_eq!((frames.len(), left_out), (INNERMOST + OUTERMOST, 68));
        assert!(frames.iter().all(|frame| frame.function.len() == LETTERS));
    }
}
