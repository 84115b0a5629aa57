//! From WebAssembly text to a module.

use crate::language::is_quoted;
use wasmparser::Payload;
use wast::core::{Func, FuncKind, ModuleField, ModuleKind};
use wast::kw;
use wast::parser::{self, Parse, ParseBuffer, Parser};

/// The module that `code` is the text of. One that is quoted, `(module quote "…")`, is text within strings.
///
/// # Errors
/// Mistake of the text, with the line it is in.
pub(crate) fn assemble(code: &[u8]) -> Result<Vec<u8>, String> {
    match std::str::from_utf8(code) {
        Ok(text) if is_quoted(text) => {
            let said = |mut error: wast::Error, text: &str| {
                error.set_text(text);
                error.to_string()
            };
            let buffer = ParseBuffer::new(text).map_err(|error| said(error, text))?;
            let Quoted(inside) = parser::parse(&buffer).map_err(|error| said(error, text))?;
            wat::parse_bytes(&inside).map(Into::into).map_err(|error| error.to_string())
        }
        _ => wat::parse_bytes(code).map(Into::into).map_err(|error| error.to_string()),
    }
}

/// The line and the column, both from 1, of the instruction in the text `code` that is at byte `offset` of its module.
/// `None` for what is in no function, and for text that is no plain module.
pub fn text_place(code: &[u8], offset: u64) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(code).ok()?;
    let (function, instruction) = instruction_at(&assemble(code).ok()?, offset)?;
    let mut buffer = ParseBuffer::new(text).ok()?;
    buffer.track_instr_spans(true);
    let wast::Wat::Module(module) = parser::parse(&buffer).ok()? else { return None };
    let ModuleKind::Text(fields) = module.kind else { return None };
    let mut bodies = fields.iter().filter_map(|field| match field {
        ModuleField::Func(Func { span, kind: FuncKind::Inline { expression, .. }, .. }) => Some((span, expression)),
        _ => None,
    });
    let (begin, body) = bodies.nth(function)?;
    let spans = body.instr_spans.as_deref().unwrap_or_default();
    // The end of a function stands in no text of its own.
    let span = spans.get(instruction).or(spans.last()).unwrap_or(begin);
    let (line, column) = span.linecol_in(text);
    Some((line + 1, column + 1))
}

/// The function of a module, imports not counted, that byte `offset` is in, and the instruction of it.
fn instruction_at(wasm: &[u8], offset: u64) -> Option<(usize, usize)> {
    let bodies = wasmparser::Parser::new(0).parse_all(wasm).filter_map(|payload| match payload {
        Ok(Payload::CodeSectionEntry(body)) => Some(body),
        _ => None,
    });
    let (function, body) = bodies.enumerate().find(|(_, body)| body.range().contains(&offset))?;
    let mut operators = body.get_operators_reader().ok()?;
    let mut begun: usize = 0;
    while !operators.eof() && operators.original_position() <= offset {
        operators.read().ok()?;
        begun += 1;
    }
    Some((function, begun.saturating_sub(1)))
}

/// The text of a quoted module.
struct Quoted(Vec<u8>);

impl<'t> Parse<'t> for Quoted {
    fn parse(parser: Parser<'t>) -> parser::Result<Self> {
        parser.parens(|parser| {
            parser.parse::<kw::module>()?;
            parser.parse::<kw::quote>()?;
            let mut text = Vec::new();
            while !parser.is_empty() {
                text.extend_from_slice(parser.parse::<&[u8]>()?);
                text.push(b' ');
            }
            Ok(Self(text))
        })
    }
}
