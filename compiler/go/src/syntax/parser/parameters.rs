//! Parameter lists, of values and of types. One token of look-ahead does not say if `a` in `(a, b)` is a name or a
//! type, so a list is read as what it may be and settled at its end.

use super::super::files::Span;
use super::super::names::Name;
use super::super::token::{Key, Op, Token};
use super::super::tree::{ExprId, ExprKind, Field, Ident};
use super::Parser;
use super::recovery::Sync;

/// One entry: a name, a type, or both.
#[derive(Clone, Copy, Default)]
struct Entry {
    name: Option<Ident>,
    ty: Option<ExprId>,
}

impl Parser<'_> {
    /// `(...)` of a function; a result may also be a single type, or nothing.
    pub(super) fn parameters(&mut self, result: bool) -> Vec<Field> {
        if !result || self.is(Op::LParen) {
            self.expect(Op::LParen);
            let list = match self.is(Op::RParen) {
                true => Vec::new(),
                false => self.parameter_list(None, None, Op::RParen, !result),
            };
            self.expect(Op::RParen);
            return list;
        }
        let single = |ty| Field { names: Box::default(), ty, tag: None };
        self.try_type().map(single).into_iter().collect()
    }

    /// `[P C, Q D]`.
    pub(super) fn type_parameters(&mut self) -> Vec<Field> {
        self.expect(Op::LBrack);
        let mut list = Vec::new();
        if !self.is(Op::RBrack) {
            list = self.parameter_list(None, None, Op::RBrack, false);
        }
        let close = self.expect(Op::RBrack);
        if list.is_empty() {
            self.error(close, "empty type parameter list");
        }
        list
    }

    /// The entries up to `closing`. The first one's name, or name and type, may have been read.
    pub(super) fn parameter_list(
        &mut self,
        mut name: Option<Ident>,
        mut ty: Option<ExprId>,
        closing: Op,
        dots: bool,
    ) -> Vec<Field> {
        let types = closing == Op::RBrack;
        let first = match (name, ty) {
            (Some(name), _) => name.span,
            (None, Some(ty)) => self.tree.span(ty),
            (None, None) => self.here(),
        };
        let mut list = Vec::new();
        while name.is_some() || !self.is(closing) && !self.at_end() {
            let entry = match ty {
                Some(ty) => Entry { name, ty: Some(if types { self.union(Some(ty)) } else { ty }) },
                None => self.parameter(name, types),
            };
            (name, ty) = (None, None);
            if entry.name.is_some() || entry.ty.is_some() {
                list.push(entry);
            }
            if !self.at_comma("parameter list", closing) {
                break;
            }
            self.next();
        }
        let named = list.iter().filter(|entry| entry.name.is_some() && entry.ty.is_some()).count();
        if named == 0 {
            self.settle_unnamed(&mut list, types, first);
        } else if named != list.len() {
            self.settle_mixed(&mut list, types, named);
        }
        self.settle_dots(&mut list, dots);
        group(&list)
    }

    fn parameter(&mut self, name: Option<Ident>, types: bool) -> Entry {
        let mut entry = Entry::default();
        if name.is_some() || self.token == Token::Ident {
            let ident = name.unwrap_or_else(|| self.ident());
            entry.name = Some(ident);
            match self.token {
                Token::Op(Op::LBrack) => (entry.name, entry.ty) = self.array_or_instance(ident),
                Token::Op(Op::Ellipsis) => {
                    entry.ty = Some(self.dots_type());
                    return entry;
                }
                Token::Op(Op::Period) => {
                    (entry.name, entry.ty) = (None, Some(self.qualified_name(Some(ident))));
                }
                Token::Op(Op::Tilde) if types => {
                    entry.ty = Some(self.union(None));
                    return entry;
                }
                Token::Op(Op::Or) if types => {
                    let first = self.name_expr(ident);
                    return Entry { name: None, ty: Some(self.union(Some(first))) };
                }
                _ if self.begins_type() => entry.ty = Some(self.ty()),
                _ => {}
            }
        } else if types && self.is(Op::Tilde) {
            return Entry { name: None, ty: Some(self.union(None)) };
        } else if self.is(Op::Ellipsis) {
            entry.ty = Some(self.dots_type());
            return entry;
        } else if self.begins_type() || self.is(Op::LBrack) {
            entry.ty = Some(self.ty());
        } else {
            self.expected_here("')'");
            self.advance(Sync::ExpressionEnd);
        }
        if types && self.is(Op::Or) && entry.ty.is_some() {
            entry.ty = Some(self.union(entry.ty));
        }
        entry
    }

    /// A type begins here, other than with a bracket.
    fn begins_type(&self) -> bool {
        matches!(
            self.token,
            Token::Ident
                | Token::Op(Op::Mul | Op::Arrow | Op::LParen)
                | Token::Key(Key::Func | Key::Chan | Key::Map | Key::Struct | Key::Interface)
        )
    }

    fn dots_type(&mut self) -> ExprId {
        let start = self.expect(Op::Ellipsis).start;
        let ty = self.ty();
        self.expr(ExprKind::Ellipsis(Some(ty)), self.since(start), &[ty])
    }

    /// No entry has both a name and a type: all of them are types.
    fn settle_unnamed(&mut self, list: &mut [Entry], types: bool, first: Span) {
        let typed = list.iter().filter(|entry| entry.ty.is_some()).count();
        for entry in list.iter_mut() {
            if let Some(name) = entry.name.take() {
                entry.ty = Some(self.name_expr(name));
            }
        }
        if types && !list.is_empty() {
            if typed == 0 {
                self.error(self.here(), "missing type constraint");
            } else {
                self.error(first, missing_type_parameter(list.len()));
            }
        }
    }

    /// Some entries have both: the others are names, whose type stands further right.
    fn settle_mixed(&mut self, list: &mut [Entry], types: bool, named: usize) {
        let typed = list.iter().filter(|entry| entry.ty.is_some()).count();
        let (mut wrong, mut ty) = (None, None);
        for entry in list.iter_mut().rev() {
            match (entry.name, entry.ty) {
                (name, Some(own)) => {
                    ty = Some(own);
                    if name.is_none() {
                        let span = Span::at(self.tree.span(own).start);
                        entry.name = Some(Ident { name: Name::BLANK, span });
                        wrong = Some(span);
                    }
                }
                (_, None) if ty.is_some() => entry.ty = ty,
                (Some(name), None) => {
                    wrong = Some(name.span);
                    entry.ty = Some(self.bad_expr(name.span));
                }
                (None, None) => {}
            }
        }
        let Some(wrong) = wrong else { return };
        match (named == typed, types) {
            (true, true) => self.error(self.here(), "missing type constraint"),
            (true, false) => self.error(self.here(), "missing parameter type"),
            (false, true) => self.error(wrong, missing_type_parameter(list.len())),
            (false, false) => self.error(wrong, "missing parameter name"),
        }
    }

    /// `...` may stand before the last parameter's type only.
    fn settle_dots(&mut self, list: &mut [Entry], allowed: bool) {
        let (mut reported, last) = (false, list.len().saturating_sub(1));
        for (index, entry) in list.iter_mut().enumerate() {
            let Some(ty) = entry.ty else { continue };
            if !matches!(self.tree.kind(ty), ExprKind::Ellipsis(_)) || allowed && index == last {
                continue;
            }
            let span = self.tree.span(ty);
            if !reported {
                let message = if allowed { "can only use ... with final parameter" } else { "invalid use of ..." };
                self.error(span, message);
                reported = true;
            }
            entry.ty = Some(self.bad_expr(span));
        }
    }
}

fn missing_type_parameter(entries: usize) -> &'static str {
    match entries {
        1 => "missing type parameter name or invalid array length",
        _ => "missing type parameter name",
    }
}

/// Neighbours of one type become one field.
fn group(list: &[Entry]) -> Vec<Field> {
    let mut fields: Vec<(Vec<Ident>, ExprId)> = Vec::new();
    for entry in list {
        let Some(ty) = entry.ty else { continue };
        match (entry.name, fields.last_mut()) {
            (Some(name), Some((names, last))) if *last == ty && !names.is_empty() => names.push(name),
            (name, _) => fields.push((name.into_iter().collect(), ty)),
        }
    }
    fields.into_iter().map(|(names, ty)| Field { names: names.into(), ty, tag: None }).collect()
}
