//! Struct types.

use super::super::token::{Key, Op, Token};
use super::super::tree::{ExprId, ExprKind, Field, Ident, Literal};
use super::Parser;
use super::recovery::Sync;

impl Parser<'_> {
    pub(super) fn struct_type(&mut self) -> ExprId {
        let start = self.expect_key(Key::Struct).start;
        self.expect(Op::LBrace);
        let mut fields = Vec::new();
        while self.token == Token::Ident || self.is(Op::Mul) || self.is(Op::LParen) {
            fields.push(self.field());
        }
        self.expect(Op::RBrace);
        let parts: Vec<ExprId> = fields.iter().map(|field: &Field| field.ty).collect();
        self.expr(ExprKind::StructType(fields.into()), self.since(start), &parts)
    }

    fn field(&mut self) -> Field {
        let mut names = Vec::new();
        let start = self.here();
        let ty = match self.token {
            Token::Ident => {
                let name = self.ident();
                match self.token {
                    Token::Op(Op::Period) => self.qualified_name(Some(name)),
                    Token::String | Token::Op(Op::Semicolon | Op::RBrace) => self.name_expr(name),
                    Token::Op(Op::LBrack) => {
                        let (name, ty) = self.array_or_instance(name);
                        names.extend(name);
                        match ty {
                            Some(ty) => ty,
                            None => self.bad_expr(start),
                        }
                    }
                    _ => {
                        names.push(name);
                        while self.eat(Op::Comma) {
                            names.push(self.ident());
                        }
                        self.ty()
                    }
                }
            }
            Token::Op(Op::Mul) => {
                self.next();
                let base = match self.is(Op::LParen) {
                    true => self.parenthesized_embedded(),
                    false => self.qualified_name(None),
                };
                self.expr(ExprKind::Star(base), self.since(start.start), &[base])
            }
            _ => self.parenthesized_embedded(),
        };
        let tag = (self.token == Token::String).then(|| {
            let span = self.here();
            self.next();
            self.expr(ExprKind::Literal(Literal::String), span, &[])
        });
        self.expect_semicolon();
        Field { names: names.into(), ty, tag }
    }

    /// `(T)` or `(*T)`, which Go does not have here and people write.
    fn parenthesized_embedded(&mut self) -> ExprId {
        let start = self.here();
        self.error(start, "cannot parenthesize embedded type");
        self.next();
        let ty = if self.eat(Op::Mul) {
            let base = self.qualified_name(None);
            self.expr(ExprKind::Star(base), self.since(start.start), &[base])
        } else {
            self.qualified_name(None)
        };
        self.eat(Op::RParen);
        ty
    }

    /// The thing that begins with `x[`: a field or parameter `x` of an array type, or the embedded or unnamed instance `x[T]`.
    pub(super) fn array_or_instance(&mut self, x: Ident) -> (Option<Ident>, Option<ExprId>) {
        let bracket = self.expect(Op::LBrack);
        let (mut args, mut comma) = (Vec::new(), None);
        if !self.is(Op::RBrack) {
            self.level += 1;
            args.push(self.value());
            while self.is(Op::Comma) {
                let span = self.here();
                self.next();
                if self.is(Op::RBrack) {
                    comma = Some(span);
                    break;
                }
                args.push(self.value());
            }
            self.level -= 1;
        }
        self.expect(Op::RBrack);
        let (ty, bracket_start) = (
            match args.len() {
                0 => Some(self.ty()),
                1 => self.try_type(),
                _ => None,
            },
            bracket,
        );
        if let Some(elem) = ty {
            if let Some(comma) = comma {
                self.error(comma, "unexpected comma; expecting ]");
            }
            let array = self.array_expr(bracket_start, args.first().copied(), elem);
            return (Some(x), Some(array));
        }
        let name = self.name_expr(x);
        (None, Some(self.index_expr(name, args)))
    }

    pub(super) fn skip_missing(&mut self, wanted: &str) -> ExprId {
        let start = self.here().start;
        self.expected(start, wanted);
        self.advance(Sync::ExpressionEnd);
        let span = self.since(start);
        self.bad_expr(span)
    }
}
