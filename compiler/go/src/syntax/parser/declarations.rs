//! Files and declarations.

use super::super::files::{FileId, Span};
use super::super::token::{Key, Op, Token};
use super::super::tree::{
    Decl, ExprId, ExprKind, FuncDecl, Ident, ImportName, ImportSpec, SourceFile, TypeSpec, ValueSpec,
};
use super::Parser;
use super::recovery::Sync;

impl Parser<'_> {
    pub(super) fn file(&mut self, id: FileId) {
        // As in Go: a file whose first token or package clause is wrong is not read further.
        if !self.diagnostics.is_empty() {
            return;
        }
        self.expect_key(Key::Package);
        let package = self.ident();
        self.expect_semicolon();
        if !self.diagnostics.is_empty() {
            return;
        }
        let (mut declarations, mut imports_over) = (Vec::new(), false);
        while !self.at_end() {
            if !self.is_key(Key::Import) {
                imports_over = true;
            } else if imports_over {
                self.error(self.here(), "imports must appear before other declarations");
                imports_over = false;
            }
            declarations.push(self.declaration(Sync::Declaration));
        }
        let directives = std::mem::take(&mut self.scanner.directives);
        let directives = directives.into_iter().map(|(start, end)| Span::new(self.pos(start), self.pos(end))).collect();
        self.tree.files.push(SourceFile { id, package, declarations, directives });
    }

    pub(super) fn declaration(&mut self, sync: Sync) -> Decl {
        let start = self.here().start;
        match self.token {
            Token::Key(Key::Import) => Decl::Import(self.group(Self::import_spec)),
            Token::Key(Key::Const) => Decl::Const(self.group(Self::const_spec)),
            Token::Key(Key::Var) => Decl::Var(self.group(Self::var_spec)),
            Token::Key(Key::Type) => Decl::Type(self.group(Self::type_spec)),
            Token::Key(Key::Func) => Decl::Func(Box::new(self.func_decl())),
            _ => {
                self.expected(start, "declaration");
                self.advance(sync);
                Decl::Bad(self.since(start))
            }
        }
    }

    /// One declaration, or several in parentheses.
    fn group<T>(&mut self, one: fn(&mut Self) -> T) -> Vec<T> {
        self.next();
        if !self.eat(Op::LParen) {
            return vec![one(self)];
        }
        let mut list = Vec::new();
        while !self.is(Op::RParen) && !self.at_end() {
            list.push(one(self));
        }
        self.expect(Op::RParen);
        self.expect_semicolon();
        list
    }

    fn import_spec(&mut self) -> ImportSpec {
        let start = self.here();
        let name = match self.token {
            Token::Ident => ImportName::Given(self.ident()),
            Token::Op(Op::Period) => {
                self.next();
                ImportName::Dot(start)
            }
            _ => ImportName::Own,
        };
        let mut path = Span::at(self.here().start);
        if self.token == Token::String {
            path = self.here();
            self.next();
        } else if self.token.is_literal() {
            self.error(self.here(), "import path must be a string");
            self.next();
        } else {
            self.error(self.here(), "missing import path");
            self.advance(Sync::ExpressionEnd);
        }
        let span = self.since(start.start);
        self.expect_semicolon();
        ImportSpec { name, path, span }
    }

    fn const_spec(&mut self) -> ValueSpec {
        let start = self.here().start;
        let names = self.idents();
        let (mut ty, mut values) = (None, Vec::new());
        if !self.at_end() && !self.is(Op::Semicolon) && !self.is(Op::RParen) {
            ty = self.try_type();
            if self.eat(Op::Assign) {
                values = self.expressions(true);
            }
        }
        self.value_spec(start, names, ty, values)
    }

    fn var_spec(&mut self) -> ValueSpec {
        let start = self.here().start;
        let names = self.idents();
        let ty = (!self.is(Op::Assign)).then(|| self.ty());
        let values = if self.eat(Op::Assign) { self.expressions(true) } else { Vec::new() };
        self.value_spec(start, names, ty, values)
    }

    fn value_spec(
        &mut self,
        start: super::Pos,
        names: Vec<Ident>,
        ty: Option<ExprId>,
        values: Vec<ExprId>,
    ) -> ValueSpec {
        let span = self.since(start);
        self.expect_semicolon();
        ValueSpec { names: names.into(), ty, values: values.into(), span }
    }

    fn type_spec(&mut self) -> TypeSpec {
        let name = self.ident();
        let (mut type_params, mut alias) = (Vec::new(), false);
        let ty = if self.is(Op::LBrack) {
            let bracket = self.here();
            self.next();
            match self.array_length_or_parameter() {
                ArrayOrGeneric::Array(len) => self.array_type(bracket, len),
                ArrayOrGeneric::Generic(first, constraint) => {
                    type_params = self.parameter_list(Some(first), constraint, Op::RBrack, false);
                    self.expect(Op::RBrack);
                    alias = self.eat(Op::Assign);
                    self.ty()
                }
            }
        } else {
            alias = self.eat(Op::Assign);
            self.ty()
        };
        let span = self.since(name.span.start);
        self.expect_semicolon();
        TypeSpec { name, type_params: type_params.into(), alias, ty, span }
    }

    /// Behind `type T [`: `P *C]` may be the length of an array or a type parameter with its constraint. It is read
    /// as an expression and turned into a parameter where only that makes sense.
    fn array_length_or_parameter(&mut self) -> ArrayOrGeneric {
        if self.token != Token::Ident {
            return ArrayOrGeneric::Array(None);
        }
        let ident = self.ident();
        let mut x = self.name_expr(ident);
        if !self.is(Op::LBrack) {
            self.level += 1;
            let left = self.primary(Some(x));
            x = self.binary_from(Some(left), 1);
            self.level -= 1;
        }
        match self.split_parameter(x, self.is(Op::Comma)) {
            (Some(name), constraint) if constraint.is_some() || !self.is(Op::RBrack) => {
                ArrayOrGeneric::Generic(name, constraint)
            }
            _ => ArrayOrGeneric::Array(Some(x)),
        }
    }

    /// Takes `P`, `P *C`, `P (C)` and `P *C | D` apart into name and constraint.
    fn split_parameter(&mut self, x: ExprId, force: bool) -> (Option<Ident>, Option<ExprId>) {
        let span = self.tree.span(x);
        // The terms of `P *C | D | E` from the right; the leftmost holds the name.
        let (mut left, mut force, mut terms) = (x, force, Vec::new());
        while let ExprKind::Binary { op: Op::Or, x, y, at } = *self.tree.kind(left) {
            force |= self.is_type_element(y);
            terms.push((y, at));
            left = x;
        }
        let (name, mut constraint) = match *self.tree.kind(left) {
            ExprKind::Name(name) if terms.is_empty() => return (Some(Ident { name, span }), None),
            ExprKind::Binary { op: Op::Mul, x, y, at } if force || self.is_type_element(y) => {
                let span = Span::new(at, self.tree.span(y).end);
                let Some(name) = self.ident_of(x) else { return (None, Some(left)) };
                (name, self.expr(ExprKind::Star(y), span, &[y]))
            }
            ExprKind::Call { fun, ref args, dots: None, .. } if args.len() == 1 => {
                let arg = args[0];
                let Some(name) = self.ident_of(fun).filter(|_| force || self.is_type_element(arg)) else {
                    return (None, Some(left));
                };
                let span = Span::new(self.tree.span(fun).end, self.tree.span(left).end);
                (name, self.expr(ExprKind::Paren(arg), span, &[arg]))
            }
            _ => return (None, Some(left)),
        };
        for (y, at) in terms.into_iter().rev() {
            constraint = self.binary(Op::Or, constraint, y, at);
        }
        (Some(name), Some(constraint))
    }

    fn ident_of(&self, x: ExprId) -> Option<Ident> {
        self.tree.name(x).map(|name| Ident { name, span: self.tree.span(x) })
    }

    /// The expression can only be a type or a union of types.
    fn is_type_element(&self, x: ExprId) -> bool {
        let mut todo = vec![x];
        while let Some(x) = todo.pop() {
            match self.tree.kind(x) {
                ExprKind::ArrayType { .. }
                | ExprKind::StructType(_)
                | ExprKind::FuncType(_)
                | ExprKind::InterfaceType(_)
                | ExprKind::MapType { .. }
                | ExprKind::ChanType { .. }
                | ExprKind::Unary { op: Op::Tilde, .. } => return true,
                ExprKind::Binary { x, y, .. } => todo.extend([*x, *y]),
                ExprKind::Paren(x) => todo.push(*x),
                _ => {}
            }
        }
        false
    }

    fn func_decl(&mut self) -> FuncDecl {
        let start = self.expect_key(Key::Func).start;
        let mut receiver_span = self.here();
        let receiver = self.is(Op::LParen).then(|| self.parameters(false).into());
        receiver_span = self.since(receiver_span.start);
        let name = self.ident();
        let type_params = if self.is(Op::LBrack) { self.type_parameters() } else { Vec::new() };
        let mut height = 0;
        let mut signature = self.signature(start, &mut height);
        signature.type_params = type_params.into();
        let mut body = None;
        match self.token {
            Token::Op(Op::LBrace) => {
                body = Some(self.block());
                self.expect_semicolon();
            }
            Token::Op(Op::Semicolon) => {
                self.next();
                if self.is(Op::LBrace) {
                    self.error(self.here(), "unexpected semicolon or newline before {");
                    body = Some(self.block());
                    self.expect_semicolon();
                }
            }
            Token::Op(Op::RParen | Op::RBrace) | Token::Eof => self.expect_semicolon(),
            _ => {
                // A mistake in the signature, behind which the body may stand.
                self.expected_here("';'");
                while !matches!(self.token, Token::Op(Op::LBrace | Op::Semicolon) | Token::Eof) {
                    self.next();
                }
                if self.is(Op::LBrace) {
                    body = Some(self.block());
                }
                self.expect_semicolon();
            }
        }
        let span = self.since(start);
        FuncDecl { receiver, receiver_span, name, signature, body, span }
    }
}

/// The two ways in which `type T [` goes on.
enum ArrayOrGeneric {
    /// An array or slice type, whose length may have been read.
    Array(Option<ExprId>),
    /// The first type parameter, and its constraint where that has been read.
    Generic(Ident, Option<ExprId>),
}
