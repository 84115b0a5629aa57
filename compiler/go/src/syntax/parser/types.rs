//! Types.

use super::super::files::Span;
use super::super::token::{Key, Op, Token};
use super::super::tree::{Direction, ExprId, ExprKind, Ident, Signature};
use super::Parser;
use super::recovery::Sync;

impl Parser<'_> {
    /// A type; a mistake if there is none.
    pub(super) fn ty(&mut self) -> ExprId {
        match self.try_type() {
            Some(ty) => ty,
            None => {
                let start = self.here().start;
                self.expected(start, "type");
                self.advance(Sync::ExpressionEnd);
                let span = self.since(start);
                self.bad_expr(span)
            }
        }
    }

    /// A type, if one begins here.
    pub(super) fn try_type(&mut self) -> Option<ExprId> {
        let ty = if self.enter() { self.try_type_inner() } else { None };
        self.leave();
        ty
    }

    fn try_type_inner(&mut self) -> Option<ExprId> {
        let start = self.here();
        Some(match self.token {
            Token::Ident => {
                let name = self.type_name(None);
                if self.is(Op::LBrack) { self.type_instance(name) } else { name }
            }
            Token::Op(Op::LBrack) => {
                self.next();
                self.array_type(start, None)
            }
            Token::Key(Key::Struct) => self.struct_type(),
            Token::Op(Op::Mul) => {
                self.next();
                let base = self.ty();
                self.expr(ExprKind::Star(base), self.since(start.start), &[base])
            }
            Token::Key(Key::Func) => {
                let (signature, height) = self.func_type();
                self.func_type_expr(signature, height)
            }
            Token::Key(Key::Interface) => self.interface_type(),
            Token::Key(Key::Map) => {
                self.next();
                self.expect(Op::LBrack);
                let key = self.ty();
                self.expect(Op::RBrack);
                let value = self.ty();
                self.expr(ExprKind::MapType { key, value }, self.since(start.start), &[key, value])
            }
            Token::Key(Key::Chan) | Token::Op(Op::Arrow) => self.chan_type(),
            Token::Op(Op::LParen) => {
                self.next();
                let ty = self.ty();
                self.expect(Op::RParen);
                self.expr(ExprKind::Paren(ty), self.since(start.start), &[ty])
            }
            _ => return None,
        })
    }

    pub(super) fn func_type_expr(&mut self, signature: Signature, height: u16) -> ExprId {
        let span = signature.span;
        self.expr_of_height(ExprKind::FuncType(Box::new(signature)), span, height)
    }

    /// `T` or `p.T`, where `T` or `p` may have been read.
    pub(super) fn type_name(&mut self, ident: Option<Ident>) -> ExprId {
        let ident = ident.unwrap_or_else(|| self.ident());
        let x = self.name_expr(ident);
        if !self.eat(Op::Period) {
            return x;
        }
        let field = self.ident();
        self.expr(ExprKind::Selector { x, field }, ident.span.to(field.span), &[x])
    }

    /// `T`, `p.T`, and either with type arguments.
    pub(super) fn qualified_name(&mut self, ident: Option<Ident>) -> ExprId {
        let name = self.type_name(ident);
        if self.is(Op::LBrack) { self.type_instance(name) } else { name }
    }

    /// The rest of an array or slice type whose bracket has been read, and maybe its length too.
    pub(super) fn array_type(&mut self, bracket: Span, len: Option<ExprId>) -> ExprId {
        let len = len.or_else(|| {
            self.level += 1;
            let len = if self.is(Op::Ellipsis) {
                let span = self.here();
                self.next();
                Some(self.expr(ExprKind::Ellipsis(None), span, &[]))
            } else if !self.is(Op::RBrack) {
                Some(self.value())
            } else {
                None
            };
            self.level -= 1;
            len
        });
        if self.is(Op::Comma) {
            self.error(self.here(), "unexpected comma; expecting ]");
            self.next();
        }
        self.expect(Op::RBrack);
        let elem = self.ty();
        self.array_expr(bracket, len, elem)
    }

    pub(super) fn array_expr(&mut self, start: Span, len: Option<ExprId>, elem: ExprId) -> ExprId {
        let parts = [elem, len.unwrap_or(elem)];
        self.expr(ExprKind::ArrayType { len, elem }, self.since(start.start), &parts)
    }

    /// `T[A, B]`, the bracket being the current token.
    pub(super) fn type_instance(&mut self, x: ExprId) -> ExprId {
        self.expect(Op::LBrack);
        self.level += 1;
        let list = self.type_list(Vec::new());
        self.level -= 1;
        let close = self.expect_closing(Op::RBrack, "type argument list");
        if list.is_empty() {
            self.expected(close.start, "type argument list");
            let missing = self.bad_expr(Span::at(close.start));
            return self.index_expr(x, vec![missing]);
        }
        self.index_expr(x, list)
    }

    /// Types with commas between them, up to a closing bracket.
    pub(super) fn type_list(&mut self, mut list: Vec<ExprId>) -> Vec<ExprId> {
        while !self.is(Op::RBrack) && !self.at_end() {
            list.push(self.ty());
            if !self.at_comma("type argument list", Op::RBrack) {
                break;
            }
            self.next();
        }
        list
    }

    /// `x[...]`, whose closing bracket was the last token.
    pub(super) fn index_expr(&mut self, x: ExprId, indices: Vec<ExprId>) -> ExprId {
        let span = self.since(self.tree.span(x).start);
        let mut parts = indices.clone();
        parts.push(x);
        self.expr(ExprKind::Index { x, indices: indices.into() }, span, &parts)
    }

    fn chan_type(&mut self) -> ExprId {
        let start = self.here().start;
        let direction = if self.is(Op::Arrow) {
            self.next();
            self.expect_key(Key::Chan);
            Direction::Receive
        } else {
            self.next();
            if self.eat(Op::Arrow) { Direction::Send } else { Direction::Both }
        };
        let elem = self.ty();
        self.expr(ExprKind::ChanType { direction, elem }, self.since(start), &[elem])
    }

    /// `func(...) ...`, and the height of its tree.
    pub(super) fn func_type(&mut self) -> (Signature, u16) {
        let start = self.expect_key(Key::Func);
        let mut height = 0;
        if self.is(Op::LBrack) {
            let bracket = self.here();
            if !self.type_parameters().is_empty() {
                self.error(bracket, "function type must have no type parameters");
            }
        }
        let signature = self.signature(start.start, &mut height);
        (signature, height)
    }

    /// Parameters and results.
    pub(super) fn signature(&mut self, start: super::Pos, height: &mut u16) -> Signature {
        let params = self.parameters(false);
        let results = self.parameters(true);
        let highest = params.iter().chain(&results).map(|field| self.height(field.ty)).max();
        *height = highest.unwrap_or(0) + 1;
        let span = self.since(start);
        Signature { type_params: Box::default(), params: params.into(), results: results.into(), span }
    }
}
