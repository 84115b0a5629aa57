//! Events that a contract logs: calls of `Log` with a name that is a literal or a constant.

use super::declarations::Declarations;
use super::imports::Imports;
use super::literal;
use allod_core::EventAbi;
use gosyn::LexicalToken;
use gosyn::token::{LitKind, Operator, Token};
use std::collections::{BTreeMap, BTreeSet};

/// The events, in the order of their first appearance. One that is logged in several places has the
/// parameters of all of them.
pub(super) fn read(tokens: &[LexicalToken], imports: &Imports, declared: &Declarations) -> Vec<EventAbi> {
    let tokens: Vec<&Token> =
        tokens.iter().map(|token| &token.token).filter(|t| !matches!(t, Token::Comment(_))).collect();
    let mut events: Vec<EventAbi> = Vec::new();
    let mut places: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for at in 0..tokens.len() {
        let Some(arguments) = log_call(&tokens[at..], imports) else { continue };
        let text = |argument: &Vec<&Token>| match argument.as_slice() {
            [Token::Literal(LitKind::String, text)] => literal::unquote(text),
            [Token::Literal(LitKind::Ident, name)] => declared.text(name).map(str::to_owned),
            _ => None,
        };
        let Some(name) = arguments.first().and_then(text) else { continue };
        let parameters = arguments.iter().skip(1).step_by(2).filter_map(text);
        match places.get_mut(&name) {
            Some((at, known)) => events[*at].parameters.extend(parameters.filter(|p| known.insert(p.clone()))),
            None => {
                let parameters: Vec<String> = parameters.collect();
                places.insert(name.clone(), (events.len(), parameters.iter().cloned().collect()));
                events.push(EventAbi { name, parameters });
            }
        }
    }
    events
}

/// The arguments of a call `x.Log(…)` that `tokens` begin with, where `x` is the SDK or a variable.
fn log_call<'w>(tokens: &[&'w Token], imports: &Imports) -> Option<Vec<Vec<&'w Token>>> {
    let [
        Token::Literal(LitKind::Ident, x),
        Token::Operator(Operator::Dot),
        Token::Literal(LitKind::Ident, method),
        Token::Operator(Operator::ParenLeft),
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    if method != "Log" || (imports.path(x).is_some() && !imports.is_sdk(x)) {
        return None;
    }
    let mut arguments = vec![Vec::new()];
    let mut depth = 0;
    for token in rest.iter().copied() {
        match token {
            Token::Operator(Operator::ParenRight) if depth == 0 => return Some(arguments),
            Token::Operator(Operator::Comma) if depth == 0 => {
                arguments.push(Vec::new());
                continue;
            }
            Token::Operator(Operator::ParenLeft | Operator::BarackLeft | Operator::BraceLeft) => depth += 1,
            Token::Operator(Operator::ParenRight | Operator::BarackRight | Operator::BraceRight) => depth -= 1,
            _ => {}
        }
        arguments.last_mut()?.push(token);
    }
    None
}
