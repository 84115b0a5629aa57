//! Interface types: methods, embedded types, unions.

use super::super::token::{Key, Op, Token};
use super::super::tree::{Element, ExprId, ExprKind, Signature};
use super::Parser;

impl Parser<'_> {
    pub(super) fn interface_type(&mut self) -> ExprId {
        let start = self.expect_key(Key::Interface).start;
        self.expect(Op::LBrace);
        let (mut elements, mut highest) = (Vec::new(), 0);
        loop {
            let (element, height) = if self.token == Token::Ident {
                self.method_or_type()
            } else if self.is(Op::Tilde) {
                self.embedded(None)
            } else if let Some(ty) = self.try_type() {
                self.embedded(Some(ty))
            } else {
                break;
            };
            self.expect_semicolon();
            elements.push(element);
            highest = highest.max(height);
        }
        self.expect(Op::RBrace);
        let span = self.since(start);
        self.expr_of_height(ExprKind::InterfaceType(elements.into()), span, highest + 1)
    }

    fn embedded(&mut self, first: Option<ExprId>) -> (Element, u16) {
        let ty = self.union(first);
        (Element::Embedded(ty), self.height(ty))
    }

    fn method_or_type(&mut self) -> (Element, u16) {
        let name = self.ident();
        if self.is(Op::Period) {
            let ty = self.qualified_name(Some(name));
            return self.embedded(Some(ty));
        }
        if self.is(Op::LParen) {
            let mut height = 0;
            let signature = self.signature(name.span.start, &mut height);
            return (Element::Method { name, signature: Box::new(signature) }, height);
        }
        let x = self.name_expr(name);
        if !self.is(Op::LBrack) {
            return self.embedded(Some(x));
        }
        let bracket = self.expect(Op::LBrack);
        self.level += 1;
        let first = self.expression();
        self.level -= 1;
        let ident = self.tree.name(first).map(|name| super::Ident { name, span: self.tree.span(first) });
        if ident.is_some() && !self.is(Op::Comma) && !self.is(Op::RBrack) {
            self.parameter_list(ident, None, Op::RBrack, false);
            self.expect(Op::RBrack);
            self.error(bracket, "interface method must have no type parameters");
            let mut height = 0;
            let signature: Signature = self.signature(name.span.start, &mut height);
            return (Element::Method { name, signature: Box::new(signature) }, height);
        }
        let mut list = vec![first];
        if self.at_comma("type argument list", Op::RBrack) {
            self.level += 1;
            self.next();
            list = self.type_list(list);
            self.level -= 1;
        }
        self.expect_closing(Op::RBrack, "type argument list");
        let instance = self.index_expr(x, list);
        self.embedded(Some(instance))
    }

    /// `A | ~B | C`, whose first term may have been read.
    pub(super) fn union(&mut self, first: Option<ExprId>) -> ExprId {
        let mut x = first.unwrap_or_else(|| self.term());
        while self.is(Op::Or) {
            let at = self.here().start;
            self.next();
            let y = self.term();
            x = self.binary(Op::Or, x, y, at);
        }
        x
    }

    fn term(&mut self) -> ExprId {
        let start = self.here().start;
        if self.eat(Op::Tilde) {
            let x = self.ty();
            return self.expr(ExprKind::Unary { op: Op::Tilde, x }, self.since(start), &[x]);
        }
        match self.try_type() {
            Some(ty) => ty,
            None => self.skip_missing("~ term or type"),
        }
    }
}
