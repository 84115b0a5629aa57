//! Operands and what may follow one: selectors, indices, slices, assertions, calls, composite literals.

use super::super::files::Span;
use super::super::names::Name;
use super::super::token::{Key, Op, Token};
use super::super::tree::{ExprId, ExprKind, Ident, Literal};
use super::Parser;
use super::recovery::Sync;

impl Parser<'_> {
    fn operand(&mut self) -> ExprId {
        let start = self.here();
        let literal = match self.token {
            Token::Ident => {
                let ident = self.ident();
                return self.name_expr(ident);
            }
            Token::Int => Literal::Int,
            Token::Float => Literal::Float,
            Token::Imag => Literal::Imag,
            Token::Char => Literal::Char,
            Token::String => Literal::String,
            Token::Op(Op::LParen) => {
                self.next();
                self.level += 1;
                let x = self.value();
                self.level -= 1;
                self.expect(Op::RParen);
                return self.expr(ExprKind::Paren(x), self.since(start.start), &[x]);
            }
            Token::Key(Key::Func) => return self.function(),
            _ => {
                if let Some(ty) = self.try_type() {
                    return ty;
                }
                self.expected(start.start, "operand");
                self.advance(Sync::Operand);
                let span = self.since(start.start);
                return self.bad_expr(span);
            }
        };
        self.next();
        self.expr(ExprKind::Literal(literal), start, &[])
    }

    /// A function type, or with a body a function.
    fn function(&mut self) -> ExprId {
        let (signature, height) = self.func_type();
        if !self.is(Op::LBrace) {
            return self.func_type_expr(signature, height);
        }
        let around = std::mem::take(&mut self.tallest);
        self.level += 1;
        let body = self.block();
        self.level -= 1;
        let span = self.since(signature.span.start);
        let height = height.max(self.tallest) + 1;
        self.tallest = self.tallest.max(around);
        self.expr_of_height(ExprKind::Function { signature: Box::new(signature), body: Box::new(body) }, span, height)
    }

    pub(super) fn primary(&mut self, first: Option<ExprId>) -> ExprId {
        let mut x = first.unwrap_or_else(|| self.operand());
        loop {
            match self.token {
                Token::Op(Op::Period) => x = self.selector(x),
                Token::Op(Op::LBrack) => x = self.index_or_slice(x),
                Token::Op(Op::LParen) => x = self.call(x),
                Token::Op(Op::LBrace) if self.may_be_literal(x) => {
                    let inner = self.tree.unparen(x);
                    if inner != x {
                        self.error(self.tree.span(inner), "cannot parenthesize type in composite literal");
                    }
                    x = self.literal_value(Some(x));
                }
                _ => return x,
            }
        }
    }

    /// `x {` may begin a composite literal rather than a block.
    fn may_be_literal(&self, x: ExprId) -> bool {
        match self.tree.kind(self.tree.unparen(x)) {
            ExprKind::Bad | ExprKind::Name(_) | ExprKind::Selector { .. } | ExprKind::Index { .. } => self.level >= 0,
            ExprKind::ArrayType { .. } | ExprKind::StructType(_) | ExprKind::MapType { .. } => true,
            _ => false,
        }
    }

    fn selector(&mut self, x: ExprId) -> ExprId {
        let start = self.tree.span(x).start;
        self.next();
        match self.token {
            Token::Ident => {
                let field = self.ident();
                self.expr(ExprKind::Selector { x, field }, self.since(start), &[x])
            }
            Token::Op(Op::LParen) => {
                self.next();
                let ty = if self.is_key(Key::Type) {
                    self.next();
                    None
                } else {
                    Some(self.ty())
                };
                self.expect(Op::RParen);
                self.expr(ExprKind::Assert { x, ty }, self.since(start), &[x, ty.unwrap_or(x)])
            }
            _ => {
                let at = self.here().start;
                self.expected(at, "selector or type assertion");
                if !self.is(Op::RBrace) {
                    self.next();
                }
                let field = Ident { name: Name::BLANK, span: Span::at(at) };
                self.expr(ExprKind::Selector { x, field }, self.since(start), &[x])
            }
        }
    }

    fn index_or_slice(&mut self, x: ExprId) -> ExprId {
        self.expect(Op::LBrack);
        if self.is(Op::RBrack) {
            self.expected_here("operand");
            let missing = self.bad_expr(Span::at(self.here().start));
            self.next();
            return self.index_expr(x, vec![missing]);
        }
        self.level += 1;
        let mut bounds = [None; 3];
        let mut colons = Vec::new();
        if !self.is(Op::Colon) {
            bounds[0] = Some(self.value());
        }
        let mut args: Vec<ExprId> = bounds[0].into_iter().collect();
        if self.is(Op::Colon) {
            while self.is(Op::Colon) && colons.len() < 2 {
                colons.push(self.here());
                self.next();
                if !self.is(Op::Colon) && !self.is(Op::RBrack) && !self.at_end() {
                    bounds[colons.len()] = Some(self.value());
                }
            }
        } else {
            while self.eat(Op::Comma) {
                if !self.is(Op::RBrack) && !self.at_end() {
                    args.push(self.ty());
                }
            }
        }
        self.level -= 1;
        self.expect(Op::RBrack);
        if colons.is_empty() {
            return self.index_expr(x, args);
        }
        if colons.len() == 2 {
            for (bound, name) in [(1, "middle"), (2, "final")] {
                if bounds[bound].is_none() {
                    let at = colons[bound - 1];
                    self.error(at, format!("{name} index required in 3-index slice"));
                    bounds[bound] = Some(self.bad_expr(Span::at(at.end)));
                }
            }
        }
        let span = self.since(self.tree.span(x).start);
        let parts: Vec<ExprId> = bounds.iter().flatten().copied().chain([x]).collect();
        self.expr(ExprKind::Slice { x, bounds, full: colons.len() == 2 }, span, &parts)
    }

    fn call(&mut self, fun: ExprId) -> ExprId {
        self.expect(Op::LParen);
        self.level += 1;
        let (mut args, mut dots) = (Vec::new(), None);
        while !self.is(Op::RParen) && !self.at_end() && dots.is_none() {
            args.push(self.value());
            if self.is(Op::Ellipsis) {
                dots = Some(self.here());
                self.next();
            }
            if !self.at_comma("argument list", Op::RParen) {
                break;
            }
            self.next();
        }
        self.level -= 1;
        let close = self.expect_closing(Op::RParen, "argument list").start;
        let span = self.since(self.tree.span(fun).start);
        let mut parts = args.clone();
        parts.push(fun);
        self.expr(ExprKind::Call { fun, args: args.into(), dots, close }, span, &parts)
    }

    /// `{...}` of a composite literal.
    fn literal_value(&mut self, ty: Option<ExprId>) -> ExprId {
        let brace = self.here().start;
        if !self.enter() {
            self.leave();
            return self.bad_expr(Span::at(brace));
        }
        self.next();
        self.level += 1;
        let mut elements = Vec::new();
        while !self.is(Op::RBrace) && !self.at_end() {
            elements.push(self.element());
            if !self.at_comma("composite literal", Op::RBrace) {
                break;
            }
            self.next();
        }
        self.level -= 1;
        self.expect_closing(Op::RBrace, "composite literal");
        self.leave();
        let span = self.since(ty.map_or(brace, |ty| self.tree.span(ty).start));
        let mut parts = elements.clone();
        parts.extend(ty);
        self.expr(ExprKind::Composite { ty, elements: elements.into(), brace }, span, &parts)
    }

    fn element(&mut self) -> ExprId {
        let key = self.element_value();
        if !self.eat(Op::Colon) {
            return key;
        }
        let value = self.element_value();
        let span = self.tree.span(key).to(self.tree.span(value));
        self.expr(ExprKind::KeyValue { key, value }, span, &[key, value])
    }

    fn element_value(&mut self) -> ExprId {
        if self.is(Op::LBrace) { self.literal_value(None) } else { self.expression() }
    }
}
