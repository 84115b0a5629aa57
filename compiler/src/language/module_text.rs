//! From WebAssembly text to a module.

use crate::language::is_quoted;
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
